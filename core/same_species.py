"""Names of one species: older and newer ones, and those of other checklists.

Three tables that people can read and correct: what the program's authors know, what checklists
say, and a person's own (``same_species.txt`` in the folder of names), which comes first.
"""

import csv
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from core.app_folders import data_folder
from core.shipped_tables import shipped_lines
from core.text_files import text_file

_ALIKE, _BY_CHECKLIST = "same_species.txt", "names_by_checklist.csv"


def names_folder() -> Path:
    """Return where names of a person's own lie; it need not be there."""
    return data_folder() / "names"


def own_table() -> Path:
    """Return a person's own table: names of one species a line, with commas between them."""
    return names_folder() / _ALIKE


@cache
def same_species() -> tuple[tuple[str, ...], ...]:
    """Return the names of one species each; no name is of two.

    Raises UserError where a person's own table cannot be read.
    """
    united: list[dict[str, None]] = []
    place: dict[str, int] = {}
    for names in _tables():
        known = {place[name] for name in names if name in place}
        at = min(known, default=len(united))
        if at == len(united):
            united.append({})
        # Two that were told apart become one only where somebody says so.
        for other in known - {at}:
            united[at] |= united[other]
            united[other] = {}
        united[at] |= dict.fromkeys(names)
        place |= dict.fromkeys(united[at], at)
    return tuple(tuple(names) for names in united if len(names) > 1)


def rows_of(path: Path) -> list[list[str]]:
    """Return the names of each line of a person's table. Raises UserError where it is no text."""
    with text_file(path) as (text, _):
        return list(_rows(text))


def _tables() -> Iterator[list[str]]:
    if own_table().is_file():
        yield from rows_of(own_table())
    for name in (_ALIKE, _BY_CHECKLIST):
        rows = _rows(shipped_lines(name))
        yield from list(rows)[1:] if name == _BY_CHECKLIST else rows


def _rows(lines: Iterable[str]) -> Iterator[list[str]]:
    for row in csv.reader(line for line in lines if not line.startswith("#")):
        names = list(dict.fromkeys(cell.strip() for cell in row if cell.strip()))
        if len(names) > 1:
            yield names
