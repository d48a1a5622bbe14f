"""Where the samples of a WAV file lie, and how many there really are."""

import re

from core.audio import compressed_time, defects
from core.audio.file_ends import END_BYTES, FileEnds
from core.audio.layout import Contents, Decoder, Layout, is_believable, joined
from core.audio.riff import FLOAT, PCM, UNKNOWN_SIZES, Chunk, Riff, WaveFormat, is_riff, read_riff
from core.domain import Problem

_NAMED = b"Original Filename:"
_TRIGGERED = re.compile(rb"[^\n]{0,300}?\d{6}T\.WAV", re.IGNORECASE)
_PLACEHOLDER_BYTES = 44
"""Recorders that lose power leave ``data`` at 0, or at the length of the header."""
_SLACK_BYTES = 4_096
"""Sizes that count the header as well are a known slip, not a loss."""
_WRAP = 1 << 32
_SHORTEST_NUL_TAIL = 512
"""Cards are written by sectors; fewer zeros than one are as likely to be silence."""
_SCAN_BYTES = 1 << 20
_PROBES, _PROBE_BYTES = 256, 4_096


def read(ends: FileEnds, *, compressed: bool) -> Contents:
    """Return what a WAV file holds. ``compressed``: its silence may be AudioMoth's short form."""
    if not is_riff(ends.head):
        return Contents(problem=_not_wave(ends.head))
    riff = read_riff(ends)
    compressed = compressed or _was_triggered(riff.metadata.get(b"guan", b""))
    layout, problem = _layout(riff, ends, compressed=compressed)
    return Contents(layout, problem, riff.metadata, riff.info)


def _was_triggered(guano: bytes) -> bool:
    at = guano.find(_NAMED)
    return at >= 0 and _TRIGGERED.match(guano, at + len(_NAMED)) is not None


def _not_wave(head: bytes) -> Problem:
    if len(head) < 12:
        return defects.STUB
    return defects.NOT_AUDIO if head[8:12].strip().isalnum() else defects.NO_HEADER


def _layout(
    riff: Riff, ends: FileEnds, *, compressed: bool
) -> tuple[Layout | None, Problem | None]:
    if riff.format is None:
        header_only = ends.size <= _PLACEHOLDER_BYTES and riff.data_offset is None
        return None, defects.STUB if header_only else defects.DAMAGED_HEADER
    if not _is_believable(riff.format):
        return None, defects.DAMAGED_HEADER
    if riff.data_offset is None:
        return None, defects.STUB
    data_bytes, problem = _extent(riff, riff.data_offset, ends)
    if riff.another or (riff.earlier and _sample_type(riff.format) is None):
        problem = problem or defects.MORE_BEHIND
    if _sample_type(riff.format) is None:
        # Coded sound: libsndfile is asked whether it can decode it.
        return None, problem if data_bytes else defects.STUB
    chunks = [*riff.earlier, Chunk(b"data", riff.data_offset, data_bytes)]
    sounds = [sound for sound in (_plain(riff.format, chunk) for chunk in chunks) if sound.frames]
    if not sounds:
        return None, defects.STUB
    if len(sounds) > 1:
        return joined(sounds), problem or defects.JOINED
    return (compressed_time.expanded(sounds[0], ends) if compressed else sounds[0]), problem


def _is_believable(fmt: WaveFormat) -> bool:
    plain = fmt.tag in (PCM, FLOAT)
    named = _sample_type(fmt) is not None or not plain
    return named and is_believable(fmt.sample_rate, fmt.channels)


def _plain(fmt: WaveFormat, chunk: Chunk) -> Layout:
    return Layout(
        decoder=Decoder.SAMPLES,
        sample_rate=fmt.sample_rate,
        channels=fmt.channels,
        frames=chunk.size // fmt.frame_bytes,
        sample_type=_sample_type(fmt) or "",
        data_offset=chunk.offset,
        data_bytes=chunk.size,
    )


def _sample_type(fmt: WaveFormat) -> str | None:
    width = fmt.bytes_per_sample
    if fmt.tag == PCM and width in (1, 2, 3, 4, 8):
        return "u1" if width == 1 else f"i{width}"
    if fmt.tag == FLOAT and width in (4, 8):
        return f"f{width}"
    return None


def _extent(riff: Riff, offset: int, ends: FileEnds) -> tuple[int, Problem | None]:
    """Return how many bytes of samples there are, and what is wrong with what the file says."""
    stated, there = riff.data_stated, max(0, riff.data_end - offset)
    if stated <= _PLACEHOLDER_BYTES < there and not riff.chunks_follow:
        frame_bytes = riff.format.frame_bytes if riff.format else 0
        there = _without_nul_tail(ends, offset, riff.data_end, max(1, frame_bytes))
        return there, defects.SIZE_REPAIRED
    if stated <= there:
        if there - stated >= _WRAP and not riff.chunks_follow:
            return _unwrapped(stated, there), defects.SIZE_REPAIRED
        return stated, _behind(riff, ends, there - stated)
    if stated in UNKNOWN_SIZES or stated - there <= min(offset, _SLACK_BYTES):
        return there, None
    return there, defects.TRUNCATED


def _behind(riff: Riff, ends: FileEnds, left_over: int) -> Problem | None:
    """Return the doubt where neither chunks nor zeros follow what the header calls the sound."""
    if riff.chunks_follow or left_over <= END_BYTES or not ends.tail.strip(b"\0"):
        return None
    return defects.MORE_BEHIND


def _unwrapped(stated: int, there: int) -> int:
    """Return the true size where a 32-bit count of bytes began again at zero."""
    return stated + (there - stated) // _WRAP * _WRAP


def _without_nul_tail(ends: FileEnds, offset: int, end: int, frame_bytes: int) -> int:
    """Return the bytes from ``offset`` on, without the zeros of space that was never filled."""
    if _looks_never_filled(ends, offset, end):
        return 0
    there = end - offset
    while end > offset:
        begin = max(offset, end - _SCAN_BYTES)
        filled = len(ends.read_at(begin, end - begin).rstrip(b"\0"))
        if filled:
            # Up to a whole frame: the high byte of the last sample may well be zero.
            length = -(-(begin - offset + filled) // frame_bytes) * frame_bytes
            return length if there - length >= _SHORTEST_NUL_TAIL else there
        end = begin
    return 0


def _looks_never_filled(ends: FileEnds, offset: int, end: int) -> bool:
    """Tell whether bytes taken all over the file are zero: reading 2 GB of them takes minutes."""
    if end == ends.size > END_BYTES and ends.tail.strip(b"\0"):
        return False
    places = range(offset, end, max(1, (end - offset) // _PROBES))
    return not any(
        ends.read_at(place, min(_PROBE_BYTES, end - place)).strip(b"\0") for place in places
    )
