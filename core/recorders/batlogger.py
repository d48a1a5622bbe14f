"""BATLOGGER (Elekon): eight digits for a name, and everything else in an XML file beside it."""

import re

from core.domain import OffsetSource, Start, StartSource
from core.recorders import clock, places
from core.recorders.evidence import Evidence, RecorderReading
from core.recorders.places import Position

_NAME = re.compile(r"\d{8}")
_DATE_TIME = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})\s+(\d{1,2}):(\d{2}):(\d{2})")
_GPS_ZONE = re.compile(r"[+-]\d{1,2}(?::?\d{2})?(?=h?$)")


def is_mine(evidence: Evidence) -> bool:
    """Tell by the XML file of the same name."""
    return _NAME.fullmatch(evidence.stem) is not None and "<BatRecord" in evidence.beside(".xml")


def read(evidence: Evidence) -> RecorderReading:
    """Return what the XML file tells."""
    text = evidence.beside(".xml")
    model = re.search(r"<BatRecord[^>]{0,200}\bModel=\"([^\"]{1,20})\"", text)
    details: dict[str, str | float] = {}
    if firmware := _element(text, "Firmware"):
        details["firmware"] = firmware
    for key, name in (("temperature_c", "Temperature"), ("battery_v", "BattVoltage")):
        value = places.number(_element(text, name).split(" ")[0])
        if value is not None:
            details[key] = value
    return RecorderReading(
        recorder=f"BATLOGGER {model[1]}" if model else "BATLOGGER",
        starts=(_start(text),),
        place=_place(text),
        serial=_element(text, "SN") or None,
        details=details,
    )


def _element(text: str, name: str) -> str:
    """Return an element's text. No XML parser: these files may hold anything."""
    match = re.search(rf"<{name}>([^<]{{0,200}})</{name}>", text)
    return match[1].strip() if match else ""


def _start(text: str) -> Start | None:
    written = _element(text, "DateTime")
    match = _DATE_TIME.match(written)
    if match is None:
        return clock.read_moment(written, StartSource.SIDECAR, OffsetSource.SIDECAR)
    day, month, year, *time = (int(part) for part in match.groups())
    local = clock.reading(year, month, day, *time)
    zone = _GPS_ZONE.search(_element(text, "GPSTimestamp"))
    offset = zone[0] if zone else None
    return clock.start(local, StartSource.SIDECAR, OffsetSource.SIDECAR, offset)


def _place(text: str) -> Position | None:
    if _element(text, "Valid").lower() == "no":
        return None
    return places.read_pair(_element(text, "Position"))
