"""Lengths of time in words."""

import pytest

from core.durations import in_hours, span


def test_lengths_of_time_have_two_units_at_most():
    spans = [span(seconds) for seconds in (0.4, 45, 192, 3600, 7325, 200_000)]
    assert spans == ["0.4 s", "45 s", "3 min 12 s", "1 h", "2 h 2 min", "2 days 7 h"]


@pytest.mark.parametrize(
    ("hours", "said"),
    [(0.0, "0.00"), (0.004, "< 0.01"), (0.03, "0.03"), (1.24, "1.2"), (1204.5, "1,204.5")],
)
def test_hours_in_a_table_are_none_only_where_there_is_none(hours, said):
    assert in_hours(hours) == said
