"""Times read as a clock or a stopwatch shows them."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from gui.widgets.spectrogram.timeline import (
    clock_text,
    past_midnight_s,
    seconds_text,
    span_text,
    step_for,
    ticks,
)

START = datetime(2025, 5, 3, 5, 13, 7, 250000)  # noqa: DTZ001


def test_ticks_fall_on_round_times_of_the_clock():
    found = ticks(0, 20, 5, past_midnight_s(START))
    assert [clock_text(START, at, 5) for at in found] == [
        "05:13:10",
        "05:13:15",
        "05:13:20",
        "05:13:25",
    ]


@pytest.mark.parametrize(
    ("at_s", "step_s", "text"),
    [(0, 60, "05:13"), (0, 1, "05:13:07"), (0.75, 1, "05:13:08"), (0, 0.001, "05:13:07.250")],
)
def test_a_clock_time_is_as_exact_as_its_ticks(at_s, step_s, text):
    assert clock_text(START, at_s, step_s) == text


def test_clocks_that_go_forward_are_followed():
    start = datetime(2025, 3, 30, 1, 59, 0, tzinfo=ZoneInfo("Europe/Amsterdam"))
    assert clock_text(start, 120, 60) == "03:01"


def test_a_recorder_without_a_zone_keeps_its_own_time():
    assert clock_text(datetime(2025, 3, 30, 1, 59), 120, 60) == "02:01"  # noqa: DTZ001


@pytest.mark.parametrize(
    ("at_s", "step_s", "text"),
    [
        (9, 1, "9"),
        (9.25, 0.05, "9.25"),
        (75, 1, "1:15"),
        (59.9999, 0.1, "1:00.0"),
        (3675.5, 0.1, "1:01:15.5"),
    ],
)
def test_seconds_become_minutes_and_hours(at_s, step_s, text):
    assert seconds_text(at_s, step_s) == text


def test_a_day_and_a_millisecond_both_have_few_ticks():
    for span in (86400.0, 0.005):
        assert 3 <= len(ticks(0, span, step_for(span, 8))) <= 9


def test_spans_are_given_in_the_unit_that_suits_them():
    assert span_text(0.0425) == "42 ms"
    assert span_text(3) == "3.00 s"
    assert span_text(75) == "1:15 min"
    assert span_text(86400) == "24:00:00 h"
