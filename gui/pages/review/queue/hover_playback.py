"""Plays the clip of the grid on which the mouse rests, and shows how far the sound is."""

from functools import partial

from PySide6.QtCore import QObject, Signal

from core.domain import Detection, Recording
from gui.open_project import OpenProject
from gui.pages.review.questions import ReviewQuestion
from gui.pages.review.queue.queue import Queue
from gui.player import Player
from gui.remembered import Remembered
from gui.requests import Requests


class HoverPlayback(QObject):
    """Has a player of its own: what Space plays is not cut by a move of the mouse."""

    failed = Signal(str)

    def __init__(
        self,
        project: OpenProject,
        queue: Queue,
        space: Player,
        requests: Requests,
        remembered: Remembered,
    ) -> None:
        """``space`` plays what Space plays; the two fall silent for each other."""
        super().__init__(queue)
        self._queue, self._space, self._requests = queue, space, requests
        self._project = project
        self.player = Player(self)
        self._rested_on: Detection | None = None
        self._heard: Detection | None = None
        queue.bar.hover.setChecked(remembered.value("review/hover", False))
        queue.bar.hover_changed.connect(partial(remembered.keep, "review/hover"))
        queue.bar.hover_changed.connect(self.stop)
        queue.grid.rested_on.connect(self._ask)
        queue.grid.left.connect(self.stop)
        queue.table.modelReset.connect(self.stop)  # other clips
        space.playing_changed.connect(self._give_way)
        space.position_changed.connect(lambda at_s: self._show(queue.current, at_s))
        self.player.position_changed.connect(lambda at_s: self._show(self._heard, at_s))
        self.player.playing_changed.connect(self._playing)
        self.player.notice.connect(self.failed)
        self.player.failed.connect(self.failed)

    def stop(self) -> None:
        """Fall silent, and forget what was about to be played."""
        self._rested_on = None
        self.player.stop()

    def _ask(self, detection: Detection) -> None:
        if self._queue.bar.hover.isChecked():
            self._rested_on = detection
            work = partial(_file, self._project, detection)
            self._requests.ask(
                ReviewQuestion.HOVER, self._resting, work, partial(self._play, detection)
            )

    def _resting(self) -> object:
        return self._queue.as_grid, self._rested_on and self._rested_on.id

    def _play(self, detection: Detection, recording: Recording | None) -> None:
        if recording is None:
            return  # the clip itself says that it cannot be read
        self._space.stop()
        self._heard = detection
        self.player.set_treatment(self._space.treatment)
        last = min(detection.end_s, recording.duration_s)
        first = max(0.0, detection.start_s)
        self.player.play(recording.path, first, last, recording.content_hash)

    def _give_way(self, playing: bool) -> None:
        if playing:
            self.stop()
        self._playing(playing)

    def _playing(self, on: bool) -> None:
        if not on:
            self._queue.grid.show_heard(None)

    def _show(self, detection: Detection | None, at_s: float) -> None:
        if detection and detection.start_s <= at_s <= detection.end_s:
            length = detection.end_s - detection.start_s
            self._queue.grid.show_heard(detection.id, (at_s - detection.start_s) / length)


def _file(project: OpenProject, detection: Detection) -> Recording | None:
    recording = project.recording(detection.recording_id)
    return recording if recording.path.exists() else None
