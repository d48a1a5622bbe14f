"""A rule is tried on what it was not made from."""

import pytest

from core.statistics.rule_test import JudgedMinute, leave_one_out


def test_each_recording_is_reported_by_the_threshold_of_the_others():
    minutes = [
        JudgedMinute(1, 0.9, True, 1.0),
        JudgedMinute(1, 0.6, False, 1.0),
        JudgedMinute(2, 0.6, True, 1.0),
        JudgedMinute(2, 0.0, True, 10.0),
        JudgedMinute(3, 0.9, True, 1.0),
    ]
    asked = []

    def threshold(recording):
        asked.append(recording)
        return {1: 0.5, 2: 0.7, 3: None}[recording]

    found = leave_one_out(minutes, threshold)
    assert asked == [1, 2, 3]
    assert found.precision.estimate == pytest.approx(1 / 2)
    assert found.recall.estimate == pytest.approx(1 / 13)  # a silent minute stands for ten
    assert (found.minutes, found.recordings, found.without_threshold) == (5, 3, 1)


def test_where_nothing_is_reported_there_is_no_precision():
    found = leave_one_out([JudgedMinute(1, 0.9, True, 1.0)], lambda _recording: None)
    assert found.precision is None
    assert found.recall.estimate == 0
    assert leave_one_out([], lambda _recording: 0.5).recall is None
