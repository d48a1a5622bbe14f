"""A person's own tables of names: taken in after a look at what they hold, and dropped again."""

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

from core.atomic_file import replacing
from core.errors import UnusableValueError, UserError
from core.same_species import names_folder, own_table, rows_of, same_species
from core.species.codes import codes, codes_in, own_codes
from core.species.other_words import forget


def _alike_in(path: Path) -> int:
    found = len(rows_of(path))
    if not found:
        raise UserError(
            f"{path.name} holds no lines of two names or more of a species, with commas between "
            "them."
        )
    return found


_TABLES: Mapping[str, tuple[Callable[[], Path], Callable[[Path], int]]] = {
    "codes": (own_codes, lambda path: len(codes_in(path))),
    "same-species": (own_table, _alike_in),
}
OWN_TABLES = tuple(_TABLES)
"""What they are called on the command line."""


def add_table(path: Path, kind: str) -> int:
    """Keep a person's table; return of how many species it is. Raises UserError naming lines."""
    if kind not in _TABLES:
        raise UnusableValueError(f"There is no {kind}. There are: {', '.join(OWN_TABLES)}.")
    place, number = _TABLES[kind]
    found = number(path)
    names_folder().mkdir(parents=True, exist_ok=True)
    with replacing(place()) as part:
        shutil.copyfile(path, part)
    _read_anew()
    return found


def remove(what: str) -> Path:
    """Remove a table, or the names in a language, by its code; return the file that it was."""
    place = _TABLES[what][0]() if what in _TABLES else names_folder() / f"{what.lower()}.txt"
    if place.parent != names_folder() or not place.is_file():
        raise UnusableValueError(f"There are no names of your own called {what}.")
    place.unlink()
    _read_anew()
    return place


def _read_anew() -> None:
    same_species.cache_clear()
    codes.cache_clear()
    forget()
