"""Finds the streams that are chained in an Ogg file (RFC 3533), from the headers of a few pages."""

from functools import partial
from itertools import pairwise

from core.audio import defects
from core.audio.file_ends import END_BYTES, FileEnds
from core.audio.restarts import Unit, restarts
from core.domain import Problem

_HEADER = 27
_BEGINS = 2
_SHORT, _LONGEST = 8_192, 2 * END_BYTES
"""Pages are a few kilobytes, at most 65,307 bytes."""


def streams(ends: FileEnds) -> list[tuple[int, int]]:
    """Return where each of the chained streams begins and ends; one, mostly."""
    first, last = _page(ends.head, 0), _last(ends)
    if first is None or last is None or _side_by_side(ends, first):
        return [(0, ends.size)]
    found = restarts(partial(_page_at, ends), first, last)
    edges = [0, *(at for at in found if _begins(ends, at)), ends.size]
    return list(pairwise(edges))


def problem(ends: FileEnds) -> Problem | None:
    """Return what to say where something else than pages of Ogg follows them."""
    return defects.MORE_BEHIND if _last(ends) is None and ends.tail.strip(b"\0") else None


def _side_by_side(ends: FileEnds, first: Unit) -> bool:
    """Tell whether streams run beside each other, as in a video: then all begin at once."""
    second = _page_at(ends, first.place + 1)
    return second is not None and _begins(ends, second.place)


def _begins(ends: FileEnds, at: int) -> bool:
    kind = ends.read_at(at + 5, 1)
    return bool(kind and kind[0] & _BEGINS)


def _page_at(ends: FileEnds, at: int) -> Unit | None:
    return _page(ends.read_at(at, _SHORT), at) or _page(ends.read_at(at, _LONGEST), at)


def _page(raw: bytes, begin: int) -> Unit | None:
    at = raw.find(b"OggS\0")
    return _unit(raw, at, begin) if at >= 0 else None


def _last(ends: FileEnds) -> Unit | None:
    at = ends.tail.rfind(b"OggS\0", 0, len(ends.tail) - _HEADER)
    return _unit(ends.tail, at, ends.size - len(ends.tail)) if at >= 0 else None


def _unit(raw: bytes, at: int, begin: int) -> Unit | None:
    if len(raw) < at + _HEADER:
        return None
    stream = int.from_bytes(raw[at + 14 : at + 18], "little")
    number = int.from_bytes(raw[at + 18 : at + 22], "little")
    return Unit(begin + at, number, stream)
