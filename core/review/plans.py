"""Review plans: what to listen to, picked once with a seed, in an order that stays."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import numpy as np
from sqlalchemy import Connection, delete, func, insert, select

from core.domain import Detection
from core.errors import UnusableValueError, UserError
from core.review.people import known_as
from core.review.progress import midnight_utc
from core.review.sampling import PICKS, candidates, strata_of, thinned
from core.store import Project, comments, detections, log, minute_plans, verdicts
from core.store.comments import Comment
from core.store.detection_filter import to_json
from core.store.detections import Filter
from core.store.membership import HEARD_IN_PROJECT
from core.store.review_schema import ReviewItemRow, ReviewPlanRow
from core.store.schema import CurrentVerdictRow, DetectionRow, SpeciesRow, VerdictRow
from core.store.verdicts import Statement

P, Item, V = ReviewPlanRow, ReviewItemRow, VerdictRow


@dataclass(frozen=True, slots=True)
class PlanRequest:
    """What a plan shall pick."""

    name: str
    kind: str
    """One of ``sampling.PICKS``."""
    n: int = 50
    """So many of each species (site, day, bin) as the kind says."""
    wanted: Filter = field(default_factory=Filter)
    seed: int = 1
    reviewer: str | None = None
    """Whose work it is; None: anybody's."""
    blind: bool = False
    """Hide what others said."""
    apart_min: int = 0
    """Clips of a species at a site are at least so many minutes apart."""


@dataclass(frozen=True, slots=True)
class ReviewPlan:
    """A stored plan and how far it is."""

    id: int
    uuid: str
    """The same in every copy of a project."""
    name: str
    kind: str
    seed: int
    reviewer: str | None
    blind: bool
    made_utc: datetime
    settings: dict[str, Any]
    items: int
    done: int
    """Items its reviewer (anybody, where it has none) has given a verdict."""
    today: int
    """Those of them whose verdict is of today."""


def make(project: Project, wish: PlanRequest) -> ReviewPlan:
    """Pick and store. The same wish on the same detections picks the same in the same order.

    Raises UserError for an unknown kind, and where there is nothing to pick.
    """
    pick = PICKS.get(wish.kind)
    if pick is None:
        raise UnusableValueError(
            f"There is no plan of kind {wish.kind}. These are known: {', '.join(PICKS)}."
        )
    if wish.n < 1:
        raise UnusableValueError("A plan needs at least one clip of each.")
    if wish.apart_min < 0:
        raise UnusableValueError("Clips cannot be less than 0 minutes apart.")
    if wish.seed < 0:
        raise UnusableValueError("The seed must be a whole number from 0 on.")
    with project.reading() as db:
        found = candidates(db, wish.wanted)
    chance = np.random.default_rng(wish.seed)
    if wish.apart_min:
        found = thinned(found, wish.kind, wish.apart_min, chance)
    ids = pick(found, wish.n, chance).tolist()
    if not ids:
        raise UserError("No detection fits this plan. Widen the filter, or choose another kind.")
    strata = strata_of(wish.kind, found)
    settings: dict[str, Any] = {"n": wish.n, "filter": to_json(wish.wanted)}
    if wish.apart_min:
        settings["apart_min"] = wish.apart_min
    with project.writing() as db:
        if strata:
            names = species_names(db)
            settings["strata"] = {names[i]: edges for i, edges in strata.items()}
        return store(db, wish, settings, ids)


def everything(project: Project) -> list[ReviewPlan]:
    """Return all plans of detections, the newest first."""
    with project.reading() as db:
        return _plans(db, P.kind != minute_plans.KIND)


def get(project: Project, plan_id: int) -> ReviewPlan:
    """Return one plan as it stands. Raises UserError where there is none of this number."""
    with project.reading() as db:
        found = _plans(db, P.id == plan_id)
    if not found:
        raise UserError(f"There is no review plan {plan_id} in this project.")
    return found[0]


def items(
    project: Project, plan: ReviewPlan, reviewer: str, *, offset: int = 0, limit: int = 200
) -> list[Detection]:
    """Return a page of a plan in its order, as ``reviewer`` may see it."""
    with project.reading() as db:
        found = detections.by_ids(db, db.scalars(_items(plan).offset(offset).limit(limit)))
        return seen_by(db, found, reviewer) if plan.blind else found


def next_item(project: Project, plan: ReviewPlan, reviewer: str) -> int | None:
    """Return the row of the first item without a verdict, or None when all are done."""
    said = _said(reviewer if plan.blind or plan.reviewer else None)
    query = select(func.min(Item.position)).where(
        Item.plan_id == plan.id, Item.detection_id.not_in(said)
    )
    with project.reading() as db:
        position = db.scalar(query.where(Item.detection_id.in_(_shown(plan))))
        if position is None:
            return None
        before = _items(plan).where(Item.position < position).order_by(None).subquery()
        return db.scalar(select(func.count()).select_from(before))


def seen_by(db: Connection, found: Sequence[Detection], reviewer: str) -> list[Detection]:
    """Return detections with only what ``reviewer`` said of them: for a blind second opinion."""
    ids = [d.id for d in found]
    own = verdicts.by_reviewer(db, reviewer, ids)
    noted = comments.by_reviewer(db, reviewer, ids)
    return [_as_said(d, own.get(d.id), noted.get(d.id)) for d in found]


def give(project: Project, plan: ReviewPlan, reviewer: str, *, blind: bool) -> ReviewPlan:
    """Give the same items in the same order to another reviewer, as a plan of its own."""
    with project.writing() as db:
        ids = held(db, plan)
        wish = PlanRequest(plan.name, plan.kind, seed=plan.seed, reviewer=reviewer, blind=blind)
        return store(db, wish, plan.settings | {"given_from": plan.id}, ids)


def by_uuid(db: Connection, uuid: str) -> ReviewPlan | None:
    """Return the plan that every copy of the project knows by this, where it is here."""
    return next(iter(_plans(db, P.uuid == uuid)), None)


def store(
    db: Connection, wish: PlanRequest, settings: dict[str, Any], ids: Sequence[int], uuid: str = ""
) -> ReviewPlan:
    """Keep what was picked, in this order."""
    query = insert(P).values(
        uuid=uuid or uuid4().hex, name=wish.name, kind=wish.kind, settings=settings,
        seed=wish.seed, reviewer=wish.reviewer and known_as(db, wish.reviewer), blind=wish.blind,
        made_utc=datetime.now(UTC).isoformat(timespec="microseconds"),
    )  # fmt: skip
    plan_id = db.scalars(query.returning(P.id)).one()
    _add_items(db, plan_id, ids)
    return _plans(db, P.id == plan_id)[0]


def complete(db: Connection, plan: ReviewPlan, ids: Sequence[int]) -> ReviewPlan:
    """Let a plan hold these items; one that is not among them any more is kept at the end."""
    before = held(db, plan)
    db.execute(delete(Item).where(Item.plan_id == plan.id))
    _add_items(db, plan.id, list(dict.fromkeys([*ids, *before])))
    return _plans(db, P.id == plan.id)[0]


def held(db: Connection, plan: ReviewPlan) -> list[int]:
    """Return the detections that a plan holds, in order, also of recordings that were removed."""
    return list(db.scalars(_every_item(plan)))


def species_names(db: Connection) -> dict[int, str]:
    """Return the scientific names of all species of the project, by id."""
    rows = db.execute(select(SpeciesRow.id, SpeciesRow.scientific_name))
    return {row.id: row.scientific_name for row in rows}


def _items(plan: ReviewPlan) -> Any:
    """Return the query of what a plan shows, in order."""
    return _every_item(plan).where(Item.detection_id.in_(_shown(plan)))


def _every_item(plan: ReviewPlan) -> Any:
    """Return the query of what a plan holds, also of recordings that were removed."""
    return select(Item.detection_id).where(Item.plan_id == plan.id).order_by(Item.position)


def _shown(plan: Any) -> Any:
    of_plan = select(Item.detection_id).where(Item.plan_id == plan.id)
    return select(DetectionRow.id).where(DetectionRow.id.in_(of_plan), HEARD_IN_PROJECT)


def _add_items(db: Connection, plan_id: int, ids: Sequence[int]) -> None:
    rows = [{"plan_id": plan_id, "position": n, "detection_id": i} for n, i in enumerate(ids)]
    db.execute(insert(Item), rows)


def _plans(db: Connection, *which: Any) -> list[ReviewPlan]:
    rows = db.execute(select(P.__table__).where(*which).order_by(P.id.desc()))
    return [
        ReviewPlan(
            row.id, row.uuid, row.name, row.kind, row.seed, row.reviewer, row.blind,
            datetime.fromisoformat(row.made_utc), row.settings, *_progress(db, row),
        )
        for row in rows
    ]  # fmt: skip


def _progress(db: Connection, plan: Any) -> tuple[int, int, int]:
    query = select(func.count()).select_from(Item).where(Item.plan_id == plan.id)
    query = query.where(Item.detection_id.in_(_shown(plan)))
    done = query.where(Item.detection_id.in_(_said(plan.reviewer)))
    today = query.where(Item.detection_id.in_(_said(plan.reviewer, midnight_utc())))
    return db.scalar(query) or 0, db.scalar(done) or 0, db.scalar(today) or 0


def _as_said(d: Detection, own: Statement | None, noted: Comment | None) -> Detection:
    return replace(
        d,
        verdict=own.verdict if own else None,
        corrected=own.corrected if own else None,
        reviewer=own.reviewer if own and own.verdict else None,
        note=noted.text if noted else "",
        note_by=noted.reviewer if noted and noted.text else None,
    )


def _said(reviewer: str | None, since_utc: datetime | None = None) -> Any:
    """Return the query of the detections that a reviewer, or anybody, holds a verdict about."""
    held = CurrentVerdictRow.__table__
    said = held if reviewer is None else log.newest(verdicts.LOG, V.reviewer == reviewer)
    query = select(said.c.detection_id).where(said.c.verdict.is_not(None))
    return query.where(said.c.at_utc >= since_utc.isoformat()) if since_utc else query
