"""Recordings whose sound cannot be decoded here: what their headers say of it nevertheless.

WAC: the layout that Wildlife Acoustics publish with their example decoder. Zero crossings: Anabat
sequence files, types 129 to 132. W4V is published nowhere: only what is RIFF in it is read.
"""

import re
import struct

from core.audio import defects, kinds
from core.audio.file_ends import END_BYTES, FileEnds
from core.audio.layout import Announced, Contents, is_believable
from core.audio.riff import as_text, is_riff, read_riff

_SUFFIXES = frozenset({".wac", ".w4v"})
_ZERO_CROSSING = re.compile(rb"\x1a\x01.[\x7f-\x8f]", re.DOTALL)

_WAC_HEADER = struct.Struct("<4sBBHHHIIHH")
_WAC_GPS = 0x20
_WAC_BLOCK = b"\x00\x80\x01\x00"
_LONGEST_S = 48 * 3600
"""Nobody records longer in one such file: a greater length is damage."""

_TEXTS = {"LOCATION": (22, 40), "SPECIES": (62, 50), "NOTE": (128, 73), "MORE": (201, 80)}
_TABLE, _MOMENT, _GPS, _GUANO = 0x11A, 0x120, 0x130, 0x150
_WITH_MOMENT = 132
_COUNTS_A_25_MS = 25_000
"""The only clock rate whose intervals are plain microseconds."""


def is_unplayable(suffix: str, head: bytes) -> bool:
    """Tell by the suffix, in small letters, and by the first bytes."""
    if head[:4] == b"WAac" or _ZERO_CROSSING.match(head) or suffix == ".w4v":
        return True
    mine = suffix in _SUFFIXES or kinds.is_anabat(suffix)
    return mine and not is_riff(head)


def read(suffix: str, ends: FileEnds) -> Contents:
    """Return what the header says; its problem is why the sound cannot be analysed."""
    if ends.head[:4] == b"WAac":
        return _wac(ends)
    if _ZERO_CROSSING.match(ends.head):
        return _zero_crossing(ends)
    if suffix == ".w4v" and is_riff(ends.head):
        return _w4v(ends)
    if suffix in _SUFFIXES:
        return Contents(problem=defects.WILDLIFE_ACOUSTICS_ONLY)
    return Contents(problem=defects.ZERO_CROSSING)


def _w4v(ends: FileEnds) -> Contents:
    riff = read_riff(ends)
    known = riff.format
    announced = _announced(known.sample_rate, known.channels) if known else Announced()
    return Contents(None, defects.WILDLIFE_ACOUSTICS_ONLY, riff.metadata, riff.info, announced)


def _wac(ends: FileEnds) -> Contents:
    header = ends.read_at(0, _WAC_HEADER.size)
    if len(header) < _WAC_HEADER.size:
        return Contents(problem=defects.STUB)
    _, _, channels, frame, _, flags, rate, samples, _, seeks = _WAC_HEADER.unpack(header)
    if channels not in (1, 2):
        return Contents(problem=defects.WILDLIFE_ACOUSTICS_ONLY)
    sound_at = _WAC_HEADER.size + 4 * seeks
    # A frame of silence still takes four bits a channel: more samples than that cannot be there.
    most = max(0, ends.size - sound_at) * 2 // channels * frame
    announced = _announced(rate, channels, samples if 0 < samples <= most else None)
    tags = _wac_place(ends, sound_at) if flags & _WAC_GPS else {}
    return Contents(None, defects.WILDLIFE_ACOUSTICS_ONLY, {}, tags, announced)


def _announced(rate: int, channels: int, samples: int | None = None) -> Announced:
    if not is_believable(rate, 1):
        return Announced(channels=channels)
    return Announced(_seconds((samples or 0) / rate), rate, channels)


def _seconds(told: float) -> float | None:
    return told if 0 < told <= _LONGEST_S else None


def _wac_place(ends: FileEnds, block_at: int) -> dict[str, str]:
    """Return the position before the first samples: 25 bits north and 26 bits west, signed."""
    block = ends.read_at(block_at, 16)
    if len(block) < 16 or not block.startswith(_WAC_BLOCK):
        return {}
    words = struct.unpack("<4H", block[8:])
    bits = int.from_bytes(struct.pack(">4H", *words), "big")
    north, west = _signed(bits >> 39, 25), _signed(bits >> 13 & 0x3FFFFFF, 26)
    return {"POSITION": f"{north / 100_000:.5f} {-west / 100_000:.5f}"}


def _signed(value: int, bits: int) -> int:
    return value - (1 << bits) if value >> (bits - 1) else value


def _zero_crossing(ends: FileEnds) -> Contents:
    head = ends.head
    if len(head) < _MOMENT:
        return Contents(problem=defects.STUB)
    data_at, counts, _, _ = struct.unpack_from("<HHBB", head, _TABLE)
    tags = {f"ZC {name}": as_text(head[at : at + size]) for name, (at, size) in _TEXTS.items()}
    tags["ZC TYPE"] = str(head[3])
    metadata = {}
    if head[3] >= _WITH_MOMENT and len(head) >= _GUANO:
        year, *parts, hundredths, _ = struct.unpack_from("<H6BH", head, _MOMENT)
        month, day, hour, minute, second = parts
        tags["ZC START"] = (
            f"{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}.{hundredths:02}"
        )
        tags["ZC GPS"] = as_text(head[_GPS:_GUANO])
        metadata[b"guan"] = head[_GUANO:data_at]
    seconds = 0.0
    if counts == _COUNTS_A_25_MS and data_at >= _MOMENT and ends.size <= END_BYTES:
        seconds = _interval_us(head[data_at:]) / 1e6
    kept = {name: text for name, text in tags.items() if text}
    return Contents(None, defects.ZERO_CROSSING, metadata, kept, Announced(_seconds(seconds)))


def _interval_us(data: bytes) -> int:
    """Return the sum of all intervals, in microseconds.

    A byte below 0x80 changes the interval before by a signed 7-bit number; 0x80, 0xA0 and 0xC0
    begin one of 13, 21 and 29 bits; what begins with 0xE0 says something of the dots to come.
    """
    total = interval = at = 0
    while at < len(data):
        byte = data[at]
        if byte < 0x80:
            interval, more = interval + _signed(byte, 7), 0
        elif byte < 0xE0:
            more = (byte - 0x60) >> 5
            tail = int.from_bytes(data[at + 1 : at + 1 + more], "big")
            interval = (byte & 0x1F) << 8 * more | tail
        else:
            at += 2
            continue
        total += max(0, interval)
        at += 1 + more
    return total
