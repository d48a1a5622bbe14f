"""What another clock would do to the recordings of a deployment, before anything is changed."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.deployments.apply_clocks import clock_with, would_place
from core.deployments.clock import ClockMode, KnownTime, checked
from core.store import Project
from core.store.recording_times import Times


@dataclass(frozen=True, slots=True)
class Effect:
    """What would change; of a clock that says nothing new, nothing."""

    recordings: int
    """Of the deployment, that have a start."""
    moved: int
    """Those whose time by the corrected clock changes."""
    first_s: float
    """Seconds by which the first of them becomes later (negative: earlier)."""
    last_s: float
    """As ``first_s``, of the last."""
    offsets: int
    """Recordings whose distance from UTC changes, becomes known or unknown."""
    offset_minutes: tuple[int | None, ...]
    """What it becomes for them."""


def effect_of(  # noqa: PLR0913 - one parameter a thing that can be said
    project: Project,
    deployment_id: int,
    *,
    zone: str | None,
    mode: ClockMode,
    known: Sequence[KnownTime] = (),
    site_zone: str | None = None,
    local_time: str | None = None,
) -> Effect:
    """Return what setting this clock would change.

    Without a zone that of the site holds, as a guess. Raises UserError as setting it would.
    """
    clock = checked(
        clock_with(zone, site_zone, mode, tuple(known), overrules=True, local_time=local_time)
    )
    with project.reading() as db:
        return _effect(would_place(db, deployment_id, clock))


def _effect(pairs: Sequence[tuple[Times, Times]]) -> Effect:
    shifts = [
        new.clock_correction_s - old.clock_correction_s
        for old, new in pairs
        if new.clock_correction_s != old.clock_correction_s
    ]
    offsets = [new.offset_minutes for old, new in pairs if new.offset_minutes != old.offset_minutes]
    return Effect(
        recordings=len(pairs),
        moved=len(shifts),
        first_s=shifts[0] if shifts else 0.0,
        last_s=shifts[-1] if shifts else 0.0,
        offsets=len(offsets),
        offset_minutes=tuple(dict.fromkeys(offsets)),
    )
