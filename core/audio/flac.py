"""Reads what a FLAC file says of itself, and finds out how much of it is really there.

Format: RFC 9639. Frontier Labs recorders have written twice the true number of samples or none,
reserved space that was never filled, and cards that fail cut files short. Every frame carries
its own number, so the last whole frame tells the truth.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from core.audio import defects, flac_frames
from core.audio.file_ends import END_BYTES, FileEnds
from core.audio.flac_frames import Frame, StreamInfo
from core.audio.layout import Contents, Decoder, Layout, joined
from core.audio.restarts import Unit, restarts
from core.audio.riff import MAX_METADATA_BYTES, MAX_TEXT, read_info
from core.domain import Problem

_MAX_BLOCKS = 1_000
_MAX_COMMENTS = 1_000
_STREAMINFO, _APPLICATION, _COMMENTS = 0, 2, 4
_READ = (_STREAMINFO, _APPLICATION, _COMMENTS)
_KEPT_CHUNKS = (b"guan", b"wamd", b"bext")
_TAG_BYTES = 128
_NEXT_FILE = re.compile(b"fLaC|ID3|TAG|APETAGEX")
_LOOK_BYTES = END_BYTES // 2
_WINDOW_BYTES = 4 * END_BYTES
"""Longer than any frame of a recorder: 4,096 samples of 8 channels and 24 bits are 98 KB."""


def read(ends: FileEnds, at: int = 0) -> Contents:
    """Return what a FLAC stream holds that begins at byte ``at``."""
    stream_info = b""
    tags: dict[str, str] = {}
    metadata: dict[bytes, bytes] = {}
    frames_at = at + 4
    bytes_left = 8 * MAX_METADATA_BYTES
    for kind, begin, size in _blocks(ends, at + 4):
        frames_at = begin + size
        wanted = min(size, MAX_METADATA_BYTES, bytes_left) if kind in _READ else 0
        payload = ends.read_at(begin, wanted)
        bytes_left -= len(payload)
        if kind == _STREAMINFO and not stream_info:
            stream_info = payload
        elif kind == _COMMENTS:
            tags |= vorbis_comments(payload)
        elif kind == _APPLICATION:
            _keep_wav_chunk(payload, metadata, tags)
    if "GUANO" in tags:
        metadata.setdefault(b"guan", tags.pop("GUANO").encode())
    info = flac_frames.read_stream_info(stream_info)
    stream = _Stream(info, stream_info, frames_at) if info else None
    layout, problem = _layout(stream, ends, frames_at)
    return Contents(layout, problem, metadata, tags)


def _blocks(ends: FileEnds, at: int) -> Iterator[tuple[int, int, int]]:
    """Yield kind, place and size of each metadata block."""
    for _ in range(_MAX_BLOCKS):
        header = ends.read_at(at, 4)
        if len(header) < 4:
            return
        size = int.from_bytes(header[1:], "big")
        yield header[0] & 0x7F, at + 4, size
        if header[0] & 0x80:
            return
        at += 4 + size


def _keep_wav_chunk(payload: bytes, metadata: dict[bytes, bytes], tags: dict[str, str]) -> None:
    """Keep a chunk of the WAV file that this was made of (``flac --keep-foreign-metadata``)."""
    name, size = payload[4:8], int.from_bytes(payload[8:12], "little")
    if payload[:4] != b"riff":
        return
    if name in _KEPT_CHUNKS:
        metadata.setdefault(name, payload[12 : 12 + size])
    elif name == b"LIST":
        for key, text in read_info(payload[12 : 12 + size]).items():
            tags.setdefault(key, text)


def vorbis_comments(payload: bytes) -> dict[str, str]:
    """Return the comments of a Vorbis comment block, names in capitals; VENDOR is the writer."""
    size = int.from_bytes(payload[:4], "little")
    comments = {"VENDOR": _text(payload[4 : 4 + size])}
    at = 4 + size
    count = int.from_bytes(payload[at : at + 4], "little")
    at += 4
    for _ in range(min(count, _MAX_COMMENTS)):
        size = int.from_bytes(payload[at : at + 4], "little")
        name, equals, value = _text(payload[at + 4 : at + 4 + size]).partition("=")
        if equals:
            comments.setdefault(name.strip().upper(), value.strip())
        at += 4 + size
        if at >= len(payload):
            break
    return comments


def _text(raw: bytes) -> str:
    return raw[:MAX_TEXT].decode("utf-8", "replace").strip("\0 \t\r\n")


@dataclass(frozen=True, slots=True)
class _Stream:
    """The first STREAMINFO of a file, and where its frames begin."""

    info: StreamInfo
    payload: bytes
    frames_at: int


@dataclass(frozen=True, slots=True)
class _Extent:
    """How far the frames of a file or of a part of it reach."""

    frames: int
    end: int
    last: Frame
    whole: bool
    """Whether the last frame is complete and nothing but the end of the file follows it."""
    more: bool = False
    """Whether another stream follows."""


def _layout(
    stream: _Stream | None, ends: FileEnds, at: int
) -> tuple[Layout | None, Problem | None]:
    if at >= ends.size:
        return None, defects.STUB
    if stream is None:
        return None, defects.DAMAGED_HEADER
    extent = _extent(stream.info, ends, at)
    if extent is None:
        return None, defects.NO_SOUND
    parts = _parts(stream, ends, extent)
    if len(parts) > 1:
        return joined(parts), defects.MORE_BEHIND if extent.more else defects.JOINED
    if not extent.frames:
        return None, defects.STUB
    if extent.frames != stream.info.frames:
        return parts[0], _problem(stream.info, extent)
    info = stream.info
    whole = Layout(Decoder.LIBSNDFILE, info.sample_rate, info.channels, info.frames)
    return whole, defects.MORE_BEHIND if extent.more else None


def _problem(info: StreamInfo, extent: _Extent) -> Problem:
    doubled = abs(info.frames - 2 * extent.frames) <= 2 * info.max_block
    if extent.more:
        return defects.MORE_BEHIND
    if extent.whole and (extent.frames > info.frames or doubled):
        return defects.SIZE_REPAIRED
    return defects.TRUNCATED


def _parts(stream: _Stream, ends: FileEnds, whole: _Extent) -> list[Layout]:
    """Return the stretches of frames whose numbers begin again, mostly one."""
    begins = [stream.frames_at, *_restarts(stream, ends, whole)]
    stops = [*begins[1:], ends.size]
    extents = [_ending(stream.info, ends, *span) for span in zip(begins, stops, strict=True)]
    extents[-1] = whole
    return [
        _part(stream, begin, extent)
        for begin, extent in zip(begins, extents, strict=True)
        if extent is not None and (extent.frames or extent is whole)
    ]


def _part(stream: _Stream, begin: int, extent: _Extent) -> Layout:
    return Layout(
        Decoder.LIBSNDFILE,
        stream.info.sample_rate,
        stream.info.channels,
        extent.frames,
        head=flac_frames.stream_head(stream.payload, extent.frames),
        pieces=((begin, extent.end),),
    )


def _restarts(stream: _Stream, ends: FileEnds, whole: _Extent) -> list[int]:
    def unit_at(place: int) -> Unit | None:
        for count in (_LOOK_BYTES, _WINDOW_BYTES):
            raw = ends.read_at(place, min(count, whole.end - place))
            if frame := flac_frames.first_frame(stream.info, raw, place):
                return Unit(frame.offset, frame.first_sample)
        return None

    first = unit_at(stream.frames_at)
    last = Unit(whole.last.offset, whole.last.first_sample)
    if first is None or first.place >= last.place:
        return []
    return restarts(unit_at, first, last)


def _extent(info: StreamInfo, ends: FileEnds, at: int) -> _Extent | None:
    end = _without_tag(ends)
    last = _last_frame(info, ends, max(at, ends.size - END_BYTES), END_BYTES)
    if last is None:
        last = _last_anywhere(info, ends, at)
    return None if last is None else _reaching(last, ends, end)


def _ending(info: StreamInfo, ends: FileEnds, begin: int, end: int) -> _Extent | None:
    """Return how far the frames of a part reach that ends before byte ``end``."""
    window_at = max(begin, end - _WINDOW_BYTES)
    last = _last_frame(info, ends, window_at, end - window_at)
    return None if last is None else _reaching(last, ends, end)


def _reaching(last: Frame, ends: FileEnds, end: int) -> _Extent:
    raw = ends.read_at(last.offset, min(_WINDOW_BYTES, end - last.offset))
    if last.offset + len(raw) == end and flac_frames.is_whole(raw):
        return _Extent(last.end_sample, end, last, whole=True)
    for match in _NEXT_FILE.finditer(raw):
        if flac_frames.is_whole(raw[: match.start()]):
            stop = last.offset + match.start()
            more = raw.find(b"fLaC", match.start()) >= 0
            return _Extent(last.end_sample, stop, last, whole=True, more=more)
    return _Extent(last.first_sample, last.offset, last, whole=False)


def _without_tag(ends: FileEnds) -> int:
    """Return where a file ends, an ID3 tag that a music program has put behind it left out."""
    tagged = ends.tail[-_TAG_BYTES : -_TAG_BYTES + 3] == b"TAG"
    return ends.size - _TAG_BYTES if tagged else ends.size


def _last_anywhere(info: StreamInfo, ends: FileEnds, at: int) -> Frame | None:
    """Find the last frame of a file whose end holds none, by halving: frames are at its front."""
    low, high = 0, max(0, ends.size - at) // _WINDOW_BYTES
    found = _last_frame(info, ends, at, _WINDOW_BYTES)
    if found is None:
        return None
    while low < high:
        middle = (low + high + 1) // 2
        frame = _last_frame(info, ends, at + middle * _WINDOW_BYTES, _WINDOW_BYTES)
        if frame is None:
            high = middle - 1
        else:
            low, found = middle, frame
    return found


def _last_frame(info: StreamInfo, ends: FileEnds, begin: int, count: int) -> Frame | None:
    return flac_frames.last_frame(info, ends.read_at(begin, count), begin)
