"""Decides by a whole folder what the digits in its names mean, or that they do not tell.

Running numbers run; times are times of the day, all of them, and lie on a schedule; dates are
days that there were, near each other.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from itertools import pairwise

from core.audio import defects
from core.domain import OffsetSource, Problem, Start, StartSource
from core.recorders import clock, names
from core.recorders.digits import DateOrder, Digits, find_digits, read_time

_FIRST_LIKELY_YEAR = 2006
"""Before, hardly any recorder wrote two digits of the year into names."""
_DENSER = 8
"""Days that lie so many times closer together in one order than in the others are those."""
_DENSER_OF_TWO = 100
_DAY = timedelta(days=1)
_MINUTE_S = 60

Days = dict[DateOrder, list[date]]


class NameMeaning(Enum):
    """What the digits behind a date are."""

    TIME = "time"
    COUNT = "a running number"
    UNCLEAR = "either"


@dataclass(frozen=True, slots=True)
class Judged:
    """What names of one layout mean."""

    order: DateOrder | None
    """None: the days can be read in several orders, or in none."""
    number: NameMeaning


Judgement = Mapping[str, Judged]
"""By layout."""


@dataclass(frozen=True, slots=True)
class Named:
    """What a name tells of its start."""

    start: Start | None = None
    before: str = ""
    """What stands before the date."""
    is_sure: bool = True
    """Whether the name alone tells, to the second; else a start in the file is believed first."""
    doubt: Problem | None = None
    """Why there is no start, though the name has digits that might be one."""


def read_name(stem: str, beside: Callable[[], Judgement], today: date) -> Named:
    """Return what a name without its suffix tells; ``beside`` judges its folder if need be."""
    sure = names.find_moment(stem)
    if sure is not None and sure.start.local.hour != 0:
        return Named(sure.start, sure.before)
    digits = find_digits(stem)
    if digits is None or (sure is not None and digits.is_time):
        return Named(sure.start, sure.before) if sure else Named()
    judged = beside().get(digits.layout) or _judged([digits], today)
    if sure is not None and (
        judged.number is not NameMeaning.COUNT or digits.before != sure.before
    ):
        return Named(sure.start, sure.before)
    return _named(digits, judged)


def _named(digits: Digits, judged: Judged) -> Named:
    if not any(_day(order, digits.date) for order in digits.orders):
        return Named()
    if judged.number is NameMeaning.COUNT:
        return Named(before=digits.before, is_sure=False, doubt=defects.NAME_COUNTS)
    if judged.order is None or judged.number is NameMeaning.UNCLEAR:
        return Named(before=digits.before, is_sure=False, doubt=defects.NAME_UNCLEAR)
    day, time = _day(judged.order, digits.date), read_time(digits.number)
    if day is None or time is None:
        return Named(before=digits.before, is_sure=False)
    local = datetime.combine(day, time)
    source = OffsetSource.FILENAME
    start = clock.start(local, StartSource.FILENAME, source, digits.offset)
    return Named(start, digits.before, is_sure=False)


def judge(stems: Iterable[str], today: date) -> Judgement:
    """Return what the names in a folder mean, given without their suffixes."""
    alike: dict[str, list[Digits]] = {}
    for stem in stems:
        if (digits := find_digits(stem)) is not None:
            alike.setdefault(digits.layout, []).append(digits)
    return {layout: _judged(group, today) for layout, group in alike.items()}


def _judged(group: list[Digits], today: date) -> Judged:
    numbers: dict[str, set[str]] = {}
    for one in group:
        numbers.setdefault(one.date, set()).add(one.number)
    meaning = NameMeaning.TIME if group[0].is_time else _meaning(numbers)
    recurs = meaning is NameMeaning.TIME and _recurs(numbers)
    return Judged(_order(numbers, group, today, recurs=recurs), meaning)


# --- times or running numbers ---


def _meaning(numbers: Mapping[str, set[str]]) -> NameMeaning:
    every = set[str]().union(*numbers.values())
    if len(next(iter(every))) == 6:
        return NameMeaning.COUNT if _counts_with_six(numbers, every) else NameMeaning.TIME
    if any(read_time(number) is None for number in every):
        return NameMeaning.COUNT
    if _on_a_schedule(numbers, every):
        return NameMeaning.TIME
    whole = sorted(int(number) for number in every)
    running = len(whole) > 1 and all(b - a == 1 for a, b in pairwise(whole))
    return NameMeaning.COUNT if running else NameMeaning.UNCLEAR


def _counts_with_six(numbers: Mapping[str, set[str]], every: set[str]) -> bool:
    """Tell whether six digits are no times: on each day they count from 0 or 1, or from anywhere.

    Days with a single file say nothing: a clock that drifts counts seconds from day to day.
    """
    if max(every) < "010000" and any(read_time(number) is None for number in every):
        return True
    days = [sorted(int(n) for n in of_day) for of_day in numbers.values() if len(of_day) > 1]
    return bool(days) and all(_runs(day) or day[-1] < _MINUTE_S for day in days)


def _runs(day: list[int]) -> bool:
    return all(b - a == 1 for a, b in pairwise(day)) and (day[0] <= 1 or len(day) > 3)


def _on_a_schedule(numbers: Mapping[str, set[str]], every: set[str]) -> bool:
    """Tell whether four digits that can be times can hardly be numbers, some of them deleted."""
    whole = sorted(int(number) for number in every)
    days = [sorted(int(n) for n in of_day) for of_day in numbers.values()]
    if all(number % 5 == 0 for number in whole):
        return len(whole) > 2 or (len(whole) == 2 and whole[-1] >= 100) or _repeats(days)
    if any(_even_in_minutes(day) for day in days) or _repeats(days):
        return True
    least = 20 if whole[0] >= 100 else 100
    return len(whole) > 2 and whole[-1] - whole[0] >= least * len(whole)


def _repeats(days: list[list[int]]) -> bool:
    """Tell whether days share numbers far higher than the files they have.

    Numbers that begin again each day are about as high as there are files.
    """
    shared = len(days) > 1 and len({n for day in days for n in day}) < sum(map(len, days))
    return shared and all(day[-1] >= 100 and day[-1] >= 10 * len(day) for day in days)


def _even_in_minutes(day: list[int]) -> bool:
    """Tell whether numbers are evenly spaced as times over a change of hour, not as numbers."""
    steps = {b - a for a, b in pairwise(day)}
    minutes = {_minutes(b) - _minutes(a) for a, b in pairwise(day)}
    return len(day) > 2 and len(minutes) == 1 and len(steps) > 1


def _minutes(number: int) -> int:
    return number // 100 * 60 + number % 100


def _recurs(numbers: Mapping[str, set[str]]) -> bool:
    """Tell whether most times come on several days, as on a schedule."""
    times = Counter(number for of_day in numbers.values() for number in of_day)
    return sum(days > 1 for days in times.values()) * 2 >= len(times)


# --- the order of year, month and day ---


def _order(
    numbers: Mapping[str, set[str]], group: list[Digits], today: date, *, recurs: bool
) -> DateOrder | None:
    read = {order: [_day(order, text) for text in numbers] for order in group[0].orders}
    possible = {order: [d for d in days if d] for order, days in read.items() if all(days)}
    possible = _without(possible, lambda day: day > today + _DAY)
    if len(group) > 1 and len(group[0].date) == 6:
        possible = _without(possible, lambda day: day.year < _FIRST_LIKELY_YEAR)
    if len({tuple(days) for days in possible.values()}) <= 1:
        return next(iter(possible), None)
    return _denser(possible, recurs=recurs)


def _day(order: DateOrder, text: str) -> date | None:
    day = order.read(text)
    return day if day is not None and 1970 <= day.year <= 2099 else None


def _without(possible: Days, unlikely: Callable[[date], bool]) -> Days:
    """Leave out the orders that have unlikely days, unless all have."""
    likely = {o: days for o, days in possible.items() if not any(map(unlikely, days))}
    return likely or possible


def _denser(possible: Days, *, recurs: bool) -> DateOrder | None:
    """Return the order in which the days lie closest together, by far."""
    spans = sorted(((max(days) - min(days)).days, order.name) for order, days in possible.items())
    (best, name), (second, other) = spans[:2]
    number = len(next(iter(possible.values())))
    if number < 2 or second < best * (_DENSER if number > 2 else _DENSER_OF_TWO):
        return None
    if DateOrder.YEAR_FIRST.name not in (name, other) and not recurs:
        return None  # day after day, or once a month: only a schedule tells
    return DateOrder[name]
