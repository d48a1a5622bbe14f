"""Lengths of time in words."""

from core.durations import span


def test_lengths_of_time_have_two_units_at_most():
    spans = [span(seconds) for seconds in (0.4, 45, 192, 3600, 7325, 200_000)]
    assert spans == ["0.4 s", "45 s", "3 min 12 s", "1 h", "2 h 2 min", "2 days 7 h"]
