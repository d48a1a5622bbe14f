"""Reads what Frontier Labs recorders log on the card: ``GPS_log.csv`` and ``Reclog.csv``.

GPS lines are ``19.2053,152.8719,14:35,28/02/2019`` or ``-27.3886+152.8717,10:08,19/09/2019``.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath

from core.domain import OffsetSource, Start, StartSource
from core.recorders import clock, places
from core.recorders.evidence import Evidence
from core.recorders.places import Position
from core.recorders.sidecars import Sidecars, lines

_FIX = re.compile(
    r"\s*(?P<place>[^:]*?)\s*,\s*(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}))?"
    r"\s*,\s*(?P<day>\d{1,2})/(?P<month>\d{1,2})/(?P<year>\d{4})"
)
_MOVED_DEGREES = 0.01
_DATE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_TIME = re.compile(r"(\d{1,2}):(\d{2}):(\d{2})")
_VOLTS = re.compile(r"(\d{1,2}\.\d+)V")


@dataclass(frozen=True, slots=True)
class Fix:
    """Where the recorder was at a time of its own clock."""

    local: datetime
    place: Position


@dataclass(frozen=True, slots=True)
class LogRow:
    """What the log says of one recording."""

    start: Start | None
    details: Mapping[str, str | float]


def beside(evidence: Evidence) -> bool:
    """Tell whether a Frontier Labs log lies in the recording's folder or the one above."""
    return any(_logs(evidence, "gps_log")) or any(_logs(evidence, "reclog"))


def place_at(evidence: Evidence, start: Start | None) -> Position | None:
    """Return the last fix before a recording, or the only place the recorder ever was."""
    for folder, file in _logs(evidence, "gps_log"):
        fixes = folder.parsed(file, read_fixes)
        if start is not None and fixes:
            index = bisect_right(fixes, start.local, key=lambda fix: fix.local)
            return fixes[max(0, index - 1)].place
        if fixes and _all_near(fixes):
            return fixes[-1].place
    return None


def recording_row(evidence: Evidence) -> LogRow | None:
    """Return the log's line of this recording, found by its name."""
    for folder, file in _logs(evidence, "reclog"):
        row = folder.parsed(file, read_rows).get(evidence.name.lower())
        if row is not None:
            return row
    return None


def read_fixes(text: str) -> tuple[Fix, ...]:
    """Return the fixes of a GPS log in the order of time; other lines are left out."""
    fixes: list[Fix] = []
    for line in lines(text):
        if (match := _FIX.match(line)) and (place := places.read_pair(match["place"])):
            parts = ("year", "month", "day", "hour", "minute", "second")
            local = clock.reading(*(int(match[part] or 0) for part in parts))
            if local is not None:
                fixes.append(Fix(local, place))
    return tuple(sorted(fixes, key=lambda fix: fix.local))


def read_rows(text: str) -> dict[str, LogRow]:
    """Return the lines of a recording log by file name in small letters."""
    columns: list[str] = []
    rows: dict[str, LogRow] = {}
    for line in lines(text):
        cells = [cell.strip() for cell in line.split(",")]
        if cells[0].startswith("Date"):
            columns = [cell.split("(")[0].strip().lower() for cell in cells]
        elif columns:
            named = dict(zip(columns, cells, strict=False))
            name = PurePosixPath(named.get("filename", "")).name.lower()
            if name:
                rows[name] = _row(named)
    return rows


def _logs(evidence: Evidence, name: str) -> Iterator[tuple[Sidecars, Path]]:
    for folder in (evidence.sidecars, evidence.sidecars.above):
        for file in folder.files:
            if file.stem.lower() == name:
                yield folder, file


def _all_near(fixes: tuple[Fix, ...]) -> bool:
    latitudes = [fix.place.latitude for fix in fixes]
    longitudes = [fix.place.longitude for fix in fixes]
    spread = max(max(latitudes) - min(latitudes), max(longitudes) - min(longitudes))
    return spread < _MOVED_DEGREES


def _row(cells: Mapping[str, str]) -> LogRow:
    start = None
    date = _DATE.fullmatch(cells.get("date", ""))
    time = _TIME.fullmatch(cells.get("time", ""))
    if date and time:
        day, month, year = (int(part) for part in date.groups())
        local = clock.reading(year, month, day, *(int(part) for part in time.groups()))
        offset = cells.get("utc timezone", "")
        start = clock.start(local, StartSource.SIDECAR, OffsetSource.SIDECAR, offset)
    details: dict[str, str | float] = {}
    if volts := _VOLTS.fullmatch(cells.get("battery voltage", "")):
        details["battery_v"] = float(volts[1])
    if gain := cells.get("gain") or cells.get("gain cha"):
        details["gain"] = gain
    return LogRow(start, details)
