"""Detections of a project: added once, never changed, read in pages."""

from collections.abc import Generator, Iterable, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Integer, cast, func, select

from core.domain import Detection, Species, SpeciesCount, Verdict
from core.store import detection_order, detection_rows
from core.store.detection_adding import New, add, add_all
from core.store.detection_filter import Filter, conditions
from core.store.detection_order import BEST_FIRST, Sort, SortBy, Survey, holds, marked, survey
from core.store.groups import in_groups
from core.store.membership import HEARD_IN_PROJECT
from core.store.schema import DetectionRow, RecordingRow, SiteRow, SpeciesRow

__all__ = [
    "SCORE_BINS", "Filter", "New", "Sort", "SortBy", "Survey", "add", "add_all", "around",
    "at_offset", "best_of", "by_ids", "by_score", "by_site", "by_species", "by_verdict", "count",
    "everything", "existing", "get", "holds", "ids", "in_project", "in_recording", "marked",
    "page", "position", "survey",
]  # fmt: skip

D = DetectionRow
SCORE_BINS = 50
by_ids = detection_rows.by_ids


def page(
    db: Connection,
    wanted: Filter,
    *,
    sort: Sort = BEST_FIRST,
    after: Detection | int | None = None,
    limit: int = 200,
) -> list[Detection]:
    """Return the next detections in an order; ``after`` ends the page before."""
    last = after.id if isinstance(after, Detection) else after
    return by_ids(db, detection_order.ids_after(db, wanted, sort, last, limit))


def at_offset(
    db: Connection,
    wanted: Filter,
    offset: int,
    *,
    sort: Sort = BEST_FIRST,
    limit: int = 200,
    known: Survey | None = None,
) -> list[Detection]:
    """Return the rows from ``offset`` on in an order: what a scroll bar asks for.

    ``known``: the ``survey`` of the order, where many such questions follow each other.
    """
    return by_ids(db, detection_order.ids_at(db, wanted, sort, offset, limit, known))


def around(
    db: Connection,
    wanted: Filter,
    detection_id: int,
    before: int,
    *,
    sort: Sort = BEST_FIRST,
    limit: int = 200,
) -> list[Detection]:
    """Return rows in an order, with so many before a detection: no row further off is read."""
    ids = detection_order.ids_before(db, wanted, sort, detection_id, before)
    left = limit - len(ids) - 1
    return by_ids(
        db,
        [*ids, detection_id, *detection_order.ids_after(db, wanted, sort, detection_id, left)],
    )


def position(
    db: Connection,
    wanted: Filter,
    detection_id: int,
    *,
    sort: Sort = BEST_FIRST,
    known: Survey | None = None,
) -> int | None:
    """Return how many rows come before a detection; None where the filter leaves it out."""
    return detection_order.position(db, wanted, sort, detection_id, known)


def ids(db: Connection, wanted: Filter, *, sort: Sort = BEST_FIRST, limit: int = -1) -> list[int]:
    """Return only the ids, in an order: for decisions about many."""
    return detection_order.ids_at(db, wanted, sort, 0, limit)


def in_recording(db: Connection, wanted: Filter) -> list[Detection]:
    """Return the detections of ``wanted.recording_id`` in order of time."""
    query = detection_rows.query().where(*conditions(wanted)).order_by(D.start_s, D.id)
    return [detection_rows.detection(row) for row in db.execute(query)]


def get(db: Connection, detection_id: int) -> Detection | None:
    """Return one detection, or None where there is no such id."""
    return next(iter(by_ids(db, [detection_id])), None)


def existing(db: Connection, detection_ids: Iterable[int]) -> set[int]:
    """Return which of these ids are detections of the project."""
    return {
        found
        for some in in_groups(detection_ids)
        for found in db.scalars(select(D.id).where(D.id.in_(some)))
    }


def in_project(db: Connection, detection_ids: Iterable[int]) -> list[int]:
    """Return which of these ids are of recordings that were not removed, in order."""
    return [
        found
        for some in in_groups(detection_ids)
        for found in db.scalars(select(D.id).where(D.id.in_(some), HEARD_IN_PROJECT).order_by(D.id))
    ]


def everything(db: Connection, wanted: Filter, *also: Any) -> Generator[Detection]:
    """Yield detections in order of path, recording and time, without holding them all.

    ``also``: what else must hold. Close it before the connection where it may not come to its end.
    """
    query = (
        detection_rows.query()
        .where(*conditions(wanted), *also)
        .order_by(RecordingRow.path, D.recording_id, D.start_s, D.id)
    )
    with db.execution_options(yield_per=1000).execute(query) as rows:
        for row in rows:
            yield detection_rows.detection(row)


def count(db: Connection, wanted: Filter) -> tuple[int, int]:
    """Return (how many are shown, how many more the species list or rules hide)."""
    query = select(func.count(), func.count().filter(D.listed)).select_from(D)
    every, listed = db.execute(query.where(*conditions(wanted, listed=False))).one()
    return (every, 0) if wanted.unlisted else (listed, every - listed)


def best_of(db: Connection, run_id: int, species: Sequence[str]) -> dict[str, int]:
    """Return the listed detection of a run with the highest score of each species, by name."""
    wanted = conditions(Filter(run_id=run_id), in_order=True)
    best = (
        select(D.id)
        .where(D.species_id == SpeciesRow.id, *wanted)
        .order_by(D.score.desc(), D.id)
        .limit(1)
        .correlate(SpeciesRow)
        .scalar_subquery()
    )
    query = select(SpeciesRow.scientific_name, best).where(SpeciesRow.scientific_name.in_(species))
    return {name: found for name, found in db.execute(query) if found is not None}


def by_score(db: Connection, wanted: Filter) -> list[int]:
    """Return how many detections a filter finds in each of ``SCORE_BINS`` steps from 0 to 1.

    Whatever scores the filter is limited to: it is asked to choose other limits.
    """
    wanted = replace(wanted, min_score=None, max_score=None)
    place = func.min(cast(D.score * SCORE_BINS, Integer), SCORE_BINS - 1).label("place")
    query = select(place, func.count()).where(*conditions(wanted)).group_by(place)
    found = {row[0]: int(row[1]) for row in db.execute(query)}
    return [found.get(place, 0) for place in range(SCORE_BINS)]


def by_verdict(db: Connection, wanted: Filter) -> dict[Verdict | None, int]:
    """Return how many detections have each verdict, whatever verdicts are asked for."""
    wanted = replace(wanted, verdicts=None)
    every, _ = count(db, wanted)
    # Those with a verdict are few and have an index of their own: the rest is not gone through.
    said = select(D.verdict, func.count()).where(D.verdict.is_not(None), *conditions(wanted))
    rows = db.execute(said.group_by(D.verdict))
    found: dict[Verdict | None, int] = {Verdict(str(row[0])): int(row[1]) for row in rows}
    return found | {None: every - sum(found.values())}


def by_site(db: Connection, wanted: Filter) -> dict[str, int]:
    """Return how many detections each site has, whatever sites are asked for."""
    wanted = replace(wanted, sites=None)
    query = select(D.site_id, func.count().label("number")).where(*conditions(wanted))
    counted = query.group_by(D.site_id).subquery()
    named = select(SiteRow.name, counted.c.number).join(SiteRow, SiteRow.id == counted.c.site_id)
    return {row[0]: int(row[1]) for row in db.execute(named)}


def by_species(db: Connection, wanted: Filter) -> list[SpeciesCount]:
    """Return how often each species was heard, the most frequent first."""
    # Verdicts in a second question: they are few, and have an index of their own.
    said = (
        select(D.species_id, D.verdict, func.count())
        .where(D.verdict.is_not(None), *conditions(wanted))
        .group_by(D.species_id, D.verdict)
    )
    verdicts = {(species_id, verdict): n for species_id, verdict, n in db.execute(said)}
    counted = (
        select(D.species_id, func.count().label("number"))
        .where(*conditions(wanted))
        .group_by(D.species_id)
        .subquery()
    )
    # The best score is where a species ends in the index: no need to look at every row for it.
    top = (
        select(D.score)
        .where(D.species_id == counted.c.species_id, *conditions(wanted, in_order=True))
        .order_by(D.score.desc())
        .limit(1)
        .correlate(counted)
        .scalar_subquery()
    )
    names = (SpeciesRow.scientific_name, SpeciesRow.common_name, SpeciesRow.group)
    query = (
        select(counted, *names, top.label("top"))
        .join_from(counted, SpeciesRow, counted.c.species_id == SpeciesRow.id)
        .order_by(counted.c.number.desc(), SpeciesRow.scientific_name)
    )
    return [
        SpeciesCount(
            Species(row.scientific_name, row.common_name, row.group),
            row.number,
            correct=verdicts.get((row.species_id, Verdict.CORRECT), 0),
            wrong=verdicts.get((row.species_id, Verdict.WRONG), 0),
            unsure=verdicts.get((row.species_id, Verdict.UNSURE), 0),
            top_score=row.top,
        )
        for row in db.execute(query)
    ]
