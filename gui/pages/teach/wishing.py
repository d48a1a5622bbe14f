"""Turns what is typed, picked and limited at the left into what is sought."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from core.heads.examples import SearchExample
from core.heads.knowledge import KnownLabel
from core.heads.seeking import ClipOrder, Seeking
from core.heads.sought_clips import SoughtClip
from gui.open_project import OpenProject
from gui.pages.teach.clips_view import ClipsView
from gui.pages.teach.questions import TeachQuestion
from gui.pages.teach.searching import Searching
from gui.pages.teach.sought_panel import SoughtPanel
from gui.pages.teach.whereabouts import Whereabouts
from gui.requests import Requests
from gui.widgets.dialogs import file_to_read

_SOUNDS = "Sounds (*.wav *.flac *.mp3 *.ogg *.opus *.aif *.aiff *.w64 *.caf *.au);;All files (*)"


class Wishing(QObject):
    """The one that says what to look for; the search follows."""

    changed = Signal()
    """Another sound is sought now."""
    narrowed = Signal()
    """Other clips are looked at now, for the same sound."""

    def __init__(
        self,
        project: OpenProject,
        panel: SoughtPanel,
        view: ClipsView,
        searching: Searching,
        where: Whereabouts,
        requests: Requests,
    ) -> None:
        super().__init__(panel)
        self._panel, self._view, self._searching = panel, view, searching
        self._where, self._requests = where, requests
        self.project = project
        self._leads_on = False
        """Whether the keyboard goes on to the clips as soon as they are found."""
        panel.named.connect(self.name)
        panel.picked.connect(self.pick)
        panel.dropped.connect(self._drop)
        panel.described.connect(self._describe)
        panel.file_wanted.connect(self.ask_file)
        panel.among.changed.connect(self._narrow)
        where.changed.connect(self._narrow)
        view.order.chosen.connect(self._put_in_order)

    @property
    def sought(self) -> Seeking:
        """Return what is sought now."""
        return self._searching.sought

    def begin(self, sought: Seeking, title: str) -> None:
        """Look for something else, among all clips."""
        self._panel.among.clear()
        self._panel.show_name(title)
        self._panel.show_examples(sought.like, sought.unlike)
        self._panel.show_words(sought.words)
        self._panel.forget_known()
        self._panel.among.plot.show_counts(None)
        self._look(sought)
        self.changed.emit()

    def pick(self, known: KnownLabel) -> None:
        """Look for a sound that has clips already."""
        self.begin(Seeking(known.text), known.title)
        self._panel.show_scientific("" if known.text == known.title else known.text)
        self._lead_on()

    def name(self, written: str) -> None:
        """Call it so: all that is known under that name counts.

        What has a name already is not called otherwise by that of another sound: that is sought
        instead.
        """
        known, sought = self._panel.known(written), self.sought
        if known and (sought.label or not sought.by_anything):
            self.pick(known)
            return
        written = known.text if known else written
        if written:
            work = partial(self.project.teaching.label_called, written)
            self._requests.ask(TeachQuestion.NAME, self._panel.name.text, work, self._named,
                               self._panel.show_problem)  # fmt: skip
        else:
            self._panel.show_scientific("")
            self._named(("", ""))

    def ask_name(self) -> None:
        """Say that a name comes first."""
        self._panel.show_problem("Give it a name first; then say what it is in.")
        self._panel.name.setFocus()

    def like(self, clips: Sequence[SoughtClip]) -> None:
        """Look for what sounds like these, too."""
        new = [example_of(clip) for clip in clips]
        like = [*self.sought.like, *new]
        self._sound(like, [one for one in self.sought.unlike if one not in new])

    def unlike(self, clips: Sequence[SoughtClip]) -> None:
        """Look for what sounds less like these."""
        new = [example_of(clip) for clip in clips]
        unlike = [*self.sought.unlike, *new]
        self._sound([one for one in self.sought.like if one not in new], unlike)

    def add_file(self, file: Path) -> None:
        """Look for what sounds like a file, too."""
        self._sound([*self.sought.like, SearchExample(str(file))], self.sought.unlike)

    def ask_file(self) -> None:
        """Ask for a file that sounds like it."""
        file = file_to_read(self._panel, "A sound of what is sought", _SOUNDS)
        if file:
            self.add_file(file)

    def lead_on(self, take_focus: Callable[[], object]) -> None:
        """Go from the name, or the list of sounds, to the clips that are found now.

        Not before: until then a button may be in their place, and Enter would press it.
        """
        if self._leads_on and self._is_at_hand:
            take_focus()
        self._leads_on = False

    @property
    def _is_at_hand(self) -> bool:
        return self._panel.name.hasFocus() or self._panel.labels.hasFocus()

    def _lead_on(self) -> None:
        self._leads_on = self._is_at_hand

    def _named(self, called: tuple[str, str]) -> None:
        label, title = called
        self._panel.show_problem("")
        if label != title or title != self._panel.name.text():
            self._panel.show_name(title, "" if label == title else label)
        self._look(replace(self.sought, label=label))
        self.changed.emit()
        self._lead_on()

    def _sound(self, like: Sequence[SearchExample], unlike: Sequence[SearchExample]) -> None:
        like, unlike = tuple(dict.fromkeys(like)), tuple(dict.fromkeys(unlike))
        self._panel.show_examples(like, unlike)
        self._look(replace(self.sought, like=like, unlike=unlike))

    def _drop(self, example: SearchExample) -> None:
        sought = self.sought
        self._sound(
            *([one for one in some if one != example] for some in (sought.like, sought.unlike))
        )

    def _describe(self, words: str) -> None:
        self._look(replace(self.sought, words=words))

    def _narrow(self) -> None:
        among = self._panel.among
        self._look(replace(self.sought, choice=among.choice, least=among.plot.cut))
        self.narrowed.emit()

    def _put_in_order(self, order: ClipOrder) -> None:
        if order is ClipOrder.ROUNDS:
            self._where.here_only()  # of others nothing is asked
        self._look(replace(self.sought, order=order))

    def _look(self, sought: Seeking) -> None:
        also, before = self._where.places, self.sought.also
        order = sought.order
        if also and order is ClipOrder.ROUNDS:
            order = ClipOrder.ALIKE
        elif before and not also and order is ClipOrder.ALIKE:
            order = ClipOrder.ROUNDS
        self._searching.seek(replace(sought, also=also, order=order))
        self._panel.show_sought(anything=sought.by_anything)


def example_of(clip: SoughtClip) -> SearchExample:
    """Return a clip as an example, also one of another project."""
    span = clip.start_s, clip.end_s
    return SearchExample(
        clip.file, *span, recording_id=clip.recording_id, project=clip.place.folder
    )
