"""What file names tell, and what they do not."""

import csv
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from core.domain import Inspection
from core.recorders import RECORDERS, inspect
from core.recorders.inspection import inspect_with
from tests.core.recorders.making import recording, saved

TABLE = Path(__file__).parents[2] / "fixtures" / "recorder_file_names.csv"


def rows_of_the_table() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def expected_start(text: str) -> datetime | None:
    if not text:
        return None
    # 24:00:00 is the end of a day (ISO 8601), which Python cannot read.
    if "T24:00:00" in text:
        return datetime.fromisoformat(text.replace("T24", "T00")) + timedelta(days=1)
    return datetime.fromisoformat(text)


def minutes(text: str) -> int | None:
    if not text:
        return None
    sign = -1 if text[0] == "-" else 1
    return sign * (int(text[1:3]) * 60 + int(text[4:6]))


def told(seen: Inspection) -> tuple[datetime | None, int | None, float | None, float | None]:
    start = seen.start
    return (
        start.local if start else None,
        start.offset_minutes if start else None,
        seen.latitude,
        seen.longitude,
    )


@pytest.mark.parametrize("row", rows_of_the_table(), ids=lambda row: row["Filename"])
def test_a_real_recorder_name_tells_what_its_table_says(row: dict[str, str], tmp_path: Path):
    seen = inspect(saved(tmp_path, row["Filename"]))
    assert told(seen) == (
        expected_start(row["ExpectedDateTime"]),
        minutes(row["ExpectedTzOffset"]),
        float(row["ExpectedLatitude"]) if row["ExpectedLatitude"] else None,
        float(row["ExpectedLongitude"]) if row["ExpectedLongitude"] else None,
    )


STARTS = {
    "site_2022_08_30_12_08_00.wav": "2022-08-30T12:08:00",
    "2022-08-30 12.08.00.wav": "2022-08-30T12:08:00",
    "2022-08-30T12-08.wav": "2022-08-30T12:08:00",
    "R_20220830-120800_x.flac": "2022-08-30T12:08:00",
    "180831-163005.wav": "2018-08-31T16:30:05",
    "13012015_120000.wav": "2015-01-13T12:00:00",
    "25-12-2015 12.00.wav": "2015-12-25T12:00:00",
    "20220830_1208+0200.wav": "2022-08-30T12:08:00",
    "20240229_000000.wav": "2024-02-29T00:00:00",
    "20220830_120800_999.wav": "2022-08-30T12:08:00.999",
    "201906 7T095935+1000_REC [19.2144 152.8811].flac": "2019-06-07T09:59:35",
    "2022-08-30T12_08_00.123Z.wav": "2022-08-30T12:08:00.123",
    "20220830T1208Z.wav": "2022-08-30T12:08:00",
    "2022-08-30 12.08.wav": "2022-08-30T12:08:00",
    "20220830_120800 - Copy.wav": "2022-08-30T12:08:00",
    "20220830_120800_(2).wav": "2022-08-30T12:08:00",
    "🦉_20220830_120800.wav": "2022-08-30T12:08:00",
    "تسجيل_20220830_120800.wav": "2022-08-30T12:08:00",
}


@pytest.mark.parametrize(("name", "start"), STARTS.items())
def test_a_date_and_time_are_found_wherever_they_stand(name: str, start: str, tmp_path: Path):
    seen = inspect(saved(tmp_path, name))
    assert seen.start is not None
    assert seen.start.local == datetime.fromisoformat(start)


NO_STARTS = (
    "20221330_120800.wav",
    "20220230_120000.wav",
    "20230229_120000.wav",
    "20220830_250000.wav",
    "20220830_240001.wav",
    "20220830_126000.wav",
    "20220830.wav",
    "20220830_1208.wav",
    "ZOOM0001.WAV",
    "180801_1630.wav",
    "180801-163005.wav",
    "01052023_050000.wav",
    "010523_0500.wav",
    "05-01-2023 0500.wav",
    "20-05-01_050000.wav",
    "0500-01052023.wav",
    "230501_0001.wav",
    "20230501_9999.wav",
    "00000123.WAV",
    "20190522.WAV",
    "DEADBEEF.WAV",
    "5B07DEA0.mp3",
    "5b07dea0.WAV",
    "123456789012345678.wav",
    "IMG_1661861280.wav",
    "20131012_123456-9.wav",
)


@pytest.mark.parametrize("name", NO_STARTS)
def test_what_can_be_read_in_two_ways_or_none_stays_unknown(name: str, tmp_path: Path):
    assert inspect(saved(tmp_path, name)).start is None


OFFSETS = {
    "20220830_120800Z.wav": 0,
    "20220830T120800+0545.wav": 345,
    "20220830T120800-03:30.wav": -210,
    "20220830T120800+10.wav": 600,
    "a_20220830_120800_-0400.wav": -240,
    "20220830_120800+9900.wav": None,
    "20220830_120800Zone3.wav": None,
    "20220830_120800_+13-090.wav": None,
    "20220830_120800 +0545.wav": 345,
    "20220830_120800−0330.wav": -210,
    "20220830_120800_UTC.wav": 0,
    "20220830_120800UTC+2.wav": 120,
    "20220830_120800 GMT-03:30_x.wav": -210,
    "20220830_120800UTCsite.wav": None,
    "20220830_120800 -12.5+145.25.wav": None,
    "20220830T120800Z-site.wav": 0,
}


@pytest.mark.parametrize(("name", "offset"), OFFSETS.items())
def test_an_offset_is_believed_only_if_a_place_on_earth_keeps_it(
    name: str, offset: int | None, tmp_path: Path
):
    seen = inspect(saved(tmp_path, name))
    assert seen.start is not None
    assert seen.start.offset_minutes == offset


PLACES = {
    "20220830_120800_[-27.5 +152.8].wav": (-27.5, 152.8),
    "20220830_120800_[27 152.8811].wav": (27, 152.8811),
    "20220830_120800_[1 2].wav": (None, None),
    "20220830_120800_[3 16].wav": (None, None),
    "20220830_120800_[-27 +152].wav": (None, None),
    "20220830_120800 (12 34).wav": (None, None),
    "20220830_120800_+5-10.wav": (None, None),
    "take_+13-090.wav": (None, None),
    "20220830_120800_[-27.5,152.8].wav": (-27.5, 152.8),
    "20220830_120800_[+44.72053-062.80072].wav": (44.72053, -62.80072),
    "20220830_120800Z_+40.1213-075.0015+2.79CRSWGS_84.flac": (40.1213, -75.0015),
    "20220830_120800_[0.0000 0.0000].wav": (None, None),
    "20220830_120800_[95.0 10.0].wav": (None, None),
    "20220830_120800_[1 of 2].wav": (None, None),
    "20220830_120800_+13-190.wav": (None, None),
}


@pytest.mark.parametrize(("name", "place"), PLACES.items())
def test_coordinates_in_a_name_are_read_unless_they_are_none(
    name: str, place: tuple[float | None, float | None], tmp_path: Path
):
    seen = inspect(saved(tmp_path, name))
    assert (seen.latitude, seen.longitude) == place


def test_a_clock_that_was_never_set_gives_no_start(tmp_path: Path):
    seen = inspect(saved(tmp_path, "00000000.WAV"))
    assert seen.start is None
    assert seen.problem is not None
    assert seen.problem.code == "clock-not-set"
    assert seen.usable


@pytest.mark.parametrize(
    "name",
    ["EMER_20000101_000553.wav", "19700101_000010.WAV", "20100101_000210.wav", "00000E10.WAV"],
)
def test_a_clock_that_lost_its_time_is_flagged_and_its_reading_kept(name: str, tmp_path: Path):
    seen = inspect(saved(tmp_path, name))
    assert seen.start is not None
    assert seen.problem is not None
    assert seen.problem.code == "clock-not-set"


def test_a_start_before_2000_is_doubted_and_kept(tmp_path: Path):
    seen = inspect(saved(tmp_path, "19950612_040000.wav"))
    assert seen.start is not None
    assert seen.problem is not None
    assert (seen.problem.code, seen.usable) == ("clock-early", True)
    assert seen.details["clock_doubt"] == "clock-early"


NOON = datetime(2024, 5, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("20240501_120500Z.wav", None),
        ("20240501_121500Z.wav", "clock-future"),
        ("20240501_141500+0200.wav", "clock-future"),
        ("20240502_010000.wav", None),
        ("20240502_030000.wav", "clock-future"),
        ("20340501_120000.wav", "clock-future"),
    ],
)
def test_a_start_in_the_future_of_every_zone_is_doubted(name: str, code: str, tmp_path: Path):
    seen = inspect_with(RECORDERS, saved(tmp_path, name), now=NOON)
    assert (seen.problem.code if seen.problem else None) == code
    assert seen.usable


def test_a_cut_recording_with_a_doubtful_clock_says_both(tmp_path: Path):
    seen = inspect(saved(tmp_path, "20000101_000001.wav", recording()[:8_000]))
    assert seen.problem is not None
    assert seen.problem.code == "truncated"
    assert "clock was never set" in seen.problem.text
    assert seen.details["clock_doubt"] == "clock-not-set"


def test_the_time_of_the_file_itself_is_never_a_start(tmp_path: Path):
    seen = inspect(saved(tmp_path, "take one.wav"))
    assert seen.start is None
    assert seen.modified_ns > 0
