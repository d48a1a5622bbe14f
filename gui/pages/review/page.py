"""The review page: puts its parts together and passes on what they tell."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QHideEvent, QShowEvent

from core.domain import Detection, Species, SpeciesCount, Verdict
from core.review.plans import ReviewPlan
from gui.open_project import OpenProject
from gui.pages.page import Page
from gui.pages.review import looking
from gui.pages.review.annotating import Annotating
from gui.pages.review.clip import Clip
from gui.pages.review.comparing import Comparing
from gui.pages.review.deciding import Deciding
from gui.pages.review.examples import ExamplesPanel
from gui.pages.review.filter_bar import FilterBar
from gui.pages.review.help_text import HELP
from gui.pages.review.hovering import Hovering
from gui.pages.review.keys import (
    KEYS,
    OTHER_KEYS,
    OWN,
    answer_to_digits,
    focused_button,
    give_keys,
    keys_of,
    make_actions,
)
from gui.pages.review.looking import Around, Counts, Opening, sought
from gui.pages.review.queue import Queue
from gui.pages.review.queue_reading import QueueReading
from gui.pages.review.rooms import Rooms
from gui.pages.review.saying import Saying
from gui.pages.review.species_panel import SpeciesPanel
from gui.pages.review.standing import Standing
from gui.pages.review.tools import Tools
from gui.pages.review.vanished import Vanished
from gui.pages.review.verdict_bar import VerdictBar
from gui.pages.review.voice_marks import VoiceMarks
from gui.pages.states import States
from gui.remembered import Remembered


class ReviewPage(Page):
    """Listen, look, decide; the next detection comes by itself."""

    name = "review"
    title = "Review"
    help = HELP
    other_keys = OTHER_KEYS

    more_like_wanted = Signal(object, str)
    """SearchExamples, and the name of what they are held to be, or nothing."""

    def __init__(self, remembered: Remembered, project: OpenProject) -> None:
        super().__init__(remembered, project)
        self._length = self._hidden = 0
        self._shown: object = None
        """What the clip and all that stands around it are about."""
        self._afresh = self._grown = False
        self.species, self.filters = SpeciesPanel(), FilterBar()
        self.queue, self.verdicts = Queue(), VerdictBar()
        self.examples = ExamplesPanel(self.queue.pictures)
        self.clip = Clip(remembered, self.examples)
        self.reading = QueueReading(self.asking, self.queue, self)
        self.deciding = Deciding(self.queue, self.reading, self.asking, self)
        self.saying = Saying(self.verdicts, self.queue, self.deciding, self.asking)
        self.annotating = Annotating(self.clip, self.saying.pick)
        self.comparing = Comparing(
            self.examples, self.clip, self.queue, self.reading, self.asking, remembered
        )
        self.voices = VoiceMarks(self.queue, self.verdicts, self.asking)
        self.hovering = Hovering(self.queue, self.clip.player, self.asking, remembered)
        self.tools = Tools(self.queue, self.reading, self.asking, remembered)
        self.rooms = Rooms(
            self.species, self.filters, self.clip, self.verdicts, self.queue, remembered
        )
        self.states = States(self, self.rooms, self.queue.take_focus)
        self.standing = Standing(self, self.rooms.states, self.filters, self.reading)
        self.actions_by_name = make_actions(self, self._what_to_do())
        for owner in (self.rooms.right, self.species.view):
            owner.addActions(list(self.actions_by_name.values()))
            answer_to_digits(owner, self.deciding.pick)
        self.use_keys()
        self.actions_by_name |= self.tools.actions
        self._connect()

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
        give_keys(self.actions_by_name, keys_of(preset, self.remembered.value("keys/own", {})))

    def begin(self) -> None:
        """Review a project from its newest analysis on."""
        super().begin()
        project = self.project
        self.deciding.project = self.saying.project = self.annotating.project = project
        self.hovering.project = project
        self.reading.use(project)
        self.tools.use(project)
        self.comparing.use(project)
        self.standing.use(project)
        self.voices.use(project)
        project.detections_changed.connect(self.reload)
        project.detections_grew.connect(self._grow)
        project.scanning.changed.connect(self._find_again)
        project.verdicts_changed.connect(self._verdicts_changed)
        project.review.annotations_changed.connect(self._read_around)
        project.review.annotations_changed.connect(self._enable)
        project.review.plans_changed.connect(self._read_counts)
        project.review.filters_changed.connect(self._read_counts)
        self.reload()

    @property
    def settled(self) -> bool:
        """Tell whether everything on screen is loaded, the sound's picture too."""
        shown = not self.states.has_content or (
            self.clip.loaded and self.queue.settled and self.comparing.settled
        )
        return super().settled and shown

    def show_grid(self, on: bool) -> None:
        """Show many clips at once, or one large."""
        self.rooms.leave_to_grid(on)
        self.filters.show_grid(on)
        self.queue.show_grid(on)
        self.remembered.keep("review/grid", on)

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

    def fall_silent(self) -> None:
        """Play nothing, and let go of the files that would be played next."""
        self.clip.player.let_go()
        self.hovering.stop()

    def reload(self) -> None:
        """Read the species and the queue again."""
        self._grown = False
        self.queue.pictures.retry()
        self.standing.begin()
        self.reading.read(self.filters.filter)

    def _find_again(self) -> None:
        """Read where the recordings are now, after a scan that may have found lost ones."""
        if self.project and not self.project.scanning.job:
            self.reload()

    # --- making ---

    def _what_to_do(self) -> dict[str, Callable[[], object]]:
        decide = self.deciding.decide
        return {
            "correct": partial(decide, Verdict.CORRECT),
            "wrong": partial(decide, Verdict.WRONG),
            "unsure": partial(decide, Verdict.UNSURE),
            "skip": self.deciding.skip,
            "undo": self.deciding.undo,
            "redo": self.deciding.redo,
            "play": self._space,
            "replay": self.clip.play,
            "correct_to": self.saying.ask_species,
            "also": self.saying.ask_also,
            "comment": self.saying.ask_comment,
            "grid": self._toggle_grid,
            "keep": self.comparing.keep_or_drop,
            "examples": self.comparing.toggle,
            "next_example": self.comparing.play_next,
            "more_like": self._find_more,
            "previous": self.queue.previous,
            "find": self.species.search.setFocus,
            "below": self.deciding.below,
        }

    def _connect(self) -> None:
        self.species.chosen.connect(self.filters.choose_species)
        for signal in (self.species.view.clicked, self.species.view.activated):
            signal.connect(lambda _index: self.arrive())
        self.filters.changed.connect(self.reading.read)
        self.filters.changed.connect(lambda wanted: self.species.show_chosen(wanted.species))
        self.filters.plan_chosen.connect(self._follow)
        self.filters.grid_wanted.connect(self._toggle_grid)
        self.filters.more.save_wanted.connect(
            lambda name: self.tools.save_filter(name, self.filters.filter)
        )
        self.filters.more.forget_wanted.connect(self.tools.forget_filter)
        self.reading.opened.connect(self._show_opening)
        self.reading.failed.connect(self.standing.broke)
        self.queue.current_changed.connect(self._show)
        self.queue.opened.connect(partial(self.show_grid, False))
        self.clip.detection_chosen.connect(self.reading.reveal)
        self.clip.alternatives.picked.connect(self.deciding.pick)
        self.clip.failed.connect(self.notice)
        self.hovering.failed.connect(self.notice)
        self.clip.find_wanted.connect(Vanished(self).choose)
        self.clip.playing_changed.connect(self.verdicts.show_playing)
        self.deciding.told.connect(self.told)
        self.comparing.told.connect(self.told)
        self.comparing.kept_changed.connect(self.verdicts.show_kept)
        self.clip.examples_wanted.connect(self.comparing.toggle)
        self.comparing.shown_changed.connect(self.show_examples)
        self.tools.told.connect(self.told)
        self.tools.keys_changed.connect(self.use_keys)
        self.tools.plan_made.connect(self._follow_plan)
        self.tools.clips_wanted.connect(lambda job: self.start(job, "Exporting clips", "clips"))
        self.verdicts.decided.connect(self.deciding.decide)
        self.verdicts.skipped.connect(self.deciding.skip)
        self.verdicts.play_wanted.connect(self.clip.play_or_stop)
        self.actions_by_name["examples"].setCheckable(True)
        self.show_examples(self.comparing.shown)
        if self.remembered.value("review/grid", False):
            self.show_grid(True)

    # --- reading ---

    def _show_opening(self, found: Opening) -> None:
        self.standing.show(found)
        self.filters.offer(found.runs, found.sites)
        self.annotating.name_runs(found.runs)
        self.filters.suggest_day(row for rows in found.pages.values() for row in rows)
        self._read_counts()
        self._length, self._hidden = found.length, found.hidden

    def _read_counts(self) -> None:
        if self.project:
            work = partial(looking.counts, self.project, self.filters.filter)
            self.species.say_counting()
            self.asking.ask("counts", self._counted, work, self._show_counts, self._say_uncounted)
            for part in ("species", "plans"):  # is in it, as it stands now
                self.asking.forget(part)

    def _say_uncounted(self, sentence: str) -> None:
        self.species.say_uncounted(sentence, self._read_counts)

    def _counted(self) -> object:
        plan = self.reading.spec.plan
        return self.filters.filter, plan and plan.id

    def _show_counts(self, found: Counts) -> None:
        self._show_species(found.species)
        self.saying.picker.prefer(frozenset(c.species.scientific_name for c in found.species))
        self.filters.more.offer(found.reviewers, found.saved)
        self.filters.offer_plans(found.plans, self.reading.spec.plan)
        self.queue.bar.allow_comparing(found.comparable)
        in_all = max(found.in_all, self._length)
        growing = self.standing.growing
        self.filters.show_counts(self._length, in_all, self._hidden, growing=growing)
        self.filters.show_lacking([] if growing else found.not_whole)

    def _show(self, detection: Detection | None) -> None:
        if detection:
            self.standing.show_content()
        self.verdicts.show_detection(detection)
        self._enable()
        former, self._shown = self._shown, self.reading.in_hand()
        if self._shown != former:
            self._leave(detection)
        self._afresh = True
        self._read_around()

    def _leave(self, detection: Detection | None) -> None:
        """Let nothing of the former clip stand beside the name of this one."""
        self.annotating.leave()
        if detection is None:
            self.clip.show_detection(None, None)
        else:
            self.clip.await_detection(detection)
        self._show_alternatives((0, ()))
        self.verdicts.show_elsewhere(())
        self.comparing.show_beside(detection)

    def _read_around(self) -> None:
        if self.project and self.current:
            work = partial(looking.around, self.project, self.reading.spec, self.current)
            self.asking.ask("around", self.reading.in_hand, work, self._show_around)

    def _show_around(self, found: Around) -> None:
        afresh, self._afresh = self._afresh, False
        if afresh:
            self.clip.show_detection(found.detection, found.recording, there=found.there)
        self.annotating.show_around(found)
        if afresh and self.project:
            self._ask_further(self.project, found.detection)

    def _ask_further(self, project: OpenProject, detection: Detection) -> None:
        self.comparing.read_soon()
        about = self.reading.in_hand
        following = self.queue.upcoming()
        if following:
            work = partial(looking.upcoming, project, following)
            self.asking.ask("upcoming", about, work, lambda found: self.clip.prefetch(*found))
        others = partial(looking.alternatives, project, detection)
        self.asking.ask("alternatives", about, others, self._show_alternatives)
        elsewhere = partial(project.review.said_elsewhere, detection)
        self.asking.ask("elsewhere", about, elsewhere, self.verdicts.show_elsewhere)

    def _show_alternatives(self, found: tuple[int, Sequence[Species]]) -> None:
        self.deciding.offer(*found)
        self.clip.alternatives.offer(found[1])

    def _show_species(self, counts: Sequence[SpeciesCount]) -> None:
        plan = self.reading.spec.plan
        if plan and plan.blind:  # nor may the sums tell what others said
            counts = [replace(c, correct=0, wrong=0, unsure=0) for c in counts]
        self.species.show_counts(counts)

    def _verdicts_changed(self, ids: list[int]) -> None:
        if self.project is None:
            return
        self._enable()
        self.reading.again(ids)
        if self.asking.asked("counts"):  # perhaps counted before
            self._read_counts()
        else:
            self._read_sums(self.project)
        if self.current and self.current.id in ids:
            self.verdicts.show_detection(self.current)
        if self.asking.asked("around") or self.annotating.shows(ids):
            self._read_around()

    def _read_sums(self, project: OpenProject) -> None:
        work = partial(looking.species, project, self.filters.filter)
        self.asking.ask("species", self._counted, work, self._show_species)
        plan = self.reading.spec.plan
        if plan:
            self.asking.ask(
                "plans", self._counted, project.review.plans,
                lambda p: self.filters.offer_plans(p, plan),
            )  # fmt: skip

    def _follow(self, plan_id: object) -> None:
        if self.project:
            plan = next((p for p in self.project.review.plans() if p.id == plan_id), None)
            self.reading.follow(plan, self.filters.filter)

    def _follow_plan(self, plan: ReviewPlan) -> None:
        self.reading.follow(plan, self.filters.filter)

    def _find_more(self) -> None:
        self.more_like_wanted.emit(*sought(self.queue.chosen(), self.clip.selected))

    def _toggle_grid(self) -> None:
        self.show_grid(not self.queue.as_grid)

    def _space(self) -> None:
        button = focused_button()
        if button:
            button.click()
        else:
            self.clip.play_or_stop()

    def _enable(self) -> None:
        seen = self.isVisible() and self.current is not None
        for key in KEYS:
            self.actions_by_name[key.name].setEnabled(seen)
        # These also where the filter finds nothing: it may be what has just been decided.
        here = self.isVisible() and self.project is not None
        for name in ("grid", "find"):
            self.actions_by_name[name].setEnabled(here)
        if self.project:
            self.actions_by_name["undo"].setEnabled(here and self.project.can_undo)
            self.actions_by_name["redo"].setEnabled(here and self.project.can_redo)

    def _grow(self) -> None:
        self._grown = not self.isVisible()
        if not self._grown:
            self.reading.grow()
