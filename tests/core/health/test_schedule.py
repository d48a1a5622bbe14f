"""The rhythm of a recorder, and where it broke."""

from datetime import date, datetime, timedelta

import pytest

from core.health.schedule import RecordedSpan, gaps, hours_by_day, infer, overlaps

FIRST = datetime(2024, 5, 1)  # noqa: DTZ001 - a recorder's clock


def steady(count, minutes=10, length=60.0, start=FIRST):
    return [RecordedSpan(start + timedelta(minutes=minutes * n), length) for n in range(count)]


def test_the_most_common_rhythm_is_the_schedule():
    rhythm = infer(steady(100))
    assert rhythm is not None
    assert (rhythm.interval_s, rhythm.length_s, rhythm.share) == (600, 60, 1)


def test_a_schedule_is_said_in_minutes_and_hours():
    said = [infer(steady(9, minutes=m, length=s)) for m, s in ((180, 60.0), (10, 55.0), (5, 300.0))]
    assert [one.in_words for one in said if one] == [
        "1 min every 3 h",
        "55 s every 10 min",
        "recorded without a pause",
    ]


def test_a_few_recordings_are_no_schedule():
    assert infer(steady(5)) is None
    assert infer([RecordedSpan(FIRST, 60.0)] * 20) is None


def test_recordings_now_and_then_are_no_schedule():
    at = [0, 217_770, 301_113, 470_002, 470_902, 822_040, 1_000_003, 1_217_773]
    assert infer([RecordedSpan(FIRST + timedelta(seconds=s), 30.0) for s in at]) is None
    pairs = [FIRST + timedelta(days=n, hours=h) for n in range(9) for h in (5, 21)]
    assert infer([RecordedSpan(start, 30.0) for start in pairs]) is None


def test_recordings_of_all_lengths_are_no_schedule():
    assert (
        infer([RecordedSpan(start, 10.0 * n) for n, (start, *_) in enumerate(steady(30))]) is None
    )


def test_clocks_put_forward_or_back_make_no_gap_or_overlap():
    for hour in (-1, 1):
        spans = [
            RecordedSpan(start + timedelta(hours=hour * (n >= 50)), 600.0, start)
            for n, (start, *_) in enumerate(steady(100))
        ]
        rhythm = infer(spans)
        assert rhythm is not None
        assert rhythm.share == 1
        assert gaps(spans, rhythm) == []
        assert overlaps(spans) == []
        assert sum(hours for _, hours in hours_by_day(spans)) == pytest.approx(100 / 6)


def test_missing_recordings_are_a_gap():
    spans = steady(100)
    holed = spans[:20] + spans[30:]
    rhythm = infer(holed)
    assert rhythm is not None
    (gap,) = gaps(holed, rhythm)
    assert (gap.start, gap.end, gap.missing) == (spans[20][0], spans[30][0], 10)


def test_one_missing_recording_is_no_gap():
    spans = steady(100)
    assert gaps(spans[:20] + spans[21:], infer(spans)) == []


def test_a_pause_that_comes_every_day_is_no_gap():
    days = [steady(18, start=FIRST + timedelta(days=n, hours=4)) for n in range(10)]
    spans = [span for day in days for span in day]
    assert gaps(spans, infer(spans)) == []


def test_a_whole_day_missing_counts_only_its_usual_hours():
    days = [steady(18, start=FIRST + timedelta(days=n, hours=4)) for n in range(10) if n != 5]
    spans = [span for day in days for span in day]
    (gap,) = gaps(spans, infer(spans))
    assert gap.missing == 18


def test_hours_are_counted_once_and_split_at_midnight():
    evening = datetime(2024, 5, 1, 23, 0)  # noqa: DTZ001
    spans = [RecordedSpan(evening, 7200.0), RecordedSpan(evening + timedelta(minutes=30), 3600.0)]
    spans.append(RecordedSpan(evening + timedelta(days=2), 1800.0))
    assert hours_by_day(spans) == [
        (date(2024, 5, 1), pytest.approx(1.0)),
        (date(2024, 5, 2), pytest.approx(1.0)),
        (date(2024, 5, 3), pytest.approx(0.5)),
    ]


def test_a_recording_that_begins_too_early_overlaps():
    assert overlaps(steady(5, minutes=1, length=60.0)) == []
    assert overlaps(steady(3, minutes=1, length=77.0)) == [1, 2]


def test_nothing_has_no_days():
    assert hours_by_day([]) == []
