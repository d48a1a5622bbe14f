"""The effort of a run and what must not count again in its rates.

One rule holds for both sides of a rate: a moment of a site is heard once, however many microphones
or overlapping files heard it, and so is a species in it, by however many labels.
"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import groupby

from sqlalchemy import Connection

from core.statistics.effort import Axis, Measured, hour_of, measure
from core.store import shared_time
from core.store.scope import ReportScope
from core.store.shared_time import Key, Repeats, SharedMoment

_DAY_MS = 86_400_000
_TOUCH_MS = 500
"""Windows that have less than this in common only touch: what is heard is in one of them."""


def heard(db: Connection, of: ReportScope) -> dict[str | None, Measured]:
    """Return what a run heard, by site."""
    return {
        site: measure(spans, of.clock_ms)
        for site, spans in shared_time.by_site(db, of.run_id)
        if of.takes(site)
    }


def repeats(db: Connection, of: ReportScope, by_site: Mapping[str | None, Measured]) -> Repeats:
    """Return what must not count again in rates, days and hours."""
    found = Repeats()
    for one in shared_time.further_labels(db, of.run_id):
        if not (of.takes(one.site) and of.takes_day(one.day)):
            continue
        found.number[one.species, one.site] += 1
        if one.minute is not None:
            found.hours[one.species, one.site][one.minute // 60] -= 1
    for site, measured in by_site.items():
        for axis, in_utc in ((measured.in_utc, True), (measured.by_clock, False)):
            if axis.shared:
                every = shared_time.in_shared_time(db, of.run_id, axis.shared, in_utc=in_utc)
                every = (row for row in every if of.takes_day(row.day))
                for species, rows in groupby(every, lambda row: row.species):
                    _count(found, (species, site), axis, rows)
    return found


def _count(found: Repeats, key: Key, axis: Axis, rows: Iterator[SharedMoment]) -> None:
    begins = [begin for begin, _ in axis.clocks]
    counted: list[SharedMoment] = []
    for row in rows:
        counted = [one for one in counted if one.end_ms > row.at_ms + _TOUCH_MS]
        clock_ms = row.at_ms + axis.clocks[max(0, bisect_right(begins, row.at_ms) - 1)][1]
        day = _day(clock_ms // _DAY_MS)
        if day != row.day:
            found.other_day.append(row.id)
            found.days[key].add(day)
        found.hours[key][row.minute // 60] -= 1
        if any(one.recording_id != row.recording_id for one in counted):
            found.number[key] += 1
        else:
            found.hours[key][hour_of(clock_ms)] += 1
            counted.append(row)


@cache
def _day(since_1970: int) -> int:
    return int(f"{datetime(1970, 1, 1, tzinfo=UTC) + timedelta(days=since_1970):%Y%m%d}")
