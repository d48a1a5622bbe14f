"""Reads WAMD 1, the metadata chunk of Wildlife Acoustics recorders and of Kaleidoscope."""

from collections.abc import Mapping
from enum import IntEnum

from core.audio.chunk_fields import wamd_records
from core.audio.riff import MAX_TEXT
from core.domain import OffsetSource, Start, StartSource
from core.recorders import clock, places
from core.recorders.places import Position


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
    records: dict[int, str] = {}
    for kind, raw in wamd_records(chunk):
        if kind in _KEPT:
            records.setdefault(kind, _text(kind, raw))
    return records


def start(records: Mapping[int, str]) -> Start | None:
    """Return the start of the recording, with its offset if it has one."""
    text = records.get(Record.START, "")
    return clock.read_moment(text, StartSource.WAMD, OffsetSource.WAMD)


def place(records: Mapping[int, str]) -> Position | None:
    """Return the first GPS fix, written ``WGS84,nn.n,N,mmm.m,W``, else the last position."""
    for record in (Record.FIRST_FIX, Record.LAST_POSITION):
        parts = records.get(record, "").split(",")
        if len(parts) >= 5 and (found := places.with_hemispheres(*parts[1:5])):
            return found
    return None


def details(records: Mapping[int, str]) -> dict[str, float]:
    """Return what is worth keeping of the records that all makes share."""
    expansion = records.get(Record.TIME_EXPANSION)
    return {} if expansion is None else {"time_expansion": float(expansion)}


def _text(kind: int, raw: bytes) -> str:
    if kind == Record.TIME_EXPANSION:
        return str(int.from_bytes(raw[:2], "little"))
    return raw[:MAX_TEXT].decode("utf-8", "replace").strip("\0 \t\r\n")
