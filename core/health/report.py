"""The values of a deployment's health page, ready to be drawn."""

from dataclasses import dataclass
from datetime import date, datetime

from core.health.findings import Finding
from core.health.schedule import Gap, Schedule
from core.store.deployments import Deployment


@dataclass(frozen=True, slots=True)
class Point:
    """One value of a small plot over time."""

    at: datetime
    """By the corrected clock."""
    value: float


@dataclass(frozen=True, slots=True)
class LevelPoint:
    """How loud one channel was, in decibels below full scale (negative)."""

    at: datetime
    channel: int
    rms_db: float
    peak_db: float


@dataclass(frozen=True, slots=True)
class Health:
    """What the health check found in one deployment."""

    deployment: Deployment
    findings: tuple[Finding, ...]
    """The worst first."""
    schedule: Schedule | None
    """Inferred; None where there are too few recordings."""
    gaps: tuple[Gap, ...]
    hours_by_day: tuple[tuple[date, float], ...]
    """Hours recorded on each day of the period, overlaps counted once, 0 on days without."""
    battery_v: tuple[Point, ...]
    temperature_c: tuple[Point, ...]
    levels: tuple[LevelPoint, ...]
    measured: int
    """Recordings whose levels are known: see core.health.measure."""
