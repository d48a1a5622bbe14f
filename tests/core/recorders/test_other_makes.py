"""Frontier Labs, Swift, Chorus, SoundTrap, BATLOGGER, BirdNET-Pi and hand-held recorders."""

import sys
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest
import soundfile

from core.domain import Inspection, StartSource
from core.recorders import inspect
from tests.core.recorders.making import bext, guano, info, noise, recording, saved

COLONS = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no colons in names")


def local(seen: Inspection) -> str | None:
    return seen.start.local.isoformat() if seen.start else None


FRONTIER_LABS = {
    "20160809_063108_Dawn [1.46 116.91].wav": (None, 1.46, 116.91),
    "20160809_063108_Dawn _1.4647 116.9136_.wav": (None, 1.4647, 116.9136),
    "20190422T200000+1000_REC [19.2144 152.8811].flac": (600, 19.2144, 152.8811),
    "00008570_Site_20220331T094900-0300_Rec.flac": (-180, None, None),
    "-0000001_20220420T220000+1000_Rec_-27.61822+152.78111.flac": (600, -27.61822, 152.78111),
    "8537_20210614T120000-0300_dawn [+44.72053-062.80072].wav": (-180, 44.72053, -62.80072),
    "20210617T080000+0000_Rec2_-18.2656+144.5564.flac": (0, -18.2656, 144.5564),
}


@pytest.mark.parametrize("name", FRONTIER_LABS)
def test_every_generation_of_frontier_labs_names_is_known(name: str, tmp_path: Path):
    seen = inspect(saved(tmp_path, name))
    assert seen.recorder == "Frontier Labs BAR"
    assert seen.start is not None
    told = (seen.start.offset_minutes, seen.latitude, seen.longitude)
    assert told == FRONTIER_LABS[name]


def test_the_gps_log_tells_the_last_fix_before_a_recording(tmp_path: Path):
    log = (
        "GPS log file\nLatitude (decimal degrees),Longitude (decimal degrees),HH/MM,DD/MM/YY\n"
        "-27.3886+152.8717,10:08,19/09/2019\n-28.5,153.5,10:40:03,20/09/2019\n"
    )
    saved(tmp_path, "GPS_log.csv", log.encode())
    seen = inspect(saved(tmp_path, "20190919_AAO/20190919T120000+1000_REC.flac"))
    assert (seen.latitude, seen.longitude) == (-27.3886, 152.8717)


def test_the_recording_log_tells_battery_and_gain(tmp_path: Path):
    log = (
        "Recording log\nDate (DD/MM/YYYY),Time (HH:MM:SS),UTC Timezone,Filename,Gain (dB),"
        "Battery Voltage,% full,\n20/04/2022 ,12:40:33 ,+10:00,"
        "0:/20220420/20220420T124030+1000_Rec.flac,50dB,12.98V,100%,\n"
    )
    saved(tmp_path, "Reclog.csv", log.encode())
    seen = inspect(saved(tmp_path, "20220420/20220420T124030+1000_Rec.flac"))
    assert seen.details["battery_v"] == 12.98
    assert seen.details["gain"] == "50dB"


def test_vorbis_comments_place_a_recording_that_lost_its_name(tmp_path: Path):
    comments = {
        "SensorFirmwareVersion": " 3.20     ",
        "RecordingStart": "2020-08-01T00:00:00+10:00",
        "SensorLocation": " -27.3886 +152.8811",
        "SensorUid": "00002716",
        "BatteryLevel": "053p 12.16V",
    }
    seen = inspect(flac_with(tmp_path / "data", comments))
    assert (local(seen), seen.serial) == ("2020-08-01T00:00:00", "00002716")
    assert (seen.latitude, seen.longitude) == (-27.3886, 152.8811)
    assert seen.details["battery_v"] == 12.16
    assert seen.start is not None
    assert (seen.start.source, seen.start.offset_minutes) == (StartSource.COMMENT, 600)


def flac_with(path: Path, comments: dict[str, str], *chunks: bytes) -> Path:
    """Write a FLAC file with comments and kept chunks of a WAV file in front of its frames."""
    soundfile.write(path, noise().astype(np.float32) / 32768, 8_000, format="FLAC")
    raw = path.read_bytes()
    texts = [f"{name}={value}".encode() for name, value in comments.items()]
    vendor = b"Frontier Labs BAR-LT"
    body = len(vendor).to_bytes(4, "little") + vendor + len(texts).to_bytes(4, "little")
    body += b"".join(len(text).to_bytes(4, "little") + text for text in texts)
    block = b"\x04" + len(body).to_bytes(3, "big") + body
    for chunk in chunks:
        block += b"\x02" + (len(chunk) + 4).to_bytes(3, "big") + b"riff" + chunk
    path.write_bytes(raw[:42] + block + raw[42:])
    return path


def test_chunks_that_flac_kept_of_a_wav_file_are_read(tmp_path: Path):
    comment = "Recorded at 10:20:30 25/05/2018 (UTC+2) by AudioMoth 243B1F075C7A37BE"
    kept = (info(ICMT=comment), guano("Make:Open Acoustic Devices", "Loc Position:1.5 2.5"))
    seen = inspect(flac_with(tmp_path / "a.flac", {}, *kept))
    assert (seen.recorder, local(seen)) == ("AudioMoth", "2018-05-25T10:20:30")
    assert (seen.latitude, seen.longitude) == (1.5, 2.5)


def test_a_comment_that_moved_into_flac_is_read(tmp_path: Path):
    comment = "Recorded at 10:20:30 25/05/2018 (UTC+2) by AudioMoth 243B1F075C7A37BE"
    seen = inspect(flac_with(tmp_path / "a.flac", {"COMMENT": comment}))
    assert (seen.recorder, seen.serial) == ("AudioMoth", "243B1F075C7A37BE")
    assert local(seen) == "2018-05-25T10:20:30"


def test_a_swift_writes_its_offset_apart(tmp_path: Path):
    seen = inspect(saved(tmp_path, "S1012_20220501_053000_-0400.wav"))
    assert (seen.recorder, seen.prefix, local(seen)) == ("Swift", "S1012", "2022-05-01T05:30:00")
    assert seen.start is not None
    assert seen.start.offset_minutes == -240


def test_a_swift_may_write_a_t_before_the_time(tmp_path: Path):
    seen = inspect(saved(tmp_path, "S1012_2022-05-01_T05-30-00.WAV"))
    assert (seen.recorder, local(seen)) == ("Swift", "2022-05-01T05:30:00")


def test_a_chorus_is_known_by_guano_and_by_its_bare_names(tmp_path: Path):
    chunk = guano("Make:Titley Scientific", "Model:Chorus", "Timestamp:2022-08-30T12:08:00+10:00")
    named = inspect(saved(tmp_path, "2022-08-30_12-08-00 (1).wav"))
    told = inspect(saved(tmp_path, "renamed.wav", recording(chunk)))
    assert named.recorder == told.recorder == "Chorus"
    assert local(named) == local(told) == "2022-08-30T12:08:00"


def test_a_soundtrap_is_placed_by_its_log(tmp_path: Path):
    log = (
        '<ST><WavFileHandler SamplingStartTimeLocal="2018-12-04T21:00:02" />'
        '<WavFileHandler SamplingStartTimeUTC="2018-12-04T10:00:02" />'
        "<TEMPERATURE>2034</TEMPERATURE></ST>"
    )
    saved(tmp_path, "671629352.181204210002.log.xml", log.encode())
    seen = inspect(saved(tmp_path, "671629352.181204210002.wav"))
    assert (seen.recorder, seen.serial, local(seen)) == (
        "SoundTrap",
        "671629352",
        "2018-12-04T21:00:02",
    )
    assert seen.start is not None
    assert seen.start.offset_minutes == 660
    assert seen.details["temperature_c"] == 20.34


def test_a_soundtrap_without_a_log_has_the_time_of_its_name(tmp_path: Path):
    assert local(inspect(saved(tmp_path, "5042.180704120000.wav"))) == "2018-07-04T12:00:00"
    assert local(inspect(saved(tmp_path, "5042.181304120000.wav"))) is None


BATLOGGER = """<BatRecord Model="M"><Firmware>2.3.3</Firmware><SN>1831</SN>
<DateTime>30.04.2018 20:07:37</DateTime><Temperature>18 C</Temperature>
<BattVoltage>4.0 V</BattVoltage><GPS><Valid>yes</Valid>
<Position>45.611915 16.408245</Position><GPSTimestamp>20:07:34+2h</GPSTimestamp>
</GPS></BatRecord>"""


def test_a_batlogger_is_read_from_the_file_beside_it(tmp_path: Path):
    saved(tmp_path, "10160435.xml", BATLOGGER.encode())
    seen = inspect(saved(tmp_path, "10160435.wav"))
    assert (seen.recorder, seen.serial) == ("BATLOGGER M", "1831")
    assert seen.start is not None
    assert (local(seen), seen.start.offset_minutes) == ("2018-04-30T20:07:37", 120)
    assert (seen.latitude, seen.longitude) == (45.611915, 16.408245)


def test_eight_digits_without_that_file_say_nothing(tmp_path: Path):
    seen = inspect(saved(tmp_path, "10160435.wav"))
    assert (seen.recorder, seen.start) == (None, None)


@COLONS
def test_birdnet_pi_names_have_colons(tmp_path: Path):
    seen = inspect(saved(tmp_path, "2024-05-01-birdnet-06:12:33.wav"))
    assert (seen.recorder, local(seen)) == ("BirdNET-Pi", "2024-05-01T06:12:33")


@pytest.mark.parametrize("colon", ["_", "-", ".", "%3A", "\uf03a"])
def test_copies_of_birdnet_pi_recordings_write_colons_in_other_ways(colon: str, tmp_path: Path):
    name = f"2024-05-01-birdnet-RTSP_1-06{colon}12{colon}33.wav"
    seen = inspect(saved(tmp_path, name))
    assert (seen.prefix, local(seen)) == ("RTSP_1", "2024-05-01T06:12:33")


def test_a_hand_held_recorder_tells_its_time_in_bext(tmp_path: Path):
    chunk = bext("2022-07-28", "07:44:13", originator="ZOOM Handy Recorder H5")
    seen = inspect(saved(tmp_path, "ZOOM0001.WAV", recording(chunk)))
    assert (seen.recorder, local(seen)) == ("ZOOM Handy Recorder H5", "2022-07-28T07:44:13")
    assert seen.start is not None
    assert (seen.start.source, seen.start.offset_minutes) == (StartSource.BEXT, None)


def test_a_name_with_seconds_is_believed_before_bext_and_one_without_after_it(tmp_path: Path):
    other = recording(bext("2024-01-01", "00:00:01"))
    whole = inspect(saved(tmp_path, "20220728_074412.wav", other))
    assert local(whole) == "2022-07-28T07:44:12"
    counted = inspect(saved(tmp_path, "220728_0745.wav", other))
    assert (local(counted), counted.problem) == ("2024-01-01T00:00:01", None)


def test_brackets_without_decimals_make_no_frontier_labs_recorder(tmp_path: Path):
    seen = inspect(saved(tmp_path, "20160809_063108_Dawn [1 2].wav"))
    assert (seen.recorder, seen.latitude) == (None, None)


def test_an_impossible_date_in_bext_is_unknown(tmp_path: Path):
    seen = inspect(saved(tmp_path, "ZOOM0001.WAV", recording(bext("2022-13-28", "07:44:13"))))
    assert seen.start is None


def test_guano_of_an_unknown_make_is_read_all_the_same(tmp_path: Path):
    chunk = guano("Make:Acme", "Model:Ear 1", "Timestamp:2022-08-30T12:08:00.25Z", "Note:a\\nb")
    seen = inspect(saved(tmp_path, "x.wav", recording(chunk)))
    assert (seen.recorder, local(seen)) == ("Acme Ear 1", "2022-08-30T12:08:00.250000")
    assert seen.details["note"] == "a\nb"


def test_bext_helps_where_guano_has_no_time(tmp_path: Path):
    chunks = (guano("Make:Acme", "Loc Position:1.5 2.5"), bext("2022-07-28", "07:44:13"))
    seen = inspect(saved(tmp_path, "x.wav", recording(*chunks)))
    assert (seen.recorder, local(seen), seen.latitude) == ("Acme", "2022-07-28T07:44:13", 1.5)


def test_local_is_naive_by_design(tmp_path: Path):
    seen = inspect(saved(tmp_path, "20220830_120800.wav"))
    assert seen.start is not None
    assert seen.start.local == datetime(2022, 8, 30, 12, 8)  # noqa: DTZ001
    assert seen.start.utc is None
