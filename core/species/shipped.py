"""The species lists that come with the program: text files that people can read and correct."""

from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

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
    """Return the file of a shipped list that is named by its id, or what was named."""
    known = {one.id: one.path for one in shipped_lists()}
    return wanted if wanted.exists() else known.get(str(wanted), wanted)


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
