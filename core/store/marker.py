"""A file in a project's folder that systems can open by a double click: folders have no programs.

It says nothing that the project does not know: it may be renamed, or deleted.
"""

from contextlib import suppress
from pathlib import Path

from core.app_folders import DATABASE

SUFFIX = ".undersong"
_TEXT = (
    "This folder is an Undersong project. Open this file with Undersong.\n"
    f"All that the project holds is in {DATABASE}; this file can be renamed or deleted.\n"
)


def project_folder(path: Path) -> Path:
    """Return the folder of a project that was named by its marker or database, or as it is."""
    by_file = path.suffix.lower() == SUFFIX or path.name == DATABASE
    return path.parent if by_file and path.is_file() else path


def is_project(folder: Path) -> bool:
    """Tell whether a folder holds a project; it may be named by a file in it."""
    return (project_folder(folder) / DATABASE).is_file()


def leave_marker(folder: Path) -> None:
    """Put the marker into a project's folder, unless one is there or none can be written."""
    with suppress(OSError):  # the project is as good without
        if not any(folder.glob(f"*{SUFFIX}")):
            (folder / f"{folder.name}{SUFFIX}").write_text(_TEXT, encoding="utf-8")
