"""Finds dates, times and offsets in the names of files, whoever wrote them.

Only what can be read in one way is read: half an offset, month 13 or hour 25 give None. The one
odd hour that has a meaning is 24:00:00, the end of a day (ISO 8601). What has a second meaning is
read by its folder: see core.recorders.name_folders.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.domain import OffsetSource, Start, StartSource
from core.recorders import clock

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
_PATTERNS = (
    _DATE_AND_TIME,
    _WITHOUT_SECONDS,
    _BASIC_WITHOUT_SECONDS,
)

_SPACED_DATE = re.compile(r"(?<!\d)\d{4}[ \d]\d[ \d]\d[T_][ \d]\d[ \d]\d[ \d]\d(?!\d)")


@dataclass(frozen=True, slots=True)
class Moment:
    """A date and time found in a name, and what stands before."""

    start: Start
    before: str


def find_moment(stem: str) -> Moment | None:
    """Return the first date with a time in a file name without its suffix."""
    stem = _SPACED_DATE.sub(lambda match: match[0].replace(" ", "0"), stem.replace("−", "-"))
    for pattern in _PATTERNS:
        for match in pattern.finditer(stem):
            start = clock.start(
                _reading(match), StartSource.FILENAME, OffsetSource.FILENAME, _offset(match)
            )
            if start is not None:
                return Moment(start, stem[: match.start()])
    return None


def _reading(match: re.Match[str]) -> datetime | None:
    year = int(match["year"])
    parts = [int(match[part] or 0) for part in ("month", "day", "hour", "minute", "second")]
    fraction = match["fraction"] or match["milliseconds"]
    end_of_day = parts[2:] == [24, 0, 0]
    if end_of_day:
        parts[2] = 0
    local = clock.reading(year, *parts, microsecond=clock.microseconds(fraction))
    return local + timedelta(days=1) if local and end_of_day else local


def _offset(match: re.Match[str]) -> str | None:
    return (match["offset"] or "").lstrip("_ ") or None
