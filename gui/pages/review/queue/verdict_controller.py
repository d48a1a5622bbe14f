"""What a person says: about one detection, about those chosen in the grid, about all below."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMessageBox, QWidget

from core.domain import Detection, Species, Verdict
from core.history import Changed, Step
from core.review.bulk import Preview
from gui.pages.review.questions import ReviewQuestion
from gui.pages.review.queue.queue import Queue
from gui.pages.review.queue.queue_loader import QueueLoader
from gui.requests import Requests
from gui.widgets import words
from gui.widgets.empty import Action
from gui.widgets.notice import Notice
from gui.widgets.plain import message_box


class VerdictController(QObject):
    """Stores verdicts and moves on; takes them back and goes back."""

    told = Signal(object)
    """A Notice."""
    decided = Signal(object, str, object)
    """The Verdict, what it is about in a few words, and the Species that it is instead, or None."""

    def __init__(
        self, queue: Queue, loader: QueueLoader, requests: Requests, owner: QWidget
    ) -> None:
        super().__init__(owner)
        self._queue, self._loader, self._requests, self._owner = queue, loader, requests, owner
        self._project = loader.project
        self._short_list: tuple[int, Sequence[Species]] = (0, ())

    def begin(self) -> None:
        """Show the clip that is undone, redone or refused."""
        self._project.changes.stepped.connect(self._show_step)
        self._project.changes.refused.connect(self._show_step)

    def decide(
        self,
        verdict: Verdict,
        corrected: Species | None = None,
        about: Sequence[Detection] | None = None,
    ) -> None:
        """Store a verdict on these, or on what is chosen, in one step, and move on."""
        chosen = self._queue.chosen() if about is None else about
        if not chosen:
            return
        ids = [d.id for d in chosen]
        rows = self._queue.table.rows_of(ids)
        self._project.decide(ids, verdict, corrected)
        self.decided.emit(verdict, _about(chosen), corrected)
        there_are_more = (
            self._queue.go_to_row(self._queue.next_row(max(rows))) if rows else self._queue.next()
        )
        if not there_are_more:
            self._say_end()

    def skip(self) -> None:
        """Move on without a word."""
        if not self._queue.next():
            self._say_end()

    def undo(self) -> None:
        """Take back the last step and go back to it."""
        self._project.undo()

    def redo(self) -> None:
        """Do again what was taken back."""
        self._project.redo()

    def offer(self, detection_id: int, species: Sequence[Species]) -> None:
        """Take the short list of a detection."""
        self._short_list = detection_id, species

    def pick(self, number: int) -> None:
        """Say that it is another species: the one of this number in the short list."""
        current, (of, species) = self._queue.current, self._short_list
        if current and current.id == of and 0 <= number < len(species):
            self.decide(Verdict.WRONG, species[number])

    def below(self) -> None:
        """Ask whether all that scores less than the current detection is wrong, then say so."""
        current = self._queue.current
        if current is None:
            return
        plan = self._loader.spec.plan
        if plan and plan.blind:
            self.told.emit(Notice("A blind second opinion is given clip by clip."))
            return
        work = partial(self._project.review.below, self._loader.spec.wanted, current.score)
        self._requests.ask(
            ReviewQuestion.BELOW, self._below, work, partial(self._ask_below, current)
        )

    def _below(self) -> object:
        return self._owner.isVisible(), self._loader.shown(), self._loader.in_hand()

    def _ask_below(self, current: Detection, preview: Preview) -> None:
        if not preview.detections:
            self.told.emit(Notice("Nothing unreviewed of this queue scores less."))
            return
        box = message_box(
            self._owner, "Mark all below this score wrong", below_words(preview, current.score),
            "One undo takes all of them back.",
        )  # fmt: skip
        yes = box.addButton(
            f"Mark {words.count(preview.detections, 'detection')} wrong",
            QMessageBox.ButtonRole.AcceptRole,
        )
        box.addButton(QMessageBox.StandardButton.Cancel)
        yes.clicked.connect(partial(self.mark_below, preview))
        box.open()

    def mark_below(self, preview: Preview) -> None:
        """Say so of all of them, in one step."""
        self._project.review.decide_all(preview.wanted, Verdict.WRONG, self._marked)

    def _marked(self, changed: Changed) -> None:
        number, undo = len(changed.detections), self.undo
        self.told.emit(
            Notice(f"{words.count(number, 'detection')} marked wrong.", Action("Undo", undo))
        )

    def _show_step(self, step: Step) -> None:
        """Go back to what is being undone or redone, or could not be stored."""
        ids = tuple(step.outlook.detections)
        here = self._owner.isVisible()
        if here and (len(ids) == 1 or (ids and self._queue.table.row_of(ids[-1]) is not None)):
            self._loader.reveal(ids[-1])

    def _say_end(self) -> None:
        if self._loader.numbered:  # otherwise more may follow
            self.told.emit(Notice("This was the last detection of the queue."))


def _about(chosen: Sequence[Detection]) -> str:
    """Return what a verdict is about: the species as the screen says it, or how many clips."""
    return chosen[0].heard_as if len(chosen) == 1 else words.count(len(chosen), "clip")


def below_words(preview: Preview, score: float) -> str:
    """Return what marking all below a score would do, in a sentence."""
    some = words.count(preview.detections, "unreviewed detection")
    of = words.count(len(preview.species), "species", "species")
    if len(preview.species) == 1:
        of = preview.species[0].species.common_name
    lowest, highest = preview.lowest or 0.0, preview.highest or 0.0
    return (
        f"{some} of {of} in this queue score less than {score:.2f} (from {lowest:.2f} to "
        f"{highest:.2f}). All of them will be marked wrong. What was reviewed already stays."
    )
