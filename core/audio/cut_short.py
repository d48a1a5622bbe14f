"""Tells how much of a coded file is still there, since decoders only notice at its end."""

from core.audio.file_ends import FileEnds

_XING_WITHIN = 4_096
_HAS_BYTES = 2
_LAST_PAGE = 4
_SLACK = 0.99


def share_present(ends: FileEnds) -> float:
    """Return 1 for a whole file, less for one that was cut, by what its own headers say.

    MP3 files say their length in a Xing or Info header, Ogg marks its last page (a cut one is
    0.999: the decoder finds its length by itself), AIFF gives its size up front.
    """
    head = ends.head
    if head[:4] == b"FORM":
        return _share(ends.size, 8 + int.from_bytes(head[4:8], "big"))
    if head[:4] == b"OggS":
        page = ends.tail.rfind(b"OggS")
        ended = page < 0 or ends.tail[page + 5 : page + 6] >= bytes([_LAST_PAGE])
        return 1.0 if ended else 0.999
    return _mp3_share(ends)


def behind_id3(head: bytes) -> int:
    """Return where the sound begins behind an ID3 tag, whose size is four times seven bits."""
    if head[:3] != b"ID3" or len(head) < 10:
        return 0
    size = 0
    for byte in head[6:10]:
        size = size << 7 | byte & 0x7F
    return 10 + size


def _mp3_share(ends: FileEnds) -> float:
    start = behind_id3(ends.head)
    first = ends.read_at(start, _XING_WITHIN)
    at = max(first.find(b"Xing"), first.find(b"Info"))
    if at < 0 or len(first) < at + 16:
        return 1.0
    flags = int.from_bytes(first[at + 4 : at + 8], "big")
    if not flags & _HAS_BYTES:
        return 1.0
    bytes_at = at + 8 + 4 * (flags & 1)
    stated = int.from_bytes(first[bytes_at : bytes_at + 4], "big")
    return _share(ends.size - start, stated)


def _share(there: int, stated: int) -> float:
    share = there / stated if stated else 1.0
    return share if share < _SLACK else 1.0
