"""Reads the map of sounds as it comes on screen, and answers what is chosen on it."""

from functools import partial

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from core.heads.sought_clips import SoughtClip
from gui.open_project import OpenProject
from gui.open_teaching import MappedSounds
from gui.pages.teach.map_view import MapView
from gui.pages.teach.questions import TeachQuestion
from gui.pages.teach.searching import Searching
from gui.requests import Requests
from gui.widgets import words
from gui.widgets.empty import Action, Said
from gui.widgets.notice import Notice

_MOST = 5_000
"""Clips that are judged at once."""


class Mapping(QObject):
    """The map is laid out once for the limits that hold; what is said since is shown on it."""

    chosen = Signal(object)
    """The SoughtClip that was clicked, or None."""
    told = Signal(object)
    """A Notice."""

    def __init__(
        self, project: OpenProject, view: MapView, searching: Searching, requests: Requests
    ) -> None:
        super().__init__(view)
        self._view, self._searching, self._requests = view, searching, requests
        self.project = project
        self._laid_out: object = None
        view.another_wanted.connect(self.show)
        view.taken.connect(partial(self._ask, one=True))
        view.encircled.connect(partial(self._ask, one=False))

    def forget(self) -> None:
        """Lay it out anew when it is looked at: other clips were heard."""
        self._laid_out = None
        self._view.mapped = None

    def show(self) -> None:
        """Lay out the clips within the limits, unless they are."""
        wanted = (self._searching.sought.choice, self._view.by_neighbours)
        if wanted == self._laid_out:
            return
        self._laid_out = wanted
        work = partial(self.project.teaching.map, wanted[0], by_neighbours=wanted[1])
        asked = self._requests.ask(
            TeachQuestion.MAP, lambda: self._laid_out, work, self._view.show_map, self._broke
        )
        stop = (Action("Stop", self._stop),)
        self._view.states.show_busy(Said("Laying out the clips", "", stop), asked, "clips")

    def show_facts(self) -> None:
        """Show what is known by now."""
        mapped = self._view.mapped
        if mapped and self._view.isVisible():
            work = partial(self.project.teaching.facts_of, mapped.found)
            self._requests.ask(TeachQuestion.FACTS_OF_MAP, lambda: self._laid_out, work,
                             self._view.show_facts)  # fmt: skip

    def _ask(self, which: NDArray[np.int64], *, one: bool) -> None:
        mapped = self._view.mapped
        if mapped is None:
            return
        if len(which) > _MOST:
            many = words.count(len(which), "clip is", "clips are")
            self.told.emit(Notice(f"{many} too many at once: at most {_MOST:,}."))
            return
        label = self._searching.sought.label
        work = partial(self.project.teaching.clips_of, mapped.found, which, label)
        then = partial(self._choose, mapped, which, one)
        self._requests.ask(TeachQuestion.CHOSEN_ON_MAP, lambda: self._laid_out, work, then)

    def _choose(
        self, mapped: MappedSounds, which: NDArray[np.int64], one: bool, clips: list[SoughtClip]
    ) -> None:
        now = self._view.mapped
        if now and now.found is mapped.found:
            self._view.show_chosen(clips, which)
            self.chosen.emit(clips[0] if one and clips else None)

    def _stop(self) -> None:
        self._requests.forget(TeachQuestion.MAP)
        self._fail(Said("The map was not made", "You stopped it."))

    def _broke(self, sentence: str) -> None:
        self._view.states.end_busy()
        self._fail(Said("The map could not be made", sentence))

    def _fail(self, said: Said) -> None:
        self._laid_out = None
        again = (Action("Try again", self.show),)
        self._view.states.show_failed(Said(said.title, said.sentence, again))
