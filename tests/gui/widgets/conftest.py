"""A spectrogram on a screen of its own."""

import pytest

from core.audio.tile_cache import TileCache
from gui.widgets.spectrogram import SpectrogramView


@pytest.fixture
def view(qtbot, looks):
    shown = SpectrogramView(TileCache())
    qtbot.addWidget(shown)
    shown.resize(900, 600)
    shown.show()
    qtbot.waitExposed(shown)
    return shown
