"""Song Meters: names, GUANO with its odd offset, WAMD and summary files."""

from datetime import datetime
from pathlib import Path

import pytest

from core.domain import StartSource
from core.recorders import inspect
from core.recorders.song_meter_summary import read_summary
from tests.core.recorders.making import guano, recording, saved, wamd

NAMES = {
    "S4A03895_20190522_000000.wav": "S4A03895",
    "SM304290_0+1_20211001_120004.wav": "SM304290",
    "OLONG-CH1_1_20171121$143444.wav": "OLONG-CH1",
    "0_20120108_010000_000.wav": "0",
    "creek_20240501_053000.wac": "creek",
    "2MA04523_20230501_060000.wav": "2MA04523",
}


@pytest.mark.parametrize(("name", "prefix"), NAMES.items())
def test_a_song_meter_is_known_by_what_only_it_writes_into_names(
    name: str, prefix: str, tmp_path: Path
):
    seen = inspect(saved(tmp_path, name))
    assert (seen.recorder, seen.prefix) == ("Song Meter", prefix)


def test_compressed_formats_are_listed_with_their_start_and_a_reason(tmp_path: Path):
    for name in ("a_20240501_053000.wac", "a_20240501_053000.w4v", "a_20240501_053000.zc"):
        seen = inspect(saved(tmp_path, name, b"WAac" + bytes(100)))
        assert seen.start is not None
        assert seen.problem is not None
        assert (seen.problem.code, seen.usable) == ("unsupported", False)


def test_the_odd_offset_of_its_guano_is_understood(tmp_path: Path):
    chunk = guano(
        "Make:Wildlife Acoustics, Inc.",
        "Model:Song Meter Mini",
        "Serial:SMM04523",
        "Timestamp:2020-10-17 13:05:00+1:00",
        "WA|Song Meter|Prefix:CREEK",
        "WA|Song Meter|Audio settings:[{“rate”:24000,“gain”:18}]",
    )
    seen = inspect(saved(tmp_path, "x_20201017_130500.wav", recording(chunk)))
    assert seen.start is not None
    assert (seen.start.source, seen.start.offset_minutes) == (StartSource.GUANO, 60)
    assert (seen.recorder, seen.serial, seen.prefix) == ("Song Meter Mini", "SMM04523", "CREEK")


def test_milliseconds_of_the_name_complete_guano(tmp_path: Path):
    chunk = guano("Make:Wildlife Acoustics", "Timestamp:2019-01-02 04:48:02+10:00")
    seen = inspect(saved(tmp_path, "FNQ_20190102_044802_010.wav", recording(chunk)))
    assert seen.start is not None
    assert seen.start.local.microsecond == 10_000
    assert seen.start.offset_minutes == 600


def test_wamd_is_read_even_with_a_space_before_its_time(tmp_path: Path):
    chunk = wamd(
        model="SM4",
        serial="S4A03895",
        prefix="RIDGE",
        start=" 2021-06-21 20:57:06-03:00",
        gps="WGS84,45.7835,N,64.23352,W",
    )
    seen = inspect(saved(tmp_path, "x_20210621_205706.wav", recording(chunk)))
    assert seen.start is not None
    assert (seen.start.source, seen.start.offset_minutes) == (StartSource.WAMD, -180)
    assert (seen.latitude, seen.longitude) == (45.7835, -64.23352)
    assert (seen.serial, seen.prefix) == ("S4A03895", "RIDGE")


def test_guano_is_believed_where_wamd_lost_the_minus(tmp_path: Path):
    chunks = (
        wamd(model="SM4", gps="WGS84,45.7835,N,64.23352,E"),
        guano("Make:Wildlife Acoustics", "Loc Position:45.7835 -64.23352"),
    )
    seen = inspect(saved(tmp_path, "x_20210621_205706.wav", recording(*chunks)))
    assert seen.longitude == -64.23352


def test_wamd_of_another_version_says_nothing(tmp_path: Path):
    chunk = wamd(model="SM4", start="2021-06-21 20:57:06").replace(b"\x01\0\x01\0", b"\x02\0\x01\0")
    seen = inspect(saved(tmp_path, "plain.wav", recording(chunk)))
    assert seen.start is None


SUMMARY = """DATE,TIME,LAT,,LON,,POWER(V),TEMP(C),#FILES,MIC0 TYPE,MIC1 TYPE
2021-Sep-21,17:00:00,0.00000,N,0.00000,W,6.4,13.75,0,U,U
2021-Sep-21,18:00:00,33.50000,s,70.25000,w,6.3,12.50,1,U,U
DATE,TIME,LAT,,LON,,POWER(V),TEMP(C),#FILES,MIC0 TYPE,MIC1 TYPE
2021-Sep-22,18:00:00,33.60000,S,70.25000,W,6.2,11.50,1,U,U
not a line, at all
2021-Xyz-22,18:00:00,33.6,S,70.25,W,6.2,11.5,1
"""


def test_a_summary_whose_header_comes_again_is_read_whole():
    rows = read_summary(SUMMARY)
    assert [row.place for row in rows] == [None, (-33.5, -70.25), (-33.6, -70.25)]
    assert rows[2].details == {"battery_v": 6.2, "temperature_c": 11.5}


def test_the_summary_of_a_newer_model_has_named_columns():
    header = "DATE,TIME,LAT,NS,LON,EW,POWER(V),TEMP(C),#ACFILES"
    text = f"{header}\n2024-May-01,05:00:00,1.5,N,2.5,e,4.1,20.0,1\n"
    assert read_summary(text)[0].place == (1.5, 2.5)


def test_a_recording_takes_its_position_from_the_line_before_it(tmp_path: Path):
    saved(tmp_path, "S4A03895_A_Summary.txt", SUMMARY.encode())
    seen = inspect(saved(tmp_path, "Data/S4A03895_20210921_183000.wav"))
    assert (seen.latitude, seen.longitude) == (-33.5, -70.25)
    assert seen.details["battery_v"] == 6.3


def test_before_the_first_fix_the_position_is_that_of_the_next_line(tmp_path: Path):
    saved(tmp_path, "S4A03895_A_Summary.txt", SUMMARY.encode())
    seen = inspect(saved(tmp_path, "S4A03895_20210921_173000.wav"))
    assert (seen.latitude, seen.details["battery_v"]) == (-33.5, 6.4)


def test_a_summary_of_another_time_says_nothing_of_a_recording(tmp_path: Path):
    saved(tmp_path, "S4A03895_A_Summary.txt", SUMMARY.encode())
    seen = inspect(saved(tmp_path, "S4A03895_20230921_183000.wav"))
    assert seen.latitude is None


def test_a_summary_of_another_recorder_is_not_mixed_up(tmp_path: Path):
    saved(tmp_path, "S4A00001_A_Summary.txt", SUMMARY.encode())
    saved(tmp_path, "S4A03895_A_Summary.txt", SUMMARY.replace("33.5", "34.5").encode())
    seen = inspect(saved(tmp_path, "S4A03895_20210921_183000.wav"))
    assert seen.latitude == -34.5


def test_a_gps_clock_is_noted(tmp_path: Path):
    seen = inspect(saved(tmp_path, "x_20171121$143444.wav"))
    assert seen.details["clock"] == "gps"
    assert seen.start is not None
    assert seen.start.local == datetime(2017, 11, 21, 14, 34, 44)  # noqa: DTZ001
