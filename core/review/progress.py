"""How far the review of some detections is."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import func, select

from core.store import Project
from core.store.detection_filter import Filter, conditions
from core.store.schema import CurrentVerdictRow, DetectionRow

D, C = DetectionRow, CurrentVerdictRow


@dataclass(frozen=True, slots=True)
class ReviewProgress:
    """How many detections there are, and of how many somebody said something."""

    reviewed: int
    in_all: int
    today: int = 0


def midnight_utc() -> datetime:
    """Return when today began here."""
    here = datetime.now().astimezone().replace(hour=0, minute=0, second=0, microsecond=0)
    return here.astimezone(UTC)


def reviewed_since(project: Project, wanted: Filter, since_utc: datetime) -> int:
    """Return of how many detections the verdict that holds was given from a moment on."""
    given = select(C.detection_id).where(C.verdict.is_not(None), C.at_utc >= since_utc.isoformat())
    # In this way round: few were given since, and each is found by its number.
    fits = conditions(wanted, in_order=True)
    with project.reading() as db:
        return db.scalar(select(func.count()).where(D.id.in_(given), *fits)) or 0
