"""Short codes that people type for species: eBird's, AOU's, EURING's, the BTO's, and their own.

A person's table is ``codes.csv`` in the folder of names: a column ``scientific_name``, and one for
each kind of code, whatever it is called.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from core.errors import UserError
from core.same_species import names_folder, same_species
from core.shipped_tables import shipped_rows
from core.tabular import PersonsTable, column_key, refusal

_TABLE = "codes.csv"
_KEY = "scientific_name"


def own_codes() -> Path:
    """Return a person's own table of codes; it need not be there."""
    return names_folder() / _TABLE


@cache
def codes() -> Mapping[str, tuple[str, ...]]:
    """Return the codes of each species that has some, by any of its scientific names.

    Raises UserError where a person's own table cannot be read.
    """
    found: dict[str, list[str]] = {}
    for name, some in (*_own(), *_coming_along()):
        found.setdefault(name, []).extend(some)
    for names in same_species():
        every = list(dict.fromkeys(code for name in names for code in found.get(name, ())))
        if every:
            found |= {name: every for name in names if " " in name}
    return {name: tuple(dict.fromkeys(some)) for name, some in found.items()}


def _own() -> Iterator[tuple[str, list[str]]]:
    path = own_codes()
    if path.is_file():
        yield from codes_in(path)


def codes_in(path: Path) -> list[tuple[str, list[str]]]:
    """Return (scientific name, codes) of each row of a table. Raises UserError naming lines."""
    header = PersonsTable(path, (_KEY,)).headings
    others = [name for name in header if column_key(name) != column_key(_KEY)]
    if len(others) == len(header) or not others:
        raise UserError(
            f"{path.name} needs a column {_KEY}, and one for each kind of code. Add what is "
            "missing."
        )
    rows = list(PersonsTable(path, (_KEY, *others), lesser=others).rows())
    if wrong := [(row.line, row.problem) for row in rows if row.problem]:
        raise refusal(path, wrong)
    told = [(row.told[_KEY], [row.told[name] for name in others]) for row in rows]
    return [(name, [code for code in some if code]) for name, some in told if name]


def _coming_along() -> Iterator[tuple[str, list[str]]]:
    for row in shipped_rows(_TABLE):
        yield row[_KEY], [row[kind] for kind in row if kind not in (_KEY, "english") and row[kind]]
