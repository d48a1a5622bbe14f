"""Plans of minutes to listen to completely: review plans that hold no detections."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, insert, select

from core.errors import UserError
from core.store.review_schema import ReviewPlanRow

P = ReviewPlanRow
KIND = "minutes"


@dataclass(frozen=True, slots=True)
class DrawnMinute:
    """One minute of a plan."""

    recording_id: int
    start_s: float
    end_s: float
    stratum: str
    """Empty where it was drawn from all."""


@dataclass(frozen=True, slots=True)
class MinutePlan:
    """Minutes that were drawn at random, in the order to listen in."""

    name: str
    run_id: int
    seed: int
    minutes: Sequence[DrawnMinute]
    species: str | None = None
    """Scientific name of what they were drawn for; None: for all, from all."""
    high_from: float | None = None
    """Best score from which on a minute is of the stratum high; None where there are no strata."""
    length_s: float = 60.0
    reviewer: str | None = None
    id: int = 0
    """0 until it is kept."""


def add(db: Connection, plan: MinutePlan) -> MinutePlan:
    """Keep a plan."""
    settings = {
        "run_id": plan.run_id,
        "species": plan.species,
        "high_from": plan.high_from,
        "length_s": plan.length_s,
        "minutes": [[m.recording_id, m.start_s, m.end_s, m.stratum] for m in plan.minutes],
    }
    query = insert(P).values(
        uuid=uuid4().hex, name=plan.name, kind=KIND, settings=settings, seed=plan.seed,
        reviewer=plan.reviewer, blind=False,
        made_utc=datetime.now(UTC).isoformat(timespec="seconds"),
    )  # fmt: skip
    return get(db, db.scalars(query.returning(P.id)).one())


def everything(db: Connection) -> list[MinutePlan]:
    """Return all plans of minutes, the newest first."""
    rows = db.execute(select(P.__table__).where(P.kind == KIND).order_by(P.id.desc()))
    return [_plan(row) for row in rows]


def get(db: Connection, plan_id: int) -> MinutePlan:
    """Return one. Raises UserError where there is no plan of minutes of this number."""
    row = db.execute(select(P.__table__).where(P.id == plan_id, P.kind == KIND)).first()
    if row is None:
        raise UserError(f"There is no plan of minutes {plan_id} in this project.")
    return _plan(row)


def _plan(row: Any) -> MinutePlan:
    of = row.settings
    return MinutePlan(
        row.name, of["run_id"], row.seed, [DrawnMinute(*one) for one in of["minutes"]],
        of["species"], of["high_from"], of["length_s"], row.reviewer, row.id,
    )  # fmt: skip
