"""Formats that cannot be decoded here: what their headers say, and what to do about them."""

import struct
import tracemalloc
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.audio.source import open_source
from core.errors import UnreadableRecordingError
from core.recorders import inspect
from tests.core.recorders.making import chunk, fmt, saved, wamd, wav
from tests.core.recorders.test_anything import many


def wac(
    rate: int = 16_000,
    samples: int = 160_000,
    channels: int = 2,
    flags: int = 0,
    gps: tuple[float, float] = (0, 0),
    sound: int = 50_000,
) -> bytes:
    """Return a WAC file of a seek table with two entries and blocks of noise."""
    header = struct.pack(
        "<4sBBHHHIIHH", b"WAac", 4, channels, 256 // channels, 32, flags, rate, samples, 16, 2
    )
    north, west = round(gps[0] * 1e5) % (1 << 25), round(-gps[1] * 1e5) % (1 << 26)
    bits = (north << 39 | west << 13).to_bytes(8, "big")
    words = b"".join(bits[n : n + 2][::-1] for n in range(0, 8, 2))
    return header + bytes(8) + b"\x00\x80\x01\x00" + bytes(4) + words + b"\x5a" * sound


def anabat(
    kind: int = 132, guano: str = "", gps: str = "", data: bytes = b"", counts: int = 25_000
) -> bytes:
    """Return a zero-crossing file of 20:36:45.12 on 12 July 2012."""
    texts = "".join(
        text.ljust(size)
        for text, size in [("", 8), ("20120712", 8), ("Big Creek", 40), ("Mylu", 50), ("", 16),
                           ("windy", 73), ("", 80)]
    )  # fmt: skip
    start = struct.pack("<HBB", 0x11A, 0, kind) + b"\0\0" + texts.encode() + b"\0"
    moment = struct.pack("<H6BH", 2012, 7, 12, 20, 36, 45, 12, 0) + b"SD1   "
    moment += gps.encode().ljust(32)
    more = moment + guano.encode() if kind >= 132 else b""
    return start + struct.pack("<HHBB", 0x120 + len(more), counts, 8, 0x52) + more + data


def refused(path: Path) -> None:
    with pytest.raises(UnreadableRecordingError):
        open_source(path)


def test_a_wac_file_tells_length_rate_channels_and_place(tmp_path: Path):
    path = saved(tmp_path, "creek_20120508_190000.wac", wac(flags=0x20, gps=(-45.12345, -75.5)))
    seen = inspect(path)
    assert (seen.duration_s, seen.sample_rate, seen.channels) == (10.0, 16_000, 2)
    assert (seen.latitude, seen.longitude) == (-45.12345, -75.5)
    assert seen.start is not None
    assert seen.start.local == datetime.fromisoformat("2012-05-08T19:00:00")
    assert seen.recorder == "Song Meter"
    assert seen.problem is not None
    assert not seen.usable
    assert "Kaleidoscope" in seen.problem.text
    refused(path)


def test_more_samples_than_a_wac_file_has_room_for_are_not_believed(tmp_path: Path):
    seen = inspect(saved(tmp_path, "a.wac", wac(samples=4_000_000_000)))
    assert (seen.duration_s, seen.sample_rate) == (None, 16_000)


@pytest.mark.parametrize("content", [b"WAac", wac(channels=9), wac(rate=0), b"something else"])
def test_a_damaged_wac_file_is_listed_with_what_is_known(tmp_path: Path, content: bytes):
    seen = inspect(saved(tmp_path, "a_20120508_190000.wac", content))
    assert (seen.duration_s, seen.sample_rate, seen.usable) == (None, None, False)
    assert seen.start is not None


def test_a_wav_file_called_wac_is_read_as_what_it_is(tmp_path: Path):
    assert inspect(saved(tmp_path, "a.wac")).duration_s == 1.0


def test_of_a_w4v_file_only_what_is_riff_is_read(tmp_path: Path):
    content = wav(
        fmt(channels=2, rate=24_000, tag=0x5741),
        wamd(model="SM4", start="2021-06-21 20:57:06-03:00"),
        chunk(b"data", bytes(range(250)) * 40),
    )
    path = saved(tmp_path, "a_20210621_205706.w4v", content)
    seen = inspect(path)
    assert (seen.duration_s, seen.sample_rate, seen.channels) == (None, 24_000, 2)
    assert seen.start is not None
    assert seen.start.offset_minutes == -180
    assert not seen.usable
    refused(path)


def test_a_zero_crossing_file_tells_start_place_and_length(tmp_path: Path):
    # Intervals of 8,191 µs in 13 bits, 1 less and 1 more, 1 s in 21 bits, 10 s in 29, a status.
    data = (
        bytes([0x80 | 0x1F, 0xFF, 0x7F, 0x01]) + b"\xaf\x42\x40" + b"\xc0\x98\x96\x80" + b"\xe1\x09"
    )
    content = anabat(gps="WGS84     45.41530 N 75.69720 W", data=data)
    path = saved(tmp_path, "M7122036.45#", content)
    seen = inspect(path)
    assert seen.start is not None
    assert seen.start.local == datetime.fromisoformat("2012-07-12T20:36:45.120")
    assert (seen.start.source, seen.start.offset_minutes) == ("header", None)
    assert (seen.latitude, seen.longitude) == (45.4153, -75.6972)
    assert seen.duration_s == pytest.approx((8191 + 8190 + 8191 + 1_000_000 + 10_000_000) / 1e6)
    assert (seen.sample_rate, seen.channels, seen.recorder) == (None, None, "Anabat")
    assert (seen.details["location"], seen.details["note"]) == ("Big Creek", "windy")
    assert seen.problem is not None
    assert "zero-crossing" in seen.problem.text
    refused(path)


def test_guano_in_a_zero_crossing_file_is_believed_first(tmp_path: Path):
    guano = "GUANO|Version:1.0\nTimestamp:2012-07-12 20:36:45-04:00\nModel:Anabat Swift\n"
    seen = inspect(saved(tmp_path, "a.zc", anabat(guano=guano)))
    assert seen.start is not None
    assert (seen.start.source, seen.start.offset_minutes) == ("guano", -240)
    assert seen.recorder == "Anabat Swift"


@pytest.mark.parametrize(
    ("name", "local"),
    [
        ("M7122036.45#", "2012-07-12T20:36:45"),
        ("9C312359.59#", "1999-12-31T23:59:59"),
        ("p_20170101_010203_456.zc", "2017-01-01T01:02:03.456000"),
        ("MD122036.45#", None),
        ("M7322036.45#", None),
    ],
)
def test_an_old_zero_crossing_file_is_dated_by_its_name(tmp_path: Path, name: str, local: str):
    seen = inspect(saved(tmp_path, name, anabat(kind=129)))
    assert (seen.start.local.isoformat() if seen.start else None) == local


def test_another_clock_rate_leaves_the_length_unknown(tmp_path: Path):
    content = anabat(counts=12_500, data=b"\xc0\x98\x96\x80")
    assert inspect(saved(tmp_path, "a.zc", content)).duration_s is None


WHOLE = [
    wac(flags=0x70, gps=(45, 75), sound=60),
    anabat(guano="GUANO|Version:1.0\nTimestamp:2012-07-12 20:36:45\n", gps="45.1 N 7.2 W"),
    wav(fmt(tag=0x5741), wamd(model="SM4"), chunk(b"data", bytes(50))),
]


@many
@given(
    st.sampled_from(WHOLE),
    st.lists(st.tuples(st.integers(0, 400), st.integers(0, 255)), max_size=20),
    st.integers(0, 500),
    st.sampled_from(["a.wac", "a.w4v", "a.zc", "M7122036.45#", "a.wav"]),
)
@example(b"WAac" + b"\xff" * 20, [], 500, "a.wac")
@example(b"\x1a\x01\xff\x84" + b"\xff" * 400, [], 500, "a.zc")
def test_any_damage_to_their_headers_is_survived(
    tmp_path: Path, whole: bytes, damage: list[tuple[int, int]], length: int, name: str
):
    raw = bytearray(whole[:length])
    for place, byte in damage:
        if place < len(raw):
            raw[place] = byte
    seen = inspect(saved(tmp_path, name, bytes(raw)))
    assert seen.usable or seen.problem
    assert seen.duration_s is None or seen.duration_s > 0


@pytest.mark.parametrize(
    "content", [wac(rate=1, samples=0xFFFFFFFF), anabat(data=b"\xdf\xff\xff\xff")]
)
def test_memory_is_not_taken_by_their_headers_words(tmp_path: Path, content: bytes):
    path = saved(tmp_path, "a.zc", content)
    inspect(path)
    tracemalloc.start()
    inspect(path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 1_000_000
