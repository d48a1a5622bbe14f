"""Reads what AudioMoth leaves on its card beside the recordings: CONFIG.TXT and GPS.TXT."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from core.domain import OffsetSource, Start
from core.recorders import clock, places
from core.recorders.evidence import Evidence
from core.recorders.places import Position
from core.recorders.sidecars import Sidecars

_DEVICE = re.compile(r"^Device ID\s*: ([0-9A-F]{16})", re.MULTILINE)
_FIRMWARE = re.compile(r"^Firmware\s*: .*\((\d+)\.(\d+)\.\d+\)", re.MULTILINE)
_ZONE = re.compile(
    r"^(?:Time zone|Device time)\s*:.*?(UTC(?:[+-]\d{1,2}(?::\d{2})?)?)\b", re.MULTILINE
)
_FIRST_LOCAL_NAMES = (1, 4)
"""Names of older firmware are in UTC."""

_DECIMAL_FIX = re.compile(r"GPS fix - (\d{1,2}\.\d+)\D{0,3}?([NS]) (\d{1,3}\.\d+)\D{0,3}?([EW])")
_MINUTES_FIX = re.compile(
    r"GPS fix - (\d{1,2})\D{1,2}(\d{2}\.\d+)\D{0,2}?([NS]) "
    r"(\d{1,3})\D{1,2}(\d{2}\.\d+)\D{0,2}?([EW])"
)


@dataclass(frozen=True, slots=True)
class Card:
    """What CONFIG.TXT says."""

    device_id: str | None
    offset_minutes: int | None
    """Of the clock that names are written with; None where the file does not say."""


def read_config(text: str) -> Card:
    """Return what a CONFIG.TXT says."""
    device, zone, firmware = (pattern.search(text) for pattern in (_DEVICE, _ZONE, _FIRMWARE))
    offset = clock.offset_minutes(zone[1]) if zone else None
    if firmware and (int(firmware[1]), int(firmware[2])) < _FIRST_LOCAL_NAMES:
        offset = 0
    return Card(device[1] if device else None, offset)


def read_fix(text: str) -> Position | None:
    """Return the last position in a GPS.TXT, in decimal degrees or degrees and minutes."""
    fixes = [places.with_hemispheres(*match.groups()) for match in _DECIMAL_FIX.finditer(text)]
    for match in _MINUTES_FIX.finditer(text):
        lat, lat_minutes, north_south, lon, lon_minutes, east_west = match.groups()
        latitude = int(lat) + float(lat_minutes) / 60
        longitude = int(lon) + float(lon_minutes) / 60
        fixes.append(
            places.with_hemispheres(f"{latitude:.6f}", north_south, f"{longitude:.6f}", east_west)
        )
    return next((fix for fix in reversed(fixes) if fix), None)


def device_id(evidence: Evidence) -> str | None:
    """Return the id of the recorder that wrote the card."""
    return next(
        (
            folder.parsed(file, read_config).device_id
            for folder, file in _files(evidence, "config.txt")
        ),
        None,
    )


def with_offset(named: Start, evidence: Evidence) -> Start:
    """Return the start of a name with the offset of the card's configuration, where known."""
    for folder, file in _files(evidence, "config.txt"):
        offset = folder.parsed(file, read_config).offset_minutes
        if offset is not None:
            return replace(named, offset_minutes=offset, offset_source=OffsetSource.SIDECAR)
    return named


def place(evidence: Evidence) -> Position | None:
    """Return the last position that the card's GPS log holds."""
    for folder, file in _files(evidence, "gps.txt"):
        if (found := folder.parsed(file, read_fix)) is not None:
            return found
    return None


def _files(evidence: Evidence, name: str) -> Iterator[tuple[Sidecars, Path]]:
    """Yield the file of a name in the recording's folder and, for daily folders, the one above."""
    for folder in (evidence.sidecars, evidence.sidecars.above):
        if (file := folder.file(name)) is not None:
            yield folder, file
