"""AudioMoth: comments of every firmware, GUANO, names and the card's files."""

from datetime import datetime
from pathlib import Path

import pytest

from core.domain import Inspection, OffsetSource, StartSource
from core.recorders import inspect
from tests.core.recorders.making import RATE, chunk, fmt, guano, info, recording, saved, wav

ID = "243B1F075C7A37BE"


def with_comment(folder: Path, comment: str, name: str = "a.WAV", artist: str = "") -> Inspection:
    texts = {"ICMT": comment} | ({"IART": artist} if artist else {})
    return inspect(saved(folder, name, recording(info(**texts))))


COMMENTS = {
    "1.0": (
        f"Recorded at 10:20:30 25/05/2018 by AudioMoth {ID} at gain setting 2 while battery "
        "state was 3.9V",
        None,
        {"battery_v": 3.9, "gain": "2"},
    ),
    "1.0.1": (
        f"Recorded at 10:20:30 25/05/2018 (UTC) by AudioMoth {ID} at gain setting 3 while battery "
        "state was < 3.6V",
        0,
        {"battery_v": 3.6, "gain": "3"},
    ),
    "1.2.0": (
        f"Recorded at 10:20:30 25/05/2018 (UTC-10) by AudioMoth {ID} at gain setting 4 while "
        "battery state was > 5.0V.",
        -600,
        {"battery_v": 5.0},
    ),
    "1.2.1": (
        f"Recorded at 10:20:30 25/05/2018 (UTC+9) by AudioMoth {ID} at gain setting 3 while "
        "battery state was greater than 4.9V. Recording cancelled before completion due to low "
        "battery voltage.",
        540,
        {"battery_v": 4.9, "stopped_by": "low battery voltage"},
    ),
    "1.3": (
        f"Recorded at 10:20:30 25/05/2018 (UTC+5:30) by AudioMoth {ID} at gain setting 0 while "
        "battery state was less than 3.6V.",
        330,
        {"gain": "0"},
    ),
    "1.4": (
        f"Recorded at 10:20:30 25/05/2018 (UTC-9:45) by AudioMoth {ID} at medium-high gain "
        "setting while battery state was 2.9V and temperature was -7.5C. Amplitude threshold was "
        "44. Band-pass filter applied with cut-off frequencies of 11.3kHz and 4.9kHz.",
        -585,
        {"gain": "medium-high", "temperature_c": -7.5},
    ),
    "1.6": (
        f"Recorded at 10:20:30 25/05/2018 (UTC+2) by AudioMoth {ID} using external microphone at "
        "low-medium gain while battery was 3.4V and temperature was 14.0C. Amplitude threshold "
        "was -62 dB with 8s minimum trigger duration. Recording stopped due to file size limit.",
        120,
        {"gain": "low-medium", "battery_v": 3.4, "stopped_by": "file size limit"},
    ),
    "1.8": (
        "Recorded at 10:20:30 25/05/2018 (UTC) during deployment 0000000000001234 at high gain "
        "while battery was 3.4V and temperature was 30.1C. Recording stopped by magnetic switch.",
        0,
        {"deployment_id": "0000000000001234", "stopped_by": "magnetic switch"},
    ),
}


@pytest.mark.parametrize("firmware", COMMENTS)
def test_the_comment_of_each_firmware_is_understood(firmware: str, tmp_path: Path):
    comment, offset, details = COMMENTS[firmware]
    seen = with_comment(tmp_path, comment, artist=f"AudioMoth {ID}")
    assert seen.recorder == "AudioMoth"
    assert seen.serial == ID
    assert seen.start is not None
    assert seen.start.local == datetime(2018, 5, 25, 10, 20, 30)  # noqa: DTZ001
    assert (seen.start.source, seen.start.offset_minutes) == (StartSource.COMMENT, offset)
    assert details.items() <= seen.details.items()


def test_an_impossible_date_in_a_comment_leaves_the_name_to_tell(tmp_path: Path):
    comment = "Recorded at 25:20:30 31/02/2018 (UTC) by AudioMoth"
    seen = with_comment(tmp_path, comment, name="20180525_102030.WAV")
    assert seen.start is not None
    assert seen.start.source is StartSource.FILENAME


def test_a_hexadecimal_name_is_utc(tmp_path: Path):
    seen = inspect(saved(tmp_path, "5B07DEA0.WAV"))
    assert seen.start is not None
    assert seen.start.offset_source is OffsetSource.FILENAME
    assert seen.start.utc == datetime.fromisoformat("2018-05-25T10:00:00+00:00")


def test_digits_alone_are_hexadecimal_only_in_the_years_of_that_firmware(tmp_path: Path):
    inside, outside = saved(tmp_path, "59000000.WAV"), saved(tmp_path, "20190522.WAV")
    assert inspect(inside).start is not None
    assert inspect(outside).start is None


def test_guano_is_believed_before_comment_and_name(tmp_path: Path):
    chunk = guano(
        "Make:Open Acoustic Devices",
        "Model:AudioMoth",
        f"Serial:{ID}",
        "Firmware Version:AudioMoth-Firmware-Basic (1.11.0)",
        "Timestamp:2025-05-03T03:13:00-01:30",
        "Loc Position:52.146196 -4.474776",
        "OAD|Battery Voltage:3.8",
        "Temperature Int:-13.1",
    )
    comment = info(ICMT="Recorded at 03:14:00 03/05/2025 (UTC) by AudioMoth")
    seen = inspect(saved(tmp_path, "20250503_031500.WAV", recording(comment, chunk)))
    assert seen.start is not None
    assert seen.start.local.minute == 13
    assert (seen.start.source, seen.start.offset_minutes) == (StartSource.GUANO, -90)
    assert (seen.latitude, seen.longitude) == (52.146196, -4.474776)
    assert seen.details["battery_v"] == 3.8
    assert seen.details["temperature_c"] == -13.1
    assert seen.details["firmware"] == "1.11.0"


def test_the_slip_of_firmware_1_2_2_is_put_right_by_the_name(tmp_path: Path):
    comment = "Recorded at 10:31:30 01/01/2019 (UTC+9:30) by AudioMoth 0000000000000001"
    seen = with_comment(tmp_path, comment, name="20190101_013000.WAV")
    assert seen.start is not None
    assert seen.start.local == datetime(2019, 1, 1, 11)  # noqa: DTZ001
    assert seen.start.offset_minutes == 570


def test_the_card_knows_the_offset_where_the_recording_lost_its_comment(tmp_path: Path):
    saved(
        tmp_path,
        "CONFIG.TXT",
        f"Device ID                       : {ID}\r\n"
        "Firmware                        : AudioMoth-Firmware-Basic (1.8.0)\r\n\r\n"
        "Time zone                       : UTC+10:30\r\n".encode(),
    )
    seen = inspect(saved(tmp_path, "20220103/20220103_183000.WAV"))
    assert seen.start is not None
    assert seen.start.offset_minutes == 630
    assert seen.start.offset_source is OffsetSource.SIDECAR
    assert seen.serial == ID


def test_the_gps_log_of_a_card_gives_the_position(tmp_path: Path):
    log = "03/05/2025 02:00:00 UTC: Received GPS fix - 52.146196°N 4.474776°W at 02:00 UTC\r\n"
    saved(tmp_path, "GPS.TXT", log.encode())
    seen = inspect(saved(tmp_path, "20250503_031300.WAV"))
    assert (seen.latitude, seen.longitude) == (52.146196, -4.474776)


def test_a_gps_log_in_degrees_and_minutes_is_read_too(tmp_path: Path):
    saved(tmp_path, "GPS.TXT", "Received GPS fix - 33°30.0000'S 070°15.0000'W at".encode())
    seen = inspect(saved(tmp_path, "20250503_031300.WAV"))
    assert (seen.latitude, seen.longitude) == (-33.5, -70.25)


def test_a_name_with_an_id_in_front_is_still_an_audiomoth(tmp_path: Path):
    seen = inspect(saved(tmp_path, f"{ID}_20250503_031300T.WAV"))
    assert (seen.recorder, seen.prefix) == ("AudioMoth", ID)


def triggered(silent_blocks: int) -> bytes:
    """Return the samples of a triggered recording: two blocks of sound, silence between them."""
    count = b"".join(
        (1 if silent_blocks >> bit & 1 else -1).to_bytes(2, "little", signed=True)
        for bit in range(32)
    )
    # The samples begin at byte 44, so the first block of 512 bytes ends 468 bytes later.
    return b"\x07\x01" * 234 + count + bytes(448) + b"\x07\x01" * 256


def test_a_triggered_recording_is_as_long_as_it_stands_for(tmp_path: Path):
    content = wav(fmt(), chunk(b"data", triggered(300)))
    seen = inspect(saved(tmp_path, "20250503_031300T.WAV", content))
    assert seen.duration_s == (234 + 300 * 256 + 256) / RATE


def test_a_triggered_recording_is_known_by_guano_when_it_was_renamed(tmp_path: Path):
    told = guano("Make:Open Acoustic Devices", "Original Filename:20250503_031300T.WAV")
    content = wav(fmt(), chunk(b"data", triggered(300)), told)
    seen = inspect(saved(tmp_path, "creek.wav", content))
    assert seen.duration_s == (234 + 300 * 256 + 256) / RATE
