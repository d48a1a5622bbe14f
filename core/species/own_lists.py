"""A person's own species lists in a project: text files in its folder, to read and edit."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from core.atomic_file import replacing
from core.domain import Species
from core.errors import UnusableValueError
from core.names import LONGEST, clean, natural_key, same

_SUFFIX = ".txt"
_NEVER_IN_NAMES = re.compile(r'[<>:"/|?*\\\x00-\x1f]')


class OwnList(NamedTuple):
    """A list of a project."""

    name: str
    species: int
    source: str
    """What it was made of, in words."""
    path: Path


def lists_folder(project: Path) -> Path:
    """Return where a project's lists lie; it need not be there."""
    return project / "lists"


def own_lists(folder: Path) -> list[OwnList]:
    """Return the lists in a folder, by name."""
    found = [_read(path) for path in folder.glob(f"*{_SUFFIX}") if path.is_file()]
    return sorted(found, key=lambda one: natural_key(one.name))


def own_list(folder: Path, name: str) -> Path | None:
    """Return the file of a list by its name; None: there is none."""
    found = (path for path in folder.glob(f"*{_SUFFIX}") if same(path.stem, name))
    return next(found, None)


def save_list(folder: Path, name: str, species: Sequence[Species], source: str) -> Path:
    """Keep a list under a name, in place of one that has it; return its file.

    Raises UnusableValueError for what is no name of a file, and where no species is in it.
    """
    wanted = clean(name)
    if not wanted or len(wanted) > LONGEST or wanted[0] == "." or _NEVER_IN_NAMES.search(wanted):
        raise UnusableValueError(f"No list can be called “{name}”. Take letters and digits.")
    if not species:
        raise UnusableValueError(f"No species is in the list {wanted}: it was not kept.")
    folder.mkdir(parents=True, exist_ok=True)
    path = own_list(folder, wanted) or folder / f"{wanted}{_SUFFIX}"
    each = {one.scientific_name: one for one in species}
    lines = [f"{name}_{each[name].common_name}\n" for name in sorted(each)]
    with replacing(path) as part:
        part.write_text("".join((f"# source: {source}\n", *lines)), encoding="utf-8")
    return path


def remove_list(folder: Path, name: str) -> None:
    """Delete a list. Raises UnusableValueError where there is none of this name."""
    path = own_list(folder, name)
    if path is None:
        raise UnusableValueError(f"This project has no list {name}.")
    path.unlink()


def _read(path: Path) -> OwnList:
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    said = (line.partition(":")[2].strip() for line in lines if line.startswith("# source:"))
    species = sum(1 for line in lines if line.strip() and not line.startswith("#"))
    return OwnList(path.stem, species, next(said, "a file"), path)
