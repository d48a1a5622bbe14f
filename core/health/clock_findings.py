"""Doubts about a recorder's clock: years that no clock was set to, jumps, a dawn at noon."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from statistics import median
from typing import NamedTuple
from zoneinfo import ZoneInfo

from core.deployments.zones import zone_of
from core.health.findings import Finding, Severity, number_of
from core.health.schedule import Schedule
from core.store.deployments import Deployment
from core.store.health_rows import File

_HOUR_S = 3600.0
_TOLERANCE_S = 90.0
_DAYS_A_SIDE = 3
_BIN_MINUTES = 30
_LONGEST_S = 3600.0
_FEWEST_IN_BIN = 3
_FEWEST_HEARD = 100
_DAWN = (-90, 120)
"""Minutes from sunrise in which most birds sing most; a peak outside is a reason to look."""
_MORNING = (-300, 420)
_NEVER_SET = ("clock-not-set", "clock-early")


def find_unset(files: Sequence[File]) -> Iterator[Finding]:
    """Yield that the clock was never set, or lost its time."""
    unset = [f for f in files if f.clock_doubt in _NEVER_SET]
    if unset:
        stood = next((f"stood at {f.reading:%Y-%m-%d}" for f in unset if f.reading), "told no time")
        yield Finding(
            "clock-not-set",
            Severity.BAD,
            f"The clock {stood} in {number_of(unset)}: it was never set, or lost its time.",
            "Give a known time of this deployment, or split these files off and correct them.",
            tuple(unset),
        )


def find_future(files: Sequence[File]) -> Iterator[Finding]:
    """Yield that recordings began later than now."""
    late = [f for f in files if f.clock_doubt == "clock-future"]
    if late:
        first = min((f.reading for f in late if f.reading), default=None)
        when = f", the first by its clock on {first:%Y-%m-%d}" if first else ""
        yield Finding(
            "future",
            Severity.BAD,
            f"{number_of(late)} began in the future{when}.",
            "Check the year that the clock was set to, and correct it by a known time.",
            tuple(late),
        )


def find_two_starts(files: Sequence[File]) -> Iterator[Finding]:
    """Yield that name and metadata of files tell starts that cannot both be true."""
    two = [file for file in files if file.reading and file.other_reading]
    if two:
        first = two[0]
        yield Finding(
            "two-starts",
            Severity.DOUBT,
            f"Name and metadata of {number_of(two)} tell different starts: {first.path} began "
            f"{first.reading:%Y-%m-%d %H:%M:%S}, which is used, or "
            f"{first.other_reading:%Y-%m-%d %H:%M:%S}.",
            "Were they cut or renamed? Where the other start is right, set it (Recordings, Set "
            "start).",
            tuple(two),
        )


def find_jump(dated: Sequence[File], schedule: Schedule | None) -> Iterator[Finding]:
    """Yield that the clock went one hour forward or back on its way, among files in order."""
    starts = [file.start for file in dated if file.start is not None]
    when = _shifted_day(starts) or _one_hour_gap(starts, schedule)
    if when is not None and not _offset_changes(dated, when):
        yield Finding(
            "clock-jump",
            Severity.DOUBT,
            f"From {when:%Y-%m-%d} on everything is exactly one hour later or earlier.",
            "Check whether the recorder followed summer time, or was set anew; then say so in the "
            "deployment's clock.",
            tuple(file for file in dated if file.start is not None and file.start >= when),
            "from then on",
        )


def find_dawn(
    deployment: Deployment, files: Sequence[File], heard: Mapping[int, tuple[int, float]]
) -> Iterator[Finding]:
    """Yield that most is heard far from sunrise, where mornings were recorded at all."""
    loudest = _dawn(deployment, files, heard)
    if loudest is None or _DAWN[0] <= loudest.minutes <= _DAWN[1]:
        return
    side = "after" if loudest.minutes > 0 else "before"
    yield Finding(
        "dawn",
        Severity.DOUBT,
        f"In the morning most is heard {abs(loudest.minutes) / 60:.1f} hours {side} sunrise.",
        "Check the clock's zone and the site's coordinates: birds usually sing most at dawn.",
        loudest.files,
        "in the half hour in which most is heard",
    )


class _Dawn(NamedTuple):
    minutes: float
    """From sunrise to the middle of the half hour in which most is heard in equal time."""
    files: tuple[File, ...]
    """Those of that half hour, of all days."""


def _dawn(
    deployment: Deployment, files: Sequence[File], heard: Mapping[int, tuple[int, float]]
) -> _Dawn | None:
    """Return when most is heard.

    None where there are too few detections, no coordinates, or no sunrise (polar days).
    """
    if sum(detections for detections, _ in heard.values()) < _FEWEST_HEARD:
        return None
    bins: dict[int, list[File]] = defaultdict(list)
    for file in files:
        since = _minutes_since_sunrise(deployment, file) if file.id in heard else None
        if since is not None and _MORNING[0] <= since < _MORNING[1]:
            bins[int(since // _BIN_MINUTES)].append(file)
    rates = {
        number: sum(heard[file.id][0] for file in its) / sum(heard[file.id][1] for file in its)
        for number, its in bins.items()
        if len(its) >= _FEWEST_IN_BIN
    }
    covered = any(_DAWN[0] <= number * _BIN_MINUTES <= _DAWN[1] for number in rates)
    if len(rates) < 4 or not covered:
        return None
    peak = max(rates, key=lambda number: rates[number])
    if rates[peak] < 1.5 * sum(rates.values()) / len(rates):
        return None
    return _Dawn((peak + 0.5) * _BIN_MINUTES, tuple(bins[peak]))


@lru_cache(maxsize=4096)
def sunrise(latitude: float, longitude: float, zone: str, day: date) -> datetime | None:
    """Return the sunrise of a day in a site's own zone; None on polar days and nights."""
    from astral import Observer
    from astral.sun import sunrise as computed

    try:
        found: datetime = computed(Observer(latitude, longitude), day, tzinfo=ZoneInfo(zone))
    except ValueError:
        return None
    return found


def _minutes_since_sunrise(deployment: Deployment, file: File) -> float | None:
    latitude, longitude = deployment.latitude, deployment.longitude
    zone = deployment.site_zone or zone_of(latitude, longitude)
    if latitude is None or longitude is None or zone is None:
        return None
    if file.start_utc_ms is None or not file.usable or file.duration_s > _LONGEST_S:
        return None
    moment = datetime.fromtimestamp(file.start_utc_ms / 1000, ZoneInfo(zone))
    rise = sunrise(latitude, longitude, zone, moment.date())
    return None if rise is None else (moment - rise) / timedelta(minutes=1)


def _offset_changes(dated: Sequence[File], when: datetime) -> bool:
    """Tell whether it is known that the clock's distance from UTC is another from then on."""
    ahead = [
        (file.start >= when, file.start - file.utc)
        for file in dated
        if file.start is not None and file.utc is not None
    ]
    before, after = ([by for later, by in ahead if later is side] for side in (False, True))
    return bool(before and after) and before[-1] != after[0]


def _shifted_day(starts: Sequence[datetime]) -> datetime | None:
    """Return from when on both the first and the last start of the days moved by an hour."""
    days: dict[date, list[datetime]] = defaultdict(list)
    for start in starts:
        days[start.date()].append(start)
    ends = [(min(its), max(its)) for _, its in sorted(days.items())]
    for number in range(_DAYS_A_SIDE, len(ends) - _DAYS_A_SIDE + 1):
        before, after = ends[number - _DAYS_A_SIDE : number], ends[number : number + _DAYS_A_SIDE]
        shifts = [
            median(_of_day(day[which]) for day in after)
            - median(_of_day(day[which]) for day in before)
            for which in (0, 1)
        ]
        step = _of_day(ends[number][0]) - _of_day(ends[number - 1][0])
        if all(abs(abs(s) - _HOUR_S) < _TOLERANCE_S for s in (*shifts, step)):
            return ends[number][0]
    return None


def _one_hour_gap(starts: Sequence[datetime], schedule: Schedule | None) -> datetime | None:
    """Return the only place where a steady recorder pauses for exactly one hour more."""
    if schedule is None or schedule.share < 0.95 or schedule.interval_s > _HOUR_S:
        return None
    extra = [
        (after, (after - before) / timedelta(seconds=1) - schedule.interval_s)
        for before, after in pairwise(starts)
    ]
    odd = [(at, seconds) for at, seconds in extra if abs(seconds) > _TOLERANCE_S]
    hours = [at for at, seconds in odd if abs(seconds - _HOUR_S) < 2.0]
    return hours[0] if len(hours) == 1 and len(odd) == 1 else None


def _of_day(moment: datetime) -> float:
    midnight = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    return (moment - midnight) / timedelta(seconds=1)
