"""A stretch that cannot be read is silent, and the rest is seen and heard."""

import numpy as np
import pytest
import soundfile

from core.audio.gaps import ReadingOn
from core.audio.playback_chain import Treatment, listen
from core.audio.source import open_source
from core.audio.spectrogram import SpectrogramSettings
from core.audio.tile_cache import TileCache
from core.audio.tiles import Sound, TileKey
from core.errors import UnreadableRecordingError
from tests.core.audio.bad_card import bad_spot
from tests.core.recorders.making import content_of

RATE = 32_000
BAD_S = (5.0, 5.1)


@pytest.fixture
def path(tmp_path, monkeypatch):
    """Ten seconds of a tone on a card with a bad spot in the middle."""
    path = tmp_path / "tone.wav"
    soundfile.write(path, 0.5 * np.sin(np.pi / 8 * np.arange(10 * RATE)), RATE)
    bad_spot(monkeypatch, path, *(44 + round(at * RATE) * 2 for at in BAD_S))
    return path


def test_only_what_is_bad_is_silent(path):
    with open_source(path) as opened:
        source = ReadingOn(opened)
        samples = source.read(10 * RATE)[:, 0]
    silent_s = np.flatnonzero(np.convolve(np.abs(samples), np.ones(50), "same") == 0) / RATE
    assert len(samples) == 10 * RATE
    assert 4.7 < silent_s.min() <= BAD_S[0] + 0.01
    assert BAD_S[1] - 0.01 <= silent_s.max() < 5.4
    assert all(4.7 < first < last < 5.4 for first, last in source.lost_s)


def test_the_rest_is_heard_and_the_time_is_right(path):
    heard = np.concatenate(list(listen(path, (4.5, 6.5), Treatment(), RATE)))
    loud = np.abs(heard) > 0.3
    assert len(heard) == pytest.approx(2 * RATE, abs=2)
    assert loud[: RATE // 8].any()
    assert loud[-RATE // 2 :].any()
    assert not loud[round(0.52 * RATE) : round(0.58 * RATE)].any()


def test_the_rest_is_drawn_and_the_gap_is_known_until_it_can_be_read(path, tmp_path, monkeypatch):
    cache = TileCache(tmp_path / "cache")
    sound = Sound(path, RATE, 10 * RATE, content_of(path))
    key = TileKey(sound, SpectrogramSettings(), 2, 0)
    loud = cache.tile(key).max(axis=1) > 200
    assert 0.9 < loud.mean() < 1
    ((first, last),) = _joined(cache.gaps(sound))
    assert first <= BAD_S[0] < BAD_S[1] <= last
    monkeypatch.undo()
    cache.forget(sound)
    assert (cache.tile(key)[:-2].max(axis=1) > 200).all()
    assert cache.gaps(sound) == []


def test_a_flac_is_known_to_be_lost_from_its_damage_on(tmp_path):
    path = tmp_path / "hole.flac"
    noise = np.random.default_rng(1).normal(0, 0.1, 5 * RATE)
    soundfile.write(path, noise, RATE)
    raw = path.read_bytes()
    middle = len(raw) // 2
    path.write_bytes(raw[:middle] + bytes(20_000) + raw[middle + 20_000 :])
    cache, sound = TileCache(), Sound(path, RATE, 5 * RATE)
    for index in range(3):
        cache.tile(TileKey(sound, SpectrogramSettings(), 0, index))
    ((first, last),) = _joined(cache.gaps(sound))
    assert 1.5 < first < 2.6
    assert last == pytest.approx(5)


def test_a_file_that_is_gone_is_still_said_to_be(path):
    path.unlink()
    with pytest.raises(UnreadableRecordingError):
        list(listen(path, (0, 1), Treatment(), RATE))


def _joined(spans):
    joined = []
    for first, last in spans:
        if joined and first <= joined[-1][1] + 1e-6:
            joined[-1] = (joined[-1][0], max(last, joined[-1][1]))
        else:
            joined.append((first, last))
    return joined
