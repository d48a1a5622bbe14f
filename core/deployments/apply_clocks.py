"""Places the recordings of deployments in time, and lets their detections follow."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import Connection

from core.deployments.clock import (
    Clock,
    ClockMode,
    ClockReading,
    KnownTime,
    PlacedStart,
    correction_s,
    folds,
    known_times,
    placed,
)
from core.domain import OffsetSource, StartSource
from core.store import deployments, recording_times
from core.store.deployments import Deployment
from core.store.recording_times import SaidStart, Times, Told

_UTC = frozenset({"UTC", "Etc/UTC", "Etc/GMT", "GMT", "Etc/UCT", "Etc/Zulu", "UCT", "Zulu"})


class LocalTime(StrEnum):
    """Whose time of day recordings are shown by."""

    RECORDER = "recorder"
    SITE = "site"


def clock_of(deployment: Deployment) -> Clock:
    """Return a deployment's clock: its own zone, or as a guess that of its site."""
    return clock_with(
        deployment.zone,
        deployment.site_zone,
        ClockMode(deployment.clock_mode),
        known_times(deployment.clock),
        overrules=deployment.zone_overrules,
        local_time=deployment.local_time,
    )


def clock_with(
    zone: str | None,
    site_zone: str | None,
    mode: ClockMode,
    known: tuple[KnownTime, ...],
    *,
    overrules: bool,
    local_time: str | None,
) -> Clock:
    """Return the clock that people have said this of; ``zone`` is None where nobody has."""
    by_site = local_time == LocalTime.SITE or (local_time is None and zone in _UTC)
    return Clock(
        zone=zone or site_zone,
        mode=mode,
        known=known,
        guessed=zone is None,
        overrules=overrules and zone is not None,
        shown_zone=site_zone if by_site else None,
    )


def apply_clocks(db: Connection, deployment_ids: Iterable[int]) -> None:
    """Place all recordings of deployments by their clocks and sites, and their detections too.

    What the recorders' clocks read is never changed, so this can be done again and undone.
    """
    ids = sorted(set(deployment_ids))
    for deployment_id in ids:
        _place(db, deployment_id)
    recording_times.follow(db, ids)


def place_new(db: Connection, deployment_ids: Iterable[int]) -> None:
    """Place the recordings that were added to deployments, and what was heard in them before."""
    for deployment_id in sorted(set(deployment_ids)):
        recording_times.follow_recordings(db, _place(db, deployment_id))


def would_place(db: Connection, deployment_id: int, clock: Clock) -> list[tuple[Times, Times]]:
    """Return how the recordings of a deployment stand in time, and how by another clock.

    In the order of their starts; nothing is changed.
    """
    told = [one for one in recording_times.told(db, deployment_id) if one.read or one.said]
    told.sort(key=lambda one: one.times.start_local or "")
    changed = dict(_changed(clock, told))
    return [(one.times, changed.get(one.id, one.times)) for one in told]


def _place(db: Connection, deployment_id: int) -> list[int]:
    """Return the recordings whose place in time has changed."""
    deployment = deployments.get(db, deployment_id)
    if deployment is None:
        return []
    changed = _changed(clock_of(deployment), recording_times.told(db, deployment_id))
    recording_times.set_times(db, changed)
    recording_times.mark_placed(db, deployment_id)
    return [recording_id for recording_id, _ in changed]


def _changed(clock: Clock, told: Sequence[Told]) -> list[tuple[int, Times]]:
    first, behind = _first(told), _behind(clock, told)
    changed = []
    for one in told:
        columns = _times(clock, one, first, fold=int(one.id in behind))
        if columns != one.times:
            changed.append((one.id, columns))
    return changed


def _times(clock: Clock, told: Told, first: datetime | None, fold: int) -> Times:
    if told.said is not None:
        new, source = _as_said(clock, told, told.said), StartSource.PERSON
    elif told.read is not None:
        read = told.read
        reading = ClockReading(
            read.local, read.offset_minutes, read.offset_source, fold, told.doubt
        )
        new, source = placed(clock, reading, first), read.source
    else:
        return Times(None, None, None, None, 0.0, None, told.doubt)
    return Times(
        new.local.isoformat(),
        source,
        new.offset_minutes,
        new.offset_source,
        new.clock_correction_s,
        new.start_utc_ms,
        new.doubt,
    )


def _as_said(clock: Clock, told: Told, said: SaidStart) -> PlacedStart:
    """Place what a person said: the true time of the clock, or of the site if that is shown."""
    offset, source = said.offset_minutes, OffsetSource.PERSON
    if offset is not None:
        return placed(clock, ClockReading(said.local, offset, source, is_said=True))
    if clock.shown_zone is not None:
        at_site = Clock(zone=clock.shown_zone, mode=ClockMode.FOLLOWS_ZONE)
        return placed(at_site, ClockReading(said.local, is_said=True))
    stated = (told.read.offset_minutes, told.read.offset_source) if told.read else (None, None)
    return placed(clock, ClockReading(said.local, *stated, is_said=True))


def _first(told: Sequence[Told]) -> datetime | None:
    """Return the first reading of a clock that was set."""
    read = [(one.read.local, one.doubt) for one in told if one.read and not one.said]
    believed = [local for local, doubt in read if doubt is None]
    return min(believed or [local for local, _ in read], default=None)


def _behind(clock: Clock, told: Sequence[Told]) -> set[int]:
    if clock.zone is None or clock.mode is ClockMode.FIXED_OFFSET:
        return set()
    read = ((one.id, one.read.local) for one in told if one.read and not one.said)
    true = ((i, local + timedelta(seconds=correction_s(clock.known, local))) for i, local in read)
    return folds(clock.zone, true)
