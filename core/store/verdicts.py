"""The log of what people said about detections: append-only."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from sqlalchemy import ColumnElement, Connection, Subquery, func, insert, select

from core.domain import Species, Verdict
from core.store import species
from core.store.groups import in_groups
from core.store.schema import CurrentVerdictRow, SpeciesRow, VerdictRow

_TICK = timedelta(microseconds=1)
V = VerdictRow


@dataclass(frozen=True, slots=True)
class Statement:
    """What a reviewer says about one detection. ``verdict`` None takes back what was said."""

    detection_id: int
    verdict: Verdict | None
    reviewer: str
    corrected: Species | None = None
    note: str = ""


def add(db: Connection, statements: Sequence[Statement]) -> None:
    """Append to the log; the newest entry of a detection is what holds.

    Later statements are newer, also where the computer's clock stood still or was set back.
    """
    if not statements:
        return
    corrected = {s.corrected.scientific_name: s.corrected for s in statements if s.corrected}
    species_ids = species.ids(db, corrected.values())
    at = _now(db, [s.detection_id for s in statements])
    rows = [
        {
            "uuid": uuid4().hex,
            "detection_id": s.detection_id,
            "verdict": s.verdict,
            "species_id": species_ids[s.corrected.scientific_name] if s.corrected else None,
            "note": s.note,
            "reviewer": s.reviewer,
            "at_utc": (at + n * _TICK).isoformat(timespec="microseconds"),
        }
        for n, s in enumerate(statements)
    ]
    db.execute(insert(VerdictRow), rows)


def _now(db: Connection, detection_ids: Sequence[int]) -> datetime:
    """Return the time, or just after the newest entry about these where that is later."""
    c, now = CurrentVerdictRow, datetime.now(UTC)
    for some in in_groups(detection_ids):
        newest = db.scalar(select(func.max(c.at_utc)).where(c.detection_id.in_(some)))
        if newest is not None:
            now = max(now, datetime.fromisoformat(newest) + _TICK)
    return now


def current(db: Connection, detection_ids: Iterable[int]) -> dict[int, Statement]:
    """Return what holds now of each detection that anybody has spoken about."""
    return {s.detection_id: s for some in in_groups(detection_ids) for s in _current(db, some)}


def by_reviewer(db: Connection, reviewer: str, ids: Iterable[int]) -> dict[int, Statement]:
    """Return what one reviewer holds of these detections, whatever others said since."""
    return {
        s.detection_id: s
        for some in in_groups(ids)
        for s in _newest(db, V.detection_id.in_(some), V.reviewer == reviewer)
    }


def of_reviewer(db: Connection, reviewer: str) -> dict[int, Statement]:
    """Return all that one reviewer holds; what was taken back is left out."""
    said = _newest(db, V.reviewer == reviewer)
    return {s.detection_id: s for s in said if s.verdict is not None}


def reviewers(db: Connection) -> dict[str, int]:
    """Return how many detections each reviewer has spoken about, by name."""
    query = (
        select(V.reviewer, func.count(V.detection_id.distinct()))
        .where(V.verdict.is_not(None))
        .group_by(V.reviewer)
        .order_by(V.reviewer)
    )
    return {row[0]: row[1] for row in db.execute(query)}


def _newest(db: Connection, *wanted: ColumnElement[bool]) -> Iterator[Statement]:
    turn = func.row_number().over(
        partition_by=V.detection_id, order_by=(V.at_utc.desc(), V.uuid.desc())
    )
    log = select(V.detection_id, V.verdict, V.reviewer, V.note, V.species_id, turn.label("turn"))
    return _statements(db, log.where(*wanted).subquery(), newest_only=True)


def _current(db: Connection, detection_ids: Sequence[int]) -> Iterator[Statement]:
    c = CurrentVerdictRow
    held = select(c.detection_id, c.verdict, c.reviewer, c.note, c.species_id)
    return _statements(db, held.where(c.detection_id.in_(detection_ids)).subquery())


def _statements(
    db: Connection, said: Subquery, *, newest_only: bool = False
) -> Iterator[Statement]:
    query = select(
        said, SpeciesRow.scientific_name, SpeciesRow.common_name, SpeciesRow.group
    ).join_from(said, SpeciesRow, said.c.species_id == SpeciesRow.id, isouter=True)
    if newest_only:
        query = query.where(said.c.turn == 1)
    for row in db.execute(query):
        corrected = None
        if row.scientific_name is not None:
            corrected = Species(row.scientific_name, row.common_name, row.group)
        verdict = None if row.verdict is None else Verdict(row.verdict)
        yield Statement(row.detection_id, verdict, row.reviewer, corrected, row.note)
