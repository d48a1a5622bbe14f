"""No number of a header is believed before it sizes memory, a loop or a list of work."""

import tracemalloc
from pathlib import Path

import numpy as np
import pytest
import soundfile

from core.audio import layout as layouts
from core.audio.source import open_source
from core.audio.windows import Windowing, read_windows
from core.errors import UnreadableRecordingError
from core.health.measuring import levels_of
from core.recorders import inspect
from tests.core.recorders.making import chunk, fmt, noise, saved, wav

SOUND = noise(2.0).tobytes()


def problem_of(path: Path) -> str:
    problem = inspect(path).problem
    assert problem is not None
    assert not problem.usable
    with pytest.raises(UnreadableRecordingError) as refused:
        open_source(path)
    assert refused.value.code == problem.code
    return problem.code


@pytest.mark.parametrize("rate", [1, 2, 99, 999, 4_000_001, 0x7FFFFFFF, 0xFFFFFFFF])
def test_a_rate_that_no_recorder_has_is_a_damaged_header(rate: int, tmp_path: Path):
    content = wav(fmt(rate=rate), chunk(b"data", SOUND))
    assert problem_of(saved(tmp_path, "a.wav", content)) == "damaged-header"


@pytest.mark.parametrize("kind", ["AIFF", "CAF", "AU", "W64", "FLAC", "RF64", "VOC"])
@pytest.mark.parametrize("rate", [1, 500])
def test_so_it_is_in_every_container(kind: str, rate: int, tmp_path: Path):
    path = tmp_path / f"a.{kind.lower().replace('rf64', 'wav')}"
    soundfile.write(path, noise(), rate, format=kind)
    assert problem_of(path) in ("damaged-header", "no-sound")


@pytest.mark.parametrize("channels", [0, 65, 255, 1_000, 65_535])
@pytest.mark.parametrize("block", [0, 1, 2, 65_535])
def test_channels_that_no_recorder_has_are_a_damaged_header(
    channels: int, block: int, tmp_path: Path
):
    form = bytearray(fmt(channels=channels))
    form[20:22] = block.to_bytes(2, "little")
    content = wav(bytes(form), chunk(b"data", SOUND))
    assert problem_of(saved(tmp_path, "a.wav", content)) == "damaged-header"


@pytest.mark.parametrize("size", [0, 44, len(SOUND), 0xFFFFFFFF])
@pytest.mark.parametrize("tag", [1, 3])
def test_samples_of_no_bytes_are_a_damaged_header(tag: int, size: int, tmp_path: Path):
    form = bytearray(fmt(tag=tag))
    form[20:24] = bytes(4)  # block align and bits
    content = wav(bytes(form), chunk(b"data", SOUND, size=size))
    assert problem_of(saved(tmp_path, "a.wav", content)) == "damaged-header"


def test_a_wrong_block_size_gives_way_to_the_bits(tmp_path: Path):
    form = bytearray(fmt())
    form[20:22] = (60_001).to_bytes(2, "little")
    path = saved(tmp_path, "a.wav", wav(bytes(form), chunk(b"data", SOUND)))
    assert inspect(path).duration_s == 2.0


def t_wav(*counts: int) -> bytes:
    """Return an AudioMoth file of sound and blocks that count so many blocks of silence."""
    body = noise(0.25, seed=2)[:244].tobytes()[:24]
    for count in counts:
        bits = np.array([1 if count >> bit & 1 else -1 for bit in range(32)], "<i2")
        body += np.concatenate([bits, np.zeros(224, "<i2")]).tobytes()
        body += noise(1.0, seed=3)[:256].tobytes()
    junk = chunk(b"LIST", b"INFO" + bytes(432))
    return wav(fmt(), junk, chunk(b"data", body))


@pytest.mark.parametrize("counts", [(0,), (0, 0), (3, 0, 2), (0, 5), (7,), (0, 1 << 14)])
def test_blocks_that_count_no_silence_are_read_and_end(counts: tuple[int, ...], tmp_path: Path):
    path = saved(tmp_path, "20200101_000000T.WAV", t_wav(*counts))
    frames = 12 + 256 * (sum(counts) + len(counts))
    with open_source(path) as source:
        assert source.frames == frames
        assert len(source.read(frames + 10)) == frames
        assert levels_of(source)
        source.seek(frames - 256)
        heard = source.read(256)[:, 0] * 32_768
        assert np.array_equal(heard, noise(1.0, seed=3)[:256])


def test_a_t_wav_that_counts_nothing_but_silence_of_no_length_ends(tmp_path: Path):
    content = t_wav(0)[:-512]
    path = saved(tmp_path, "20200101_000000T.WAV", content)
    with open_source(path) as source:
        while len(source.read(100)):
            pass


def test_the_lowest_rate_takes_no_more_memory_than_others(tmp_path: Path):
    rate = layouts.MIN_SAMPLE_RATE
    path = saved(tmp_path, "a.wav", wav(fmt(rate=rate), chunk(b"data", noise(200.0).tobytes())))
    windowing = Windowing.of(48_000, 3.0, 0.0, 1.0)
    tracemalloc.start()
    with open_source(path) as source:
        for _ in read_windows(source, windowing, 0, 3, 40):
            pass
        levels_of(source)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 60_000_000


@pytest.mark.parametrize("rate", [4_000_000, 3_999_999, 1_001, 96_001])
def test_odd_rates_are_cut_into_windows(rate: int, tmp_path: Path):
    path = saved(tmp_path, "a.wav", wav(fmt(rate=rate), chunk(b"data", noise(2, rate).tobytes())))
    with open_source(path) as source:
        windows = list(read_windows(source, Windowing.of(48_000, 1.0, 0.0, 1.0), 0, 0, 5))
    assert len(windows) == 2


@pytest.mark.parametrize("subtype", ["FLOAT", "DOUBLE"])
@pytest.mark.parametrize("kind", ["WAV", "AIFF", "CAF", "AU", "W64"])
def test_numbers_that_are_none_are_silence_in_every_container(
    kind: str, subtype: str, tmp_path: Path
):
    samples = np.random.default_rng(1).uniform(-0.5, 0.5, 8_000)
    samples[[5, 6, 7, 8]] = np.nan, np.inf, -np.inf, 3e30
    path = tmp_path / f"a.{kind.lower()}"
    soundfile.write(path, samples, 8_000, format=kind, subtype=subtype)
    with open_source(path) as source:
        heard = source.read(8_000)
        assert source.bad_samples == 4
    assert np.abs(heard).max() <= 0.5


def test_chunks_spread_over_a_whole_disk_are_given_up(tmp_path: Path):
    path = tmp_path / "a.wav"
    with path.open("wb") as file:
        file.write(wav(fmt(), chunk(b"data", SOUND)))
        for _ in range(20_000):
            file.write(b"junk" + (100_000).to_bytes(4, "little"))
            file.seek(100_000, 1)
        file.write(b"\0")
    assert inspect(path).duration_s == 2.0


def test_what_nobody_has_foreseen_makes_one_file_damaged_and_is_logged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    path = saved(tmp_path, "20230501_053000.wav")
    monkeypatch.setattr("core.audio.wav.read", lambda *_, **__: 1 // 0)
    seen = inspect(path)
    assert problem_of(path) == "damaged-header"
    assert seen.start is not None, "the name still tells when it was"
    assert "ZeroDivisionError" in caplog.text
    assert "20230501" not in caplog.text, "a log holds no names"


def test_metadata_that_nobody_has_foreseen_does_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("core.recorders.generic.read", lambda _: {}[1])
    monkeypatch.setattr("core.recorders.audiomoth.read", lambda _: {}[1])
    problem = inspect(saved(tmp_path, "20230501_053000.wav")).problem
    assert problem is not None
    assert problem.code == "damaged-header"


def test_sound_that_fails_while_it_is_read_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("core.audio.plain_samples.as_float", lambda *_: 1 // 0)
    with (
        open_source(saved(tmp_path, "a.wav")) as source,
        pytest.raises(UnreadableRecordingError) as refused,
    ):
        source.read(10)
    assert refused.value.code == "damaged-sound"
