"""SoundTrap hydrophones (Ocean Instruments): ``serial.yymmddHHMMSS.wav`` and a log in XML."""

import re
from datetime import datetime

from core.domain import OffsetSource, Start, StartSource
from core.recorders import clock
from core.recorders.evidence import Evidence, RecorderReading

_NAME = re.compile(r"(?P<serial>\d{1,12})\.(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:\..*)?")
_EVENT = re.compile(r"SamplingStartTime(Local|UTC)\s*=\s*[\"']([^\"']{8,40})[\"']")
_TEMPERATURE = re.compile(r"<TEMPERATURE>\s*(-?\d{1,6})\s*</TEMPERATURE>")


def is_mine(evidence: Evidence) -> bool:
    """Tell by the form of the name."""
    return _NAME.fullmatch(evidence.stem) is not None


def read(evidence: Evidence) -> RecorderReading:
    """Return what the name and the log of the same name tell."""
    log = evidence.beside(".log.xml")
    match = _NAME.fullmatch(evidence.stem)
    temperature = _TEMPERATURE.search(log)
    return RecorderReading(
        recorder="SoundTrap",
        starts=(_logged_start(log), _name_start(match) if match else None),
        serial=match["serial"] if match else None,
        details={"temperature_c": int(temperature[1]) / 100} if temperature else {},
    )


def _name_start(match: re.Match[str]) -> Start | None:
    year, *rest = (int(part) for part in match.groups()[1:])
    local = clock.reading(2000 + year, *rest)
    return clock.start(local, StartSource.FILENAME, OffsetSource.FILENAME)


def _logged_start(log: str) -> Start | None:
    """Return the logged start; local and UTC time together tell the offset."""
    told = {match[1]: _moment(match[2]) for match in _EVENT.finditer(log)}
    local, utc = told.get("Local"), told.get("UTC")
    if local is None:
        return clock.start(utc, StartSource.SIDECAR, OffsetSource.SIDECAR, 0)
    minutes = round((local - utc).total_seconds() / 60) if utc else None
    if minutes is not None and abs(minutes) > 14 * 60:
        minutes = None
    return clock.start(local, StartSource.SIDECAR, OffsetSource.SIDECAR, minutes)


def _moment(text: str) -> datetime | None:
    start = clock.read_moment(text, StartSource.SIDECAR, OffsetSource.SIDECAR)
    return start.local if start else None
