"""Reads WAMD 1, the metadata chunk of Wildlife Acoustics recorders and of Kaleidoscope.

Little-endian records of a 16-bit number, a 32-bit length and that many bytes; the first holds
the version.
"""

from collections.abc import Mapping
from enum import IntEnum

from core.audio.riff import MAX_TEXT
from core.domain import OffsetSource, Start, StartSource
from core.recorders import clock, places
from core.recorders.places import Place

_MOST_RECORDS = 10_000
_VERSION = 1


class Record(IntEnum):
    """The records that are kept."""

    MODEL = 0x01
    SERIAL = 0x02
    FIRMWARE = 0x03
    PREFIX = 0x04
    START = 0x05
    FIRST_FIX = 0x06
    SOFTWARE = 0x08
    NOTES = 0x0A
    TIME_EXPANSION = 0x0F
    MICROPHONE = 0x12
    SENSITIVITY = 0x13
    LAST_POSITION = 0x14
    TEMPERATURE_INT = 0x15
    TEMPERATURE_EXT = 0x16
    HUMIDITY = 0x17
    LIGHT = 0x18


_KEPT = frozenset(Record)


def read_wamd(chunk: bytes) -> dict[int, str]:
    """Return the texts of a ``wamd`` chunk by their number; of another version, nothing."""
    if chunk[:6] != b"\0\0\x02\0\0\0" or int.from_bytes(chunk[6:8], "little") != _VERSION:
        return {}
    records: dict[int, str] = {}
    at = 8
    for _ in range(_MOST_RECORDS):
        kind = int.from_bytes(chunk[at : at + 2], "little")
        size = int.from_bytes(chunk[at + 2 : at + 6], "little")
        if at + 6 > len(chunk):
            break
        if kind in _KEPT:
            raw = chunk[at + 6 : at + 6 + size]
            records.setdefault(kind, _text(kind, raw))
        at += 6 + size
    return records


def start(records: Mapping[int, str]) -> Start | None:
    """Return the start of the recording, with its offset if it has one."""
    text = records.get(Record.START, "")
    return clock.read_moment(text, StartSource.WAMD, OffsetSource.WAMD)


def place(records: Mapping[int, str]) -> Place | None:
    """Return the first GPS fix, written ``WGS84,nn.n,N,mmm.m,W``, else the last position."""
    for record in (Record.FIRST_FIX, Record.LAST_POSITION):
        parts = records.get(record, "").split(",")
        if len(parts) >= 5 and (found := places.with_hemispheres(*parts[1:5])):
            return found
    return None


def _text(kind: int, raw: bytes) -> str:
    if kind == Record.TIME_EXPANSION:
        return str(int.from_bytes(raw[:2], "little"))
    return raw[:MAX_TEXT].decode("utf-8", "replace").strip("\0 \t\r\n")
