"""The sign on clips in which human voices were heard: in the grid, and at the clip in hand."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QObject, QRect
from PySide6.QtGui import QPainter

from core.domain import Detection, Excerpt
from gui.open_project import OpenProject
from gui.pages.review.clip.verdict_bar import VerdictBar
from gui.pages.review.questions import ReviewQuestion
from gui.pages.review.queue.grid_cells import paint_detection, paint_sign
from gui.pages.review.queue.queue import Queue
from gui.requests import Requests

SIGN = "voice"
_MOST = 5000


class VoiceMarks(QObject):
    """Asked for the clips that are on screen; what is known of them stays known."""

    def __init__(
        self, project: OpenProject, queue: Queue, verdicts: VerdictBar, requests: Requests
    ) -> None:
        super().__init__(queue)
        self._queue, self._verdicts, self._requests = queue, verdicts, requests
        self._project = project
        self._known: dict[int, float] = {}
        self._due: dict[int, Excerpt] = {}
        queue.grid.paint_captions_with(self._paint)
        queue.pictures.wanted.connect(self._want)
        queue.current_changed.connect(self._show)

    def begin(self) -> None:
        """Follow what is detected."""
        self._project.detections_changed.connect(self._afresh)
        self._afresh()

    def score(self, clip_id: int) -> float:
        """Return the best score of voices in a clip, 0 where there is none or nobody knows yet."""
        return self._known.get(clip_id, 0.0)

    def _afresh(self) -> None:
        self._known.clear()
        self._due.clear()
        self._show(self._queue.current)

    def _want(self, clips: Sequence[Excerpt]) -> None:
        unknown = {clip.id: clip for clip in clips if clip.id not in self._known}
        current = self._queue.current
        if current and current.id not in self._known:
            unknown[current.id] = current
        if unknown and unknown.keys() != self._due.keys():
            self._due = unknown
            work = partial(self._project.voices.within, list(unknown.values()))
            self._requests.ask(ReviewQuestion.VOICES, lambda: tuple(self._due), work, self._take)

    def _take(self, found: dict[int, float]) -> None:
        if len(self._known) > _MOST:
            self._known.clear()
        self._known |= dict.fromkeys(self._due, 0.0) | found
        self._due = {}
        self._queue.grid.viewport().update()
        self._show(self._queue.current)

    def _show(self, current: Detection | None) -> None:
        score = self.score(current.id) if current else 0.0
        self._verdicts.show_voice(score)
        self._queue.grid.say_of_current("Human voices were heard in this clip." if score else "")
        if current and current.id not in self._known:
            self._want(())

    def _paint(self, painter: QPainter, image: QRect, found: Detection) -> None:
        paint_detection(painter, image, found)
        if self.score(found.id):
            paint_sign(painter, image, SIGN)
