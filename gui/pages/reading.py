"""Reading what a page shows: busy meanwhile, then content, or the sentence of what went wrong."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from gui.background import About
from gui.pages.page import Page
from gui.pages.questions import PageQuestion
from gui.pages.states import State, States
from gui.requests import the_project
from gui.widgets.empty import Action, Said


@dataclass(frozen=True, slots=True)
class Doing:
    """How a page speaks of its reading."""

    title: str
    """Building the report"""
    failed: str
    """The report could not be built"""
    stopped: str = ""
    """The report was not built. With it, the reading can be stopped; its work is an inquiry."""
    unit: str = ""
    """What the inquiry counts."""


class Reading:
    """What is read last is what the page shows; what was read before stays on screen meanwhile."""

    def __init__(self, page: Page, states: States, doing: Doing) -> None:
        self._page, self._states, self._doing = page, states, doing

    @property
    def under_way(self) -> bool:
        """Tell whether an answer is still to come."""
        return self._page.requests.asked(PageQuestion.CONTENT)

    def read(
        self,
        work: Callable[[], object],
        then: Callable[..., object],
        again: Callable[[], object],
        about: About = the_project,
    ) -> None:
        """Do ``work``, which may return an inquiry, and hand what it comes to to ``then``.

        ``then`` shows one of the states. ``again`` is what "Try again" does; ``about`` is that of
        ``Requests.ask``.
        """
        doing = self._doing
        others = self._states.state is State.BUSY and not self.under_way
        broke = partial(self._broke, again)
        asked = self._page.requests.ask(PageQuestion.CONTENT, about, work, then, broke)
        if not others:  # what a job is busy with says more
            stop = (Action("Stop", partial(self._stop, again)),) if doing.stopped else ()
            self._states.show_busy(Said(doing.title, "", stop), asked, doing.unit)

    def _stop(self, again: Callable[[], object]) -> None:
        self._page.requests.forget(PageQuestion.CONTENT)
        start = (Action("Start again", again),)
        self._states.show_failed(Said(self._doing.stopped, "You stopped it.", start))

    def _broke(self, again: Callable[[], object], sentence: str) -> None:
        self._states.end_busy()
        if self._states.has_content:
            self._page.notice.emit(sentence)
        else:
            said = Said(self._doing.failed, sentence, (Action("Try again", again),))
            self._states.show_failed(said)
