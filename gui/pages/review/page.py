"""The review page: puts its parts together and passes on what they tell."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QAbstractItemView

from core.domain import Detection, Verdict
from core.store.detections import Filter
from gui.destinations import FoundBy, HiddenToo, PageState
from gui.open_project import OpenProject
from gui.page_names import PageName
from gui.pages.page import Page
from gui.pages.review.clip.annotation_boxes import AnnotationBoxes
from gui.pages.review.clip.clip import Clip
from gui.pages.review.clip.clip_picture import ClipPicture
from gui.pages.review.clip.clip_queries import sought
from gui.pages.review.clip.clip_reader import ClipReader
from gui.pages.review.clip.comparison import ClipComparison
from gui.pages.review.clip.examples import ExamplesPanel
from gui.pages.review.clip.typed_entries import TypedEntries
from gui.pages.review.clip.vanished import Vanished
from gui.pages.review.clip.verdict_bar import VerdictBar
from gui.pages.review.clip.voice_marks import VoiceMarks
from gui.pages.review.dialogs.tools import Tools
from gui.pages.review.filter_controller import FilterController
from gui.pages.review.filters.counts import Counts
from gui.pages.review.filters.filter_bar import FilterBar
from gui.pages.review.filters.species_panel import SpeciesPanel
from gui.pages.review.keys import (
    KEYS,
    OTHER_KEYS,
    OWN,
    answer_to_digits,
    give_keys,
    keys_in_words,
    keys_of,
    make_actions,
)
from gui.pages.review.layout import ReviewLayout
from gui.pages.review.left_off import LeftOff
from gui.pages.review.queue.hover_playback import HoverPlayback
from gui.pages.review.queue.queue import Queue
from gui.pages.review.queue.queue_loader import QueueLoader
from gui.pages.review.queue.verdict_controller import VerdictController
from gui.pages.review.standing import Standing
from gui.pages.states import States
from gui.player import NO_OUTPUT
from gui.remembered import Remembered


class ReviewPage(Page):
    """Listen, look, decide; the next detection comes by itself."""

    name = PageName.REVIEW
    title = "Review"
    other_keys = OTHER_KEYS

    more_like_wanted = Signal(object, str)
    """SearchExamples, and the name of what they are held to be, or nothing."""

    def __init__(self, remembered: Remembered, project: OpenProject) -> None:
        super().__init__(remembered, project)
        self._grown = False
        self._make_queue()
        self._make_clip(remembered)
        self.species, self.filters = SpeciesPanel(), FilterBar()
        self.tools = Tools(self.queue, self.loader, self.requests, remembered)
        self.body = ReviewLayout(
            self.species, self.filters, self.clip, self.verdicts, self.queue, remembered
        )
        self.states = States(self, self.body, self.queue.take_focus)
        self.standing = Standing(self, self.body.states, self.filters, self.loader)
        self.filter_controller = FilterController(
            self.species, self.filters, self.loader, self.standing, self.requests
        )
        self.left_off = LeftOff(self.queue, self.loader, self.filters, self.species, remembered)
        self.actions_by_name = make_actions(self, self._what_to_do())
        for owner in (self.body.right, self.species.view):
            owner.addActions(list(self.actions_by_name.values()))
            answer_to_digits(owner, self.verdict_controller.pick)
        self.use_keys()
        self.actions_by_name |= self.tools.actions
        self._connect()
        self._connect_clip()
        self.actions_by_name["examples"].setCheckable(True)
        self.show_examples(self.comparison.shown)
        if remembered.value("review/grid", False):
            self.show_grid(True)

    def _make_queue(self) -> None:
        self.queue = Queue()
        self.queue.current_changed.connect(self._show)
        self.loader = QueueLoader(self.project, self.requests, self.queue, self)
        self.verdict_controller = VerdictController(self.queue, self.loader, self.requests, self)

    def _make_clip(self, remembered: Remembered) -> None:
        queue, loader, requests = self.queue, self.loader, self.requests
        self.verdicts, self.examples = VerdictBar(), ExamplesPanel(queue.pictures)
        self.clip = Clip(remembered, self.examples, packed=self.project.packed_tiles)
        self.typed_entries = TypedEntries(
            self.project, self.verdicts, self.clip, queue, self.verdict_controller, requests
        )
        self.annotation_boxes = AnnotationBoxes(self.project, self.clip, self.typed_entries.pick)
        self.comparison = ClipComparison(
            self.examples, self.clip, queue, loader, requests, remembered
        )
        self.clip_reader = ClipReader(
            queue, loader, requests, self.clip, self.annotation_boxes, self.verdicts
        )
        self.clip_picture = ClipPicture(self.clip, queue)
        self.voices = VoiceMarks(self.project, queue, self.verdicts, requests)
        self.hover_playback = HoverPlayback(
            self.project, queue, self.clip.player, requests, remembered
        )

    def show_state(self, state: PageState) -> None:
        """Show some detections only, as another page leads to."""
        match state:
            case Filter():
                self.filter_controller.show_only(state)
            case FoundBy(run_id):
                self.filters.show_run(run_id)
            case HiddenToo():
                self.filters.choose_hidden(True)

    @property
    def current(self) -> Detection | None:
        """Return the detection in hand, if there is one and it is here."""
        return self.queue.current

    def page_actions(self) -> list[QAction]:
        """Return what can be done here."""
        return list(self.actions_by_name.values())

    def use_keys(self) -> None:
        """Let the actions answer to the keys that the person chose."""
        preset = self.remembered.value("keys/preset", OWN)
        keys = keys_of(preset, self.remembered.value("keys/own", {}))
        give_keys(self.actions_by_name, keys)
        self.verdicts.show_keys(keys_in_words(keys))

    def begin(self) -> None:
        """Review a project from its newest analysis on."""
        super().begin()
        project = self.project
        for part in (
            self.loader,  # first: the others show what it has read again after a verdict
            self.verdict_controller, self.tools, self.comparison, self.standing, self.voices,
            self.filter_controller, self.clip_reader, self.left_off,
        ):  # fmt: skip
            part.begin()
        project.detections_changed.connect(self.reload)
        project.detections_grew.connect(self._grow)
        project.scanning.changed.connect(self._find_again)
        for told in (project.changes.expected, project.changes.changed, project.changes.failed):
            told.connect(self._enable)
        self.reload()

    @property
    def settled(self) -> bool:
        """Tell whether everything on screen is loaded, the sound's picture too."""
        shown = not self.states.has_content or (
            self.clip.loaded and self.queue.settled and self.comparison.settled
        )
        return super().settled and shown

    def show_grid(self, on: bool) -> None:
        """Show many clips at once, or one large."""
        self.body.leave_to_grid(on)
        self.filters.show_grid(on)
        self.queue.show_grid(on)
        self.remembered.keep("review/grid", on)
        self._enable()

    def show_examples(self, on: bool) -> None:
        """Show that examples are beside the clip, or not."""
        self.actions_by_name["examples"].setChecked(on)
        self.clip.examples.setChecked(on)

    def showEvent(self, event: QShowEvent) -> None:
        """Let the keys decide from now on. Called by Qt."""
        super().showEvent(event)
        self._enable()
        if self._grown:
            self._grow()

    def hideEvent(self, event: QHideEvent) -> None:
        """Let nothing be decided that is not seen, and fall silent. Called by Qt."""
        super().hideEvent(event)
        self.fall_silent()
        self._enable()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk through the clips, wherever on the page but in a list the focus is. Called by Qt."""
        in_list = isinstance(self.window().focusWidget(), QAbstractItemView)
        walk = {Qt.Key.Key_Up: self.queue.previous, Qt.Key.Key_Down: self.queue.next}
        step = walk.get(Qt.Key(event.key()))
        if step and self.current and not event.modifiers() and not in_list:
            step()
        else:
            super().keyPressEvent(event)

    def fall_silent(self) -> None:
        """Play nothing, and let go of the files that would be played next."""
        self.left_off.keep()
        self.clip.player.let_go()
        self.hover_playback.stop()

    def reload(self) -> None:
        """Read the species and the queue again."""
        self._grown = False
        self.queue.pictures.retry()
        self.standing.say_reading()
        self.loader.read(self.filters.filter)

    def _find_again(self) -> None:
        """Read where the recordings are now, after a scan that may have found lost ones."""
        if not self.project.scanning.job:
            self.reload()

    def _what_to_do(self) -> dict[str, Callable[[], object]]:
        decide = self.verdict_controller.decide
        return {
            "correct": partial(decide, Verdict.CORRECT),
            "wrong": partial(decide, Verdict.WRONG),
            "unsure": partial(decide, Verdict.UNSURE),
            "skip": self.verdict_controller.skip,
            "undo": self.verdict_controller.undo,
            "redo": self.verdict_controller.redo,
            "play": self.clip.play_or_stop,
            "replay": self.clip.play,
            "correct_to": self.typed_entries.ask_species,
            "also": self.typed_entries.ask_also,
            "comment": self.typed_entries.ask_comment,
            "grid": self._toggle_grid,
            "picture": self.clip_picture.ask,
            "keep": self.comparison.keep_or_drop,
            "examples": self.comparison.toggle,
            "next_example": self.comparison.play_next,
            "more_like": self._find_more,
            "previous": self.queue.previous,
            "find": self.species.search.setFocus,
            "below": self.verdict_controller.below,
        }

    def _connect(self) -> None:
        for signal in (self.species.view.clicked, self.species.view.activated):
            signal.connect(lambda _index: self.arrive())
        self.filters.grid_wanted.connect(self._toggle_grid)
        self.filters.left.connect(self.states.take_focus)
        self.filter_controller.counted.connect(self._counted)
        self.queue.opened.connect(partial(self.show_grid, False))
        for part in (
            self.verdict_controller, self.filter_controller, self.comparison, self.tools,
            self.clip_picture,
        ):  # fmt: skip
            part.told.connect(self.told)
        self._offer_in_rows()
        self.tools.keys.keys_changed.connect(self.use_keys)
        self.tools.why.hidden_wanted.connect(lambda: self.filters.choose_hidden(True))
        self.species.why_wanted.connect(self.tools.why.ask)
        self.species.rule_wanted.connect(self.tools.why.rule)
        self.tools.plans.made.connect(self.filter_controller.follow)
        self.tools.exports.job_made.connect(self.start)

    def _offer_in_rows(self) -> None:
        """Offer on right-click what keys do; a double-click plays, or shows a picture large."""
        named, large = self.actions_by_name, QAction("Show it large", self)
        large.triggered.connect(self.queue.opened)
        rows, clips = self.queue.view.row_actions, self.queue.grid.clip_actions
        rows.opens_with(named["play"])
        clips.opens_with(large)
        clips.offer(named["play"])
        for offered in (rows, clips):
            offered.offer(None, *(named[name] for name in ("correct", "wrong", "unsure")))
            offered.offer(None, *(named[name] for name in ("correct_to", "comment", "more_like")))

    def _connect_clip(self) -> None:
        for part in (self.clip, self.hover_playback, self.clip_picture):
            part.failed.connect(self.notice)
        self.clip.find_wanted.connect(Vanished(self).choose)
        self.clip.player.muted_changed.connect(
            lambda muted: self.verdicts.show_silent(NO_OUTPUT if muted else "")
        )
        self.clip.playing_changed.connect(self.verdicts.show_playing)
        self.clip.examples_wanted.connect(self.comparison.toggle)
        self.clip.alternatives.picked.connect(self.verdict_controller.pick)
        self.clip_reader.left.connect(self.comparison.show_beside)
        self.clip_reader.came.connect(self.comparison.read_soon)
        self.clip_reader.alternatives_came.connect(self.verdict_controller.offer)
        self.clip_reader.alternatives_came.connect(
            lambda _id, species: self.typed_entries.picker.show_likely(species)
        )
        self.comparison.kept_changed.connect(self.verdicts.show_kept)
        self.comparison.shown_changed.connect(self.show_examples)
        self.verdict_controller.decided.connect(self.clip.flash.show_verdict)
        self.verdicts.decided.connect(self.verdict_controller.decide)
        self.verdicts.skipped.connect(self.verdict_controller.skip)
        self.verdicts.play_wanted.connect(self.clip.play_or_stop)

    def _counted(self, found: Counts) -> None:
        if not self.filters.filter.unlisted:  # what nobody expected here is not preferred
            names = frozenset(count.species.scientific_name for count in found.sums.species)
            self.typed_entries.picker.prefer(names)
        self.queue.bar.allow_comparing(found.comparable)

    def _show(self, detection: Detection | None) -> None:
        if detection:
            self.standing.show_content()
        self._enable()

    def _find_more(self) -> None:
        self.more_like_wanted.emit(*sought(self.queue.chosen(), self.clip.selected))

    def _toggle_grid(self) -> None:
        self.show_grid(not self.queue.as_grid)

    def _enable(self, *_told: object) -> None:
        seen = self.isVisible() and self.current is not None
        for key in KEYS:
            self.actions_by_name[key.name].setEnabled(seen)
        self.actions_by_name["picture"].setEnabled(seen and not self.queue.as_grid)
        # These also where the filter finds nothing: it may be what has just been decided.
        here = self.isVisible()
        for name in ("grid", "find"):
            self.actions_by_name[name].setEnabled(here)
        self.actions_by_name["undo"].setEnabled(here and self.project.can_undo)
        self.actions_by_name["redo"].setEnabled(here and self.project.can_redo)

    def _grow(self) -> None:
        self._grown = not self.isVisible()
        if not self._grown:
            self.loader.grow()
