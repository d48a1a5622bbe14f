"""A sheet of site by night, with the fields that NABat asks for of stationary recorders.

A night has the date of its evening: from noon to noon by the recorder's clock.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Integer, cast, distinct, func, select

from core.counted import counted
from core.exports.files import PLAIN, TableStyle, Writing, csv_rows, fixed
from core.exports.format import ExportFormat
from core.exports.found import CLAIMS, RIGHT
from core.exports.selection import Selection
from core.exports.site_counts import SiteCounts, counts
from core.store import Project, runs, shared_time, sites
from core.store.schema import DetectionRow, SpeciesRow

D = DetectionRow
COLUMNS = (
    "GRTS Cell Id", "Location Name", "Latitude", "Longitude", "Survey Night",
    "Activation Start Time", "Activation End Time", "Hours Recorded", "Software Type",
    "Species", "Common Name", "Recordings", "Detections", "Manual Vetted Detections",
)  # fmt: skip
_NOON_MS, _DAY_MS, _HOUR_MS = 43_200_000, 86_400_000, 3_600_000
_NO_SPECIES = "NoID"
_NIGHT = cast((D.at_local_ms - _NOON_MS) / _DAY_MS, Integer)


def write(project: Project, wanted: Selection, path: Path, style: TableStyle = PLAIN) -> Writing:
    """Write a row for each species of a site and night, and one for a night without any."""
    with project.reading() as db:
        return (yield from csv_rows(path, COLUMNS, _rows(db, wanted)))


def number(project: Project, wanted: Selection) -> int:
    """Return how many rows there are."""
    with project.reading() as db:
        return sum(1 for _ in _rows(db, wanted))


def lacking(project: Project, wanted: Selection) -> list[str]:
    """Say what is in no night, and why."""
    unplaced = (D.site_id.is_(None) | D.at_local_ms.is_(None),)
    with project.reading() as db:
        query = select(func.count()).select_from(D).where(*CLAIMS.where(wanted), *unplaced)
        left = db.scalar(query) or 0
    said = CLAIMS.lacking(project, wanted)
    if left:
        said.append(f"{counted(left, 'detection')} left out: site or time unknown.")
    return said


def _rows(db: Connection, wanted: Selection) -> Iterator[tuple[object, ...]]:
    software = runs.get(db, wanted.run_id).title
    found = _found(db, wanted)
    shown = {one.name: at for one, at in _sites(db, wanted)}
    for site, heard in shared_time.by_site(db, wanted.run_id):
        if site not in shown:
            continue
        nights: dict[int, list[tuple[int, int]]] = {}
        for span in heard.by_clock:
            nights.setdefault(_night(span[0]), []).append(span)
        for night in sorted(nights):
            day = _date(night)
            if wanted.takes_day(day):
                where = _where(shown[site], day, nights[night], software)
                for its in found.get((site, night)) or [(_NO_SPECIES, None, 0, 0, 0)]:
                    yield (*where, *its)


def _sites(db: Connection, wanted: Selection) -> Iterator[tuple[sites.Site, SiteCounts]]:
    own = [one for one in sites.listing(db) if wanted.takes(one.name)]
    return zip(own, counts(db, wanted), strict=True)


def _where(
    at: SiteCounts, day: date, spans: list[tuple[int, int]], software: str
) -> tuple[object, ...]:
    first, last = min(begin for begin, _ in spans), max(end for _, end in spans)
    hours = _union_ms(spans) / _HOUR_MS
    return (
        None, at.site, *at.place, day.isoformat(), _clock(first), _clock(last), fixed(hours, 4),
        software,
    )  # fmt: skip


def _union_ms(spans: list[tuple[int, int]]) -> int:
    """Return how long spans are, each moment once."""
    whole, until = 0, None
    for begin, end in sorted(spans):
        at = begin if until is None else max(begin, until)
        whole += max(0, end - at)
        until = end if until is None else max(until, end)
    return whole


def _found(db: Connection, wanted: Selection) -> dict[tuple[str, int], list[tuple[Any, ...]]]:
    named = {one.id: one.name for one in sites.listing(db)}
    counted = (
        select(
            D.site_id, _NIGHT.label("night"), D.held_species_id,
            func.count(distinct(D.recording_id)).label("files"),
            func.count().label("number"),
            func.count().filter(RIGHT).label("right"),
        )
        .where(*CLAIMS.where(wanted), D.site_id.is_not(None), D.at_local_ms.is_not(None))
        .group_by(D.site_id, _NIGHT, D.held_species_id)
        .subquery()
    )  # fmt: skip
    query = (
        select(counted, SpeciesRow.scientific_name, SpeciesRow.common_name)
        .join_from(counted, SpeciesRow, counted.c.held_species_id == SpeciesRow.id)
        .order_by(SpeciesRow.scientific_name)
    )
    found: dict[tuple[str, int], list[tuple[Any, ...]]] = {}
    for row in db.execute(query):
        cells = (row.scientific_name, row.common_name, row.files, row.number, row.right)
        found.setdefault((named[row.site_id], row.night), []).append(cells)
    return found


def _night(clock_ms: int) -> int:
    return (clock_ms - _NOON_MS) // _DAY_MS


def _date(night: int) -> date:
    return date(1970, 1, 1) + timedelta(days=night)


def _clock(clock_ms: int) -> str:
    at = datetime(1970, 1, 1) + timedelta(milliseconds=clock_ms)  # noqa: DTZ001 - of any zone
    return f"{at:%Y-%m-%d %H:%M:%S}"


FORMAT = ExportFormat(
    "nabat", "Site by night (NABat)", ".csv", write, number, lacking,
    holds="Each species of each site and night, with the hours recorded: the fields of NABat.",
)  # fmt: skip
