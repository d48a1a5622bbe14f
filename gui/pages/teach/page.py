"""The page Teach: puts its parts together, from one clip to a sound that is found everywhere."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QAction, QHideEvent, QResizeEvent, QShowEvent

from core.heads.examples import SearchExample
from core.heads.knowledge import KnownLabel, KnownSound
from core.heads.seeking import SHOWN, Seeking, Sighting
from core.names import key
from core.store.recordings import Totals
from core.store.runs import Run
from gui.destinations import PageState, ToJudge
from gui.open_project import OpenProject
from gui.page_names import PageName
from gui.pages.page import LivePage
from gui.pages.reading import Doing, Reading
from gui.pages.states import States
from gui.pages.teach.alikes import Alikes
from gui.pages.teach.beginning import TeachBeginning, before_analysis, read_beginning
from gui.pages.teach.clips_view import ClipsView
from gui.pages.teach.head_panel import HeadPanel
from gui.pages.teach.judging import Judging
from gui.pages.teach.keys import make_actions
from gui.pages.teach.label_picker import LabelPicker
from gui.pages.teach.learning import Learning
from gui.pages.teach.listening import Listening
from gui.pages.teach.mapping import Mapping
from gui.pages.teach.questions import TeachQuestion
from gui.pages.teach.searching import Searching
from gui.pages.teach.sought_panel import SoughtPanel
from gui.pages.teach.whereabouts import Whereabouts
from gui.pages.teach.wishing import Wishing
from gui.remembered import Remembered
from gui.theme import GRID
from gui.widgets import words
from gui.widgets.empty import Action
from gui.widgets.notice import Notice
from gui.widgets.parts import holder, line, row

_READ = Doing("Reading what was taught", "What was taught could not be read")
_LEAST, _LEAST_OF_NAMES, _MOST = 24 * GRID, 28 * GRID, 36 * GRID
"""Of the sides; names of species have room in the left one."""


class TeachPage(LivePage):
    """Find one clip, look for more, say what it is in, and have it found everywhere."""

    name = PageName.TEACH
    title = "Teach"

    project_wanted = Signal(object)
    """The folder of another project that is to be opened."""

    def __init__(self, remembered: Remembered, project: OpenProject) -> None:
        super().__init__(remembered, project)
        self._labels: list[KnownLabel] = []
        self._known, self._begun = KnownSound(), False
        self.sought, self.clips, self.head = SoughtPanel(remembered), ClipsView(), HeadPanel()
        self.found = self.clips.states
        content = row(self.sought, line(upright=True), self.clips, line(upright=True), self.head,
                      gap=0, grows=2)  # fmt: skip
        self.states = States(self, holder(content, "surface"), self.clips.take_focus)
        self._reading = Reading(self, self.states, _READ)
        self.searching = Searching(project, self.clips, self.requests)
        self.where = Whereabouts(project, self.sought.among, self.requests, remembered)
        self.wishing = Wishing(
            project, self.sought, self.clips, self.searching, self.where, self.requests
        )
        self.judging = Judging(project, self.clips, self.searching)
        self.listening = Listening(project, self.clips, self.requests, remembered)
        self.mapping = Mapping(project, self.clips.map, self.searching, self.requests)
        self.alikes = Alikes(project, self.clips, self.searching, self.requests)
        self.learning = Learning(project, self.head, self.searching, self.requests)
        self.actions_by_name = make_actions(
            self,
            {
                "yes": partial(self.judging.judge, True),
                "no": partial(self.judging.judge, False),
                "unsure": partial(self.judging.judge, None),
                "none": self.judging.judge_none,
                "other": lambda: self.picker.ask(self.clips.foot),
                "complete": self.judging.complete,
                "undo": self.judging.undo,
                "redo": self.judging.redo,
                "play": self.listening.play_or_stop,
                "like": lambda: self.wishing.like(self.clips.chosen()),
                "unlike": lambda: self.wishing.unlike(self.clips.chosen()),
                "name": self.sought.take_name,
                "alike": self.alikes.begin,
                "map": self.toggle_map,
                "first": self.head.judge_first.click,
                "detect": self.head.detect.click,
                "heads": partial(self.go_to, PageName.HEADS),
            },
        )
        self.clips.addActions(list(self.actions_by_name.values()))
        self.picker = LabelPicker(self, self._label_other)
        self.clips.foot.offer_more(
            [self.actions_by_name[n] for n in ("other", "complete", "like", "unlike")]
        )
        self._offer_in_grid()
        self._connect()
        self._enable()

    def _offer_in_grid(self) -> None:
        """Offer on right-click what keys do."""
        named, clips = self.actions_by_name, self.clips.grid.clip_actions
        clips.opens_with(named["play"])
        for names in (("yes", "no", "unsure"), ("other", "complete"), ("like", "unlike", "alike")):
            clips.offer(None, *(named[name] for name in names))

    def page_actions(self) -> list[QAction]:
        """Return what can be done here."""
        return list(self.actions_by_name.values())

    def begin(self) -> None:
        """Follow what is found and said, and look for nothing in particular yet."""
        super().begin()
        project = self.project
        self.clips.pictures.read_with(project.teaching.pictures)
        project.detections_changed.connect(project.teaching.forget_heard)
        project.detections_changed.connect(self.mapping.forget)
        project.detections_changed.connect(self.reload_soon)
        project.recordings_changed.connect(self.clips.pictures.retry)
        project.recordings_changed.connect(self._reload_if_empty)
        project.teaching.labels_changed.connect(self._said)
        project.watching.labelled.connect(project.teaching.notice)
        project.verdicts_changed.connect(lambda _ids: self._stale())
        self.wishing.begin(Seeking(), "")
        self.reload_when_seen()

    @property
    def settled(self) -> bool:
        """Tell whether everything on screen is loaded, the pictures too."""
        return super().settled and self.clips.settled and not self.learning.waiting

    @property
    def foot_px(self) -> int:
        """Return how high the line is in which answers are given."""
        return self.clips.foot.height() if self.clips.foot.isVisible() else 0

    def begin_with(self, examples: Sequence[SearchExample], name: str = "") -> None:
        """Look for what sounds like these; ``name`` is what it is held to be, if anything."""
        self.wishing.begin(Seeking(like=tuple(examples)), name)
        if name:
            self.wishing.name(name)
        self.go_to(self.name)

    def show_state(self, state: PageState) -> None:
        """Have clips judged that a head finds; then its detections can be made."""
        assert isinstance(state, ToJudge)
        if state.run != self.project.teaching.run:
            self.sought.among.heard_by.choose(state.run)
            self._look_at(state.run)
        self.wishing.begin(Seeking(state.label), state.title)
        said = f"{words.count(len(state.clips), 'clip')} that {state.head} finds"
        self.searching.show_these(state.clips, said, partial(self._say_judged, state.head))

    def _say_judged(self, head: str) -> None:
        go = Action("All heads …", partial(self.go_to, PageName.HEADS))
        self.told.emit(Notice(f"The clips of {head} are judged: it can make detections.", go))

    def toggle_map(self) -> None:
        """Show the map of sounds, or the grid again."""
        self.clips.show_map(not self.clips.on_map)
        if self.clips.on_map:
            self.mapping.show()
            self.mapping.show_facts()
        self._enable()

    # --- making ---

    def _connect(self) -> None:
        self.wishing.changed.connect(self._show_head_of)
        self.wishing.narrowed.connect(self._show_narrowed)
        self.sought.among.pass_wanted.connect(self._look_at)
        self.searching.found.connect(self._show_found)
        self.searching.offer(
            (
                Action("Go to Review", partial(self.go_to, PageName.REVIEW)),
                Action("Take a file …", self.wishing.ask_file),
            ),
            (Action("Go to Analysis", partial(self.go_to, PageName.ANALYSIS)),),
        )
        self.judging.told.connect(self.told)
        self.judging.nameless.connect(self.wishing.ask_name)
        self.judging.project_wanted.connect(self.project_wanted)
        self.listening.failed.connect(self.notice)
        for part in (self.mapping, self.alikes):
            part.told.connect(self.told)
        self.mapping.chosen.connect(self.clips.take)
        self.clips.map_wanted.connect(self.toggle_map)
        self.clips.map.listen_wanted.connect(self._go_through)
        self.learning.told.connect(self.told)
        self.learning.job_made.connect(self.job_made)
        self.learning.page_wanted.connect(self.page_wanted)
        self.head.offered_wanted.connect(self._judge_offered)
        self.head.heads_wanted.connect(partial(self.go_to, PageName.HEADS))
        self.head.contradicted_wanted.connect(self._show_contradicted)
        self.searching.all_wanted.connect(self.sought.among.leave_nothing_out)
        self.clips.current_changed.connect(lambda _clip: self._enable())

    # --- reading ---

    def reload(self) -> None:
        """Read what was taught, and look again."""
        self.mark_fresh()
        self._reading.read(partial(read_beginning, self.project), self._show, self.reload)

    def _show(self, found: TeachBeginning) -> None:
        vocabulary, totals = found.vocabulary, found.totals
        self.sought.among.offer_sites(found.sites)
        self.sought.among.offer_passes(found.passes)
        self.sought.among.where.offer_runs(found.others)
        self.where.offer()
        if vocabulary is None:
            self._ask_for_analysis(totals)
            return
        self.sought.show_labels(vocabulary.labels)
        self.searching.has_sounds = bool(vocabulary.labels)
        self.sought.offer_words(vocabulary.reads_words)
        self._labels = self.picker.labels = vocabulary.labels
        self._show_head_of()
        self.states.show_content()
        begins = not (self._begun or self.searching.sought.by_anything)
        self._begun = True
        if begins and len(vocabulary.labels) == 1:
            self.wishing.pick(vocabulary.labels[0])  # what else would it be about
        else:
            self.searching.again()

    def _ask_for_analysis(self, totals: Totals) -> None:
        said = before_analysis(totals, self.go_to)
        (self.states.show_empty if totals.usable else self.ask_for_recordings)(said)

    def _reload_if_empty(self) -> None:
        if not self.states.has_content:
            self.reload_soon()

    def _show_found(self, sighting: Sighting) -> None:
        self._known = sighting.known
        self.sought.among.show_found(sighting)
        self.sought.show_known(sighting.known, sighting.hint, sighting.notes)
        self.learning.learn_soon(sighting.known)
        self.wishing.lead_on(self.clips.take_focus)
        self._enable()

    def _show_head_of(self) -> None:
        label = self.searching.sought.label
        title = next((one.title for one in self._labels if key(one.text) == key(label)), "")
        self.learning.follow(label)
        self.head.show_sought(label, title or self.sought.name.text(), self._labels)
        self._enable()

    def _judge_offered(self) -> None:
        if self.learning.draft:
            note = partial(self.project.teaching.note_asked, self.learning.draft.taught)
            self.requests.do(note, lambda _noted: None, in_turn=True)
            clips = self.learning.draft.offered
            said = f"{words.count(len(clips), 'clip')} above the threshold"
            self.searching.show_these(clips, said, self.learning.note_judged)

    def _go_through(self) -> None:
        clips = self.clips.map.chosen[:SHOWN]
        self.clips.show_map(False)
        self.searching.show_these(clips, f"{words.count(len(clips), 'clip')} chosen on the map")

    def _show_contradicted(self) -> None:
        self.searching.show_these(self.learning.contradicted, "Judged both ways: what is right?")

    def _said(self) -> None:
        self._enable()
        self.reload_soon()
        self.mapping.show_facts()
        self.searching.again()

    def _stale(self) -> None:
        self.stale = True
        self._enable()

    def _label_other(self, written: str) -> None:
        work = partial(self.project.teaching.label_called, written)
        self.requests.ask(
            TeachQuestion.OTHER_LABEL,
            lambda: None,
            work,
            lambda called: self.judging.judge_other(called[0]),
        )

    def _show_narrowed(self) -> None:
        if self.clips.on_map:
            self.mapping.show()

    def _look_at(self, run: Run | None) -> None:
        """Look at the clips of another analysis: likeness is told by its network."""
        self.project.teaching.look_at(run)
        self.mapping.forget()
        self.learning.forget()
        self.reload()
        self.searching.seek(self.searching.sought)

    # --- Qt ---

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave most of the room to the clips. Called by Qt."""
        super().resizeEvent(event)
        self._fit_sides()

    def event(self, event: QEvent) -> bool:
        """Cut nothing at the sides when their words change. Called by Qt."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit_sides()
        return super().event(event)

    def _fit_sides(self) -> None:
        side = min(_MOST, self.width() // 5)
        for panel, least in ((self.sought, _LEAST_OF_NAMES), (self.head, _LEAST)):
            panel.setFixedWidth(max(side, least, panel.least_px))

    def showEvent(self, event: QShowEvent) -> None:
        """Let the keys answer from now on. Called by Qt."""
        super().showEvent(event)
        self._enable()

    def hideEvent(self, event: QHideEvent) -> None:
        """Fall silent. Called by Qt."""
        super().hideEvent(event)
        self.listening.fall_silent()
        self._enable()

    def _enable(self) -> None:
        here = self.isVisible()
        in_hand = here and self.clips.current is not None
        for action in self.actions_by_name.values():
            action.setEnabled(in_hand)
        for name in ("name", "map", "heads"):
            self.actions_by_name[name].setEnabled(here)
        for name in ("yes", "no", "none", "other", "complete", "unsure"):
            self.actions_by_name[name].setEnabled(here and bool(self.clips.chosen()))
        can_undo = here and self.project.can_undo
        can_redo = here and self.project.can_redo
        self.actions_by_name["undo"].setEnabled(can_undo)
        self.actions_by_name["redo"].setEnabled(can_redo)
        self.clips.foot.undo.setEnabled(can_undo)
