"""Effort: what was really heard, overlaps counted once."""

from datetime import datetime

import pytest

from core.statistics.effort import Effort, measure


def at(hour: int, minute: int = 0, day: int = 3) -> datetime:
    return datetime(2025, 5, day, hour, minute)  # noqa: DTZ001 - a recorder's clock


@pytest.mark.parametrize(
    ("spans", "hours"),
    [
        ([], 0),
        ([(at(5), 3600)], 1),
        ([(at(5), 3600), (at(5), 3600)], 1),
        ([(at(5), 3600), (at(5, 30), 3600)], 1.5),
        ([(at(5), 7200), (at(5, 30), 600), (at(6, 30), 3600)], 2.5),
        ([(at(5), 0), (at(5), 600)], 1 / 6),
        ([(None, 1800), (None, 1800), (at(5), 3600)], 2),
    ],
)
def test_overlaps_are_counted_once(spans, hours):
    assert measure(spans).hours == pytest.approx(hours)


def test_hours_are_the_clocks_also_over_midnight():
    effort = measure([(at(23, 30), 3600), (at(0, 45, day=4), 900)])
    assert effort.by_hour[23] == 1800
    assert effort.by_hour[0] == 1800 + 900
    assert sum(effort.by_hour) == effort.seconds


def test_places_add_up():
    everywhere = Effort()
    for _ in range(2):
        everywhere.add(measure([(at(5), 3600)]))
    assert (everywhere.hours, everywhere.by_hour[5]) == (2, 7200)
