"""The page Teach: puts its parts together, from one clip to a sound that is found everywhere."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtGui import QAction, QHideEvent, QResizeEvent, QShowEvent

from core.heads.examples import SearchExample
from core.heads.knowledge import KnownLabel, KnownSound
from core.heads.seeking import SHOWN, Seeking, Sighting
from core.names import key
from core.store.recordings import Totals
from core.store.runs import Run
from gui.destinations import PageName, PageState, ToJudge
from gui.open_project import OpenProject
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
from gui.remembered import Remembered
from gui.theme import GRID
from gui.widgets import words
from gui.widgets.dialogs import file_to_read
from gui.widgets.empty import Action
from gui.widgets.notice import Notice
from gui.widgets.parts import holder, line, row

_SOUNDS = "Sounds (*.wav *.flac *.mp3 *.ogg *.opus *.aif *.aiff *.w64 *.caf *.au);;All files (*)"
_READ = Doing("Reading what was taught", "What was taught could not be read")
_LEAST, _MOST = 24 * GRID, 36 * GRID
"""Of the sides."""


class TeachPage(LivePage):
    """Find one clip, look for more, say what it is in, and have it found everywhere."""

    name = PageName.TEACH
    title = "Teach"

    def __init__(self, remembered: Remembered, project: OpenProject) -> None:
        super().__init__(remembered, project)
        self._labels: list[KnownLabel] = []
        self._known, self._leads_on, self._begun = KnownSound(), False, False
        self.sought, self.clips, self.head = SoughtPanel(), ClipsView(), HeadPanel()
        self.found = self.clips.states
        content = row(self.sought, line(upright=True), self.clips, line(upright=True), self.head,
                      gap=0, grows=2)  # fmt: skip
        self.states = States(self, holder(content, "surface"), self.clips.take_focus)
        self._reading = Reading(self, self.states, _READ)
        self.searching = Searching(project, self.clips, self.requests)
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
                "like": self.seek_like_chosen,
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
        self.clips.foot.offer_more([self.actions_by_name[n] for n in ("other", "complete")])
        self._connect()
        self._enable()

    def page_actions(self) -> list[QAction]:
        """Return what can be done here."""
        return list(self.actions_by_name.values())

    def begin(self) -> None:
        """Follow what is found and said, and look for nothing in particular yet."""
        super().begin()
        project = self.project
        self.clips.pictures.read_with(project.review.pictures)
        project.detections_changed.connect(project.teaching.forget_heard)
        project.detections_changed.connect(self.mapping.forget)
        project.detections_changed.connect(self.reload_soon)
        project.recordings_changed.connect(self.clips.pictures.retry)
        project.recordings_changed.connect(self._reload_if_empty)
        project.teaching.labels_changed.connect(self._said)
        project.watching.labelled.connect(project.teaching.notice)
        project.verdicts_changed.connect(lambda _ids: self._stale())
        self.seek(Seeking(), "")
        self.reload_when_seen()

    @property
    def settled(self) -> bool:
        """Tell whether everything on screen is loaded, the pictures too."""
        return super().settled and self.clips.settled and not self.learning.waiting

    def begin_with(self, examples: Sequence[SearchExample], name: str = "") -> None:
        """Look for what sounds like these; ``name`` is what it is held to be, if anything."""
        self.seek(Seeking(like=tuple(examples)), name)
        if name:
            self._name(name)
        self.go_to(self.name)

    def show_state(self, state: PageState) -> None:
        """Have clips judged that a head finds; then its detections can be made."""
        assert isinstance(state, ToJudge)
        if state.run != self.project.teaching.run:
            self.sought.among.heard_by.choose(state.run)
            self._look_at(state.run)
        self.seek(Seeking(state.label), state.title)
        said = f"{words.count(len(state.clips), 'clip')} that {state.head} finds"
        self.searching.show_these(state.clips, said, partial(self._say_judged, state.head))

    def _say_judged(self, head: str) -> None:
        go = Action("All heads …", partial(self.go_to, PageName.HEADS))
        self.told.emit(Notice(f"The clips of {head} are judged: it can make detections.", go))

    def seek(self, sought: Seeking, title: str) -> None:
        """Look for something else, among all clips."""
        self.sought.among.clear()
        self.sought.show_name(title)
        self.sought.show_examples(sought.like)
        self.sought.show_words(sought.words)
        self._look(sought)
        self._show_head_of()
        self._enable()

    def seek_like_chosen(self) -> None:
        """Look for what sounds like the clips that are chosen, too."""
        clips = self.clips.chosen()
        new = [
            SearchExample(c.file, c.start_s, c.end_s, recording_id=c.recording_id) for c in clips
        ]
        self._sounds_like([*self.searching.sought.like, *new])

    def toggle_map(self) -> None:
        """Show the map of sounds, or the grid again."""
        self.clips.show_map(not self.clips.on_map)
        if self.clips.on_map:
            self.mapping.show()
            self.mapping.show_facts()
        self._enable()

    def add_file(self, file: Path) -> None:
        """Look for what sounds like a file, too."""
        self._sounds_like([*self.searching.sought.like, SearchExample(str(file))])

    # --- making ---

    def _connect(self) -> None:
        self.sought.named.connect(self._name)
        self.sought.picked.connect(self._pick)
        self.sought.dropped.connect(self._drop)
        self.sought.described.connect(self._describe)
        self.sought.file_wanted.connect(self._ask_file)
        self.sought.among.changed.connect(self._narrow)
        self.sought.among.pass_wanted.connect(self._look_at)
        self.searching.found.connect(self._show_found)
        self.searching.offer(
            (
                Action("Go to Review", partial(self.go_to, PageName.REVIEW)),
                Action("Take a file …", self._ask_file),
            )
        )
        self.judging.told.connect(self.told)
        self.judging.nameless.connect(self._ask_name)
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
        if vocabulary is None:
            self._ask_for_analysis(totals)
            return
        self.sought.show_labels(vocabulary.labels)
        self.sought.offer_words(vocabulary.reads_words)
        self._labels = self.picker.labels = vocabulary.labels
        self._show_head_of()
        self.states.show_content()
        begins = not (self._begun or self.searching.sought.by_anything)
        self._begun = True
        if begins and len(vocabulary.labels) == 1:
            self._pick(vocabulary.labels[0])  # what else would it be about
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
        if self._leads_on and (self.sought.name.hasFocus() or self.sought.labels.hasFocus()):
            self.clips.take_focus()
        self._leads_on = False
        self._enable()

    def _show_head_of(self) -> None:
        label = self.searching.sought.label
        title = next((one.title for one in self._labels if key(one.text) == key(label)), "")
        self.head.show_sought(label, title or self.sought.name.text(), self._labels)

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

    # --- what is sought ---

    def _name(self, written: str) -> None:
        if written:
            work = partial(self.project.teaching.label_called, written)
            self.requests.ask(TeachQuestion.NAME, self.sought.name.text, work, self._named,
                            self.sought.show_problem)  # fmt: skip
        else:
            self.sought.show_scientific("")
            self._named(("", ""))

    def _named(self, called: tuple[str, str]) -> None:
        label, title = called
        self.sought.show_problem("")
        if label != title:
            self.sought.show_name(title, label)
        self._look(replace(self.searching.sought, label=label))
        self._show_head_of()
        self._go_on()

    def _look(self, sought: Seeking) -> None:
        self.searching.seek(sought)
        self.sought.show_sought(anything=sought.by_anything)

    def _ask_name(self) -> None:
        self.sought.show_problem("Give it a name first; then say what it is in.")
        self.sought.name.setFocus()

    def _pick(self, known: KnownLabel) -> None:
        self.seek(Seeking(known.text), known.title)
        self.sought.show_scientific("" if known.text == known.title else known.text)
        self._go_on()

    def _label_other(self, written: str) -> None:
        work = partial(self.project.teaching.label_called, written)
        self.requests.ask(
            TeachQuestion.OTHER_LABEL,
            lambda: None,
            work,
            lambda called: self.judging.judge_other(called[0]),
        )

    def _narrow(self) -> None:
        among = self.sought.among
        self._look(replace(self.searching.sought, choice=among.choice, least=among.plot.cut))
        if self.clips.on_map:
            self.mapping.show()

    def _look_at(self, run: Run | None) -> None:
        """Look at the clips of another analysis: likeness is told by its network."""
        self.project.teaching.look_at(run)
        self.mapping.forget()
        self.learning.forget()
        self.reload()
        self.searching.seek(self.searching.sought)

    def _go_on(self) -> None:
        """Go from the name, or the list of sounds, to the clips as soon as they are found.

        Not before: until then a button may be in their place, and Enter would press it.
        """
        self._leads_on = self.sought.name.hasFocus() or self.sought.labels.hasFocus()

    def _describe(self, words: str) -> None:
        self._look(replace(self.searching.sought, words=words))

    def _drop(self, example: SearchExample) -> None:
        self._sounds_like([one for one in self.searching.sought.like if one != example])

    def _sounds_like(self, examples: Sequence[SearchExample]) -> None:
        like = tuple(dict.fromkeys(examples))
        self.sought.show_examples(like)
        self._look(replace(self.searching.sought, like=like))

    def _ask_file(self) -> None:
        file = file_to_read(self, "A sound of what is sought", _SOUNDS)
        if file:
            self.add_file(file)

    # --- Qt ---

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave most of the room to the clips. Called by Qt."""
        super().resizeEvent(event)
        side = max(_LEAST, min(_MOST, self.width() // 5))
        self.sought.setFixedWidth(side)
        self.head.setFixedWidth(side)

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
