"""What the review page shows: the detections, or why there are none, and what can be done."""

from functools import partial

from PySide6.QtCore import QObject

from core.store.recordings import Totals
from gui.open_project import NewestAnalysis, OpenProject
from gui.page_names import PageName
from gui.pages.found_nothing import found_nothing, under_way
from gui.pages.page import Page
from gui.pages.review.filters.filter_bar import FilterBar
from gui.pages.review.questions import ReviewQuestion
from gui.pages.review.queue.queries import QueueStart
from gui.pages.review.queue.queue_loader import QueueLoader
from gui.pages.states import State, States
from gui.widgets import words
from gui.widgets.empty import Action, Said

_FAILED = "The detections could not be read"


class Standing(QObject):
    """Speaks in place of the whole page, or of the sound and the queue below the filters."""

    def __init__(
        self, page: Page, below_filters: States, filters: FilterBar, loader: QueueLoader
    ) -> None:
        super().__init__(page)
        self._loader = loader
        self._page, self._below, self._filters = page, below_filters, filters
        self._opening: QueueStart | None = None
        self._waiting: States | None = None
        """What can tell of an analysis under way: nothing was found yet."""
        loader.opened.connect(self.show)
        loader.failed.connect(self.broke)

    @property
    def growing(self) -> bool:
        """Tell whether the analysis that is shown is the one under way."""
        project, opening = self._page.project, self._opening
        if opening is None or project.analysis.job is None:
            return False
        shown = opening.queue.wanted.run_id
        return any(run.id == shown and run.finished_utc is None for run in opening.runs)

    def begin(self) -> None:
        """Follow what is done in the project."""
        project = self._page.project
        project.analysis.changed.connect(self._analysis_changed)
        project.recordings_changed.connect(self._again)

    def say_reading(self) -> None:
        """Say, where there is nothing yet, that the detections are being read."""
        if self._page.states.state is State.UNKNOWN:
            self._page.states.show_busy(Said("Reading the detections"))

    def show(self, found: QueueStart) -> None:
        """Show the queue, or ask why it is empty."""
        self._opening, self._waiting = found, None
        if found.length:
            self.show_content()
        else:
            self._again()

    def show_content(self) -> None:
        """Show the detections."""
        self._page.states.show_content()
        self._below.show_content()

    def broke(self, sentence: str) -> None:
        """Say that the detections could not be read."""
        states = self._page.states
        if states.has_content:
            self._page.notice.emit(sentence)
        else:
            again = Action("Try again", partial(self._filters.changed.emit, self._filters.filter))
            states.show_failed(Said(_FAILED, sentence, (again,)))

    def _again(self) -> None:
        project, opening = self._page.project, self._opening
        if opening and not opening.length:
            work = partial(_why, project, opening.queue.wanted.run_id)
            self._page.requests.ask(
                ReviewQuestion.WHY, self._loader.asked, work, self._say, self.broke
            )

    def _say(self, why: tuple[Totals, NewestAnalysis | None]) -> None:
        totals, found = why
        if self._opening is None or self._opening.length:
            return
        self._waiting = None
        if found is None:
            self._ask_for_analysis(totals)
        elif found.detections + found.hidden:
            self._page.states.show_content()
            self._below.show_nothing_found(self._left_out(found))
        else:
            self._say_nothing(found)

    def _say_nothing(self, found: NewestAnalysis) -> None:
        states = self._page.states
        if len(self._opening.runs if self._opening else ()) > 1:  # another can be chosen
            states.show_content()
            states = self._below
        states.show_nothing_found(found_nothing(found.run, found.coverage, 0, self._page.go_to))
        self._waiting = states
        self._analysis_changed()

    def _ask_for_analysis(self, totals: Totals) -> None:
        if not totals.usable:
            go = Action("Go to Recordings", partial(self._page.go_to, PageName.RECORDINGS))
            sentence = "Add recordings first, then analyse them; what is found is here to review."
            self._page.ask_for_recordings(Said("Nothing to review yet", sentence, (go,)))
            return
        go = Action("Go to Analysis", partial(self._page.go_to, PageName.ANALYSIS))
        sentence = "Analyse your recordings first; what the network finds is here to listen to."
        problem = self._page.project.analysis.problem
        if problem:
            self._page.states.show_failed(Said("The analysis broke off", problem, (go,)))
        else:
            self._page.states.show_empty(Said("Nothing to review yet", sentence, (go,)))
        self._waiting = self._page.states
        self._analysis_changed()

    def _left_out(self, found: NewestAnalysis) -> Said:
        shown = self._filters.filter
        if not self._filters.limited:
            return found_nothing(found.run, found.coverage, found.hidden, self._page.go_to)
        hidden = self._opening.hidden if self._opening else 0
        actions = [Action("Clear the filters", self._filters.clear)]
        every = found.detections + (found.hidden if shown.unlisted else 0)
        sentence = f"None of {words.count(every, 'detection')} is what the filters ask for."
        if hidden:
            sentence = f"{sentence} The species list or rules hide {hidden:,} more."
            actions.append(Action(f"Show {hidden:,} hidden", self._show_hidden))
        return Said("No detection matches the filters", sentence, tuple(actions))

    def _show_hidden(self) -> None:
        self._filters.choose_hidden(True)

    def _analysis_changed(self) -> None:
        """Say, where nothing is shown yet, that an analysis is under way, and how far it is."""
        project = self._page.project
        if project.analysis.job and self._waiting:
            said = under_way(project.analysis.stop, self._page.go_to)
            self._waiting.show_busy(said, project.analysis, "h")


def _why(project: OpenProject, run_id: int | None) -> tuple[Totals, NewestAnalysis | None]:
    return project.totals(), project.found(run_id)
