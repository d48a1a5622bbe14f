"""Tiles show a sound at every resolution, the same wherever they are cut."""

import tracemalloc

import numpy as np
import pytest
import soundfile

from core.audio.spectrogram import Denoise, FrequencyAxis, SpectrogramSettings, from_byte
from core.audio.tile_cache import TileCache
from core.audio.tiles import (
    COLUMNS,
    FINEST_LEVEL,
    Sound,
    TileKey,
    column_s,
    compute_tile,
    level_for,
    tiles_between,
)
from core.errors import UnreadableRecordingError
from tests.core.recorders.making import content_of

RATE = 16000
SETTINGS = SpectrogramSettings(window=256)


@pytest.fixture
def write(tmp_path):
    def to_file(samples, rate=RATE, name="sound"):
        path = tmp_path / f"{name}.wav"
        soundfile.write(path, samples, rate, subtype="FLOAT")
        return Sound(path, rate, len(samples), content_of(path))

    return to_file


def burst(seconds, at_s, hz=4000.0, length_s=0.1):
    """Silence with one short tone in it."""
    samples = np.zeros(round(seconds * RATE), dtype=np.float32)
    first, count = round(at_s * RATE), round(length_s * RATE)
    samples[first : first + count] = 0.5 * np.sin(2 * np.pi * hz / RATE * np.arange(count))
    return samples


@pytest.mark.parametrize("level", [FINEST_LEVEL, -1, 0, 1, 2])
def test_a_call_is_shown_when_it_was(write, level):
    sound = write(burst(4, at_s=1.0))
    keys = tiles_between(sound, SETTINGS, level, 0, 4)
    loud = np.concatenate([compute_tile(key) for key in keys]).max(axis=1)
    shown_s = (np.flatnonzero(loud > 210) + 0.5) * keys[0].column_s
    assert shown_s.mean() == pytest.approx(1.05, abs=0.02)


def test_coarse_columns_average_the_power_of_fine_ones(write):
    rng = np.random.default_rng(1)
    sound = write(0.1 * rng.standard_normal(RATE * 4))
    fine, coarse = (compute_tile(TileKey(sound, SETTINGS, level, 0)) for level in (0, 3))
    power = 10 ** (from_byte(fine.astype(np.float64)) / 10)
    averaged = 10 * np.log10(power[: len(coarse) // 8 * 64].reshape(-1, 8, 129).mean(axis=1))
    shown = from_byte(coarse.astype(np.float64))[: len(averaged)]
    assert np.abs(shown - averaged).mean() < 0.5


def test_a_day_costs_as_many_frames_as_an_hour(write, monkeypatch):
    from core.audio import tiles

    counted = []
    real = tiles.frame_power

    def count(samples, starts, window):
        counted.append(len(starts))
        return real(samples, starts, window)

    monkeypatch.setattr(tiles, "frame_power", count)
    sound = write(np.zeros(RATE * 60, dtype=np.float32))
    for level in (6, 9):
        compute_tile(TileKey(sound, SETTINGS, level, 0))
        assert sum(counted) <= COLUMNS * tiles.MOST_FRAMES
        counted.clear()


def test_memory_does_not_grow_with_what_a_tile_covers(write):
    sound = write(np.zeros(RATE * 300, dtype=np.float32))
    tracemalloc.start()
    compute_tile(TileKey(sound, SETTINGS, 5, 0))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 25e6


@pytest.mark.parametrize("denoise", list(Denoise))
@pytest.mark.parametrize("axis", list(FrequencyAxis))
def test_every_setting_gives_an_image_of_its_height(write, axis, denoise):
    settings = SpectrogramSettings(window=512, axis=axis, denoise=denoise)
    tile = compute_tile(TileKey(write(burst(2, 1)), settings, 0, 0))
    assert tile.shape == (-(-2 * RATE // settings.hop), settings.rows)


@pytest.mark.parametrize("denoise", [Denoise.MEDIAN, Denoise.PCEN])
def test_denoised_tiles_join_without_a_seam(write, denoise):
    rng = np.random.default_rng(2)
    sound = write(0.05 * rng.standard_normal(RATE * 10))
    settings = SpectrogramSettings(window=256, denoise=denoise)
    left, right = (compute_tile(TileKey(sound, settings, 0, index)) for index in (0, 1))
    before, after = left[-100:].mean(), right[:100].mean()
    assert abs(before - after) < 3


def test_the_median_takes_a_hum_away(write):
    at = np.arange(RATE * 3) / RATE
    hum = 0.2 * np.sin(2 * np.pi * 1000 * at).astype(np.float32)
    settings = SpectrogramSettings(window=256, denoise=Denoise.MEDIAN)
    tile = compute_tile(TileKey(write(hum + burst(3, 1)), settings, 0, 0))
    hum_row, call_row = 1000 * 256 // RATE, 4000 * 256 // RATE
    assert np.median(tile[:, hum_row]) < 10
    assert tile[:, call_row].max() > 60


@pytest.mark.parametrize("seconds", [0.001, 0.2, 0.5])
def test_the_shortest_file_still_has_a_tile(write, seconds):
    sound = write(burst(seconds, 0, length_s=seconds))
    for level in (FINEST_LEVEL, 0, 4):
        assert compute_tile(TileKey(sound, SETTINGS, level, 0)).shape[1] == SETTINGS.rows


def test_one_of_eight_channels_can_be_looked_at(write):
    samples = np.zeros((RATE, 8), dtype=np.float32)
    samples[:, 5] = 0.5 * np.sin(2 * np.pi * 3000 / RATE * np.arange(RATE))
    sound = write(samples)
    loud = compute_tile(TileKey(sound, SpectrogramSettings(channel=5), 0, 0)).max()
    mean = compute_tile(TileKey(sound, SpectrogramSettings(), 0, 0)).max()
    silent = compute_tile(TileKey(sound, SpectrogramSettings(channel=4), 0, 0)).max()
    assert loud > mean > silent


def test_broken_samples_do_not_blacken_the_image(write):
    samples = burst(1, 0.5)
    samples[:100] = np.inf
    tile = compute_tile(TileKey(write(samples), SETTINGS, 0, 0))
    assert tile[40:].min() < 100 < tile.max()


def test_a_recording_that_vanished_says_so(tmp_path):
    sound = Sound(tmp_path / "gone.wav", RATE, RATE, "hash")
    with pytest.raises(UnreadableRecordingError):
        compute_tile(TileKey(sound, SETTINGS, 0, 0))


def test_the_level_is_the_coarsest_that_is_fine_enough(write):
    sound = write(burst(1, 0))
    for wanted in (1e-5, 0.001, 0.013, 1.0, 90.0):
        level = level_for(sound, SETTINGS, wanted)
        assert level == FINEST_LEVEL or column_s(sound, SETTINGS, level) <= wanted
        assert column_s(sound, SETTINGS, level + 1) > wanted


def test_tiles_between_cover_a_span_and_no_more(write):
    sound = write(burst(30, 0))
    keys = tiles_between(sound, SETTINGS, -1, 9.0, 14.0)
    assert keys[0].start_s <= 9.0 < keys[1].start_s
    assert keys[-1].start_s < 14.0 <= keys[-1].start_s + COLUMNS * keys[-1].column_s
    assert tiles_between(sound, SETTINGS, 0, 40.0, 50.0) == []


def test_memory_keeps_the_latest_tiles_within_its_limit(write):
    sound = write(burst(30, 0))
    keys = tiles_between(sound, SETTINGS, 0, 0, 30)
    cache = TileCache(memory_bytes=2 * COLUMNS * SETTINGS.rows)
    for key in keys:
        cache.tile(key)
    assert [key for key in keys if cache.held(key) is not None] == keys[-2:]


def test_expensive_tiles_come_back_from_disk_without_the_recording(write, tmp_path):
    sound = write(burst(30, 3))
    key = TileKey(sound, SETTINGS, 3, 0)
    first = TileCache(tmp_path / "tiles").tile(key)
    sound.path.unlink()
    assert (TileCache(tmp_path / "tiles").tile(key) == first).all()


def test_a_damaged_cache_file_is_computed_anew(write, tmp_path):
    key = TileKey(write(burst(30, 3)), SETTINGS, 3, 0)
    first = TileCache(tmp_path / "tiles").tile(key)
    for file in (tmp_path / "tiles").iterdir():
        file.write_bytes(b"cut off")
    assert (TileCache(tmp_path / "tiles").tile(key) == first).all()


def test_the_disk_cache_stays_below_its_limit(write, tmp_path):
    sound, folder = write(burst(120, 3)), tmp_path / "tiles"
    cache = TileCache(folder, disk_bytes=3 * COLUMNS * SETTINGS.rows)
    for key in tiles_between(sound, SETTINGS, 2, 0, 120):
        cache.tile(key)
        assert sum(file.stat().st_size for file in folder.iterdir()) <= 3 * COLUMNS * SETTINGS.rows


def test_a_cache_that_cannot_be_written_is_no_obstacle(write, tmp_path):
    (tmp_path / "tiles").write_text("a file where the folder should be")
    key = TileKey(write(burst(30, 3)), SETTINGS, 3, 0)
    assert TileCache(tmp_path / "tiles").tile(key).any()


def test_a_sound_of_unknown_content_leaves_nothing_on_disk(write, tmp_path):
    known = write(burst(30, 3))
    sound = Sound(known.path, known.sample_rate, known.frames)
    TileCache(tmp_path / "tiles").tile(TileKey(sound, SETTINGS, 3, 0))
    assert not (tmp_path / "tiles").exists()
