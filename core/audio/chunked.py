"""Finds what follows the first sound in AIFF, CAF, Wave64 and AU files, or tells that it does."""

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from core.audio import defects
from core.audio.file_ends import FileEnds
from core.audio.restarts import MOST_PARTS
from core.domain import Problem

_MOST_CHUNKS = 2_000
_MOST_BEHIND = 8_192
"""Bytes behind a file's own end that are no sound worth speaking of."""


class _Form(NamedTuple):
    """How one container writes its chunks."""

    first_at: int
    name_bytes: int
    size_bytes: int
    order: str
    sounds: tuple[bytes, bytes]
    """A chunk of sound, and the beginning of another file."""
    counts_header: bool = False
    aligned: int = 1


_CAF = _Form(8, 4, 8, "big", (b"data", b"caff"))
_W64 = _Form(40, 16, 8, "little", (b"data", b"riff"), counts_header=True, aligned=8)


def streams(ends: FileEnds) -> list[tuple[int, int]]:
    """Return where each of the AIFF or AU files behind each other begins and ends; one, mostly."""
    stated_end = {b"FORM": _form_end, b".snd": _au_end}.get(ends.head[:4])
    edges = [0]
    while stated_end and len(edges) <= MOST_PARTS:
        end = edges[-1] + stated_end(ends.read_at(edges[-1], 12))
        if ends.read_at(end, 4) != ends.head[:4]:
            break
        edges.append(end)
    return list(pairwise([*edges, ends.size]))


def problem(ends: FileEnds) -> Problem | None:
    """Return what to say of one file where a second chunk of sound, or another file, follows."""
    if ends.head[:4] in (b"FORM", b".snd"):
        stated = _au_end(ends.head) if ends.head[:4] == b".snd" else _form_end(ends.head)
        return defects.MORE_BEHIND if _is_behind(ends, stated) else None
    form = {b"caff": _CAF, b"riff": _W64}.get(ends.head[:4])
    if form is None:
        return None
    sounds, end = 0, ends.size
    for is_sound, end in _chunks(ends, form):  # noqa: B007
        sounds += is_sound
    if sounds < 2 and not (sounds and _is_behind(ends, end)):
        return None
    # Of a Wave64 file libsndfile hears whatever follows, to the end of the file.
    return defects.JOINED if form is _W64 else defects.MORE_BEHIND


def _form_end(head: bytes) -> int:
    size = int.from_bytes(head[4:8], "big")
    return 8 + size + size % 2


def _is_behind(ends: FileEnds, end: int) -> bool:
    """Tell whether something other than zeros follows the end of a file's own content."""
    if ends.size - end <= _MOST_BEHIND:
        return False
    return bool(ends.read_at(end, _MOST_BEHIND).strip(b"\0") and ends.tail.strip(b"\0"))


def _au_end(head: bytes) -> int:
    at, size = int.from_bytes(head[4:8], "big"), int.from_bytes(head[8:12], "big")
    return 1 << 62 if size == 0xFFFFFFFF else at + size


def _chunks(ends: FileEnds, form: _Form) -> Iterator[tuple[bool, int]]:
    """Yield of each chunk whether it is sound, and where it ends."""
    at, header = form.first_at, form.name_bytes + form.size_bytes
    for _ in range(_MOST_CHUNKS):
        raw = ends.read_at(at, header)
        if len(raw) < header or not raw[:4].isascii() or not raw[:4].strip(b"\0"):
            return
        size = int.from_bytes(raw[form.name_bytes :], "big" if form.order == "big" else "little")
        if size >> 63:  # CAF: up to the end of the file
            size = ends.size - at - header
        end = at + size + (0 if form.counts_header else header)
        at = max(at + header, -(-end // form.aligned) * form.aligned)
        yield raw[:4] in form.sounds, min(at, 1 << 62)
