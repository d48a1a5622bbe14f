"""Reads GUANO, the metadata that most bat and bird recorders write (GUANO 1.0 specification)."""

from collections.abc import Mapping

from core.audio.chunk_fields import guano_lines
from core.audio.riff import MAX_TEXT
from core.domain import OffsetSource, Start, StartSource
from core.recorders import clock, places
from core.recorders.places import Position

_TEXTS = {
    "Firmware Version": "firmware",
    "Hardware Version": "hardware",
    "Note": "note",
    "Original Filename": "original_name",
    "Tags": "tags",
    "Species Auto ID": "species_auto_id",
    "Species Manual ID": "species_manual_id",
}
_NUMBERS = {
    "Temperature Int": "temperature_c",
    "Humidity": "humidity_percent",
    "TE": "time_expansion",
    "Loc Elevation": "elevation_m",
    "Filter HP": "high_pass_khz",
    "Filter LP": "low_pass_khz",
}


_USED = ("Timestamp", "Make", "Model", "Serial", "Loc Position", *_TEXTS, *_NUMBERS)
_WELL_KNOWN = {name.lower(): name for name in _USED}


def read_guano(chunk: bytes) -> dict[str, str]:
    """Return the fields of a ``guan`` chunk, ``namespace|name`` to value; never raises.

    Broken UTF-8 is replaced, of a field written twice the first counts, and of a value that is
    pages long the beginning is kept. Well-known fields are known in any capitals.
    """
    fields: dict[str, str] = {}
    for full_name, value in guano_lines(chunk):
        namespace, bar, key = full_name.partition("|")
        if namespace:
            name = f"{namespace.strip()}|{key.strip()}" if bar else namespace.strip()
            name = _WELL_KNOWN.get(name.lower(), name)
            fields.setdefault(name, value[:MAX_TEXT].strip().replace("\\n", "\n"))
    return fields


def start(fields: Mapping[str, str]) -> Start | None:
    """Return the start that the Timestamp tells, with its offset if it has one."""
    return clock.read_moment(fields.get("Timestamp", ""), StartSource.GUANO, OffsetSource.GUANO)


def details(fields: Mapping[str, str]) -> dict[str, str | float]:
    """Return what is worth keeping of the fields that all makes share."""
    texts = {name: fields[key] for key, name in _TEXTS.items() if fields.get(key)}
    numbers = {name: places.number(fields.get(key, "")) for key, name in _NUMBERS.items()}
    return texts | {name: value for name, value in numbers.items() if value is not None}


def place(fields: Mapping[str, str]) -> Position | None:
    """Return the position: latitude and longitude on WGS84."""
    return places.read_pair(fields.get("Loc Position", ""))
