"""Finds in names the digits that have a second meaning: which is the day, is that a time.

``010523_0500`` may be 1 May 2023, 5 January 2023 or 23 May 2001, and five o'clock or the 500th
file. A name alone cannot tell: see core.recorders.name_folders.
"""

import re
from dataclasses import dataclass
from datetime import date, time
from enum import Enum

_DATE = (
    r"(?P<date>(?<!\d)\d{8}|(?<![^_ -])\d{6}|(?<!\d)\d{4}(?P<wide>[-_.])\d\d(?P=wide)\d\d"
    r"|(?<!\d)\d\d(?P<late>[-_.])\d\d(?P=late)\d{4}"
    r"|(?<![^_ -])\d\d(?P<short>[-_.])\d\d(?P=short)\d\d)"
)
_OFFSET = (
    r"(?P<offset>[_ ]?Z(?![0-9A-Za-z])|[_ ]?[+-]\d{2}:?\d{2}(?![\d.]))?(?![+-]\d{1,2}(?![\d.]))"
)
_DATE_FIRST = re.compile(
    _DATE + r"(?P<gap>[ _-]{1,2}T?|T)"
    r"(?P<time>\d{6}|\d{4}|\d\d(?P<colon>[-:.h])\d\d(?:(?P=colon)\d\d)?)(?!\d)" + _OFFSET
)
_TIME_FIRST = re.compile(r"(?<!\d)(?P<time>\d{4})-(?P<date>\d{8})(?!\d)")


class DateOrder(Enum):
    """In which order year, month and day stand: where each begins among six digits, or eight."""

    YEAR_FIRST = (0, 2, 4), (0, 4, 6)
    DAY_FIRST = (4, 2, 0), (4, 2, 0)
    MONTH_FIRST = (4, 0, 2), (4, 0, 2)

    def read(self, digits: str) -> date | None:
        """Return the day, or None where there is none; two digits of a year are of this century."""
        wide = len(digits) == 8
        year, month, day = self.value[wide]
        try:
            century = 0 if wide else 2000
            return date(
                century + int(digits[year : year + (4 if wide else 2)]),
                int(digits[month : month + 2]),
                int(digits[day : day + 2]),
            )
        except ValueError:
            return None


_EITHER_LATE = (DateOrder.DAY_FIRST, DateOrder.MONTH_FIRST)


@dataclass(frozen=True, slots=True)
class Digits:
    """A date in one of several orders, and digits that may be a time or a running number."""

    layout: str
    """Equal for names that are written alike, and so to be judged together."""
    date: str
    orders: tuple[DateOrder, ...]
    number: str
    """Four digits, or six where it would have seconds."""
    is_time: bool
    """Whether it is written as only a time is."""
    offset: str | None
    before: str


def read_time(number: str) -> time | None:
    """Return the time of day of ``HHMM`` or ``HHMMSS``, or None where it is none."""
    try:
        return time(int(number[:2]), int(number[2:4]), int(number[4:6] or 0))
    except ValueError:
        return None


def find_digits(stem: str) -> Digits | None:
    """Return the first date with a time or number behind it, or a time before it."""
    match = _DATE_FIRST.search(stem)
    if match is not None:
        digits = re.sub(r"\D", "", match["date"])
        offset = (match["offset"] or "").lstrip("_ ") or None
        return Digits(
            layout=_layout(stem, match, f"{len(digits)}{_separator(match)}{match['gap']}"),
            date=digits,
            orders=_orders(match),
            number=re.sub(r"\D", "", match["time"]),
            is_time=bool(match["colon"] or offset or "T" in match["gap"]),
            offset=offset,
            before=stem[: match.start()],
        )
    match = _TIME_FIRST.search(stem)
    if match is None:
        return None
    layout = _layout(stem, match, "time first")
    return Digits(
        layout, match["date"], _EITHER_LATE, match["time"], True, None, stem[: match.start()]
    )


def _layout(stem: str, match: re.Match[str], form: str) -> str:
    before = re.sub(r"\d+", "0", stem[: match.start()]).lower()
    return f"{before}|{form}|{re.sub(r'[0-9]', '0', match['time'])}"


def _separator(match: re.Match[str]) -> str:
    return match["wide"] or match["late"] or match["short"] or ""


def _orders(match: re.Match[str]) -> tuple[DateOrder, ...]:
    if match["wide"]:
        return (DateOrder.YEAR_FIRST,)
    if _separator(match) == ".":  # nobody writes the month first with dots
        return (
            (DateOrder.DAY_FIRST,) if match["late"] else (DateOrder.YEAR_FIRST, DateOrder.DAY_FIRST)
        )
    return _EITHER_LATE if match["late"] else tuple(DateOrder)
