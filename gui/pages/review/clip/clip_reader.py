"""What is read of the detection in hand: where it is from, what is around it, what else it may be.

The name of one clip and the sound of another are never on screen together.
"""

from collections.abc import Iterable, Sequence
from functools import partial

from PySide6.QtCore import QObject, Signal

from core.domain import Detection, Species
from gui.open_project import OpenProject
from gui.pages.review.clip import clip_queries
from gui.pages.review.clip.annotation_boxes import AnnotationBoxes
from gui.pages.review.clip.clip import Clip
from gui.pages.review.clip.clip_queries import ClipContext
from gui.pages.review.clip.verdict_bar import VerdictBar
from gui.pages.review.questions import ReviewQuestion
from gui.pages.review.queue.queue import Queue
from gui.pages.review.queue.queue_loader import QueueLoader
from gui.requests import Requests


class ClipReader(QObject):
    """Shows what the queue has in hand, as it is read."""

    left = Signal(object)
    """The Detection that is in hand now, or None: nothing of the former may stay."""
    came = Signal()
    """The detection in hand is on screen."""
    alternatives_came = Signal(int, object)
    """The id of a detection, and the species that it may be instead."""

    def __init__(
        self,
        queue: Queue,
        loader: QueueLoader,
        requests: Requests,
        clip: Clip,
        boxes: AnnotationBoxes,
        verdicts: VerdictBar,
    ) -> None:
        super().__init__(clip)
        self._queue, self._loader, self._requests = queue, loader, requests
        self._clip, self._boxes, self._verdicts = clip, boxes, verdicts
        self._project = loader.project
        self._shown: object = None
        """What the clip and all that stands around it are about."""
        self._afresh = False
        queue.current_changed.connect(self._show)
        loader.opened.connect(lambda found: boxes.name_runs(found.runs))
        clip.detection_chosen.connect(loader.reveal)

    def begin(self) -> None:
        """Follow what is drawn and said."""
        self._project.review.annotations_changed.connect(self._read)
        self._project.verdicts_expected.connect(self._verdicts_changed)
        self._project.verdicts_changed.connect(self._verdicts_changed)

    def _show(self, detection: Detection | None) -> None:
        self._verdicts.show_detection(detection)
        former, self._shown = self._shown, self._loader.in_hand()
        if self._shown != former:
            self._leave(detection)
        self._afresh = True
        self._read()

    def _leave(self, detection: Detection | None) -> None:
        self._boxes.leave()
        if detection is None:
            self._clip.show_detection(None, None)
        else:
            self._clip.await_detection(detection)
        self._show_alternatives((0, ()))
        self._verdicts.show_elsewhere(())
        self.left.emit(detection)

    def _read(self) -> None:
        current = self._queue.current
        if current:
            work = partial(clip_queries.clip_context, self._project, self._loader.spec, current)
            self._requests.ask(
                ReviewQuestion.AROUND, self._loader.in_hand, work, self._show_context, first=True
            )

    def _show_context(self, found: ClipContext) -> None:
        afresh, self._afresh = self._afresh, False
        if afresh:
            self._clip.show_detection(
                found.detection, found.recording, there=found.there, heard_hz=found.heard_hz
            )
        self._boxes.show_context(found)
        if afresh:
            self._ask_further(self._project, found.detection)

    def _ask_further(self, project: OpenProject, detection: Detection) -> None:
        self.came.emit()
        about = self._loader.in_hand
        following = self._queue.upcoming()
        if following:
            work = partial(clip_queries.upcoming, project, following)
            self._requests.ask(
                ReviewQuestion.UPCOMING, about, work, lambda found: self._clip.prefetch(*found)
            )
        others = partial(clip_queries.alternatives, project, detection)
        self._requests.ask(ReviewQuestion.ALTERNATIVES, about, others, self._show_alternatives)
        elsewhere = partial(project.review.said_elsewhere, detection)
        self._requests.ask(
            ReviewQuestion.ELSEWHERE, about, elsewhere, self._verdicts.show_elsewhere
        )

    def _show_alternatives(self, found: tuple[int, Sequence[Species]]) -> None:
        self.alternatives_came.emit(*found)
        self._clip.alternatives.offer(found[1])

    def _verdicts_changed(self, ids: Iterable[int]) -> None:
        ids = list(ids)
        current = self._queue.current
        if current and current.id in ids:
            self._verdicts.show_detection(current)
        if self._requests.asked(ReviewQuestion.AROUND) or self._boxes.shows(ids):
            self._read()
