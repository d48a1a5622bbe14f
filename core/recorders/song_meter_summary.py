"""Reads the summary files that Song Meters keep on the card: position, battery, temperature.

The header line comes again at every power-up, and its columns differ by model. Positions are
absolute numbers with a hemisphere letter of either case; ``0.00000`` means no fix.
"""

import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

from core.domain import Start
from core.recorders import clock, places
from core.recorders.evidence import Evidence
from core.recorders.places import Position
from core.recorders.sidecars import Sidecars, lines

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DATE = re.compile(r"(\d{4})-([A-Za-z]{3}|\d{1,2})-(\d{1,2})")
_TIME = re.compile(r"(\d{1,2}):(\d{2}):(\d{2})")
_NEAR = timedelta(hours=26)
"""A row farther away than this says nothing of a recording: the recorder may have been moved."""


@dataclass(frozen=True, slots=True)
class SummaryRow:
    """One line of a summary file."""

    local: datetime
    place: Position | None
    details: Mapping[str, float] = field(default_factory=dict)


def read_summary(text: str) -> tuple[SummaryRow, ...]:
    """Return the rows of a summary file, in the order of time; unreadable lines are left out."""
    columns: list[str] = []
    rows: list[SummaryRow] = []
    for line in lines(text):
        cells = [cell.strip() for cell in line.split(",")]
        if cells[0].upper() == "DATE":
            columns = _named(cells)
        elif columns and (row := _row(dict(zip(columns, cells, strict=False)))):
            rows.append(row)
    return tuple(sorted(rows, key=lambda row: row.local))


def row_for(evidence: Evidence, prefix: str | None, start: Start | None) -> SummaryRow | None:
    """Return the row last written before a recording began, from its folder or the one above.

    Where it tells no position, that of the next row is taken: a fix takes minutes after power-up.
    """
    if start is None:
        return None
    for folder in (evidence.sidecars, evidence.sidecars.above):
        files = _summaries(folder, prefix)
        rows = [row for file in files for row in folder.parsed(file, read_summary)]
        index = bisect_right(rows, start.local, key=lambda row: row.local)
        near = [r for r in rows[max(0, index - 1) : index + 1] if _is_near(r, start)]
        if near:
            return replace(near[0], place=near[0].place or near[-1].place)
    return None


def _is_near(row: SummaryRow, start: Start) -> bool:
    return abs(row.local - start.local) <= _NEAR


def _summaries(folder: Sidecars, prefix: str | None) -> list[Path]:
    """Return the summary files that speak of this recorder; a lone one needs no matching name."""
    found = [path for path in folder.files if path.stem.lower().endswith("summary")]
    if prefix is None or len(found) < 2:
        return found if len(found) < 2 else []
    return [path for path in found if path.name.lower().startswith(prefix.lower())]


def _named(cells: list[str]) -> list[str]:
    """Return the columns' names; a hemisphere column without one is named after its number."""
    names: list[str] = []
    for cell in cells:
        before = names[-1] if names else ""
        name = cell.upper().split("(")[0].strip("# ")
        names.append(name or {"LAT": "NS", "LON": "EW"}.get(before, ""))
    return names


def _row(cells: Mapping[str, str]) -> SummaryRow | None:
    date, time = _DATE.fullmatch(cells.get("DATE", "")), _TIME.fullmatch(cells.get("TIME", ""))
    if date is None or time is None:
        return None
    month = date[2].lower()
    if month.isalpha() and month not in _MONTHS:
        return None
    number = _MONTHS.index(month) + 1 if month.isalpha() else int(month)
    local = clock.reading(
        int(date[1]), number, int(date[3]), *(int(part) for part in time.groups())
    )
    if local is None:
        return None
    place = places.with_hemispheres(
        cells.get("LAT", ""), cells.get("NS", ""), cells.get("LON", ""), cells.get("EW", "")
    )
    numbers = {"battery_v": cells.get("POWER", ""), "temperature_c": cells.get("TEMP", "")}
    read = {key: places.number(text) for key, text in numbers.items()}
    return SummaryRow(
        local, place, {key: value for key, value in read.items() if value is not None}
    )
