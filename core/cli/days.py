"""From which day and up to which one something is asked."""

from datetime import date, datetime
from typing import Annotated

import typer

from core.errors import UnusableValueError

_DAY = ["%Y-%m-%d"]
FirstDayOption = Annotated[
    datetime | None, typer.Option("--from", formats=_DAY, help="Only from this day on.")
]
LastDayOption = Annotated[
    datetime | None, typer.Option("--to", formats=_DAY, help="Only up to this day, inclusive.")
]


def chosen_days(first: datetime | None, last: datetime | None) -> tuple[date | None, date | None]:
    """Return the days that are meant. Raises UnusableValueError where there are none between."""
    days = first and first.date(), last and last.date()
    if days[0] and days[1] and days[1] < days[0]:
        raise UnusableValueError(f"No day is from {days[0]} on and up to {days[1]}.")
    return days
