"""Reports of errors that nobody caught and of abrupt ends: kept on this computer, never sent.

A person copies one to ask for help, so it holds nothing of their data: see ``log_lines``.
"""

import faulthandler
import os
import platform
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import TextIO

import psutil

from core.app_folders import log_folder
from core.log_lines import without_data

_FOLDER = "crashes"
_MOST_KEPT = 10
_WATCHING = "running-{}.txt"


def keep(error: BaseException) -> Path:
    """Write a report of an error, and return where it is. Raises OSError."""
    return _kept(without_data(error))


def newest() -> str:
    """Return the newest report, or nothing where there is none."""
    found = _reports()
    return found[-1].read_text(encoding="utf-8") if found else ""


class EndWatch:
    """While it lives, an end by the system (a bad memory access, an abort) leaves its trace."""

    def __init__(self) -> None:
        self._path = _folder() / _WATCHING.format(os.getpid())
        self._file: TextIO = self._path.open("w", encoding="utf-8")
        faulthandler.enable(self._file)

    def close(self) -> None:
        """Stop watching: the end is meant."""
        faulthandler.disable()
        self._file.close()
        self._path.unlink(missing_ok=True)


def left_by_abrupt_ends() -> bool:
    """Make reports of what earlier processes left when they ended abruptly; tell if there are.

    One that was killed, or whose computer lost its power, leaves no trace, and no report.
    """
    any_left = False
    for path in _folder().glob(_WATCHING.format("*")):
        number = path.stem.partition("-")[2]
        if number.isdecimal() and psutil.pid_exists(int(number)):
            continue
        traces = path.read_text(encoding="utf-8", errors="replace")
        path.unlink()
        if traces.strip():
            _kept(traces)
            any_left = True
    return any_left


def _kept(traces: str) -> Path:
    now = datetime.now(UTC)
    target = _folder() / f"crash-{now:%Y%m%d-%H%M%S-%f}.txt"
    head = f"Undersong {version('undersong')}, {now:%Y-%m-%d %H:%M:%S} UTC\n"
    machine = f"{platform.platform()}, Python {platform.python_version()}\n\n"
    target.write_text(f"{head}{machine}{traces}\n", encoding="utf-8")
    for old in _reports()[:-_MOST_KEPT]:
        old.unlink()
    return target


def _reports() -> list[Path]:
    return sorted(_folder().glob("crash-*.txt"))


def _folder() -> Path:
    folder = log_folder() / _FOLDER
    folder.mkdir(exist_ok=True)
    return folder
