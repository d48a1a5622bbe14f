"""Comparing the clip in hand with reviewed ones: which are shown beside it, heard and kept."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from core.domain import Detection, Recording, Species
from core.review.reference import Alike
from gui.pages.review.clip.clip import Clip
from gui.pages.review.clip.examples import ExamplesPanel
from gui.pages.review.questions import ReviewQuestion
from gui.pages.review.queue.queue import Queue
from gui.pages.review.queue.queue_loader import QueueLoader
from gui.pages.states import SEEN_MS
from gui.remembered import Remembered
from gui.requests import Requests, the_project
from gui.tables.examples_table import Example
from gui.widgets import words
from gui.widgets.empty import Action
from gui.widgets.notice import Notice
from gui.widgets.still import Still

_LATER_MS = 150
"""The clip itself comes first, and who goes on at once needs no examples."""
_STILL_MS = 300
_SHOWN = "review/examples"
_NO_EMBEDDINGS = (
    "This analysis kept nothing to compare by, so what sounds alike is not known. Keep confirmed "
    "clips with K to see them here."
)


class ClipComparison(QObject):
    """Fills the panel after the clip is shown, and does what is wanted of an example."""

    told = Signal(object)
    """A Notice."""
    shown_changed = Signal(bool)
    kept_changed = Signal(bool)
    """Whether the clip in hand is kept as an example."""

    def __init__(
        self,
        panel: ExamplesPanel,
        clip: Clip,
        queue: Queue,
        loader: QueueLoader,
        requests: Requests,
        remembered: Remembered,
    ) -> None:
        super().__init__(panel)
        self._panel, self._clip = panel, clip
        self._queue, self._loader = queue, loader
        self._requests, self._remembered = requests, remembered
        self._project = loader.project
        self._heard = -1
        self._species: Species | None = None
        self._still = Still(panel, _STILL_MS)
        self._worth_it = False
        self._later = QTimer(self, singleShot=True, interval=_LATER_MS)
        self._later.timeout.connect(self._read)
        self._slow = QTimer(self, singleShot=True, interval=SEEN_MS)
        self._slow.timeout.connect(self._say_slow)
        panel.seen.connect(self.read_soon)
        panel.view.play_wanted.connect(self._play)
        panel.view.open_wanted.connect(lambda example: queue.visit(example.detection))
        panel.view.keep_wanted.connect(lambda some: self._keep([one.detection for one in some]))
        panel.setVisible(self.shown)

    @property
    def shown(self) -> bool:
        """Tell whether the person wants the panel; at first where there is what to compare."""
        return bool(self._remembered.value(_SHOWN, self._worth_it))

    @property
    def settled(self) -> bool:
        """Tell whether the panel is complete, if it is on screen."""
        waiting = self._later.isActive() or self._queue.pictures.busy
        return not (self._panel.isVisible() and waiting)

    def begin(self) -> None:
        """Follow what is kept and said, and find out whether anything is."""
        self._project.review.references_changed.connect(self.read_soon)
        self._project.verdicts_changed.connect(lambda _ids: self.read_soon())
        self._requests.ask(
            ReviewQuestion.REVIEWERS, the_project, self._project.review.plans.reviewers, self._offer
        )

    def _offer(self, reviewers: object) -> None:
        self._worth_it = bool(reviewers)
        self._panel.setVisible(self.shown)
        self.shown_changed.emit(self.shown)

    def show_beside(self, detection: Detection | None) -> None:
        """Show examples for another clip, soon; those of the former go at once."""
        self._heard = -1
        self.kept_changed.emit(False)
        former, self._species = self._species, detection.species if detection else None
        if self._species and self._species == former:
            self._still.hold()  # most stay, or are much like these
        else:
            self._still.let_go()
        self._fill(None, "")
        if detection:
            self.read_soon()

    def read_soon(self) -> None:
        """Read the examples again: something was said since."""
        self._later.start()

    def toggle(self) -> None:
        """Show the panel, or hide it; remembered."""
        self._remembered.keep(_SHOWN, not self.shown)
        with self._keyboard_kept():
            self._panel.setVisible(self.shown)
        self.shown_changed.emit(self.shown)

    def keep_or_drop(self) -> None:
        """Keep the clip in hand to compare others with, or no longer."""
        if self._queue.current:
            self._keep([self._queue.current])

    def play_next(self) -> None:
        """Play the example most alike, then the next; the clip itself is played with Space."""
        if not self.shown:
            self.told.emit(Notice("The examples are hidden.", Action("Show them", self.toggle)))
        examples = self._panel.table.examples
        if not examples or not self._panel.isVisible():
            return
        self._heard = (self._heard + 1) % len(examples)
        self._panel.view.mark(examples[self._heard])
        self._play(examples[self._heard])

    def _read(self) -> None:
        current = self._queue.current
        if current and self._panel.isVisible():
            work = partial(self._project.review.alike, self._loader.spec, current)
            about = self._loader.in_hand
            self._requests.ask(
                ReviewQuestion.ALIKE, about, work, partial(self._show, current), self._say
            )
            self._slow.start()

    def _say_slow(self) -> None:
        if self._requests.asked(ReviewQuestion.ALIKE) and not self._panel.table.examples:
            self._fill(None, "Looking for reviewed clips that sound like this one …")

    def _show(self, current: Detection, found: Alike) -> None:
        self._fill(found, _sentence(current, found))
        self._still.let_go()
        self._queue.pictures.want([each.detection for each in self._panel.table.examples])
        self.kept_changed.emit(found.is_kept)

    def _say(self, sentence: str) -> None:
        self._fill(None, sentence)
        self._still.let_go()

    def _fill(self, alike: Alike | None, sentence: str) -> None:
        with self._keyboard_kept():
            self._panel.show_alike(alike, sentence)

    @contextmanager
    def _keyboard_kept(self) -> Iterator[None]:
        """Where what has the focus goes, give it to the queue: Qt would take any neighbour."""
        here = self._panel.view.hasFocus()
        yield
        if here and not self._panel.view.isVisible():
            self._queue.take_focus()

    def _play(self, example: Example) -> None:
        work = partial(self._project.recording, example.detection.recording_id)
        about = self._loader.in_hand
        self._requests.ask(
            ReviewQuestion.EXAMPLE, about, work, partial(self._hear, example.detection)
        )

    def _hear(self, detection: Detection, recording: Recording) -> None:
        self._clip.play_elsewhere(recording, detection.start_s, detection.end_s)

    def _keep(self, some: Sequence[Detection]) -> None:
        """Keep clips, or no longer where they are kept; they are all alike in that."""
        keep = partial(self._project.review.keep_or_drop_reference, self._loader.spec)
        work = lambda: [keep(one) for one in some]  # noqa: E731
        self._requests.do(work, partial(self._say_kept, some), in_turn=True)

    def _say_kept(self, some: Sequence[Detection], kept: Sequence[bool]) -> None:
        named = some[0].current_species.common_name
        what = f"as an example of {named}"
        if len(some) > 1:
            what = f"as examples: {words.count(len(some), 'clip')}"
        if all(kept):
            self._offer([named])
            self.told.emit(Notice(f"Kept {what}."))
        else:
            back = Action("Keep it" if len(some) == 1 else "Keep them", partial(self._keep, some))
            self.told.emit(Notice(f"No longer kept {what}.", back))


def _sentence(current: Detection, found: Alike) -> str:
    """Return what to do where there is nothing to compare with, or not all there could be."""
    if not found.comparable:
        return _NO_EMBEDDINGS
    if found.kept or found.confirmed or found.rejected:
        return ""
    name = current.species.common_name
    return (
        f"Confirm or reject some clips of {name}: those that sound most like this one are then "
        "shown here. K keeps a confirmed one for good."
    )
