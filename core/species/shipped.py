"""The species lists that come with the program: text files that people can read and correct."""

from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

from core.errors import UnusableValueError

_SUFFIX = ".txt"


class ShippedList(NamedTuple):
    """A list, and what its file says of it."""

    id: str
    name: str
    region: str
    source: str
    taxonomy: str
    year: str
    purpose: str
    species: int
    path: Path


@cache
def shipped_lists() -> tuple[ShippedList, ...]:
    """Return all lists, by name."""
    folder = Path(str(files("species_lists"))) / "lists"
    found = [_read(path) for path in folder.glob(f"*{_SUFFIX}")]
    return tuple(sorted(found, key=lambda one: one.name))


def list_file(wanted: Path) -> Path:
    """Return the file of a shipped list that is named by its id, or what was named.

    Raises UnusableValueError for what is nearly the id of one.
    """
    known = {one.id: one.path for one in shipped_lists()}
    if wanted.exists():
        return wanted
    if found := known.get(str(wanted)):
        return found
    if near := nearly(str(wanted)):
        raise UnusableValueError(
            f"There is no list {wanted}, and no such file. Is {near} meant?",
            command="undersong lists list",
        )
    return wanted


def nearly(id: str) -> str:
    """Return the one list that begins so, or is spelled much like it; empty: there is none."""
    ids = [one.id for one in shipped_lists()]
    near = [one for one in ids if one.startswith(id.casefold())]
    near = near or get_close_matches(id.casefold(), ids, 1)
    return near[0] if len(near) == 1 else ""


def _read(path: Path) -> ShippedList:
    said: dict[str, str] = {}
    species = 0
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            name, _, value = line.removeprefix("#").partition(":")
            said[name.strip()] = value.strip()
        elif line.strip():
            species += 1
    return ShippedList(
        path.stem, said["name"], said["region"], said["source"], said["taxonomy"], said["year"],
        said["for"], species, path,
    )  # fmt: skip
