"""Where the program keeps its own files on this computer."""

import os
import sys
from pathlib import Path

import platformdirs

APP_NAME = "Undersong"
HASHES = "files.sha256"
"""At the top of an installed program: a hash and a path a line, as sha256sum writes them."""
DATABASE = "project.db"
"""In the folder of every project: what makes it one."""


def data_folder() -> Path:
    """Return the folder for downloaded networks and remembered settings, made if needed."""
    return _made("data", platformdirs.user_data_path(APP_NAME, appauthor=False))


def cache_folder() -> Path:
    """Return the folder for what can be made or fetched again, made if needed."""
    return _made("cache", platformdirs.user_cache_path(APP_NAME, appauthor=False))


def log_folder() -> Path:
    """Return the folder of the log files, made if needed."""
    return _made("log", platformdirs.user_log_path(APP_NAME, appauthor=False))


def is_installed_program() -> bool:
    """Tell whether an installer brought the program, with a Python of its own."""
    return (Path(sys.prefix) / HASHES).is_file()


def _made(part: str, usual: Path) -> Path:
    # UNDERSONG_HOME keeps everything in one place: portable installs, clusters, tests.
    home = os.environ.get("UNDERSONG_HOME")
    folder = Path(home) / part if home else usual
    folder.mkdir(parents=True, exist_ok=True)
    return folder
