"""The log of what people said about detections: append-only."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Subquery, func, select

from core.domain import Species, Verdict
from core.store import log, species
from core.store.groups import in_groups
from core.store.log import Log
from core.store.schema import CurrentVerdictRow, SpeciesRow, VerdictRow

LOG = Log(VerdictRow, CurrentVerdictRow, "detection_id")
V, C = VerdictRow, CurrentVerdictRow


@dataclass(frozen=True, slots=True)
class Statement:
    """What a reviewer says about one detection. ``verdict`` None takes back what was said."""

    detection_id: int
    verdict: Verdict | None
    reviewer: str
    corrected: Species | None = None


def add(db: Connection, statements: Sequence[Statement]) -> dict[int, str]:
    """Append to the log; return what the entry of each detection is known by."""
    corrected = {s.corrected.scientific_name: s.corrected for s in statements if s.corrected}
    species_ids = species.ids(db, corrected.values())
    rows = [
        {
            "detection_id": s.detection_id,
            "verdict": s.verdict,
            "species_id": species_ids[s.corrected.scientific_name] if s.corrected else None,
            "reviewer": s.reviewer,
        }
        for s in statements
    ]
    return log.append(db, LOG, rows)


def current(db: Connection, detection_ids: Iterable[int]) -> dict[int, Statement]:
    """Return what holds now of each detection that anybody has spoken about."""
    held = select(C.detection_id, C.verdict, C.reviewer, C.species_id)
    return {
        s.detection_id: s
        for some in in_groups(detection_ids)
        for s in _statements(db, held.where(C.detection_id.in_(some)).subquery())
    }


def by_reviewer(db: Connection, reviewer: str, ids: Iterable[int]) -> dict[int, Statement]:
    """Return what one reviewer holds of these detections, whatever others said since."""
    return {
        s.detection_id: s
        for some in in_groups(ids)
        for s in _statements(db, log.newest(LOG, V.detection_id.in_(some), V.reviewer == reviewer))
    }


def of_reviewer(db: Connection, reviewer: str, beside: str | None = None) -> dict[int, Statement]:
    """Return all that one reviewer holds; what was taken back is left out.

    Only of detections that ``beside`` spoke of too, where that is somebody.
    """
    wanted = [V.reviewer == reviewer]
    if beside is not None:
        others = select(V.detection_id).where(V.reviewer == beside)
        wanted.append(V.detection_id.in_(others))
    said = _statements(db, log.newest(LOG, *wanted))
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


def newest_utc(db: Connection) -> datetime | None:
    """Return when a verdict was given last."""
    newest = db.scalar(select(func.max(V.at_utc)))
    return datetime.fromisoformat(newest) if newest else None


def _statements(db: Connection, said: Subquery) -> Iterator[Statement]:
    query = select(
        said, SpeciesRow.scientific_name, SpeciesRow.common_name, SpeciesRow.group
    ).join_from(said, SpeciesRow, said.c.species_id == SpeciesRow.id, isouter=True)
    for row in db.execute(query):
        corrected = None
        if row.scientific_name is not None:
            corrected = Species(row.scientific_name, row.common_name, row.group)
        verdict = None if row.verdict is None else Verdict(row.verdict)
        yield Statement(row.detection_id, verdict, row.reviewer, corrected)
