"""Which tiles are fetched first."""

from pathlib import Path
from threading import Event

import numpy as np
import pytest

from core.audio.spectrogram import SpectrogramSettings
from core.audio.tile_cache import TileCache
from core.audio.tiles import Sound, TileKey
from gui.widgets.spectrogram.tile_loader import TileLoader

SOUND = Sound(Path("dawn.wav"), 48_000, 48_000 * 300, "abc")
FINE, COARSE = 0, 5


class SlowOverview(TileCache):
    """Coarse tiles wait until they may come; the others are there at once."""

    def __init__(self):
        super().__init__()
        self.may_come = Event()
        self.begun = []

    def tile(self, key):
        self.begun.append(key)
        if key.level == COARSE:
            self.may_come.wait(20)
        tile = np.zeros((1, key.settings.rows), np.uint8)
        self._hold(key, tile)
        return tile


@pytest.fixture
def cache():
    return SlowOverview()


@pytest.fixture
def loader(qtbot, cache):
    made = TileLoader(cache)
    yield made
    cache.may_come.set()
    qtbot.waitUntil(lambda: not made._under_way)


def key(level, index):
    return TileKey(SOUND, SpectrogramSettings(), level, index)


def test_the_next_clip_does_not_wait_for_the_overview_of_the_last(qtbot, cache, loader):
    loader.want([], besides=[key(COARSE, 0), key(COARSE, 1)])
    qtbot.waitUntil(lambda: cache.begun == [key(COARSE, 0)])
    loader.want([key(FINE, 0), key(FINE, 1)], besides=[key(COARSE, 2)])
    fine = [key(FINE, 0), key(FINE, 1)]
    qtbot.waitUntil(lambda: all(cache.held(k) is not None for k in fine))
    assert [k for k in cache.begun if k.level == COARSE] == [key(COARSE, 0)]


def test_a_clip_to_come_is_fetched_before_what_is_around(qtbot, cache, loader):
    loader.want([key(FINE, 0)], besides=[key(COARSE, 0)])
    loader.prefetch([key(FINE, 7)])
    qtbot.waitUntil(lambda: key(COARSE, 0) in cache.begun)
    assert [k.index for k in cache.begun if k.level == FINE] == [0, 7]
