"""Recognises the frames of a FLAC stream by their headers (RFC 9639, sections 8 and 9)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from core.audio.crc16 import crc16

_SYNC = re.compile(rb"\xff[\xf8\xf9]")
_BITS = {1: 8, 2: 12, 4: 16, 5: 20, 6: 24, 7: 32}
_RATES = {1: 88200, 2: 176400, 3: 192000, 4: 8000, 5: 16000, 6: 22050, 7: 24000, 8: 32000}
_RATES |= {9: 44100, 10: 48000, 11: 96000}
_LONGEST_HEADER = 16
_SHORTEST_FRAME = 8
"""Bytes: a header, one constant sample and a checksum."""
_VARIABLE_BLOCKS = 0xF9


@dataclass(frozen=True, slots=True)
class StreamInfo:
    """The first metadata block of a FLAC file."""

    max_block: int
    sample_rate: int
    channels: int
    bits: int
    frames: int
    """Samples of each channel, as stated; 0 where the writer did not know."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A frame's place in the file and in the recording."""

    offset: int
    first_sample: int
    samples: int

    @property
    def end_sample(self) -> int:
        """Return the first sample of the next frame."""
        return self.first_sample + self.samples


def read_stream_info(payload: bytes) -> StreamInfo | None:
    """Return what a STREAMINFO block of 34 bytes says, or None where it is no such thing."""
    if len(payload) < 18:
        return None
    packed = int.from_bytes(payload[10:18], "big")
    info = StreamInfo(
        max_block=int.from_bytes(payload[2:4], "big"),
        sample_rate=packed >> 44,
        channels=(packed >> 41 & 7) + 1,
        bits=(packed >> 36 & 31) + 1,
        frames=packed & 0xF_FFFF_FFFF,
    )
    return info if info.sample_rate and info.max_block else None


def last_frame(info: StreamInfo, raw: bytes, begin: int) -> Frame | None:
    """Return the last frame that begins in ``raw``, which lies at byte ``begin`` of the file.

    A few bytes of sound look like a header now and then, so a frame counts only if it goes on
    where another one ended, or is the first of the recording.
    """
    last: Frame | None = None
    ends: set[int] = set()
    for frame in _frames(info, raw, begin):
        if frame.first_sample in ends or frame.first_sample == 0:
            last = frame
        ends.add(frame.end_sample)
    return last


def first_frame(info: StreamInfo, raw: bytes, begin: int) -> Frame | None:
    """Return the first frame in ``raw`` that another one goes on from; see ``last_frame``."""
    waiting: dict[int, Frame] = {}
    for frame in _frames(info, raw, begin):
        if frame.first_sample in waiting:
            return waiting[frame.first_sample]
        waiting.setdefault(frame.end_sample, frame)
    return None


def stream_head(payload: bytes, frames: int) -> bytes:
    """Return the beginning of a FLAC file: a STREAMINFO with another number of samples.

    Sizes of frames and the checksum of the sound, which may belong to other sound, are left open.
    """
    total = (payload[13] & 0xF0) << 32 | frames & 0xF_FFFF_FFFF
    info = payload[:4] + bytes(6) + payload[10:13] + total.to_bytes(5, "big") + bytes(16)
    return b"fLaC\x80\0\0\x22" + info


def is_whole(raw: bytes) -> bool:
    """Tell whether bytes that begin with a frame end with that frame's checksum."""
    return len(raw) > 8 and crc16(raw[:-2]) == int.from_bytes(raw[-2:], "big")


def _frames(info: StreamInfo, raw: bytes, begin: int) -> Iterator[Frame]:
    for match in _SYNC.finditer(raw):
        at = match.start()
        frame = _frame(info, raw[at : at + _LONGEST_HEADER], begin + at)
        if frame is not None:
            yield frame


def _frame(info: StreamInfo, header: bytes, offset: int) -> Frame | None:
    if len(header) < 6 or not _fits(info, header):
        return None
    number, at = _coded_number(header)
    if number is None:
        return None
    samples, at = _block_size(header, at)
    at += {12: 1, 13: 2, 14: 2}.get(header[2] & 15, 0)
    if samples is None or at >= len(header) or _crc8(header[:at]) != header[at]:
        return None
    first = number if header[1] == _VARIABLE_BLOCKS else number * info.max_block
    if first * _SHORTEST_FRAME > offset * info.max_block:
        return None  # so many samples cannot lie before it
    return Frame(offset, first, samples)


def _fits(info: StreamInfo, header: bytes) -> bool:
    """Tell whether a header's rate, channels and bits are those of the stream."""
    rate, channels, bits = header[2] & 15, header[3] >> 4, header[3] >> 1 & 7
    if rate == 15 or _RATES.get(rate, info.sample_rate) != info.sample_rate or header[3] & 1:
        return False
    if _BITS.get(bits, info.bits) != info.bits or bits == 3:
        return False
    return info.channels == (2 if 8 <= channels <= 10 else channels + 1)


def _coded_number(header: bytes) -> tuple[int | None, int]:
    """Return the frame or sample number, written like a UTF-8 letter, and where it ends."""
    first = header[4]
    if first < 0x80:
        return first, 5
    more = next((n for n in range(1, 7) if not first << (n + 1) & 0x80), 0)
    if not 0xC0 <= first < 0xFF or not more or len(header) < 5 + more:
        return None, 5
    number = first & (0x3F >> more)
    for byte in header[5 : 5 + more]:
        if byte & 0xC0 != 0x80:
            return None, 5
        number = number << 6 | byte & 0x3F
    return number, 5 + more


def _block_size(header: bytes, at: int) -> tuple[int | None, int]:
    code = header[2] >> 4
    if code == 0:
        return None, at
    if code == 1:
        return 192, at
    if code <= 5:
        return 144 << code, at
    if code == 6:
        return int.from_bytes(header[at : at + 1], "big") + 1, at + 1
    if code == 7:
        return int.from_bytes(header[at : at + 2], "big") + 1, at + 2
    return 1 << code, at


def _crc8_table() -> tuple[int, ...]:
    table: list[int] = []
    for rest in range(256):
        for _ in range(8):
            rest = (rest << 1 ^ 0x07 if rest & 0x80 else rest << 1) & 0xFF
        table.append(rest)
    return tuple(table)


_TABLE_8 = _crc8_table()


def _crc8(raw: bytes) -> int:
    rest = 0
    for byte in raw:
        rest = _TABLE_8[rest ^ byte]
    return rest
