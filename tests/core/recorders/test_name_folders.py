"""What names with a second meaning tell is decided by the whole folder, or left unknown."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.recorders import inspect
from core.recorders.name_folders import judge, read_name
from core.recorders.name_places import find_place, look_around
from tests.core.recorders.making import bext, recording, saved

TODAY = date(2026, 6, 1)


def starts(stems: Iterable[str]) -> list[datetime | None]:
    """What the names tell when they lie in one folder."""
    names = list(stems)
    judged = judge(names, TODAY)
    read = [read_name(name, lambda: judged, TODAY).start for name in names]
    return [start and start.local for start in read]


FOLDERS = {
    "a schedule without seconds": (["20240501_0530", "20240501_0630"], "2024-05-01T05:30"),
    "the same times each day": (["230501_0532", "230502_0532", "230503_0532"], "2023-05-01T05:32"),
    "every seven minutes": (["240501_0552", "240501_0559", "240501_0606"], "2024-05-01T05:52"),
    "times all over a day": (["A-240501-0107", "A-240501-1233", "A-240501-2258"],
                             "2024-05-01T01:07"),
    "the first days of a month": (
        [f"0{d}0523_{h}30" for d in (1, 2, 3) for h in ("05", "06")],
        "2023-05-01T05:30",
    ),
    "a day beyond the twelfth": (["01052023_050000", "13052023_050000"], "2023-05-01T05:00"),
    "month before day": (["05-01-2023_050000", "05-13-2023_050000"], "2023-05-01T05:00"),
    "two days of a short year": (["20-05-01_050000", "20-05-02_050000"], "2020-05-01T05:00"),
    "every midnight": (["20240501_000000", "20240502_000001"], "2024-05-01T00:00"),
    "one second long": (["20240501_000059", "20240501_000100", "20240501_000101"],
                        "2024-05-01T00:00:59"),
}  # fmt: skip


@pytest.mark.parametrize("kind", FOLDERS)
def test_names_that_support_each_other_are_read(kind: str):
    stems, first = FOLDERS[kind]
    assert starts(stems)[0] == datetime.fromisoformat(first)
    assert None not in starts(stems)


UNKNOWN = {
    "numbers that run": ["230501_0001", "230501_0002", "230501_0003"],
    "numbers that run over days": ["230501_0057", "230501_0058", "230502_0059"],
    "numbers that begin again each day": ["230501_0001", "230501_0002", "230502_0001"],
    "some were deleted": ["230501_0003", "230501_0007", "230502_0019"],
    "no times": ["230501_0530", "230501_0575"],
    "minute after minute, or numbers": ["20230501_0530", "20230501_0531", "20230501_0532"],
    "numbers of six digits": ["20230501_000001", "20230501_000002"],
    "numbers of six digits, some deleted": ["20230501_000001", "20230501_000007"],
    "numbers beyond a minute": ["20230501_000059", "20230501_000060", "20230501_000061"],
    "day or month": ["01052023_053000", "02062023_061000"],
    "day, month or year": ["100511_053000", "100511_063000"],
    "once a month, or day after day": ["010523_0532", "010623_0744", "010723_0911"],
    "other names say nothing": ["230501_0530", "Wood_230501_0630", "Lake_230501_0730"],
}


@pytest.mark.parametrize("kind", UNKNOWN)
def test_names_that_do_not_decide_stay_unknown(kind: str):
    assert set(starts(UNKNOWN[kind])) == {None}


ORDERS = ("%y%m%d", "%d%m%y", "%m%d%y", "%d%m%Y", "%m%d%Y", "%Y%m%d", "%d-%m-%Y", "%y-%m-%d")
TIMES = ("_%H%M%S", "_%H%M", "-%H%M", " %H.%M.%S")


@given(
    st.dates(date(2006, 1, 1), date(2026, 4, 1)),
    st.integers(1, 40),
    st.sets(st.integers(0, 287), min_size=1, max_size=8),
    st.sampled_from(ORDERS),
    st.sampled_from(TIMES),
)
def test_a_schedule_is_read_rightly_or_not_at_all(
    first: date, days: int, fives: set[int], order: str, time: str
):
    midnight = datetime.combine(first, datetime.min.time())
    true = [
        midnight + timedelta(days=day, minutes=5 * five)
        for day in range(days)
        for five in sorted(fives)
    ]
    for read, right in zip(starts(t.strftime(order + time) for t in true), true, strict=True):
        assert read in (right, None)


@given(
    st.dates(date(2006, 1, 1), date(2026, 4, 1)),
    st.lists(st.integers(1, 60), min_size=1, max_size=4),
    st.integers(0, 9_000),
    st.booleans(),
    st.sampled_from(ORDERS),
)
def test_a_running_number_is_never_a_time(
    first: date, files: list[int], before: int, again: bool, order: str
):
    stems, number = [], before
    for day, many in enumerate(files):
        number = 0 if again else number
        for _ in range(many):
            number += 1
            stems.append(f"{first + timedelta(days=day):{order}}_{number:04}")
    assert set(starts(stems)) == {None}


def test_a_whole_schedule_of_minutes_is_read():
    day = datetime(2024, 5, 1)  # noqa: DTZ001 - a recorder's clock
    true = [day + timedelta(minutes=n) for n in range(330, 400)]
    assert starts(t.strftime("%Y%m%d_%H%M") for t in true) == true


def test_bext_tells_when_a_counted_file_began(tmp_path: Path):
    for n in (1, 2, 3):
        content = recording(bext("2023-05-01", f"05:{10 * n}:12"))
        saved(tmp_path, f"230501_000{n}.wav", content)
    seen = inspect(tmp_path / "230501_0001.wav")
    assert seen.start is not None
    assert (seen.start.local.minute, seen.start.source, seen.problem) == (10, "bext", None)


def test_a_start_that_only_numbers_tell_is_unknown_and_said(tmp_path: Path):
    for n in (1, 2, 3):
        saved(tmp_path, f"230501_000{n}.wav")
    seen = inspect(tmp_path / "230501_0001.wav")
    assert (seen.start, seen.usable) == (None, True)
    assert seen.problem is not None
    assert (seen.problem.code, "running number" in seen.problem.text) == ("name-counts", True)


def test_a_file_alone_is_unknown_until_its_folder_tells(tmp_path: Path):
    alone = inspect(saved(tmp_path, "20240501_0530.wav"))
    assert alone.start is None
    assert alone.problem is not None
    assert alone.problem.code == "name-unclear"
    saved(tmp_path, "20240501_0630.wav")
    together = inspect(tmp_path / "20240501_0530.wav")
    assert together.start is not None
    assert (together.start.local.hour, together.problem) == (5, None)


PLACES = {
    "they agree": (["a [27.25 153.01]", "b [27.26 153.02]"], (27.25, 153.01)),
    "one has lost its zeros": (["a [27 153.1]", "b [27.0012 153.0998]"], (27, 153.1)),
    "they do not agree": (["a [1.5 2.5]", "b [3.5 4.5]", "c [9.5 40.5]"], None),
    "whole numbers among others": (["a [1 2]", "b [27.0012 153.0998]"], None),
    "one bad fix": (["a [27.25 153.01]", "b [27.25 153.01]", "c [0.1 0.1]"], (27.25, 153.01)),
}


@pytest.mark.parametrize("kind", PLACES)
def test_numbers_in_brackets_are_a_place_if_the_folder_says_so(kind: str):
    stems, place = PLACES[kind]
    assert find_place(stems[0], lambda: look_around(stems)) == place
