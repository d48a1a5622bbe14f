"""Whatever lies on a card: nothing raises, hangs, or takes memory because a header says so."""

import sys
import time
import tracemalloc
from contextlib import suppress
from datetime import date
from io import FileIO
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from core.audio.file_ends import FileEnds
from core.audio.probe import probe
from core.audio.source import open_source
from core.errors import UnreadableRecordingError
from core.recorders import (
    audiomoth_card,
    clock,
    frontier_labs_logs,
    guano,
    inspect,
    name_folders,
    name_places,
    places,
    song_meter_summary,
    wamd,
)
from core.recorders.bext import read_bext
from tests.core.recorders.making import bext, chunk, fmt, info, noise, recording, saved, wav
from tests.core.recorders.making import guano as guano_chunk
from tests.core.recorders.making import wamd as wamd_chunk

many = settings(
    max_examples=120,
    deadline=2_000,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)

FULL = recording(
    info(ICMT="Recorded at 10:20:30 25/05/2018 (UTC) by AudioMoth 243B1F075C7A37BE", IART="A"),
    guano_chunk(
        "Make:Wildlife Acoustics", "Timestamp:2020-10-17 13:05:00+1:00", "Loc Position:1 2"
    ),
    wamd_chunk(model="SM4", start="2021-06-21 20:57:06-03:00", gps="WGS84,45.7,N,64.2,W"),
    bext("2022-07-28", "07:44:13", originator="ZOOM"),
    seconds=0.05,
)

fourccs = st.sampled_from([b"data", b"fmt ", b"LIST", b"guan", b"wamd", b"bext", b"ds64", b"RIFF"])
sizes = st.one_of(st.integers(0, 0xFFFFFFFF), st.sampled_from([0, 1, 44, 0x7FFFFFFF, 0xFFFFFFFF]))
chunks = st.lists(
    st.builds(
        lambda name, body, size, pad: chunk(name, body, size=size, pad=pad),
        st.one_of(fourccs, st.binary(min_size=4, max_size=4)),
        st.binary(max_size=200),
        st.one_of(st.none(), sizes),
        st.booleans(),
    ),
    max_size=12,
)


def survives(path: Path) -> None:
    """Inspect a file; read it if it is said to be usable, and be refused if not."""
    seen = inspect(path)
    assert (seen.duration_s is None) == (not seen.usable)
    if not seen.usable:
        with pytest.raises(UnreadableRecordingError):
            open_source(path)
        return
    with open_source(path) as source:
        read = source.read(20_000)
        assert np.isfinite(read).all()
        assert len(read) == min(20_000, source.frames)


@many
@given(st.binary(max_size=3_000))
@example(b"RIFF")
@example(b"RIFF\xff\xff\xff\xffWAVE")
@example(b"fLaC\x80\xff\xff\xff")
@example(b"ID3\x04\0\0\x7f\x7f\x7f\x7f")
def test_any_bytes_are_survived(tmp_path: Path, content: bytes):
    survives(saved(tmp_path, "20200101_000000.wav", content))


@many
@given(chunks)
def test_any_row_of_chunks_is_survived(tmp_path: Path, parts: list[bytes]):
    survives(saved(tmp_path, "20200101_000000T.WAV", wav(fmt(), *parts)))
    survives(saved(tmp_path, "a.wav", wav(*parts)))


@many
@given(st.lists(st.tuples(st.integers(0, len(FULL) - 1), st.integers(0, 255)), max_size=30))
def test_any_damage_to_a_recording_is_survived(tmp_path: Path, damage: list[tuple[int, int]]):
    raw = bytearray(FULL)
    for place, byte in damage:
        raw[place % 60 if place % 2 else place] = byte
    survives(saved(tmp_path, "20200101_000000.wav", bytes(raw)))


@pytest.fixture(scope="module")
def flac(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("flac") / "a.flac"
    soundfile.write(path, noise(3.0), 8_000)
    return path.read_bytes()


@many
@given(st.lists(st.tuples(st.floats(0, 0.999), st.integers(0, 255)), max_size=6), st.floats(0, 1))
def test_any_damage_to_a_flac_is_survived(
    tmp_path: Path, flac: bytes, damage: list[tuple[float, int]], length: float
):
    raw = bytearray(flac)
    for place, byte in damage:
        raw[int(place**4 * len(raw))] = byte
    path = saved(tmp_path, "a.flac", bytes(raw[: int(length * len(raw))]))
    if inspect(path).usable:
        with suppress(UnreadableRecordingError), open_source(path) as source:
            assert np.isfinite(source.read(100_000)).all()


@many
@given(st.integers(0, len(FULL)))
def test_a_recording_may_be_cut_anywhere(tmp_path: Path, length: int):
    survives(saved(tmp_path, "20200101_000000.wav", FULL[:length]))


@many
@given(st.binary(max_size=3_000))
def test_any_chunk_of_metadata_is_survived(payload: bytes):
    fields = guano.read_guano(payload)
    guano.start(fields), guano.place(fields), guano.details(fields)
    records = wamd.read_wamd(b"\0\0\x02\0\0\0\x01\0" + payload)
    wamd.start(records), wamd.place(records)
    read_bext(payload)


@many
@given(st.text(max_size=255))
@example("20200101_000000" * 17)
@example("[" * 255)
@example("-" * 255)
@example("1" * 255)
@example("[1 1" + " " * 250)
@example("_1.1 1.1" * 30)
def test_any_name_is_survived(name: str):
    today = date(2026, 1, 1)
    start = name_folders.read_name(name, lambda: name_folders.judge([name], today), today).start
    pair = name_places.find_pair(name)
    assert start is None or start.local.year >= 1970
    assert pair is None or abs(pair.place.latitude) <= 90


@many
@given(st.text(alphabet="0123456789+-:.,;/TZUC GMNSEWnsew°'|\n", max_size=300))
def test_any_words_are_survived(text: str):
    clock.offset_minutes(text)
    places.read_pair(text)
    song_meter_summary.read_summary(f"DATE,TIME,LAT,,LON,\n{text}")
    frontier_labs_logs.read_fixes(text)
    frontier_labs_logs.read_rows(f"Date,Time,UTC Timezone,Filename\n{text}")
    audiomoth_card.read_config(text)
    audiomoth_card.read_fix(f"GPS fix - {text}")


ODD_NAMES = ["[a].wav", "a (1).wav", "🦉" * 40 + ".wav", "تسجيل صوتي.wav", "%s{}\u202e.wav"]
LONGEST_NAME = pytest.param(
    "a" * 251 + ".wav",
    marks=pytest.mark.skipif(sys.platform == "win32", reason="paths end at 260 letters there"),
)


@pytest.mark.parametrize("name", [*ODD_NAMES, LONGEST_NAME])
def test_odd_names_are_inspected_like_others(name: str, tmp_path: Path):
    assert inspect(saved(tmp_path, name)).duration_s == 1.0


def test_65_000_chunks_are_walked_and_end(tmp_path: Path):
    many_chunks = chunk(b"junk", b"xy") * 65_000
    content = wav(fmt(), many_chunks, chunk(b"data", noise().tobytes()), guano_chunk("Serial:7"))
    seen = inspect(saved(tmp_path, "a.wav", content))
    assert (seen.duration_s, seen.serial) == (1.0, "7")


def test_a_megabyte_of_guano_is_read(tmp_path: Path):
    chunk_of_1_mb = guano_chunk("Serial:7", "Note:" + "x" * 1_000_000)
    seen = inspect(saved(tmp_path, "a.wav", recording(chunk_of_1_mb)))
    assert (seen.serial, seen.duration_s) == ("7", 1.0)


SLOW = {
    "spaces": "Loc Position:1" + " " * 900_000 + "x",
    "offsets": "Timestamp:2020-10-17 13:05:00" + " " * 900_000 + "x",
    "names": "Original Filename:" * 50_000,
    "fields": "a:b\n" * 200_000,
}


@pytest.mark.parametrize("case", SLOW)
def test_no_pattern_takes_forever(case: str, tmp_path: Path):
    path = saved(tmp_path, "a.wav", recording(guano_chunk(SLOW[case])))
    begun = time.thread_time()
    inspect(path)
    assert time.thread_time() - begun < 5.0, "a pattern that goes back and forth takes hours"


class Counting(FileIO):
    """A file that counts the bytes that are read of it."""

    count = 0

    def read(self, size: int | None = -1, /) -> bytes:
        found = super().read(-1 if size is None else size)
        self.count += len(found)
        return found


def test_metadata_that_never_ends_is_not_read_to_its_end(tmp_path: Path):
    path = tmp_path / "a.wav"
    with path.open("wb") as file:
        file.write(wav(fmt()))
        for _ in range(100):
            file.write(b"LIST" + (1 << 20).to_bytes(4, "little"))
            file.seek(1 << 20, 1)
        file.write(chunk(b"data", noise().tobytes()))
    assert inspect(path).duration_s == 1.0
    with Counting(path) as counting:
        probe(path, FileEnds(counting))
    assert counting.count < 20_000_000, "of 100 MB"


@pytest.mark.parametrize("name", [b"data", b"guan", b"LIST", b"fmt ", b"wamd", b"bext"])
def test_memory_is_never_taken_by_a_headers_word(name: bytes, tmp_path: Path):
    path = saved(tmp_path, "a.wav", wav(fmt(), chunk(name, bytes(range(250)), size=0xFFFFFFF0)))
    inspect(path)
    tracemalloc.start()
    inspect(path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 1_000_000


def test_a_flac_that_promises_the_moon_takes_no_memory(tmp_path: Path):
    stream_info = b"\x10\0\x10\0" + bytes(6) + b"\x0b\xb8\x0f\xff\xff\xff\xff\xff" + bytes(16)
    comments = b"\xff\xff\xff\xff" * 20
    content = b"fLaC\0\0\0\x22" + stream_info + b"\x84\xff\xff\xff" + comments
    survives(saved(tmp_path, "a.flac", content))
