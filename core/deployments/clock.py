"""When a recording really began: what its clock read, the clock's zone, and how wrong it was.

Nothing here is changed or looked up: the same reading and the same clock give the same answer.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from core.audio import defects
from core.domain import OffsetSource, Start, StartSource
from core.errors import UserError
from core.recorders.clock import doubt as doubt_about

_SECOND = timedelta(seconds=1)
_MINUTE = timedelta(minutes=1)
_FIRST_YEAR = 1877
"""Before it nobody could record sound."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class ClockMode(StrEnum):
    """What a recorder's clock does when the clocks of its zone change."""

    FIXED_OFFSET = "fixed_offset"
    """Nothing: it keeps the offset of the deployment's first recording, as most do."""
    FOLLOWS_ZONE = "follows_zone"


@dataclass(frozen=True, slots=True)
class KnownTime:
    """A moment at which both times were seen, each as a clock shows it, in one offset."""

    recorder: datetime
    true: datetime

    @property
    def error_s(self) -> float:
        """Return the seconds to add to what the recorder showed."""
        return (self.true - self.recorder) / _SECOND


@dataclass(frozen=True, slots=True)
class Clock:
    """The clock of one deployment."""

    zone: str | None = None
    """IANA name."""
    mode: ClockMode = ClockMode.FIXED_OFFSET
    known: tuple[KnownTime, ...] = ()
    """None, one (an offset) or two in order of the recorder's time (an offset and its drift)."""
    guessed: bool = False
    """The zone is that of the place, and nobody has said that the recorder keeps it."""
    overrules: bool = False
    """The zone holds against offsets that the files state: a person has said so."""
    shown_zone: str | None = None
    """The zone by whose time of day recordings are shown; None: that of the clock."""


@dataclass(frozen=True, slots=True)
class ClockReading:
    """What a recording says of its start."""

    local: datetime
    offset_minutes: int | None = None
    """As the file itself tells it."""
    offset_source: OffsetSource | None = None
    fold: int = 0
    """1: the second time that the clock read so, after it was put back."""
    doubt: str | None = None
    """Why import doubted it: a code of core.audio.defects."""
    is_said: bool = False
    """A person says it: it is the true time, and not doubted."""


@dataclass(frozen=True, slots=True)
class PlacedStart:
    """Where a recording stands in time. The reading itself stays as it was."""

    local: datetime
    """The reading, by the time of day that is shown."""
    offset_minutes: int | None
    offset_source: OffsetSource | None
    clock_correction_s: float
    start_utc_ms: int | None
    """Milliseconds since 1970 UTC; None while the offset is unknown or the clock doubted."""
    doubt: str | None = None
    """Why it cannot be the true time, as far as nobody has corrected it."""


def checked(clock: Clock) -> Clock:
    """Return the clock. Raises UserError for an unknown zone or times that cannot be."""
    if clock.zone is not None:
        zone_info(clock.zone)
    if len(clock.known) > 2:
        raise UserError("A clock is corrected by one or two known times. Leave the others out.")
    if len(clock.known) == 2 and clock.known[0].recorder >= clock.known[1].recorder:
        raise UserError(
            "The second known time must be later by the recorder's clock than the first. "
            "Check both, the check at the start comes first."
        )
    for known in clock.known:
        checked_start(known.true)
    return clock


def checked_start(true: datetime) -> datetime:
    """Return a true time. Raises UserError where nothing can have been recorded then."""
    if true.year < _FIRST_YEAR or _judged(true) == defects.CLOCK_FUTURE.code:
        raise UserError(
            f"The true time cannot be in {true.year:04d}, or later than now. Check the date."
        )
    return true


def zone_info(zone: str) -> ZoneInfo:
    """Return a zone by its IANA name. Raises UserError where there is none of this name."""
    try:
        return ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise UserError(
            f"There is no time zone {zone}. Give its IANA name, such as Europe/Amsterdam."
        ) from error


def correction_s(known: tuple[KnownTime, ...], local: datetime) -> float:
    """Return the seconds to add to a reading: constant from one known time, linear from two.

    Before the first and after the second the drift goes on as between them.
    """
    if not known:
        return 0.0
    first = known[0].error_s
    if len(known) == 1:
        return first
    share = (local - known[0].recorder) / (known[1].recorder - known[0].recorder)
    return round(first + share * (known[1].error_s - first), 3)


def placed(clock: Clock, reading: ClockReading, first: datetime | None = None) -> PlacedStart:
    """Place a recording in time.

    ``first`` is the reading of the deployment's first recording, whose offset a fixed clock
    keeps. An offset that the file itself tells is replaced by the zone's only where a person has
    said that the clock kept this zone.
    """
    correction = 0.0 if reading.is_said else correction_s(clock.known, reading.local)
    offset, source = reading.offset_minutes, reading.offset_source
    overruled = clock.overrules and source is not OffsetSource.PERSON
    if clock.zone is not None and (offset is None or overruled):
        offset = _offset(clock, reading, first)
        source = OffsetSource.GUESS if clock.guessed else OffsetSource.DEPLOYMENT
    doubt = None if reading.is_said else _doubt(clock, reading, correction)
    if offset is None or doubt is not None:
        return PlacedStart(reading.local, offset, source, correction, None, doubt)
    moment = reading.local.replace(tzinfo=UTC) + timedelta(seconds=correction, minutes=-offset)
    utc_ms = round((moment - _EPOCH) / timedelta(milliseconds=1))
    local = reading.local
    if clock.shown_zone is not None and source is not OffsetSource.PERSON:
        there = _minutes(moment.astimezone(zone_info(clock.shown_zone)))
        local, offset, source = local + (there - offset) * _MINUTE, there, OffsetSource.DEPLOYMENT
    return PlacedStart(local, offset, source, correction, utc_ms)


def is_ambiguous(zone: str, local: datetime) -> bool:
    """Tell whether the clocks of a zone show this time twice."""
    info = zone_info(zone)
    before, after = (local.replace(tzinfo=info, fold=fold).utcoffset() for fold in (0, 1))
    return before is not None and after is not None and before > after


def folds(zone: str, locals_in_order: Iterable[tuple[int, datetime]]) -> set[int]:
    """Return which of (id, reading), in the order they were recorded, fall behind a clock change.

    In the hour that comes twice a reading that is not later than the one before it shows that
    the clock was put back in between.
    """
    second: set[int] = set()
    latest: datetime | None = None
    put_back = False
    for number, local in locals_in_order:
        if not is_ambiguous(zone, local):
            latest, put_back = None, False
            continue
        put_back = put_back or (latest is not None and local <= latest)
        latest = local
        if put_back:
            second.add(number)
    return second


def as_stored(clock: Clock) -> dict[str, Any]:
    """Return the known times as the project keeps them."""
    names = ("start", "end")
    return {
        name: [known.recorder.isoformat(), known.true.isoformat()]
        for name, known in zip(names, clock.known, strict=False)
    }


def known_times(stored: Mapping[str, Any]) -> tuple[KnownTime, ...]:
    """Return the known times that the project keeps."""
    return tuple(
        KnownTime(*(datetime.fromisoformat(text) for text in stored[name]))
        for name in ("start", "end")
        if name in stored
    )


def _doubt(clock: Clock, reading: ClockReading, correction_s: float) -> str | None:
    """Return why a recording has no place in time.

    What import doubted is doubted until a person gives a known time. Then the corrected time is
    judged, and one that cannot be is believed only where the person's own true time is like it
    (a tape of 1998).
    """
    try:
        true = reading.local + timedelta(seconds=correction_s)
    except OverflowError:
        return defects.CLOCK_FUTURE.code
    judged = _judged(true)
    if not clock.known:
        return reading.doubt or judged
    return None if judged in {_judged(known.true) for known in clock.known} else judged


def _judged(local: datetime) -> str | None:
    found = doubt_about(Start(local, StartSource.PERSON), datetime.now(UTC))
    return None if found is None else found.code


def _offset(clock: Clock, reading: ClockReading, first: datetime | None) -> int | None:
    assert clock.zone is not None
    local, fold = reading.local, reading.fold
    if clock.mode is ClockMode.FIXED_OFFSET and first is not None:
        local, fold = first, 0
    # The zone's rules are those of the true time: a clock that begins at 1970 knows none.
    try:
        true = local + timedelta(seconds=correction_s(clock.known, local))
    except OverflowError:
        return None
    return _minutes(true.replace(tzinfo=zone_info(clock.zone), fold=fold))


def _minutes(aware: datetime) -> int:
    return round((aware.utcoffset() or timedelta(0)) / _MINUTE)
