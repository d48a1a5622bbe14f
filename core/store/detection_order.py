"""Detections in any order: pages by key, jumps to a row, and the place of a detection.

An order is a list of segments, one after the other: the species by name, the sites, the verdicts;
or a single one. Within a segment an index gives the order, so nothing is ever sorted.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, String, func, select, text, true, tuple_

from core.domain import Verdict
from core.store.database import natural
from core.store.detection_filter import Filter, conditions, plain
from core.store.schema import DetectionRow, SiteRow, SpeciesRow

D = DetectionRow
SortKey = tuple[Any, ...]
Sizes = Mapping[Any, int]
"""How many rows each segment of an order has; the last may be missing."""
_MARK_EVERY = 50_000


class SortBy(StrEnum):
    """What detections can be sorted by; names and verdicts are followed by the best score.

    Time is what the recorder's corrected clock read, as the lists show it: so recordings whose
    zone is unknown stand amid the others. Recordings are in the order in which they were scanned:
    by path within a folder. Start unknown and no site come last, either way. By verdict, what is
    not reviewed comes first, or last where the order is turned round.
    """

    SCORE = "score"
    TIME = "time"
    SPECIES = "species"
    SITE = "site"
    VERDICT = "verdict"
    RECORDING = "recording"


@dataclass(frozen=True, slots=True)
class Sort:
    """An order of detections."""

    by: SortBy = SortBy.SCORE
    descending: bool = True


BEST_FIRST = Sort()
UNREVIEWED_FIRST = Sort(SortBy.VERDICT, descending=False)


@dataclass(frozen=True, slots=True)
class Survey:
    """What was found out about an order once, so that rows far down it are found soon."""

    sizes: Sizes
    marks: tuple[tuple[int, int], ...] = ()
    """(row, id of the detection there): a search begins at the last one before what it wants."""

    def mark_before(self, row: int, begins: int) -> tuple[int, int] | None:
        """Return the last mark before a row, from the row on in which its segment begins."""
        return next((m for m in reversed(self.marks) if begins <= m[0] < row), None)


@dataclass(frozen=True, slots=True)
class _Segment:
    """Rows that follow each other in an index: those for which ``column`` is ``value``."""

    value: Any
    condition: Any
    keys: tuple[Any, ...]
    descending: bool
    in_order: bool = False
    """Whether the index of the order is also the one to filter by."""

    def order(self, *, back: bool = False) -> list[Any]:
        down = self.descending is not back
        return [key.desc() if down else key.asc() for key in self.keys]

    def after(self, key: SortKey) -> Any:
        mine, its = tuple_(*self.keys), tuple_(*key)
        return mine < its if self.descending else mine > its

    def before(self, key: SortKey) -> Any:
        mine, its = tuple_(*self.keys), tuple_(*key)
        return mine > its if self.descending else mine < its


def ids_after(
    db: Connection, wanted: Filter, sort: Sort, after: int | None, limit: int
) -> list[int]:
    """Return the ids of the next detections; ``after`` is the last id of the page before."""
    segments = _segments(db, wanted, sort)
    first, key = 0, None
    if after is not None:
        first, key = _place(db, segments, sort, after)
    found: list[int] = []
    for n, segment in enumerate(segments[first:]):
        query = _ids(wanted, segment).limit(limit - len(found))
        if n == 0 and key is not None:
            query = query.where(segment.after(key))
        found += db.scalars(query)
        if len(found) == limit:
            break
    return found


def survey(db: Connection, wanted: Filter, sort: Sort) -> Survey:
    """Return what ``ids_at`` and ``position`` have to count first, to be counted once."""
    segments = _segments(db, wanted, sort)
    return Survey(_sizes(db, wanted, sort, segments) if len(segments) > 1 else {})


def marked(db: Connection, wanted: Filter, sort: Sort, rough: Survey, rows: int) -> Survey:
    """Return a survey of an order of so many rows with marks all along it."""
    found = rough
    for row in range(_MARK_EVERY - 1, rows, _MARK_EVERY):
        there = ids_at(db, wanted, sort, row, 1, found)
        found = replace(found, marks=(*found.marks, *((row, i) for i in there)))
    return found


def ids_before(db: Connection, wanted: Filter, sort: Sort, before: int, limit: int) -> list[int]:
    """Return the ids of the rows just before a detection, in order."""
    segments = _segments(db, wanted, sort)
    last, key = _place(db, segments, sort, before)
    found: list[int] = []
    for n in range(last, -1, -1):
        if len(found) == limit:
            break
        query = _ids(wanted, segments[n], back=True).limit(limit - len(found))
        found += db.scalars(query.where(segments[n].before(key)) if n == last else query)
    return found[::-1]


def ids_at(
    db: Connection,
    wanted: Filter,
    sort: Sort,
    offset: int,
    limit: int,
    known: Survey | None = None,
) -> list[int]:
    """Return the ids of the rows from ``offset`` on: what a scroll bar asks for.

    ``limit`` -1: all. ``known`` is the ``survey``, made here where it is not given.
    """
    segments = _segments(db, wanted, sort)
    known = known or survey(db, wanted, sort)
    found: list[int] = []
    begins = 0
    for n, segment in enumerate(segments):
        ends = begins + known.sizes.get(segment.value, 0)
        if offset < ends or n == len(segments) - 1:
            query, skipped = _ids(wanted, segment), max(0, offset - begins)
            mark = known.mark_before(offset, begins)  # none once the first row is found
            if mark:
                place, key = _place(db, segments, sort, mark[1])
                if place == n:  # not where a verdict has moved it since
                    query, skipped = query.where(segment.after(key)), offset - mark[0] - 1
            left = limit if limit < 0 else limit - len(found)
            found += db.scalars(query.offset(skipped).limit(left))
            if len(found) == limit:
                break
        begins = ends
    return found


def position(
    db: Connection, wanted: Filter, sort: Sort, detection_id: int, known: Survey | None = None
) -> int | None:
    """Return how many rows come before a detection; None where the filter leaves it out."""
    if not holds(db, wanted, detection_id):
        return None
    segments = _segments(db, wanted, sort)
    place, key = _place(db, segments, sort, detection_id)
    earlier = 0
    if place:
        counted = (known or survey(db, wanted, sort)).sizes
        earlier = sum(counted.get(segment.value, 0) for segment in segments[:place])
    segment = segments[place]
    fits = conditions(wanted, in_order=segment.in_order)
    query = select(func.count()).select_from(D)
    return earlier + (db.scalar(query.where(segment.condition, segment.before(key), *fits)) or 0)


def holds(db: Connection, wanted: Filter, detection_id: int) -> bool:
    """Tell whether a filter finds a detection."""
    there = select(D.id).where(D.id == detection_id, *conditions(wanted, in_order=True))
    return db.scalar(there) is not None


def _ids(wanted: Filter, segment: _Segment, *, back: bool = False) -> Any:
    fits = (segment.condition, *conditions(wanted))
    return select(D.id).where(*fits).order_by(*segment.order(back=back))


_BEST = (D.score, D.id)


def _segments(db: Connection, wanted: Filter, sort: Sort) -> list[_Segment]:
    if sort.by is SortBy.SCORE:
        return [_Segment(0, true(), _BEST, sort.descending)]
    if sort.by is SortBy.RECORDING:
        keys = (D.recording_id, D.start_s, D.id)
        return [_Segment(0, true(), keys, sort.descending, in_order=True)]
    if sort.by is SortBy.TIME:
        timed = _Segment(0, D.at_local_ms.is_not(None), (D.at_local_ms, D.id), sort.descending)
        untimed = _Segment(1, D.at_local_ms.is_(None), (D.id,), descending=True)
        rare = db.scalar(select(D.id).where(untimed.condition).limit(1))
        return [timed] if rare is None else [timed, untimed]
    column, values, last = _grouped(db, wanted, sort.by)
    if sort.descending:
        values.reverse()
    # No index is chosen for what nobody reviewed: that is nearly all of a new analysis.
    by_verdict = sort.by is SortBy.VERDICT
    lacking = (plain("verdict", String) if by_verdict else column).is_(None)
    return [
        _Segment(value, lacking if value is None else column == value, _BEST, True)
        for value in values + last
    ]


# A project knows all that its networks can name, thousands. The index is walked from one species
# that was heard to the next: a hundred steps in a million rows.
_IS_HEARD = """species.id IN (
    WITH RECURSIVE heard (id) AS (
        SELECT min(species_id) FROM detections UNION ALL
        SELECT (SELECT min(species_id) FROM detections WHERE species_id > heard.id) FROM heard
        WHERE heard.id IS NOT NULL
    ) SELECT id FROM heard WHERE id IS NOT NULL)"""


def _grouped(db: Connection, wanted: Filter, by: SortBy) -> tuple[Any, list[Any], list[Any]]:
    """Return the column, its values by name, and those that are last either way."""
    if by is SortBy.VERDICT:
        # What is still to do comes first, or last.
        return D.verdict, [None, Verdict.CORRECT, Verdict.UNSURE, Verdict.WRONG], []
    if by is SortBy.SITE:
        sites = select(SiteRow.id).order_by(natural(SiteRow.name), SiteRow.name)
        if wanted.site is not None:
            sites = sites.where(SiteRow.name == wanted.site)
        return D.site_id, list(db.scalars(sites)), [None]
    by_name = (natural(SpeciesRow.common_name), SpeciesRow.scientific_name)
    species = select(SpeciesRow.id).where(text(_IS_HEARD)).order_by(*by_name)
    if wanted.species is not None:
        species = species.where(SpeciesRow.scientific_name == wanted.species)
    return D.species_id, list(db.scalars(species)), []


def _sizes(db: Connection, wanted: Filter, sort: Sort, segments: list[_Segment]) -> dict[Any, int]:
    """Return how many rows each segment has; the last may be left out, nothing comes after it."""
    column: Any = {
        SortBy.SPECIES: D.species_id,
        SortBy.SITE: D.site_id,
        SortBy.VERDICT: D.verdict,
    }.get(sort.by)
    if column is None:
        timed = select(func.count()).select_from(D).where(segments[0].condition)
        return {segments[0].value: db.scalar(timed.where(*conditions(wanted))) or 0}
    query = select(column, func.count()).where(*conditions(wanted)).group_by(column)
    if sort.by is SortBy.VERDICT:
        query = query.where(D.verdict.is_not(None))
    sizes = {row[0]: int(row[1]) for row in db.execute(query)}
    if sort.by is SortBy.VERDICT and not sort.descending:  # the others are many, and are first
        every = db.scalar(select(func.count()).select_from(D).where(*conditions(wanted))) or 0
        sizes[None] = every - sum(sizes.values())
    return sizes


def _place(
    db: Connection, segments: list[_Segment], sort: Sort, detection_id: int
) -> tuple[int, SortKey]:
    """Return the segment a detection is in, and its key there."""
    row = db.execute(select(D.__table__).where(D.id == detection_id)).one()
    value: Any = {
        SortBy.TIME: int(row.at_local_ms is None),
        SortBy.SPECIES: row.species_id,
        SortBy.SITE: row.site_id,
        SortBy.VERDICT: row.verdict,
    }.get(sort.by, 0)
    place = next((n for n, s in enumerate(segments) if s.value == value), len(segments) - 1)
    key = tuple(getattr(row, column.key) for column in segments[place].keys)
    return place, key
