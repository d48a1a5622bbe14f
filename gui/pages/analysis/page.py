"""The analysis page: settings at the left, what they come to at the right."""

from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QApplication, QWidget

from core.analysis import Settings, Workload
from core.combining import Combination, CombinationWish
from core.jobs import Progress
from core.store.recordings import Totals
from core.store.runs import Run
from gui.background import BackgroundJob
from gui.destinations import HiddenToo
from gui.expecting import said_of
from gui.icons import icon
from gui.open_project import NewestAnalysis, OpenProject
from gui.page_names import PageName
from gui.pages.analysis.choices import LIST, Choices, from_plain, settings_of, to_plain
from gui.pages.analysis.combine_form import CombineForm
from gui.pages.analysis.form import AnalysisForm
from gui.pages.analysis.list_maker import ListMaker
from gui.pages.analysis.panel import RunPanel
from gui.pages.analysis.questions import AnalysisQuestion
from gui.pages.methods import ask_methods
from gui.pages.page import LivePage
from gui.pages.reading import Doing, Reading
from gui.pages.states import States
from gui.remembered import Remembered
from gui.requests import the_project
from gui.theme import GRID
from gui.widgets import words
from gui.widgets.empty import Action, Said
from gui.widgets.notice import Notice
from gui.widgets.parts import column, holder, line, row
from gui.widgets.scrolled import Scrolled

_SETTLED_MS = 200


class AnalysisPage(LivePage):
    """Every change is planned at once, so that the button can say what it will do."""

    name = PageName.ANALYSIS
    title = "Analysis"

    def __init__(self, remembered: Remembered, project: OpenProject) -> None:
        super().__init__(remembered, project)
        self._job: BackgroundJob | None = None
        self._arriving = False
        self._meanwhile: QWidget | None = None
        self._settings: Settings | None = None
        self._paces: dict[str, float] = {}
        """Network id -> how fast it was just now."""
        self.form, self.panel = AnalysisForm(), RunPanel()
        self.form.presets.remember_in(remembered)
        self.start_action = QAction(icon("analysis"), "Start the analysis", self)
        self.start_action.setShortcut(QKeySequence("Ctrl+Return"))
        self.start_action.triggered.connect(self.analyse)
        self._soon = QTimer(self, singleShot=True, interval=_SETTLED_MS)
        self._soon.timeout.connect(self._plan)
        self.states = States(self, self._content(), self._take_keyboard)
        self._reading = Reading(
            self,
            self.states,
            Doing("Reading what there is to analyse", "What there is to analyse could not be read"),
        )
        self.combine_action = QAction(icon("analysis"), "Combine analyses …", self)
        self.combine_action.triggered.connect(self.combine)
        self.combine_action.setEnabled(False)
        self.form.changed.connect(self._changed)
        self.form.own_lists = self._own_lists
        self.form.list_wanted.connect(self._make_list)
        self.form.networks_wanted.connect(partial(self.go_to, PageName.NETWORKS))
        self.panel.start_wanted.connect(self.analyse)
        self.panel.again_wanted.connect(self.try_again)
        self.panel.combine_wanted.connect(self.combine)
        self.panel.can_start.connect(self.start_action.setEnabled)
        self.start_action.setEnabled(False)
        self.panel.review_wanted.connect(partial(self.go_to, PageName.REVIEW))
        self.panel.place_wanted.connect(partial(self.go_to, PageName.SITES))
        self.panel.methods_wanted.connect(self._show_methods)

    def offer_networks(self) -> None:
        """Offer what can be run now: a network was installed or removed."""
        self.form.offer_networks()
        self.reload_when_seen()

    def _own_lists(self) -> list[tuple[str, str]]:
        return [(str(o.path), f"{o.name} ({o.species})") for o in self.project.lists.own()]

    def _make_list(self) -> None:
        maker = ListMaker(self.window(), self.project.lists, self.form.manifest.id)
        maker.made.connect(self._take_made)
        maker.open()

    def _take_made(self, name: str) -> None:
        found = (one.path for one in self.project.lists.own() if one.name == name)
        for path in found:
            self.form.take_list(str(path))

    def page_actions(self) -> list[QAction]:
        """Return what can be done here."""
        return [self.start_action, self.combine_action]

    def begin(self) -> None:
        """Show a project with the settings it was analysed with last."""
        super().begin()
        project = self.project
        self._settings = self._job = None
        self.panel.clear()
        name = self.remembered.of_project(project.folder, "analysis")
        self.form.show_choices(from_plain(self.remembered.value(name)))
        project.recordings_changed.connect(self.reload_soon)
        project.detections_changed.connect(self.reload_soon)
        self._plan()  # it can be started from every page
        self.reload_when_seen()

    @property
    def settled(self) -> bool:
        """Tell whether everything on screen is loaded."""
        return super().settled and not self._soon.isActive()

    def analyse(self) -> None:
        """Start what the panel says."""
        if self.panel.start.isEnabled():
            self._begin(retry_failed=False)

    def try_again(self) -> None:
        """Analyse, and with it what was given up."""
        self._begin(retry_failed=True)

    def _begin(self, *, retry_failed: bool) -> None:
        if self._job or self._settings is None:
            return
        self.start_action.setEnabled(False)
        job = self._job = self.project.analyse(self._settings, retry_failed=retry_failed)
        job.completed.connect(self._completed)
        job.finished.connect(partial(self._ended, job))
        job.progressed.connect(partial(self._keep_pace, self._settings.network))
        self.panel.follow(job)
        self.start(job, "Analysing", "h")

    def combine(self) -> None:
        """Ask which analyses to make one of, and how."""
        self.requests.ask(AnalysisQuestion.ANALYSES, the_project, self.project.runs, self._ask_how)

    def _ask_how(self, known: list[Run]) -> None:
        form = CombineForm(self.window(), known)
        form.done_with.connect(lambda: self.begin_combining(form.wish))
        form.open()

    def begin_combining(self, wish: CombinationWish) -> None:
        """Combine, unless it cannot be: then it is said why."""
        work = partial(self.project.combining.prepared, wish)
        self.requests.do(work, self._combine)

    def _combine(self, combination: Combination) -> None:
        job = self.project.combining.job(combination)
        job.completed.connect(partial(self._combined, combination))
        self.start(job, "Combining", "recordings")

    def _combined(self, combination: Combination) -> None:
        said = " ".join(("The analyses are combined.", *combination.remarks()))
        self.told.emit(Notice(said, Action("Review", partial(self.go_to, PageName.REVIEW))))

    def _take_keyboard(self) -> None:
        """Take the keyboard, or as soon as it is known what there is to start."""
        self.panel.start.setFocus()
        self._arriving = not self.panel.start.isEnabled()
        self._meanwhile = QApplication.focusWidget()

    def _content(self) -> QWidget:
        inner = holder(
            column(self.form, margins=(3 * GRID, 3 * GRID, 3 * GRID, 3 * GRID)), "window"
        )
        panel = Scrolled(self.panel)
        panel.setMaximumWidth(self.panel.maximumWidth())
        beside = row(Scrolled(inner), line(upright=True), panel, gap=0, grows=0)
        beside.setStretch(0, 2)
        beside.setStretch(2, 1)
        return holder(beside)

    # --- planning ---

    def _changed(self, choices: Choices) -> None:
        name = self.remembered.of_project(self.project.folder, "analysis")
        self.remembered.keep(name, to_plain(choices))
        self._settings = None
        self.form.say_of_species(())
        self._soon.start()

    def reload(self) -> None:
        """Read again what there is to do, and what came of the last time."""
        self.mark_fresh()
        work = partial(_overview, self.project)
        self._reading.read(work, self._show_overview, self.reload)
        self._plan()

    def _plan(self) -> None:
        project, choices = self.project, self.form.choices
        if not self.form.has_network:
            self.requests.forget(AnalysisQuestion.PLAN)
            self.panel.show_problem("No network is ready. Install one first.")
            return
        if choices.expected == LIST and not choices.list_file:
            self.requests.forget(AnalysisQuestion.PLAN)
            self.panel.show_problem("Choose your species list, or make one.")
            return
        self.panel.say_counting()
        work = partial(_planned, project, choices)
        show, broke = self._show_plan, self.panel.show_problem
        self.requests.ask(AnalysisQuestion.PLAN, lambda: self.form.choices, work, show, broke)

    def _show_overview(self, found: tuple[Totals, NewestAnalysis | None, bool]) -> None:
        totals, newest, can_combine = found
        self.panel.show_result(newest)
        self.panel.combine.setVisible(can_combine)
        self.combine_action.setEnabled(can_combine)
        if totals.usable and not self.form.has_network:
            go = Action("Networks …", partial(self.go_to, PageName.NETWORKS))
            sentence = "Choose one that suits your sounds and install it; then it can listen."
            self.states.show_empty(Said("No network is ready", sentence, (go,)))
        elif totals.usable or self._job is not None:
            self.states.show_content()
        else:
            go = Action("Go to Recordings", partial(self.go_to, PageName.RECORDINGS))
            self.ask_for_recordings(Said(*_nothing(totals), (go,)))

    def _show_plan(self, planned: tuple[Settings, Workload, list[str]]) -> None:
        self._settings, plan, remarks = planned
        self.form.say_of_species(remarks)
        self.panel.show_plan(plan, self._pace(self._settings.network))
        if self._arriving and self.isVisible() and QApplication.focusWidget() is self._meanwhile:
            self.arrive()
        self.form.show_embedding_size(plan.embedding_bytes_per_hour)

    def _show_methods(self, run_id: int) -> None:
        ask_methods(self, self.requests, self.project, run_id)

    # --- running ---

    def _pace(self, network: str) -> float | None:
        known = self.remembered.value("pace", {}).get(network)
        return known if isinstance(known, int | float) and known > 0 else None

    def _keep_pace(self, network: str, step: Progress) -> None:
        if step.rate:
            self._paces[network] = round(step.rate, 1)

    def _remember_pace(self) -> None:
        if self._paces:
            self.remembered.keep("pace", self.remembered.value("pace", {}) | self._paces)

    def _completed(self) -> None:
        self.requests.ask(
            AnalysisQuestion.FINISHED, the_project, self.project.found, self._say_finished
        )

    def _say_finished(self, found: NewestAnalysis | None) -> None:
        if found is None:
            return
        text = "The analysis is finished: nothing was found."
        if found.detections:
            text = (
                f"The analysis is finished: {words.count(found.detections, 'detection')} of "
                f"{found.species}."
            )
        elif found.hidden:
            hidden = words.count(found.hidden, "detection")
            text = f"The analysis is finished: {hidden}, hidden by the species list or rules."
        state = None if found.detections else HiddenToo()
        see = Action("Review them", partial(self.go_to, PageName.REVIEW, state))
        self.told.emit(Notice(text, see if found.detections or found.hidden else None))

    def _ended(self, job: BackgroundJob) -> None:
        if self._job is not job:  # of another project
            return
        self._job = None
        self._remember_pace()
        self.panel.follow(None)
        self._plan()
        self.reload_when_seen()


def _nothing(totals: Totals) -> tuple[str, str]:
    if totals.files:
        return (
            "Nothing that can be analysed",
            f"None of {words.count(totals.files, 'file')} can be heard. The list of recordings "
            "gives the reason for each.",
        )
    return "Nothing to analyse yet", "Add recordings first; then the network can listen to them."


def _overview(project: OpenProject) -> tuple[Totals, NewestAnalysis | None, bool]:
    finished = [run for run in project.runs() if run.finished_utc and run.is_heard]
    can_combine = len(finished) > 1 and not project.read_only
    return project.totals(), project.found(), can_combine


def _planned(project: OpenProject, choices: Choices) -> tuple[Settings, Workload, list[str]]:
    settings = settings_of(choices)
    return settings, project.plan(settings), said_of(settings)
