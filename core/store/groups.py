"""Ids in groups that fit one question: SQLite takes 32,766 values at most."""

from collections.abc import Iterable, Iterator
from itertools import islice

_SIZE = 10_000


def in_groups(ids: Iterable[int]) -> Iterator[list[int]]:
    """Yield the ids in lists of 10,000 at most."""
    rest = iter(ids)
    while some := list(islice(rest, _SIZE)):
        yield some
