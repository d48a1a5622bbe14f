"""Places the recordings of deployments in time, and lets their detections follow."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection

from core.deployments.clock import (
    Clock,
    ClockMode,
    Reading,
    correction_s,
    folds,
    known_times,
    placed,
)
from core.domain import OffsetSource
from core.store import deployments, times
from core.store.deployments import Deployment
from core.store.times import Times, Told

_FROM_ZONE = (OffsetSource.DEPLOYMENT, OffsetSource.GUESS)


def clock_of(deployment: Deployment) -> Clock:
    """Return a deployment's clock: its own zone, or as a guess that of its site."""
    return Clock(
        zone=deployment.zone or deployment.site_zone,
        mode=ClockMode(deployment.clock_mode),
        known=known_times(deployment.clock),
        guessed=deployment.zone is None,
    )


def apply_clocks(db: Connection, deployment_ids: Iterable[int]) -> None:
    """Place all recordings of deployments by their clocks and sites, and their detections too.

    What the recorders' clocks read is never changed, so this can be done again and undone.
    """
    ids = sorted(set(deployment_ids))
    for deployment_id in ids:
        _place(db, deployment_id)
    times.follow(db, ids)


def place_new(db: Connection, deployment_ids: Iterable[int]) -> None:
    """Place the recordings that were added to deployments, and what was heard in them before."""
    for deployment_id in sorted(set(deployment_ids)):
        times.follow_recordings(db, _place(db, deployment_id))


def would_place(db: Connection, deployment_id: int, clock: Clock) -> list[tuple[Times, Times]]:
    """Return how the recordings of a deployment stand in time, and how by another clock.

    In the order of their readings; nothing is changed.
    """
    told = sorted(times.told(db, deployment_id), key=lambda one: one.local)
    changed = dict(_changed(clock, told))
    return [(one.times, changed.get(one.id, one.times)) for one in told]


def _place(db: Connection, deployment_id: int) -> list[int]:
    """Return the recordings whose place in time has changed."""
    deployment = deployments.get(db, deployment_id)
    if deployment is None:
        return []
    changed = _changed(clock_of(deployment), times.told(db, deployment_id))
    times.set_times(db, changed)
    return [recording_id for recording_id, _ in changed]


def _changed(clock: Clock, told: Sequence[Told]) -> list[tuple[int, Times]]:
    first, behind = _first(clock, told), _behind(clock, told)
    changed = []
    for one in told:
        new = placed(clock, _reading(one, fold=int(one.id in behind)), first)
        columns = Times(
            new.offset_minutes,
            new.offset_source,
            new.clock_correction_s,
            new.start_utc_ms,
            new.doubt,
        )
        if columns != one.times:
            changed.append((one.id, columns))
    return changed


def _reading(told: Told, fold: int) -> Reading:
    """Return what the file itself said: an offset that came from a zone is forgotten."""
    offset, source = told.times.offset_minutes, told.times.offset_source
    if source in _FROM_ZONE:
        offset, source = None, None
    return Reading(told.local, offset, source, fold, told.doubt)


def _first(clock: Clock, told: Sequence[Told]) -> datetime | None:
    """Return the first reading of a clock that was set."""
    readings = [one.local for one in told if one.doubt is None] or [one.local for one in told]
    return min(readings, default=None)


def _behind(clock: Clock, told: Sequence[Told]) -> set[int]:
    if clock.zone is None or clock.mode is ClockMode.FIXED_OFFSET:
        return set()
    true = ((t.id, t.local + timedelta(seconds=correction_s(clock.known, t.local))) for t in told)
    return folds(clock.zone, true)
