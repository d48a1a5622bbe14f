"""Walks the chunks of a WAV file without ever reading its samples.

Formats: "Multimedia Programming Interface and Data Specifications 1.0" (IBM, Microsoft, 1991)
for RIFF, EBU Tech 3306 for RF64 and its ``ds64`` chunk. Recorders bend both: sizes are left at
zero, odd chunks come without their pad byte, chunks follow the samples. Sizes in a file are
therefore only believed as far as the file reaches, and nothing is allocated by them.
"""

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from core.audio.file_ends import FileEnds
from core.audio.restarts import MOST_PARTS

MAX_CHUNKS = 100_000
_MOST_JUMPS = 2_000
_PAGE_BYTES = 4_096
"""Chunks longer than this each take a look at another place of the file."""
MAX_METADATA_BYTES = 1 << 20
"""Of one chunk; of all chunks of a file, eight times as much."""
MAX_TEXT = 4_096
"""Letters of one text that are looked at: patterns may take the square of them."""
UNKNOWN_SIZES = frozenset(
    {0xFFFFFFFF, 0xFFFFFFFF - 36, 0x7FFFFFFF, 0x7FFFFFFF - 36, 0x80000000, (1 << 64) - 1}
)
"""What programs write into ``data`` when they cannot know the size beforehand."""

PCM, FLOAT, EXTENSIBLE = 1, 3, 0xFFFE
_WIDEST = 8
"""Bytes of one sample at most; where the header says more, the bits are believed instead."""

_NAME = re.compile(rb"[ -~]{4}")
_MAGICS = (b"RIFF", b"RF64", b"BW64")
_KEPT = frozenset({b"guan", b"wamd", b"bext"})
_BEHIND = (b"guan", b"wamd", b"LIST", b"bext")
_MOST_BEHIND = 4
_KNOWN = _KEPT | {b"fmt ", b"data", b"LIST", b"ds64", b"JUNK", b"junk", b"PAD ", b"FLLR", b"fact"}
_KNOWN |= {b"cue ", b"smpl", b"inst", b"iXML", b"id3 ", b"ID3 ", b"axml", b"chna", b"levl", b"umid"}
_KNOWN |= {b"DISP", b"PEAK", b"acid", b"minf", b"elm1", b"regn", b"LGWV", b"afsp", b"bat ", b"wacm"}


@dataclass(frozen=True, slots=True)
class WaveFormat:
    """What the ``fmt `` chunk says of the samples."""

    tag: int
    channels: int
    sample_rate: int
    bytes_per_sample: int
    """Of one sample's container: 20 bits lie in 3 bytes."""

    @property
    def frame_bytes(self) -> int:
        """Return the bytes of one sample of every channel."""
        return self.channels * self.bytes_per_sample


@dataclass(frozen=True, slots=True)
class Chunk:
    """Where a chunk's payload lies, and how long it claims to be."""

    id: bytes
    offset: int
    size: int


@dataclass(slots=True)
class Riff:
    """Everything a WAV file says, its samples left out."""

    format: WaveFormat | None = None
    earlier: list["Chunk"] = field(default_factory=list)
    """Whole chunks of samples before the last one, their sizes resolved."""
    another: bool = False
    """Whether sound of another format follows, or of more chunks than are kept."""
    data_offset: int | None = None
    data_stated: int = 0
    """Bytes of samples according to the file: often wrong."""
    data_end: int = 0
    """Where the samples end at the latest: at the end of the file, or of chunks found there."""
    chunks_follow: bool = False
    """Whether what comes after the stated end of the samples is chunks again."""
    metadata: dict[bytes, bytes] = field(default_factory=dict)
    """Payloads of ``guan``, ``wamd`` and ``bext``, at most 1 MB each."""
    info: dict[str, str] = field(default_factory=dict)
    """Texts of the LIST/INFO chunks."""
    bytes_left: int = 8 * MAX_METADATA_BYTES
    """How much metadata may still be read: chunks may come in any number."""


def is_riff(head: bytes) -> bool:
    """Tell whether a file that begins with ``head`` calls itself a WAV file."""
    return head[:4] in _MAGICS and head[8:12] == b"WAVE"


def read_riff(ends: FileEnds) -> Riff:
    """Return what the chunks of a WAV file say. Never raises for what the file holds."""
    riff = Riff()
    long_data = 0
    for chunk in _walk(ends, 12):
        if riff.data_offset is not None and chunk.id in _KNOWN:
            riff.chunks_follow = True
        if chunk.id == b"data":
            _take_data(riff, chunk, _resolved(chunk.size, long_data))
        elif chunk.id == b"ds64":
            long_data = _long_data_size(ends.read_at(chunk.offset, 16))
        else:
            _keep(riff, chunk, ends)
    if riff.data_offset is None:
        _look_for_data(riff, ends)
    riff.data_end = ends.size
    if riff.data_offset is not None and not riff.chunks_follow:
        _look_behind(riff, riff.data_offset, ends)
    return riff


def read_info(payload: bytes) -> dict[str, str]:
    """Return the texts of a LIST chunk of type INFO, by their four letters."""
    if payload[:4] != b"INFO":
        return {}
    texts: dict[str, str] = {}
    at = 4
    while at + 8 <= len(payload) and len(texts) < 100:
        name, size = payload[at : at + 4], int.from_bytes(payload[at + 4 : at + 8], "little")
        text = as_text(payload[at + 8 : at + 8 + size])
        if text:
            texts.setdefault(as_text(name), text)
        at += 8 + size + size % 2
    return texts


def as_text(raw: bytes) -> str:
    """Return text of an undeclared encoding: UTF-8 where it is that, otherwise Latin-1."""
    raw = raw.split(b"\0", 1)[0][:MAX_TEXT]
    try:
        return raw.decode("utf-8").strip()
    except UnicodeDecodeError:
        return raw.decode("latin-1").strip()


def _walk(ends: FileEnds, at: int) -> Iterator[Chunk]:
    long_data = jumps = 0
    for _ in range(MAX_CHUNKS):
        header = ends.read_at(at, 8)
        if len(header) < 8 or not _NAME.match(header) or jumps > _MOST_JUMPS:
            return
        chunk = Chunk(header[:4], at + 8, int.from_bytes(header[4:], "little"))
        if chunk.id == b"ds64":
            long_data = _long_data_size(ends.read_at(chunk.offset, 16))
        yield chunk
        size = _resolved(chunk.size, long_data) if chunk.id == b"data" else chunk.size
        if is_riff(ends.read_at(chunk.offset - 8, 12)):
            size = 4  # another file was put behind this one: its chunks come next
        jumps += size > _PAGE_BYTES
        at = _next(ends, chunk.offset + size, size)


def _next(ends: FileEnds, at: int, size: int) -> int:
    """Return where the next chunk begins: AudioMoth 1.11 forgets the pad byte of odd chunks."""
    if size % 2 == 0:
        return at
    around = ends.read_at(at, 5)
    if around[1:5] in _KNOWN:
        return at + 1
    if around[:4] in _KNOWN:
        return at
    return at + 1


def _take_data(riff: Riff, chunk: Chunk, size: int) -> None:
    """Remember where samples lie: recorders that pause may write them in several chunks."""
    if riff.another:
        return
    if riff.data_offset is not None and riff.data_stated:
        riff.earlier.append(Chunk(b"data", riff.data_offset, riff.data_stated))
    if len(riff.earlier) > MOST_PARTS:
        riff.another = True
        riff.earlier.pop()
        return
    riff.data_offset, riff.data_stated = chunk.offset, size
    riff.chunks_follow = False


def _keep(riff: Riff, chunk: Chunk, ends: FileEnds) -> None:
    if chunk.id == b"fmt ":
        found = _format(ends.read_at(chunk.offset, min(chunk.size, 40)))
        riff.another |= riff.data_offset is not None and found != riff.format
        riff.format = riff.format or found
    elif chunk.id == b"LIST":
        for name, text in read_info(_payload(riff, chunk, ends)).items():
            riff.info.setdefault(name, text)
    elif chunk.id in _KEPT and chunk.size and chunk.id not in riff.metadata:
        riff.metadata[chunk.id] = _payload(riff, chunk, ends)


def _payload(riff: Riff, chunk: Chunk, ends: FileEnds) -> bytes:
    there = max(0, ends.size - chunk.offset)
    size = min(chunk.size, there, MAX_METADATA_BYTES, riff.bytes_left)
    riff.bytes_left -= size
    return ends.read_at(chunk.offset, size)


def _look_behind(riff: Riff, data_offset: int, ends: FileEnds) -> None:
    """Find chunks at the very end of a file whose samples have no right size to find them by."""
    if data_offset + riff.data_stated == ends.size:
        return
    tail_at = ends.size - len(ends.tail)
    for _ in range(_MOST_BEHIND):
        tail = ends.tail[: riff.data_end - tail_at]
        chunk = next(filter(None, (_ending(tail, tail_at, name) for name in _BEHIND)), None)
        if chunk is None or chunk.offset - 8 < data_offset:
            return
        _keep(riff, chunk, ends)
        riff.data_end = chunk.offset - 8


def _ending(tail: bytes, tail_at: int, name: bytes) -> Chunk | None:
    """Return the last chunk of this name if it reaches just to the end of ``tail``."""
    at = tail.rfind(name)
    if at < 0:
        return None
    size = int.from_bytes(tail[at + 4 : at + 8], "little")
    reaches = len(tail) - (at + 8) - size in (0, size % 2)
    return Chunk(name, tail_at + at + 8, size) if reaches and size else None


def _format(payload: bytes) -> WaveFormat | None:
    if len(payload) < 14:
        return None
    tag, channels, sample_rate, _, block = struct.unpack_from("<HHIIH", payload)
    bits = int.from_bytes(payload[14:16], "little")
    if tag == EXTENSIBLE and len(payload) >= 26:
        tag = int.from_bytes(payload[24:26], "little")
    if not channels or not sample_rate:
        return None
    whole = block // channels if block % channels == 0 else 0
    width = whole if 0 < whole <= _WIDEST else (bits + 7) // 8
    return WaveFormat(tag, channels, sample_rate, width)


def _long_data_size(payload: bytes) -> int:
    return int.from_bytes(payload[8:16], "little") if len(payload) == 16 else 0


def _resolved(size: int, long_data: int) -> int:
    return long_data if size == 0xFFFFFFFF and long_data else size


def _look_for_data(riff: Riff, ends: FileEnds) -> None:
    """Find the samples behind a chunk whose size is wrong."""
    at = ends.head.find(b"data", 12)
    if at < 0 or riff.format is None or at + 8 > len(ends.head):
        return
    riff.data_offset = at + 8
    riff.data_stated = int.from_bytes(ends.head[at + 4 : at + 8], "little")
