"""The detection in hand: its sound as a picture with its neighbours, and to be heard."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.audio.tile_cache import TileCache
from core.domain import Detection, Recording
from core.settings import cache_folder
from gui.player import Player
from gui.remembered import Remembered
from gui.widgets.spectrogram import Box, Sound, SpectrogramView
from gui.widgets.spectrogram.looks import from_plain, to_plain

CONTEXT_S = 3.0


class Clip(QWidget):
    """The spectrogram and the player, kept on the same stretch."""

    detection_chosen = Signal(object)
    """The id of a neighbour that was clicked."""
    failed = Signal(str)
    playing_changed = Signal(bool)

    def __init__(self, remembered: Remembered) -> None:
        super().__init__()
        self._remembered = remembered
        self._detection: Detection | None = None
        self._recording: Recording | None = None
        self.loaded = True
        self.player = Player(self)
        self.view = SpectrogramView(TileCache(cache_folder() / "tiles"))
        self.view.set_looks(from_plain(remembered.value("spectrogram")))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.view)
        self._connect()

    def show_detection(self, detection: Detection | None, recording: Recording | None) -> None:
        """Show another detection, or nothing."""
        self.player.stop()
        self._detection, self._recording = detection, recording
        if detection is None or recording is None:
            self.loaded = True
            self.view.set_boxes([])
            self.view.show_recording(None)
            return
        self.loaded = False
        self.view.show_recording(sound_of(recording), _start(recording))
        self.view.go_to(detection.start_s, detection.end_s, CONTEXT_S)

    def show_neighbours(self, neighbours: Sequence[Detection]) -> None:
        """Draw the detections of the same recording."""
        current = self._detection.id if self._detection else None
        self.view.set_boxes([box_of(d, current=d.id == current) for d in neighbours])

    def prefetch(self, detection: Detection, recording: Recording) -> None:
        """Fetch what is likely to be looked at and heard next."""
        sound = sound_of(recording)
        self.view.prefetch(sound, detection.start_s, detection.end_s, CONTEXT_S)
        self.player.prefetch(recording.path, detection.start_s, detection.end_s)

    def play_or_stop(self) -> None:
        """Play the clip, or fall silent."""
        if self.player.playing:
            self.player.stop()
        else:
            self.play()

    def play(self) -> None:
        """Play the clip from its start."""
        if self._detection and self._recording:
            self.player.play(self._recording.path, self._detection.start_s, self._detection.end_s)

    def _play_from(self, at_s: float) -> None:
        if self._recording:
            last = self.view.range_s[1]
            self.player.play(self._recording.path, at_s, min(last, self._recording.duration_s))

    def _connect(self) -> None:
        self.view.box_clicked.connect(self.detection_chosen)
        self.view.clicked_at.connect(self._play_from)
        self.view.shown.connect(self._note_shown)
        self.view.failed.connect(self._note_shown)
        self.view.looks_changed.connect(
            lambda looks: self._remembered.keep("spectrogram", to_plain(looks))
        )
        self.player.position_changed.connect(self.view.set_play_cursor)
        self.player.playing_changed.connect(self._playing)
        self.player.notice.connect(self.failed)
        self.player.failed.connect(self.failed)

    def _playing(self, on: bool) -> None:
        if not on:
            self.view.set_play_cursor(None)
        self.playing_changed.emit(on)

    def _note_shown(self, *_: Any) -> None:
        self.loaded = True


def sound_of(recording: Recording) -> Sound:
    """Return what the spectrogram needs to know of a recording."""
    return Sound.of(
        recording.path, recording.duration_s, recording.sample_rate, recording.content_hash
    )


def box_of(detection: Detection, *, current: bool) -> Box:
    """Return a detection as it is drawn."""
    return Box(
        id=detection.id,
        start_s=detection.start_s,
        end_s=detection.end_s,
        low_hz=detection.low_hz,
        high_hz=detection.high_hz,
        label=detection.current_species.common_name,
        verdict=detection.verdict,
        score=detection.score,
        current=current,
    )


def _start(recording: Recording) -> datetime | None:
    start = recording.start
    return (start.aware or start.local) if start else None
