"""Matrices of site by day for occupancy models in R: detected, not detected, and not listened."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from pathlib import Path

from sqlalchemy import Connection, func, select

from core.counted import counted
from core.domain import Species
from core.exports.bundle import Member, bundle, names
from core.exports.files import PLAIN, TableStyle, Writing, csv_line
from core.exports.format import ExportFormat
from core.exports.found import CLAIMS
from core.exports.occupancy_script import SCRIPT
from core.exports.selection import Selection
from core.exports.site_counts import SiteCounts, counts
from core.jobs import Progress
from core.store import Project, shared_time, sites
from core.store.schema import DetectionRow, SpeciesRow

D = DetectionRow
_NONE = "NA"
_DAY_MS = 86_400_000
_HOUR_MS = 3_600_000
Spans = Iterable[tuple[int, int]]
"""(from, to) in ms of the recorder's clock, in any order."""


@dataclass(frozen=True, slots=True)
class OccupancyTable:
    """The sites and days that all matrices have, and the hours heard in each cell."""

    sites: Sequence[SiteCounts]
    days: Sequence[date]
    hours: Mapping[tuple[str, date], float]
    """(site's own name, day) -> hours, each moment once; without those of none."""
    names: Sequence[str]
    """The sites' own names, in their order."""


def hours_by_day(spans: Spans) -> dict[date, float]:
    """Return the hours of each day that spans cover, each moment once, parted at midnight."""
    found: dict[date, float] = defaultdict(float)
    until = None
    for begin, end in sorted(spans):
        at = begin if until is None else max(begin, until)
        until = end if until is None else max(end, until)
        while at < end:
            midnight = (at // _DAY_MS + 1) * _DAY_MS
            found[_day(at)] += (min(end, midnight) - at) / _HOUR_MS
            at = midnight
    return dict(found)


def write(project: Project, wanted: Selection, path: Path, style: TableStyle = PLAIN) -> Writing:
    """Write effort, sites, a matrix for each species and a script; return the matrices."""
    with project.reading() as db, bundle(path) as member:
        grid = _grid(db, wanted)
        _write_grid(member, grid)
        listed, name = [], names()
        for species, met in _by_species(db, wanted):
            file = name(f"y/{species.scientific_name.replace('/', '_')}.csv")
            with member(file) as matrix:
                matrix.writelines(map(csv_line, _detected(grid, met)))
            listed.append((file, species.scientific_name, species.common_name))
            yield Progress(len(listed), 0, species.common_name)
        with member("species.csv") as table:
            table.writelines(map(csv_line, [("file", "scientific_name", "common_name"), *listed]))
        with member("load.R") as script:
            script.write(SCRIPT)
    return len(listed)


def number(project: Project, wanted: Selection) -> int:
    """Return how many species have a matrix."""
    with project.reading() as db:
        return sum(1 for _ in _by_species(db, wanted))


def lacking(project: Project, wanted: Selection) -> list[str]:
    """Say which detections are in no matrix, and why."""
    with project.reading() as db:
        unplaced = [*CLAIMS.where(wanted), D.site_id.is_(None) | D.local_day.is_(None)]
        count = db.scalar(select(func.count()).select_from(D).where(*unplaced)) or 0
        grid = _grid(db, wanted)
        outside = sum(
            cell not in grid.hours and cell[0] in grid.names
            for _, met in _by_species(db, wanted)
            for cell in met
        )
    said = CLAIMS.lacking(project, wanted)
    if count:
        said.append(f"{counted(count, 'detection')} left out: site or date unknown.")
    if outside:
        said.append(f"{counted(outside, 'day')} of species left out: without effort.")
    return said


def _grid(db: Connection, wanted: Selection) -> OccupancyTable:
    own = [one.name for one in sites.listing(db) if wanted.takes(one.name)]
    hours: dict[tuple[str, date], float] = {}
    for site, heard in shared_time.by_site(db, wanted.run_id):
        if site in own:
            found = hours_by_day(heard.by_clock)
            hours |= {(site, day): h for day, h in found.items() if wanted.takes_day(day)}
    days = sorted({day for _, day in hours})
    return OccupancyTable(counts(db, wanted), days, hours, own)


def _write_grid(member: Member, grid: OccupancyTable) -> None:
    with member("sites.csv") as table:
        rows = [(one.site, *one.place) for one in grid.sites]
        cells = ((site, _or_none(lat), _or_none(lon)) for site, lat, lon in rows)
        table.writelines(map(csv_line, [("site", "latitude", "longitude"), *cells]))
    with member("effort.csv") as table:
        table.write(csv_line(_header(grid)))
        for one, name in zip(grid.sites, grid.names, strict=True):
            hours = (grid.hours.get((name, day)) for day in grid.days)
            table.write(csv_line((one.site, *(f"{h:.4f}" if h else _NONE for h in hours))))


def _detected(grid: OccupancyTable, met: set[tuple[str, date]]) -> Iterator[tuple[object, ...]]:
    yield _header(grid)
    for one, name in zip(grid.sites, grid.names, strict=True):
        cells = ((name, day) for day in grid.days)
        yield (one.site, *(int(c in met) if c in grid.hours else _NONE for c in cells))


def _header(grid: OccupancyTable) -> tuple[str, ...]:
    return ("site", *(day.isoformat() for day in grid.days))


def _by_species(
    db: Connection, wanted: Selection
) -> Iterator[tuple[Species, set[tuple[str, date]]]]:
    """Yield each species with the sites and days it was found at."""
    named = {one.id: one.name for one in sites.listing(db)}
    found = (
        select(D.held_species_id, D.site_id, D.local_day)
        .distinct()
        .where(*CLAIMS.where(wanted), D.site_id.is_not(None), D.local_day.is_not(None))
        .subquery()
    )
    query = (
        select(SpeciesRow, found)
        .join_from(found, SpeciesRow, found.c.held_species_id == SpeciesRow.id)
        .order_by(SpeciesRow.scientific_name)
    )
    rows = db.execution_options(yield_per=1000).execute(query)
    for key, some in groupby(rows, lambda r: (r.scientific_name, r.common_name, r.group)):
        yield Species(*key), {(named[r.site_id], _of_number(r.local_day)) for r in some}


def _or_none(value: float | None) -> object:
    return _NONE if value is None else value


def _day(clock_ms: int) -> date:
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=clock_ms)).date()


def _of_number(day: int) -> date:
    return date(day // 10_000, day // 100 % 100, day % 100)


FORMAT = ExportFormat(
    "occupancy", "Occupancy matrices (R)", ".zip", write, number, lacking,
    holds="A matrix of site by day for each species (1, 0, NA), effort in hours, and a script.",
)  # fmt: skip
