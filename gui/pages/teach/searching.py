"""Looks for what is sought, and again after each answer, without moving what was seen already."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Signal

from gui.open_project import OpenProject
from gui.open_teaching import Seeking, Sighting, SoughtClip
from gui.pages.page import Asking
from gui.pages.states import States
from gui.pages.teach.clips_view import ClipsView
from gui.widgets import words
from gui.widgets.empty import Action, Said

_KIND = "seek"


class Searching(QObject):
    """What is sought now, and what was found of it."""

    found = Signal(object)
    """A Sighting."""

    def __init__(self, view: ClipsView, states: States, asking: Asking) -> None:
        super().__init__(view)
        self._view, self._states, self._asking = view, states, asking
        self.project: OpenProject | None = None
        self.sought = Seeking()
        self._afresh = True
        """Whether what is found next takes the place of all that is on screen."""
        self._begin: tuple[Action, ...] = ()

    def offer(self, actions: tuple[Action, ...]) -> None:
        """Say what can be done where nothing is sought."""
        self._begin = actions

    def seek(self, sought: Seeking) -> None:
        """Look for something, from the beginning."""
        self.sought, self._afresh = sought, True
        self._view.skipped.clear()
        self.again()

    def again(self) -> None:
        """Look once more: something was said since."""
        if self.project is None:
            return
        if not self.sought.by_anything:
            self._asking.forget(_KIND)
            self._show(Sighting.nothing())
            return
        work = partial(self.project.teaching.seek, self.sought)
        asked = self._asking.ask(_KIND, lambda: self.sought, work, self._show, self._broke)
        stop = (Action("Stop", self._stop),)
        self._states.show_busy(Said("Comparing the clips", "", stop), asked, "clips")

    def _show(self, sighting: Sighting) -> None:
        clips, row = sighting.clips, 0
        if not self._afresh:
            clips, row = self._arranged(sighting), self._view.row
        self._afresh = False
        self._view.show_clips(clips, row)
        self._view.ranked.setText(_ranked(sighting))
        if clips:
            self._states.show_content()
        else:
            self._states.show_empty(self._said_of(sighting))
        self.found.emit(sighting)

    def _arranged(self, sighting: Sighting) -> list[SoughtClip]:
        """Return what was gone through up to the clip in hand, and behind it the new ranking."""
        known = sighting.known.present
        seen = [
            replace(clip, present=known.get((clip.recording_id, clip.window)))
            for clip in self._view.table.clips[: self._view.row + 1]
        ]
        return [*seen, *apart_from(sighting.clips, seen)]

    def _said_of(self, sighting: Sighting) -> Said:
        if not self.sought.by_anything:
            return Said(
                "What is it to learn?",
                "Begin with one clip: in Review choose one and press M, or take a file from "
                "elsewhere. Or pick a sound at the left that has clips already.",
                self._begin,
            )
        if not sighting.compared:
            return Said(
                "Nothing to compare with yet",
                "No clip is known that has it. Begin with one: choose it in Review and press M, "
                "or take a file from elsewhere.",
                self._begin,
            )
        return Said("Nothing was found", "No clip is left that could be compared.")

    def _stop(self) -> None:
        self._asking.forget(_KIND)
        again = (Action("Start again", self.again),)
        self._states.show_failed(Said("The clips were not compared", "You stopped it.", again))

    def _broke(self, sentence: str) -> None:
        self._states.end_busy()
        again = (Action("Try again", self.again),)
        self._states.show_failed(Said("The clips could not be compared", sentence, again))


def apart_from(clips: Sequence[SoughtClip], seen: Sequence[SoughtClip]) -> list[SoughtClip]:
    """Return the clips that share no sound with those that were seen."""
    spans: dict[int, list[tuple[float, float]]] = {}
    for clip in seen:
        spans.setdefault(clip.recording_id, []).append((clip.start_s, clip.end_s))
    return [
        clip
        for clip in clips
        if all(
            clip.end_s <= first or clip.start_s >= last
            for first, last in spans.get(clip.recording_id, ())
        )
    ]


def _ranked(sighting: Sighting) -> str:
    if not sighting.compared:
        return ""
    clips = words.count(sighting.compared, "clip")
    if sighting.learned:
        return f"Learned from your clips: {clips} ranked, the most alike first"
    return f"{clips} compared with your examples, the most alike first"
