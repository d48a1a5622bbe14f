"""Finds dates, times, offsets and coordinates in the names of files, whoever wrote them.

Only what can be read in one way is read: half an offset, month 13 or hour 25 give None. The one
odd hour that has a meaning is 24:00:00, the end of a day (ISO 8601).
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.domain import OffsetSource, Start, StartSource
from core.recorders import clock, places
from core.recorders.places import Place

_OFFSET = (
    r"(?P<offset>[_ ]?Z(?![0-9A-Za-z])|[_ ]?(?:UTC|GMT)?[+-]\d{2}:?\d{2}(?![\d.])"
    r"|(?:[_ ]?(?:UTC|GMT))?[+-]\d{2}(?![\d.])|[_ ]?(?:UTC|GMT)[+-]\d(?::\d{2})?(?![\d.:])"
    r"|[_ ]?(?:UTC|GMT)(?![0-9A-Za-z]|[+-]\d))?"
)
_NO_HALF_OFFSET = r"(?![+-]\d{1,2}(?![\d.]))"
_FRACTION = r"(?:\.(?P<fraction>\d{1,9})(?![0-9A-Ya-z]|Z[0-9A-Za-z])|_(?P<milliseconds>\d{3})$)?"

_DATE_AND_TIME = re.compile(
    r"(?<!\d)(?P<year>\d{4})(?P<dash>[-_.]?)(?P<month>\d\d)(?P=dash)(?P<day>\d\d)"
    r"[ _$-]{0,2}T?[ _]?"
    r"(?P<hour>\d\d)(?P<colon>[-:_.]?)(?P<minute>\d\d)(?P=colon)(?P<second>\d\d)(?!\d)"
    + _FRACTION
    + _OFFSET
    + _NO_HALF_OFFSET
)
_WITHOUT_SECONDS = re.compile(
    r"(?<!\d)(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)[T_ ]"
    r"(?P<hour>\d\d)[-:.h](?P<minute>\d\d)(?![\d:-])(?P<second>)(?P<fraction>)(?P<milliseconds>)"
    + _OFFSET
)
_BASIC_WITHOUT_SECONDS = re.compile(  # the T tells it from a date and a running number
    r"(?<!\d)(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)T(?P<hour>\d\d)(?P<minute>\d\d)(?!\d)"
    r"(?P<second>)(?P<fraction>)(?P<milliseconds>)" + _OFFSET
)
_TIME_THEN_DATE = re.compile(
    r"(?<!\d)(?P<hour>\d\d)(?P<minute>\d\d)-(?P<day>\d\d)(?P<month>\d\d)(?P<year>\d{4})(?!\d)"
    r"(?P<second>)(?P<fraction>)(?P<milliseconds>)(?P<offset>)"
)
_SHORT_YEAR = re.compile(
    r"(?:^|(?<=[_ -]))(?P<year>\d\d)(?P<month>\d\d)(?P<day>\d\d)[_-](?P<hour>\d\d)(?P<minute>\d\d)"
    r"(?P<second>\d\d)?(?!\d)(?P<fraction>)(?P<milliseconds>)(?P<offset>)"
)
_PATTERNS = (
    _DATE_AND_TIME,
    _WITHOUT_SECONDS,
    _BASIC_WITHOUT_SECONDS,
    _TIME_THEN_DATE,
    _SHORT_YEAR,
)

_SPACED_DATE = re.compile(r"(?<!\d)\d{4}[ \d]\d[ \d]\d[T_][ \d]\d[ \d]\d[ \d]\d(?!\d)")

_IN_BRACKETS = re.compile(r"\[([-+.\d ,;]{3,60})\]")
_BETWEEN_UNDERSCORES = re.compile(r"_([+-]?\d{1,2}\.\d{1,9}) ([+-]?\d{1,3}\.\d{1,9})(?:_|$)")
_SIGNED_PAIR = re.compile(  # ISO 6709, an altitude and a datum may follow
    r"(?:^|[_ ])([+-]\d{1,2}(?:\.\d{1,9})?)([+-]\d{1,3}(?:\.\d{1,9})?)(?![\d.])"
)


@dataclass(frozen=True, slots=True)
class Moment:
    """A date and time found in a name, and the name around it."""

    start: Start
    before: str
    after: str


def find_moment(stem: str) -> Moment | None:
    """Return the first date with a time in a file name without its suffix."""
    stem = _SPACED_DATE.sub(lambda match: match[0].replace(" ", "0"), stem.replace("−", "-"))
    for pattern in _PATTERNS:
        for match in pattern.finditer(stem):
            start = clock.start(
                _reading(match), StartSource.FILENAME, OffsetSource.FILENAME, _offset(match)
            )
            if start is not None:
                return Moment(start, stem[: match.start()], stem[match.end() :])
    return None


def find_start(stem: str) -> Start | None:
    """Return the start that a file name without its suffix tells."""
    moment = find_moment(stem)
    return None if moment is None else moment.start


def find_place(stem: str) -> Place | None:
    """Return the coordinates in a file name without its suffix."""
    stem = stem.replace("−", "-")
    if (match := _IN_BRACKETS.search(stem)) and (found := places.read_pair(match[1])):
        return found
    if match := _BETWEEN_UNDERSCORES.search(stem) or _SIGNED_PAIR.search(stem):
        return places.place(float(match[1]), float(match[2]))
    return None


def _reading(match: re.Match[str]) -> datetime | None:
    year = int(match["year"])
    parts = [int(match[part] or 0) for part in ("month", "day", "hour", "minute", "second")]
    fraction = match["fraction"] or match["milliseconds"]
    if len(match["year"]) == 2:
        year += 2000
    end_of_day = parts[2:] == [24, 0, 0]
    if end_of_day:
        parts[2] = 0
    local = clock.reading(year, *parts, microsecond=clock.microseconds(fraction))
    return local + timedelta(days=1) if local and end_of_day else local


def _offset(match: re.Match[str]) -> str | None:
    return (match["offset"] or "").lstrip("_ ") or None
