"""Reads how long an MP3 stream says it is, in its Xing or Info header, and what follows it."""

from itertools import pairwise

from core.audio.file_ends import FileEnds
from core.audio.restarts import MOST_PARTS

_XING_WITHIN = 4_096
_HAS_BYTES = 2
_LEAST_STREAM = 512
"""Bytes: what is shorter is a tag."""


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
        end = stated_end(ends, edges[-1])
        if end is None or ends.size - end < _LEAST_STREAM or not _is_sound(ends.read_at(end, 16)):
            break
        edges.append(end)
    return list(pairwise([*edges, ends.size]))


def _is_sound(raw: bytes) -> bool:
    return raw[:3] == b"ID3" or (raw[:1] == b"\xff" and raw[1:2] >= b"\xe0")
