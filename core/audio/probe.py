"""Tells what a file is from its first and last bytes, whatever its name says."""

import re
from dataclasses import replace

from core.audio import coded, defects, excerpts, flac, kinds, unplayable, wav
from core.audio.file_ends import FileEnds
from core.audio.layout import Contents
from core.audio.media_files import MediaFile
from core.audio.mp3 import behind_id3
from core.audio.time_expansion import at_true_rate

_COMPRESSED_TIME_NAME = re.compile(r"\d{8}_\d{6}T\.WAV$", re.IGNORECASE)
_LIBSNDFILE_MAGICS = (
    *(b"OggS", b"FORM", b"ID3", b"RIFX", b"caff", b".snd", b"dns.", b"riff"),
    *(b"Creative Voice File", b"NIST_1A", b"2BIT"),
    *(b"\xff\xfb", b"\xff\xfa", b"\xff\xf3", b"\xff\xf2", b"\xff\xe3", b"\xff\xe2"),
    *(b"\xff\xfd", b"\xff\xfc", b"\xff\xf5", b"\xff\xf4"),
)
_FRAMES_ONLY = b"\xff"
"""MP3 without a tag: two bytes are no proof that there ever was a header."""
_OTHER_MAGICS = (
    *(b"\x89PNG", b"%PDF", b"PK\x03\x04", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"MZ"),
    *(b"SQLite format", b"\x7fELF", b"7z\xbc\xaf", b"Rar!", b"II*\0", b"MM\0*"),
)


def probe(path: MediaFile, ends: FileEnds) -> Contents:
    """Return what an open file holds; for what is wrong with it there is a problem, no error.

    Sound that was slowed down has its true rate. Raises OSError where the file cannot be read any
    further.
    """
    contents = at_true_rate(_as_written(path, ends))
    if contents.layout is None or contents.layout.believable:
        return contents
    return replace(contents, layout=None, problem=defects.DAMAGED_HEADER)


def _as_written(path: MediaFile, ends: FileEnds) -> Contents:
    suffix = path.suffix.lower()
    if ends.size == 0:
        return Contents(problem=defects.EMPTY)
    if ends.only_nul:
        return Contents(problem=defects.NUL_FILLED)
    if excerpts.is_excerpts(ends.head):
        return excerpts.read(ends)
    if unplayable.is_unplayable(suffix, ends.head):
        return unplayable.read(suffix, ends)
    if ends.head[:4] in (b"RIFF", b"RF64", b"BW64"):
        contents = wav.read(ends, compressed=bool(_COMPRESSED_TIME_NAME.search(path.name)))
        if contents.layout or (contents.problem and not contents.problem.usable):
            return contents
        return coded.read(path, ends, contents, defects.UNSUPPORTED)
    if ends.head[:4] == b"fLaC":
        return flac.read(ends)
    if (flac_at := _flac_behind_id3(ends)) is not None:
        return flac.read(ends, flac_at)
    return _other(path, suffix, ends)


def _flac_behind_id3(ends: FileEnds) -> int | None:
    at = behind_id3(ends.head)
    return at if at and ends.read_at(at, 4) == b"fLaC" else None


def _other(path: MediaFile, suffix: str, ends: FileEnds) -> Contents:
    head = ends.head
    if head.startswith(_LIBSNDFILE_MAGICS):
        lost = head.startswith(_FRAMES_ONLY) and kinds.is_heard(suffix)
        reason = defects.NO_HEADER if lost else defects.UNSUPPORTED
        return coded.read(path, ends, Contents(), reason)
    if kinds.is_foreign(head):
        return Contents(problem=defects.UNSUPPORTED)
    if head.startswith(_OTHER_MAGICS) or _is_text(head):
        return Contents(problem=defects.NOT_AUDIO)
    if kinds.is_heard(suffix):
        return coded.read(path, ends, Contents(), defects.NO_HEADER)
    return Contents(problem=kinds.reason(suffix))


def _is_text(head: bytes) -> bool:
    sample = head[:512]
    return all(byte >= 32 or byte in b"\t\r\n\f" for byte in sample) and b"\x7f" not in sample
