"""The log of what people said about detections: append-only."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import uuid4

from sqlalchemy import Connection, insert, select

from core.domain import Species, Verdict
from core.store import species
from core.store.schema import CurrentVerdictRow, SpeciesRow, VerdictRow


@dataclass(frozen=True, slots=True)
class Statement:
    """What a reviewer says about one detection. ``verdict`` None takes back what was said."""

    detection_id: int
    verdict: Verdict | None
    reviewer: str
    corrected: Species | None = None
    note: str = ""


def add(db: Connection, statements: Iterable[Statement]) -> None:
    """Append to the log; the newest entry of a detection is what holds."""
    at = datetime.now(UTC).isoformat(timespec="microseconds")
    rows = []
    for s in statements:
        corrected_id = None
        if s.corrected is not None:
            corrected_id = species.ids(db, [s.corrected])[s.corrected.scientific_name]
        rows.append(
            {
                "uuid": uuid4().hex,
                "detection_id": s.detection_id,
                "verdict": s.verdict,
                "species_id": corrected_id,
                "note": s.note,
                "reviewer": s.reviewer,
                "at_utc": at,
            }
        )
    if rows:
        db.execute(insert(VerdictRow), rows)


def current(db: Connection, detection_ids: Iterable[int]) -> dict[int, Statement]:
    """Return what holds now of each detection that anybody has spoken about."""
    c = CurrentVerdictRow
    rows = db.execute(
        select(
            c.detection_id,
            c.verdict,
            c.reviewer,
            c.note,
            SpeciesRow.scientific_name,
            SpeciesRow.common_name,
            SpeciesRow.group,
        )
        .outerjoin(SpeciesRow, c.species_id == SpeciesRow.id)
        .where(c.detection_id.in_(list(detection_ids)))
    )
    return {
        row.detection_id: Statement(
            row.detection_id,
            None if row.verdict is None else Verdict(row.verdict),
            row.reviewer,
            None
            if row.scientific_name is None
            else Species(row.scientific_name, row.common_name, row.group),
            row.note,
        )
        for row in rows
    }
