"""The review page: puts its parts together and passes on what they tell."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QHideEvent, QShowEvent
from PySide6.QtWidgets import QSplitter, QWidget

from core.domain import Detection, Species, Verdict
from gui.open_project import OpenProject, labels
from gui.pages.page import Either, Page
from gui.pages.review import looking
from gui.pages.review.clip import Clip
from gui.pages.review.filter_bar import FilterBar
from gui.pages.review.keys import focused_button, make_actions
from gui.pages.review.looking import Around, Overview
from gui.pages.review.popovers import CommentField, SpeciesPicker
from gui.pages.review.queue import Queue
from gui.pages.review.species_panel import SpeciesPanel
from gui.pages.review.verdict_bar import VerdictBar
from gui.remembered import Remembered
from gui.widgets.empty import EmptyState
from gui.widgets.parts import column, holder, line


class ReviewPage(Page):
    """Listen, look, decide; the next detection comes by itself."""

    name = "review"
    title = "Review"
    help = (
        "Listen to a detection (Space) and say whether the network is right: Y or Up for correct, "
        "N or Down for wrong, U when you cannot tell, S or Right to leave it. The next one comes "
        "by itself, and Left or Ctrl+Z takes back what you said last, as often as you like.\n\n"
        "If it is another species, press / and type a few letters of its name. C adds a "
        "comment.\n\n"
        "Choose a species at the left, or a site, score or verdict above the sound. What the "
        "species list did not expect is hidden and counted; Show brings it back.\n\n"
        "What the network said is never changed: your verdicts are kept beside it, each with your "
        "name and the time."
    )

    def __init__(self, remembered: Remembered) -> None:
        super().__init__(remembered)
        self.current: Detection | None = None
        self._labels_of = ""
        self.species, self.filters = SpeciesPanel(), FilterBar()
        self.clip, self.verdicts = Clip(remembered), VerdictBar()
        self.queue = Queue()
        self.picker, self.comment_field = SpeciesPicker(self), CommentField(self)
        self._build()
        self.actions_by_name = make_actions(
            self,
            {
                "correct": partial(self.decide, Verdict.CORRECT),
                "wrong": partial(self.decide, Verdict.WRONG),
                "unsure": partial(self.decide, Verdict.UNSURE),
                "skip": self.skip,
                "undo": self.undo,
                "redo": self.redo,
                "play": self._space,
                "replay": self.clip.play,
                "correct_to": self.ask_species,
                "comment": self.ask_comment,
                "previous": self.queue.previous,
                "find": self.species.search.setFocus,
            },
        )
        self.right.addActions(list(self.actions_by_name.values()))
        self._connect()

    def page_actions(self) -> list[QAction]:
        """Return what can be done here."""
        return list(self.actions_by_name.values())

    def show_project(self, project: OpenProject) -> None:
        """Review a project from its newest analysis on."""
        super().show_project(project)
        self.asking.forget_all()
        project.detections_changed.connect(self.reload)
        project.recordings_changed.connect(self._show_action)
        project.verdicts_changed.connect(self._verdicts_changed)
        self.reload()

    def arrive(self) -> None:
        """Take the keyboard: keys decide at once."""
        (self.empty.button if self.either.is_empty else self.queue.view).setFocus()

    @property
    def settled(self) -> bool:
        """Tell whether everything on screen is loaded, the sound's picture too."""
        return super().settled and (self.either.is_empty or self.clip.loaded)

    def show_hidden(self) -> None:
        """Show also what the species list did not expect."""
        self.filters.choose_hidden(True)

    def showEvent(self, event: QShowEvent) -> None:
        """Let the keys decide from now on. Called by Qt."""
        super().showEvent(event)
        self._enable()

    def hideEvent(self, event: QHideEvent) -> None:
        """Let nothing be decided that is not seen, and fall silent. Called by Qt."""
        super().hideEvent(event)
        self.clip.player.stop()
        self._enable()

    # --- what a person does ---

    def decide(self, verdict: Verdict, corrected: Species | None = None) -> None:
        """Store a verdict on the current detection and move on."""
        if self.project is None or self.current is None:
            return
        self.project.decide([self.current.id], verdict, corrected, self.current.note)
        self.skip()

    def skip(self) -> None:
        """Move on without a word."""
        if not self.queue.next():
            self.told.emit("This was the last detection of the queue.", "", None)

    def undo(self) -> None:
        """Take back the last decision and go back to it."""
        if self.project:
            self._go_back_to(self.project.undo())

    def redo(self) -> None:
        """Decide again what was taken back."""
        if self.project:
            self._go_back_to(self.project.redo())

    def ask_species(self) -> None:
        """Let a species be typed that the detection really is."""
        if self.current is None:
            return
        if self._labels_of != self.current.network:
            self._labels_of = self.current.network
            self.asking.ask("labels", partial(labels, self.current.network), self.picker.offer)
        self.picker.open_above(self.verdicts)

    def ask_comment(self) -> None:
        """Let a comment be written."""
        if self.current:
            self.comment_field.open_above(self.verdicts, self.current.note)

    def reload(self) -> None:
        """Read the species and the queue again."""
        if self.project:
            work = partial(looking.overview, self.project, self.filters.filter)
            self.asking.ask("overview", work, self._show_overview)

    # --- making ---

    def _build(self) -> None:
        clip = holder(column(self.clip, line(), self.verdicts, line(), gap=0, grows=0))
        self.stack = QSplitter(Qt.Orientation.Vertical)
        for part in (clip, self.queue):
            self.stack.addWidget(part)
        self.stack.setStretchFactor(0, 3)
        self.stack.setStretchFactor(1, 1)
        self.stack.setSizes([520, 170])
        self.right = holder(column(self.filters, line(), self.stack, gap=0, grows=2), "surface")
        self.split = QSplitter(Qt.Orientation.Horizontal)
        for side in (self.species, self.right):
            self.split.addWidget(side)
        self.split.setStretchFactor(1, 1)
        self.split.setSizes([264, 1000])
        for splitter, name in ((self.split, "review"), (self.stack, "review queue")):
            splitter.setChildrenCollapsible(False)
            self.remembered.restore_splitter(splitter, name)
        self.remembered.restore_columns(self.queue.view.horizontalHeader(), "detections")
        self.empty = EmptyState("", "", "Analyse", self._leave)
        self.either = Either(self, self._content(self.split), self.empty)
        self._say_empty(any_files=False)

    def _content(self, split: QSplitter) -> QWidget:
        return holder(column(split, gap=0))

    def _connect(self) -> None:
        self.species.chosen.connect(self.filters.choose_species)
        self.species.view.clicked.connect(lambda _index: self.queue.view.setFocus())
        self.species.view.activated.connect(lambda _index: self.queue.view.setFocus())
        self.filters.changed.connect(lambda _filter: self.reload())
        self.queue.current_changed.connect(self._show)
        self.queue.more_wanted.connect(self._fetch_more)
        self.clip.detection_chosen.connect(self._go_to)
        self.clip.failed.connect(self.notice)
        self.clip.playing_changed.connect(self.verdicts.show_playing)
        self.verdicts.decided.connect(self.decide)
        self.verdicts.skipped.connect(self.skip)
        self.verdicts.play_wanted.connect(self.clip.play_or_stop)
        self.picker.picked.connect(lambda species: self.decide(Verdict.WRONG, species))
        self.comment_field.written.connect(self._keep_comment)

    # --- reading ---

    def _show_overview(self, found: Overview) -> None:
        self.either.show_content(bool(found.in_all or found.hidden))
        self._show_action()
        self.filters.offer(found.runs, found.sites)
        self.species.show_counts(found.species)
        self.filters.show_counts(found.shown, found.in_all, found.hidden)
        self.queue.begin(found.rows, found.shown, self.current.id if self.current else None)

    def _fetch_more(self) -> None:
        if self.project:
            work = partial(self.project.page, self.filters.filter, self.queue.table.last)
            self.asking.ask("more", work, self.queue.table.go_on)

    def _show(self, detection: Detection | None) -> None:
        self.current = detection
        self.verdicts.show_detection(detection)
        self._enable()
        if detection is None or self.project is None:
            self.asking.forget("around")
            self.clip.show_detection(None, None)
            return
        work = partial(looking.around, self.project, detection)
        self.asking.ask("around", work, self._show_around)

    def _show_around(self, found: Around) -> None:
        self.clip.show_detection(found.detection, found.recording)
        self.clip.show_neighbours(found.neighbours)
        following = self.queue.upcoming()
        if self.project and following:
            work = partial(looking.upcoming, self.project, following)
            self.asking.ask("upcoming", work, lambda found: self.clip.prefetch(*found))

    def _verdicts_changed(self, ids: list[int]) -> None:
        if self.project is None:
            return
        self._enable()
        self.queue.update_each(set(ids), self.project.detection)
        work = partial(looking.species, self.project, self.filters.filter)
        self.asking.ask("species", work, self.species.show_counts)
        if self.current and self.current.id in ids:
            self.current = self.project.detection(self.current.id)
            self.verdicts.show_detection(self.current)
            if self.current:
                neighbours = partial(self.project.neighbours, self.current)
                self.asking.ask("neighbours", neighbours, self.clip.show_neighbours)

    def _go_back_to(self, ids: list[int]) -> None:
        if ids:
            self._go_to(ids[-1])

    def _go_to(self, detection_id: int) -> None:
        if self.project and not self.queue.choose(detection_id):
            self._show(self.project.detection(detection_id))

    def _keep_comment(self, text: str) -> None:
        if self.project and self.current:
            self.project.comment(self.current.id, text)

    def _space(self) -> None:
        button = focused_button()
        if button:
            button.click()
        else:
            self.clip.play_or_stop()

    def _enable(self) -> None:
        seen = self.isVisible() and self.current is not None
        for action in self.actions_by_name.values():
            action.setEnabled(seen)
        if self.project:
            self.actions_by_name["undo"].setEnabled(seen and self.project.can_undo)
            self.actions_by_name["redo"].setEnabled(seen and self.project.can_redo)

    # --- the empty state ---

    def _show_action(self) -> None:
        if self.project and self.either.is_empty:
            self.asking.ask("totals", self.project.totals, self._say_totals)

    def _say_totals(self, totals: object) -> None:
        self._say_empty(any_files=bool(getattr(totals, "usable", 0)))

    def _say_empty(self, *, any_files: bool) -> None:
        self._next_page = "analysis" if any_files else "recordings"
        sentence = (
            "Analyse your recordings first; what the network finds is then here to listen to."
            if any_files
            else "Add recordings first, then analyse them; what is found is then here to review."
        )
        self.empty.say("Nothing to review yet", sentence,
                       "Go to Analysis" if any_files else "Go to Recordings")  # fmt: skip

    def _leave(self) -> None:
        self.page_wanted.emit(self._next_page)
