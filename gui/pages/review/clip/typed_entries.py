"""What a person says in words: which species it is, which one sings too, a comment."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, QPoint, QRect
from PySide6.QtWidgets import QWidget

from core.domain import Detection, Species, Verdict
from gui.open_project import OpenProject
from gui.pages.review.clip.clip import Clip
from gui.pages.review.clip.popovers import CommentField, SpeciesPicker
from gui.pages.review.questions import ReviewQuestion
from gui.pages.review.queue.queue import Queue
from gui.pages.review.queue.verdict_controller import VerdictController
from gui.requests import Requests

ThenSpecies = Callable[[Species], object]


class TypedEntries(QObject):
    """Opens small fields beside the clip, and does what is typed there."""

    def __init__(
        self,
        project: OpenProject,
        line: QWidget,
        clip: Clip,
        queue: Queue,
        verdicts: VerdictController,
        requests: Requests,
    ) -> None:
        """``line`` says what the clip is: fields open at it where there is no sound."""
        super().__init__(line)
        self._line, self._clip, self._queue = line, clip, queue
        self._verdicts, self._requests = verdicts, requests
        self._project = project
        self._names_of = ""
        """The network whose names can be typed."""
        self._expected_at: tuple[str, int] | None = None
        self._about: Detection | None = None
        self.picker, self.comment_field = SpeciesPicker(line), CommentField(line)
        self.comment_field.written.connect(self._keep_comment)

    def ask_species(self) -> None:
        """Let a species be typed that the detection really is."""
        # Of what was chosen when it was asked: the queue may be another one by the answer.
        then = partial(self._verdicts.decide, Verdict.WRONG, about=self._queue.chosen())
        self.pick("Which species is it? A few letters will do.", then)

    def ask_also(self) -> None:
        """Let a second species be typed that sings in the same clip."""
        if self._queue.current:
            then = partial(self._project.review.label_too, self._queue.current)
            self.pick("Which other species sings here too?", then)

    def ask_comment(self) -> None:
        """Let a comment be written."""
        self._about = self._queue.current
        if self._about:
            self.comment_field.open_below(self._line, self._about.note)

    def pick(self, prompt: str, then: ThenSpecies) -> None:
        """Let a species be typed; ``then`` gets it."""
        current = self._queue.current
        if current is None:
            return
        if self._names_of != current.network:
            self._names_of = current.network
            names = partial(self._project.review.species_search, current.network)
            self._requests.ask(
                ReviewQuestion.NAMES, lambda: self._names_of, names, self.picker.offer
            )
        self._expect(current)
        line = QRect(self._line.mapToGlobal(QPoint(0, 0)), self._line.size())
        self.picker.ask(self._clip.view.canvas.place_of_current() or line, prompt, then)

    def _expect(self, current: Detection) -> None:
        where = (current.network, current.recording_id)
        if self._expected_at != where:
            self._expected_at = where
            work = partial(self._project.review.expected_here, current)
            self._requests.ask(
                ReviewQuestion.EXPECTED, lambda: self._expected_at, work, self.picker.expect
            )

    def _keep_comment(self, text: str) -> None:
        if self._about:
            self._project.comment(self._about.id, text)
