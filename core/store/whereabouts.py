"""Whether the file of a project is still the one that was opened."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class FileIdentity:
    """How the system tells a file from all others on the same computer, whatever its name.

    Where it cannot (some network drives number no files), that there is a file has to do.
    """

    device: int
    number: int


def place_of(path: Path) -> FileIdentity | None:
    """Return which file or folder has a name now; None where there is none, or no drive."""
    try:
        found = path.stat()
    except OSError:
        return None
    return FileIdentity(found.st_dev, found.st_ino)


def what_became_of(path: Path, opened: FileIdentity) -> str:
    """Return what happened to the file that was opened under a name; nothing while it is there."""
    now = place_of(path)
    if now == opened:
        return ""
    if now is None:
        happened = "is not there any more: it was deleted or moved, or its drive was taken away"
    else:
        happened = "was replaced by another"
    return (
        f"The project {path.parent} {happened}. Nothing can be stored in it. Save a copy of what "
        "is still known, or open the project again where it is now."
    )
