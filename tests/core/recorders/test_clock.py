"""Offsets, dates and which of several starts to believe."""

from datetime import UTC, datetime, timedelta

import pytest

from core.domain import OffsetSource, Start, StartSource
from core.recorders import clock

OFFSETS = {
    "Z": 0,
    "UTC": 0,
    "+1:00": 60,
    "+01:00": 60,
    "+0530": 330,
    "-03:30": -210,
    "+10": 600,
    "UTC+10:30": 630,
    "UTC-7": -420,
    "+14:00": 840,
    "+15:00": None,
    "-13": None,
    "+05:75": None,
    "CET": None,
    "": None,
}


@pytest.mark.parametrize(("text", "minutes"), OFFSETS.items())
def test_an_offset_is_read_in_every_spelling_seen(text: str, minutes: int | None):
    assert clock.offset_minutes(text) == minutes


MOMENTS = {
    "2020-10-17 13:05:00+1:00": ("2020-10-17T13:05:00", 60),
    "2025-05-03T03:13:00Z": ("2025-05-03T03:13:00", 0),
    "2025-05-03T03:13:00.250-03:30": ("2025-05-03T03:13:00.250", -210),
    " 2021-06-21 20:57:06": ("2021-06-21T20:57:06", None),
    "2021-6-1 2:57": ("2021-06-01T02:57:00", None),
    "2021/06/01 02:57:10 +0530": ("2021-06-01T02:57:10", 330),
}


@pytest.mark.parametrize("text", MOMENTS)
def test_a_moment_is_read_as_recorders_write_it(text: str):
    start = clock.read_moment(text, StartSource.GUANO, OffsetSource.GUANO)
    local, minutes = MOMENTS[text]
    assert start is not None
    assert start.local == datetime.fromisoformat(local)
    assert start.offset_minutes == minutes


@pytest.mark.parametrize("text", ["", "yesterday", "2021-13-01 00:00:00", "0000-00-00 00:00:00"])
def test_an_impossible_moment_is_unknown(text: str):
    assert clock.read_moment(text, StartSource.GUANO, OffsetSource.GUANO) is None


def told(source: StartSource, local: str, minutes: int | None = None) -> Start:
    offset_source = None if minutes is None else OffsetSource(source.value)
    return Start(datetime.fromisoformat(local), source, minutes, offset_source)


def test_starts_are_believed_in_the_order_of_trust():
    named = told(StartSource.FILENAME, "2022-01-01T00:00:01")
    with_offset = told(StartSource.FILENAME, "2022-01-01T00:00:02", 60)
    wamd = told(StartSource.WAMD, "2022-01-01T00:00:03")
    wamd_with_offset = told(StartSource.WAMD, "2022-01-01T00:00:04", 60)
    comment = told(StartSource.COMMENT, "2022-01-01T00:00:05", 60)
    bext = told(StartSource.BEXT, "2022-01-01T00:00:06")
    guano = told(StartSource.GUANO, "2022-01-01T00:00:07")
    order = [guano, wamd_with_offset, with_offset, comment, wamd, named, bext]
    for place, best in enumerate(order):
        assert clock.most_trusted(reversed(order[place:])) == best


def test_a_missing_offset_is_taken_from_who_tells_the_same_second():
    guano = told(StartSource.GUANO, "2022-01-01T05:00:00")
    named = told(StartSource.FILENAME, "2022-01-01T05:00:00.120", 120)
    start = clock.most_trusted([named, guano])
    assert start is not None
    assert (start.source, start.offset_source) == (StartSource.GUANO, OffsetSource.FILENAME)
    assert start.utc == datetime(2022, 1, 1, 3, 0, 0, 120_000, tzinfo=UTC)


def test_an_offset_of_another_time_is_not_borrowed():
    guano = told(StartSource.GUANO, "2022-01-01T05:00:00")
    named = told(StartSource.FILENAME, "2022-01-01T06:00:00", 120)
    start = clock.most_trusted([named, guano])
    assert start is not None
    assert start.offset_minutes is None


def test_without_any_start_there_is_none():
    assert clock.most_trusted([None, None]) is None


MORNING = datetime(2024, 5, 1, 5, 30)  # noqa: DTZ001


@pytest.mark.parametrize(
    ("later", "offset", "named_offset"),
    [
        (timedelta(), 120, None),
        (timedelta(seconds=40), 120, None),  # a name without seconds
        (timedelta(hours=-2), 120, None),  # the name is in UTC
        (timedelta(hours=2), 120, None),
        (timedelta(hours=-2), 120, 0),
        (timedelta(hours=-1), 120, None),  # one of them without summer time
        (timedelta(hours=5, minutes=30), None, None),  # nobody knows either zone
        (timedelta(minutes=-345), 345, None),
    ],
)
def test_starts_that_may_be_one_moment_do_not_contradict(later, offset, named_offset):
    best = Start(MORNING, StartSource.GUANO, offset)
    named = Start(MORNING + later, StartSource.FILENAME, named_offset)
    assert clock.contradicting(best, (named, None, best)) is None


@pytest.mark.parametrize(
    ("later", "offset", "named_offset"),
    [
        (timedelta(minutes=5), 120, None),  # a piece that was cut from it
        (timedelta(minutes=30), 120, None),
        (timedelta(minutes=10), None, None),
        (timedelta(days=1), 120, None),
        (timedelta(days=30, hours=2), None, None),
        (timedelta(hours=-5), 120, 0),
    ],
)
def test_a_start_of_another_moment_contradicts(later, offset, named_offset):
    best = Start(MORNING, StartSource.GUANO, offset)
    named = Start(MORNING + later, StartSource.FILENAME, named_offset)
    assert clock.contradicting(best, (best, named)) == named


def test_what_programs_write_when_they_convert_contradicts_nothing():
    named = Start(MORNING, StartSource.FILENAME)
    written = Start(datetime(2025, 1, 9, 13), StartSource.BEXT)  # noqa: DTZ001
    assert clock.contradicting(named, (written,)) is None
