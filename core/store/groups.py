"""Ids in groups that fit one question: SQLite takes 32,766 values at most."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

_SIZE = 10_000
Id = TypeVar("Id", int, str)


def in_groups(ids: Iterable[Id], size: int = _SIZE) -> Iterator[list[Id]]:
    """Yield the ids in lists of 10,000 at most, or of ``size``."""
    rest = iter(ids)
    while some := list(islice(rest, size)):
        yield some
