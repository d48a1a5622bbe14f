"""Reads how long an MP3 stream says it is, in its Xing or Info header, and what follows it."""

from itertools import pairwise

from core.audio import defects
from core.audio.file_ends import END_BYTES, FileEnds
from core.audio.restarts import MOST_PARTS
from core.domain import Problem

_XING_WITHIN = 4_096
_HAS_BYTES = 2
_LEAST_STREAM = 512
"""Bytes: what is shorter is a tag."""
_APE, _APE_HEADER_BYTES = b"APETAGEX", 32
_TAGS_BYTES = {b"TAG+": 227, b"TAG": 128}
_MOST_TAGS = 8


def behind_id3(head: bytes) -> int:
    """Return where the sound begins behind an ID3 tag, whose size is four times seven bits."""
    if head[:3] != b"ID3" or len(head) < 10:
        return 0
    size = 0
    for byte in head[6:10]:
        size = size << 7 | byte & 0x7F
    return 10 + size


def stated_end(ends: FileEnds, begin: int) -> int | None:
    """Return where the stream that begins at a byte ends by its own header, if it says."""
    start = begin + behind_id3(ends.read_at(begin, 10))
    first = ends.read_at(start, _XING_WITHIN)
    at = max(first.find(b"Xing"), first.find(b"Info"))
    if at < 0 or len(first) < at + 16:
        return None
    flags = int.from_bytes(first[at + 4 : at + 8], "big")
    if not flags & _HAS_BYTES:
        return None
    bytes_at = at + 8 + 4 * (flags & 1)
    stated = int.from_bytes(first[bytes_at : bytes_at + 4], "big")
    return start + stated if stated else None


def streams(ends: FileEnds) -> list[tuple[int, int]]:
    """Return where each of the streams behind each other begins and ends; one, mostly."""
    edges = [0]
    while len(edges) <= MOST_PARTS:
        begin = _behind(ends, edges[-1])
        if begin is None or not _is_sound(ends.read_at(begin, 16)):
            break
        edges.append(begin)
    return list(pairwise([*edges, ends.size]))


def problem(ends: FileEnds, last: int) -> Problem | None:
    """Return what to say where something else follows the last stream, which begins at a byte."""
    begin = _behind(ends, last)
    is_more = begin is not None and ends.size - begin > END_BYTES and ends.tail.strip(b"\0")
    return defects.MORE_BEHIND if is_more else None


def _behind(ends: FileEnds, begin: int) -> int | None:
    """Return where something may begin behind a stream and its tags; None where nothing does."""
    at = stated_end(ends, begin)
    for _ in range(_MOST_TAGS):
        length = 0 if at is None else _tag_bytes(ends.read_at(at, END_BYTES))
        if at is None or not length:
            break
        at += length
    return None if at is None or ends.size - at < _LEAST_STREAM else at


def _tag_bytes(raw: bytes) -> int:
    """Return how long the tag, or the padding, is that bytes begin with; 0 if it is neither."""
    if raw.startswith(_APE):
        return _APE_HEADER_BYTES + int.from_bytes(raw[12:16], "little")
    named = (length for name, length in _TAGS_BYTES.items() if raw.startswith(name))
    return next(named, len(raw) - len(raw.lstrip(b"\0")))


def _is_sound(raw: bytes) -> bool:
    return raw[:3] == b"ID3" or (raw[:1] == b"\xff" and raw[1:2] >= b"\xe0")
