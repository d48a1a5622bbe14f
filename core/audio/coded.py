"""What libsndfile says of a file, none of its numbers believed beyond what the file can hold."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import soundfile

from core.audio import chunked, defects, mp3, ogg
from core.audio.cut_short import share_present
from core.audio.file_ends import FileEnds
from core.audio.layout import Contents, Decoder, Layout, joined
from core.audio.media_files import MediaFile
from core.audio.pieces import FilePieces
from core.domain import Problem

_MOST_FRAMES_A_BYTE = {"OGG": 4_096, "CAF": 1_024, "FLAC": 8_192}
"""Of silence, coded as short as can be."""
_MOST_OF_OTHERS = 64
_MOST_MP3_BYTES_A_SECOND = 56_000

_Opened = tuple[Layout, dict[str, str]]
"""A stretch of sound and its tags, names in capitals."""


def read(path: MediaFile, ends: FileEnds, known: Contents, otherwise: Problem) -> Contents:
    """Return what libsndfile reads of a file, together with what is known of it already.

    ``otherwise`` is the problem of a file that it cannot read.
    """
    streams = _streams(ends)
    first, *more = streams
    opened = _opened(path, ends, first)
    if opened is None:
        return Contents(None, otherwise, known.metadata, known.tags)
    layout, tags = opened
    tags |= known.tags
    if not layout.frames:
        return Contents(None, defects.STUB, known.metadata, tags)
    layout, problem = _together(layout, [_opened(path, ends, span) for span in more])
    problem = known.problem or problem or _behind(ends, streams)
    contents = Contents(layout, problem, known.metadata, tags)
    return _cut(contents, ends) if layout.decoder is not Decoder.JOINED else contents


def _streams(ends: FileEnds) -> list[tuple[int, int]]:
    if ends.head[:4] == b"OggS":
        return ogg.streams(ends)
    if _is_mp3(ends):
        return mp3.streams(ends)
    return chunked.streams(ends)


def _behind(ends: FileEnds, streams: Sequence[tuple[int, int]]) -> Problem | None:
    """Return what to say of what follows all streams."""
    if ends.head[:4] == b"OggS":
        return ogg.problem(ends)
    return mp3.problem(ends, streams[-1][0]) if _is_mp3(ends) else chunked.problem(ends)


def _is_mp3(ends: FileEnds) -> bool:
    return ends.head[:3] == b"ID3" or ends.head[:1] == b"\xff"


def _together(first: Layout, more: Sequence[_Opened | None]) -> tuple[Layout, Problem | None]:
    """Return the layout of all parts, or of the first where another cannot be heard with it."""
    parts = [first, *(part[0] for part in more if part and part[0].frames)]
    whole = joined(parts) if None not in more else None
    if whole is None:
        return first, defects.MORE_BEHIND
    return (whole, defects.JOINED) if len(parts) > 1 else (first, None)


def _opened(path: MediaFile, ends: FileEnds, span: tuple[int, int]) -> _Opened | None:
    """Return what a decoder says of a stretch of a file, None if it can make nothing of it."""
    try:
        return _asked(path, ends, span)
    except soundfile.SoundFileError:
        return None


def _asked(path: MediaFile, ends: FileEnds, span: tuple[int, int]) -> _Opened:
    misled = path.suffix.lower() == ".raw"  # soundfile asks no further then
    as_it_is = isinstance(path, Path) and span == (0, ends.size) and not misled
    pieces = () if as_it_is else (span,)
    shown = Layout(Decoder.LIBSNDFILE, 0, 0, 0, pieces=pieces)
    if not pieces:
        with soundfile.SoundFile(path) as sound:
            return _layout(sound, shown, ends.size)
    view = FilePieces(path, shown)
    try:
        with soundfile.SoundFile(view) as sound:
            return _layout(sound, shown, span[1] - span[0])
    finally:
        view.close()


def _layout(sound: soundfile.SoundFile, shown: Layout, size: int) -> _Opened:
    if sound.format == "RAW":  # libsndfile guesses that from the name alone
        raise soundfile.SoundFileRuntimeError("no header")
    sequential = sound.format == "MP3" or not sound.seekable()
    most = size * _MOST_FRAMES_A_BYTE.get(sound.format, _MOST_OF_OTHERS)
    layout = replace(
        shown,
        decoder=Decoder.SEQUENTIAL if sequential else Decoder.LIBSNDFILE,
        sample_rate=sound.samplerate,
        channels=sound.channels,
        frames=min(sound.frames, most),
    )
    return layout, {name.upper(): text for name, text in sound.copy_metadata().items()}


def _cut(contents: Contents, ends: FileEnds) -> Contents:
    share = share_present(ends) if contents.layout else 1.0
    if contents.layout is None or share == 1.0:
        return contents
    layout = contents.layout
    if layout.decoder is Decoder.SEQUENTIAL:
        least = ends.size * layout.sample_rate // _MOST_MP3_BYTES_A_SECOND
        frames = min(layout.frames, max(1, least, int(layout.frames * share)))
        layout = replace(layout, frames=frames)
    return replace(contents, layout=layout, problem=contents.problem or defects.TRUNCATED)
