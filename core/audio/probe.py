"""Tells what a file is from its first and last bytes, whatever its name says."""

import re
from dataclasses import replace
from pathlib import Path

import soundfile

from core.audio import defects, flac, unplayable, wav
from core.audio.cut_short import behind_id3, share_present
from core.audio.file_ends import FileEnds
from core.audio.layout import Contents, Decoder, Layout
from core.audio.time_expansion import at_true_rate
from core.domain import Problem

_COMPRESSED_TIME_NAME = re.compile(r"\d{8}_\d{6}T\.WAV$", re.IGNORECASE)
_OTHER_MAKERS = frozenset({".m4a", ".aac", ".wma", ".mpg", ".mp4", ".amr", ".3gp"})
_LIBSNDFILE_SUFFIXES = frozenset({".aif", ".aiff", ".mp3", ".ogg", ".oga", ".opus"})
_LIBSNDFILE_MAGICS: tuple[bytes, ...] = (
    b"OggS",
    b"FORM",
    b"ID3",
    b"RIFX",
    b"\xff\xfb",
    b"\xff\xfa",
    b"\xff\xf3",
)
_LIBSNDFILE_MAGICS += (b"\xff\xf2", b"caff", b".snd", b"riff")
_OTHER_MAGICS = (b"\x89PNG", b"%PDF", b"PK\x03\x04", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"MZ")


def probe(path: Path, ends: FileEnds) -> Contents:
    """Return what an open file holds; for what is wrong with it there is a problem, no error.

    Sound that was slowed down has its true rate. Raises OSError where the file cannot be read any
    further.
    """
    return at_true_rate(_as_written(path, ends))


def _as_written(path: Path, ends: FileEnds) -> Contents:
    if ends.size == 0:
        return Contents(problem=defects.EMPTY)
    if ends.only_nul:
        return Contents(problem=defects.NUL_FILLED)
    if unplayable.is_unplayable(path.suffix.lower(), ends.head):
        return unplayable.read(path.suffix.lower(), ends)
    if ends.head[:4] in (b"RIFF", b"RF64", b"BW64"):
        contents = wav.read(ends, compressed=bool(_COMPRESSED_TIME_NAME.search(path.name)))
        if contents.problem or contents.layout:
            return contents
        return _through_libsndfile(path, contents, defects.UNSUPPORTED)
    if ends.head[:4] == b"fLaC":
        return flac.read(ends)
    if (flac_at := _flac_behind_id3(ends)) is not None:
        return flac.read(ends, flac_at)
    return _other(path, ends)


def _flac_behind_id3(ends: FileEnds) -> int | None:
    at = behind_id3(ends.head)
    return at if at and ends.read_at(at, 4) == b"fLaC" else None


def _other(path: Path, ends: FileEnds) -> Contents:
    head = ends.head
    suffix = path.suffix.lower()
    if suffix in _OTHER_MAKERS or head[4:8] == b"ftyp":
        return Contents(problem=defects.UNSUPPORTED)
    if head.startswith(_OTHER_MAGICS) or _is_text(head):
        return Contents(problem=defects.NOT_AUDIO)
    if head.startswith(_LIBSNDFILE_MAGICS) or suffix in _LIBSNDFILE_SUFFIXES:
        return _cut(_through_libsndfile(path, Contents(), defects.NO_HEADER), ends)
    return Contents(problem=defects.NO_HEADER)


def _through_libsndfile(path: Path, known: Contents, otherwise: Problem) -> Contents:
    try:
        with soundfile.SoundFile(path) as sound:
            rate, channels, frames = sound.samplerate, sound.channels, sound.frames
            sequential = sound.format == "MP3" or not sound.seekable()
            tags = {name.upper(): text for name, text in sound.copy_metadata().items()}
    except soundfile.LibsndfileError:
        return Contents(None, otherwise, known.metadata, known.tags)
    if not frames or not rate:
        return Contents(None, defects.STUB, known.metadata, known.tags)
    decoder = Decoder.SEQUENTIAL if sequential else Decoder.LIBSNDFILE
    layout = Layout(decoder, rate, channels, frames)
    return Contents(layout, known.problem, known.metadata, tags | dict(known.tags))


def _cut(contents: Contents, ends: FileEnds) -> Contents:
    share = share_present(ends) if contents.layout else 1.0
    if contents.layout is None or share == 1.0:
        return contents
    layout = contents.layout
    if layout.decoder is Decoder.SEQUENTIAL:
        layout = replace(layout, frames=int(layout.frames * share))
    return replace(contents, layout=layout, problem=contents.problem or defects.TRUNCATED)


def _is_text(head: bytes) -> bool:
    sample = head[:512]
    return all(byte >= 32 or byte in b"\t\r\n\f" for byte in sample) and b"\x7f" not in sample
