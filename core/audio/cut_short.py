"""Tells how much of a coded file is still there, since decoders only notice at its end."""

from core.audio.file_ends import FileEnds
from core.audio.mp3 import behind_id3, stated_end

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


def _mp3_share(ends: FileEnds) -> float:
    end = stated_end(ends, 0)
    if end is None:
        return 1.0
    start = behind_id3(ends.head)
    return _share(ends.size - start, end - start)


def _share(there: int, stated: int) -> float:
    share = there / stated if stated else 1.0
    return share if share < _SLACK else 1.0
