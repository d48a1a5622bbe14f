"""Reads what a FLAC file says of itself, and how much of it is really there.

Format: RFC 9639. Frontier Labs recorders have written twice the true number of samples, and
cards that fail cut files short: the number in the last frame's own header tells the truth.
"""

from dataclasses import dataclass

from core.audio import defects
from core.audio.file_ends import FileEnds
from core.audio.layout import Contents, Decoder, Layout
from core.audio.riff import MAX_METADATA_BYTES
from core.domain import Problem

_MAX_BLOCKS = 1_000
_MAX_COMMENTS = 1_000
_STREAMINFO, _COMMENTS = 0, 4


@dataclass(frozen=True, slots=True)
class StreamInfo:
    """The first block of a FLAC file."""

    min_block: int
    max_block: int
    sample_rate: int
    channels: int
    bits: int
    frames: int
    """As stated; 0 where the writer did not know."""


def read(ends: FileEnds, at: int = 0) -> Contents:
    """Return what a FLAC stream holds that begins at byte ``at``."""
    info: StreamInfo | None = None
    tags: dict[str, str] = {}
    at += 4
    for _ in range(_MAX_BLOCKS):
        header = ends.read_at(at, 4)
        if len(header) < 4:
            return Contents(problem=defects.STUB, tags=tags)
        kind, size = header[0] & 0x7F, int.from_bytes(header[1:], "big")
        if kind == _STREAMINFO and info is None:
            info = _stream_info(ends.read_at(at + 4, 34))
        elif kind == _COMMENTS:
            tags |= vorbis_comments(ends.read_at(at + 4, min(size, MAX_METADATA_BYTES)))
        at += 4 + size
        if header[0] & 0x80:
            break
    layout, problem = _layout(info, ends, at)
    return Contents(layout, problem, tags=tags)


def vorbis_comments(payload: bytes) -> dict[str, str]:
    """Return the comments of a Vorbis comment block, names in capitals."""
    comments: dict[str, str] = {}
    at = 4 + int.from_bytes(payload[:4], "little")
    left = int.from_bytes(payload[at : at + 4], "little")
    at += 4
    for _ in range(min(left, _MAX_COMMENTS)):
        size = int.from_bytes(payload[at : at + 4], "little")
        text = payload[at + 4 : at + 4 + size].decode("utf-8", "replace")
        name, equals, value = text.partition("=")
        if equals:
            comments.setdefault(name.strip().upper(), value.strip("\0 \t\r\n"))
        at += 4 + size
        if at >= len(payload):
            break
    return comments


def _stream_info(payload: bytes) -> StreamInfo | None:
    if len(payload) < 18:
        return None
    packed = int.from_bytes(payload[10:18], "big")
    return StreamInfo(
        min_block=int.from_bytes(payload[:2], "big"),
        max_block=int.from_bytes(payload[2:4], "big"),
        sample_rate=packed >> 44,
        channels=(packed >> 41 & 7) + 1,
        bits=(packed >> 36 & 31) + 1,
        frames=packed & 0xF_FFFF_FFFF,
    )


def _layout(
    info: StreamInfo | None, ends: FileEnds, at: int
) -> tuple[Layout | None, Problem | None]:
    if info is None or not info.sample_rate:
        return None, defects.DAMAGED_HEADER
    if at >= ends.size:
        return None, defects.STUB
    layout = Layout(Decoder.LIBSNDFILE, info.sample_rate, info.channels, info.frames)
    return layout, None
