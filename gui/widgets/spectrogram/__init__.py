"""The spectrogram and what lies on it. Nothing else in the window imports pyqtgraph."""

from core.audio.tiles import Sound
from gui.widgets.spectrogram.boxes import Box
from gui.widgets.spectrogram.view import SpectrogramView

__all__ = ["Box", "Sound", "SpectrogramView"]
