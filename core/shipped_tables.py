"""Tables that come with the program, which people can read and correct."""

import csv
from collections.abc import Iterator
from importlib.resources import files


def shipped_lines(name: str) -> Iterator[str]:
    """Yield the lines of a file in ``species_lists``, without those that only explain."""
    text = files("species_lists").joinpath(name).read_text(encoding="utf-8")
    return (line for line in text.splitlines() if not line.startswith("#"))


def shipped_rows(name: str) -> Iterator[dict[str, str]]:
    """Yield the rows of a table in ``species_lists``, by its headings."""
    return csv.DictReader(shipped_lines(name))
