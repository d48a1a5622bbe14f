"""Turns the dates, times and offsets that recorders write into values, or into an honest None."""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from core.audio import defects
from core.domain import OffsetSource, Problem, Start, StartSource

_OFFSET = re.compile(r"(?:UTC|GMT)?\s*([+-])(\d{1,2})(?::?(\d{2}))?", re.IGNORECASE)
_MOMENT = re.compile(
    r"(\d{4})[-/:.](\d{1,2})[-/:.](\d{1,2})[T ,]\s*(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?"
    r"(?:[.,](\d{1,9}))?\s*(.*)",
    re.DOTALL,
)
_UNKNOWN = re.compile(r"-00(?::?00)?")
_EARLIEST_MINUTES, _LATEST_MINUTES = -12 * 60, 14 * 60
_LONGEST = 100
_FIRST_YEAR, _LAST_YEAR = 1970, 2099
_FIRST_DIGITAL_YEAR = 2000
_A_MOMENT = timedelta(minutes=10)
"""By which clocks may differ that are both right enough."""

_SAME = timedelta(minutes=2)
"""A name without seconds, a recorder that takes a while to begin."""
_COMPARED = (StartSource.GUANO, StartSource.WAMD, StartSource.FILENAME, StartSource.COMMENT)
"""What recorders write as they begin. Programs that cut or convert write a ``bext`` of theirs."""

_TRUST = {
    StartSource.PERSON: 0,
    StartSource.GUANO: 1,
    StartSource.WAMD: 2,
    StartSource.FILENAME: 3,
    StartSource.COMMENT: 4,
    StartSource.SIDECAR: 5,
    StartSource.HEADER: 6,
    StartSource.BEXT: 9,
}
_TRUST_WITHOUT_OFFSET = {StartSource.WAMD: 7, StartSource.FILENAME: 8}


def reading(*parts: int, microsecond: int = 0) -> datetime | None:
    """Return what a clock showed: year, month, day, hour, minute, second; None if impossible."""
    if len(parts) != 6 or not _FIRST_YEAR <= parts[0] <= _LAST_YEAR:
        return None
    try:
        year, month, day, hour, minute, second = parts
        return datetime(  # noqa: DTZ001  a clock's reading has no zone
            year, month, day, hour, minute, second, microsecond
        )
    except ValueError:
        return None


def microseconds(fraction: str | None) -> int:
    """Return the microseconds of the digits after a decimal point."""
    return int((fraction or "")[:6].ljust(6, "0"))


def offset_minutes(text: str) -> int | None:
    """Return the minutes east of UTC of ``Z``, ``UTC``, ``+10:00``, ``+1:00``, ``-0330``, ``+10``.

    None where the text is no offset that a place on earth keeps, and for ``-00:00``: that means
    that nobody knows it (RFC 3339, 4.3).
    """
    text = text.strip()[:_LONGEST].replace("−", "-")
    if text.upper() in ("Z", "UTC", "GMT"):
        return 0
    match = _OFFSET.fullmatch(text)
    if match is None or int(match[3] or 0) > 59 or _UNKNOWN.fullmatch(text):
        return None
    minutes = int(match[2]) * 60 + int(match[3] or 0)
    minutes = -minutes if match[1] == "-" else minutes
    return minutes if _EARLIEST_MINUTES <= minutes <= _LATEST_MINUTES else None


def read_moment(text: str, source: StartSource, offset_source: OffsetSource) -> Start | None:
    """Return the start written as ``2020-10-17 13:05:00+1:00`` or a relative of that."""
    match = _MOMENT.match(text.strip()[:_LONGEST])
    if match is None:
        return None
    whole = [int(part or 0) for part in match.groups()[:6]]
    local = reading(*whole, microsecond=microseconds(match[7]))
    return start(local, source, offset_source, match[8])


def start(
    local: datetime | None,
    source: StartSource,
    offset_source: OffsetSource,
    offset: str | int | None = None,
) -> Start | None:
    """Return a start whose offset is given in words or minutes, or unknown; None stays None."""
    if local is None:
        return None
    minutes = offset_minutes(offset) if isinstance(offset, str) else offset
    return Start(local, source, minutes, None if minutes is None else offset_source)


def most_trusted(starts: Iterable[Start | None]) -> Start | None:
    """Return the start to believe, completed by what others that agree with it know better.

    Order: GUANO, WAMD with an offset, file name with an offset, AudioMoth's comment, sidecar,
    Anabat's header, WAMD or file name without, bext. The offset and the fraction of a second may
    come from a less trusted source that tells the same second.
    """
    known = sorted((start for start in starts if start is not None), key=_trust)
    if not known:
        return None
    best = known[0]
    for other in known[1:]:
        if _second(other) == _second(best):
            best = _completed(best, other)
    return best


def contradicting(best: Start, starts: Iterable[Start | None]) -> Start | None:
    """Return the most trusted start that cannot be the same moment as ``best``, however zones are.

    One of the two was left by a program that cut the file, or by a person who named it.
    """
    if best.source not in _COMPARED:
        return None
    others = [one for one in starts if one is not None and one.source in _COMPARED]
    return min((one for one in others if not _may_agree(best, one)), key=_trust, default=None)


def _may_agree(one: Start, other: Start) -> bool:
    ahead = one.local - other.local
    if one.utc and other.utc:
        # The same reading with two offsets is one clock of which one of them knows less.
        return min(abs(one.utc - other.utc), abs(ahead)) <= _SAME
    offset = one.offset_minutes or other.offset_minutes or 0
    hours = {0, offset, -offset, 60, -60, offset + 60, 60 - offset, offset - 60, -offset - 60}
    if one.offset_minutes is None and other.offset_minutes is None:
        hours = set(range(-_LATEST_MINUTES, _LATEST_MINUTES + 1, 30))
    return any(abs(ahead - timedelta(minutes=each)) <= _SAME for each in hours)


def doubt(start: Start, now: datetime) -> Problem | None:
    """Return why a start cannot be the true one; ``now`` (aware) is when the file is looked at.

    A clock that has lost its time begins again at certain days. Where the offset is unknown only
    what lies in the future everywhere on earth is doubted.
    """
    moment = start.local
    day = (moment.year, moment.month, moment.day)
    if moment.year == 1970 or day[:2] == (2000, 1) or day == (2010, 1, 1):
        return defects.CLOCK_NOT_SET
    if moment.year < _FIRST_DIGITAL_YEAR:
        return defects.CLOCK_EARLY
    earliest = moment.replace(tzinfo=UTC) - timedelta(minutes=_LATEST_MINUTES)
    return defects.CLOCK_FUTURE if (start.utc or earliest) - now > _A_MOMENT else None


def _trust(start: Start) -> int:
    rank = _TRUST[start.source]
    if start.offset_minutes is None:
        return _TRUST_WITHOUT_OFFSET.get(start.source, rank)
    return rank


def _second(start: Start) -> datetime:
    return start.local.replace(microsecond=0)


def _completed(best: Start, other: Start) -> Start:
    if best.local.microsecond == 0 and other.local.microsecond:
        best = replace(best, local=other.local)
    if best.offset_minutes is None and other.offset_minutes is not None:
        best = replace(best, offset_minutes=other.offset_minutes, offset_source=other.offset_source)
    return best
