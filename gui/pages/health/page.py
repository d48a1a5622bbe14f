"""The page of the health check: what to look at first, then plots of each deployment."""

from array import array
from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QSizePolicy, QSplitter, QWidget

from core.health import Health
from core.jobs import Inquiry
from core.store.file_lists import FileFilter
from gui.background import BackgroundJob
from gui.destinations import OnlyRecordings
from gui.icons import icon
from gui.open_project import OpenProject
from gui.page_names import PageName
from gui.pages.file_presence import FilePresence
from gui.pages.health.findings_view import FindingsView
from gui.pages.health.plots_panel import PlotsPanel
from gui.pages.health.questions import HealthQuestion
from gui.pages.page import LivePage
from gui.pages.reading import Doing, Reading
from gui.pages.states import States
from gui.remembered import Remembered
from gui.tables.findings_table import FindingRow, FindingsTable
from gui.tables.paged import PAGE
from gui.tables.recordings_table import RecordingsTable
from gui.tables.table_view import TableView
from gui.theme import GRID
from gui.widgets import place_words, words
from gui.widgets.choice_box import ChoiceBox
from gui.widgets.empty import Action, Said
from gui.widgets.parts import button, column, holder, label, line, name_button, row

_SITE, _LENGTH, _RECORDER = 1, 3, 4
_WIDTHS = (20 * GRID, 0, 18 * GRID, 8 * GRID, 0, 12 * GRID)
_NOTHING = (
    "Nothing to check yet",
    "Add recordings first; then gaps, clocks, batteries and microphones can be checked.",
)
_MARGINS = (2 * GRID, GRID, 2 * GRID, GRID)


class HealthPage(LivePage):
    """Core does the checking; a finding that is chosen shows its recordings."""

    name = PageName.HEALTH
    title = "Health"

    def __init__(self, remembered: Remembered, project: OpenProject) -> None:
        super().__init__(remembered, project)
        self._health: Sequence[Health] = ()
        self._job: BackgroundJob | None = None
        self._unmeasured = 0
        self._files = FileFilter(among=())
        self._ids: Sequence[int] = array("q")
        self._order = ("time", False)
        self.table = FindingsTable()
        self.view = FindingsView(self.table)
        self.concerned = RecordingsTable()
        self.concerned_view = TableView("Recordings of the finding", self.concerned)
        self._presence = FilePresence(self, self.concerned, self._listed)
        self.plots = PlotsPanel()
        self.measure_action = QAction(icon("wave"), "Measure the sound of recordings", self)
        self.measure_action.setEnabled(False)
        self._build()
        self._connect()

    def page_actions(self) -> list[QAction]:
        """Return what can be done here."""
        return [self.measure_action]

    def begin(self) -> None:
        """Check a project."""
        super().begin()
        project = self.project
        self._health, self._unmeasured, self._job = (), 0, None
        self.table.show_health(())
        self._name_measure()
        project.recordings_changed.connect(self.reload_soon)
        project.detections_changed.connect(self.reload_soon)
        project.places.levels_changed.connect(self.reload_soon)
        self.deployments.clear()
        self.reload_when_seen()

    @property
    def settled(self) -> bool:
        """Tell whether everything on screen is loaded."""
        return super().settled and not self.concerned.loading

    def measure(self) -> None:
        """Measure what was not measured yet; the bar below shows how far it is."""
        if self._job:
            return
        job = self._job = self.project.places.measuring()
        job.finished.connect(partial(self._measured, job))
        self._name_measure()
        self.start(job, "Measuring the sound:", "recordings")

    # --- making ---

    def _build(self) -> None:
        self.deployments = ChoiceBox()
        self.deployments.setAccessibleName("Deployment")
        self.measure_button = button("Measure the sound", self.measure, picture="wave")
        self.summary = label("", "muted")
        self.good = label("", "muted", wrap=True)
        self.heading = label("", "small")
        self.recordings = holder(column(line(), self.heading, self.concerned_view, gap=0))
        self.heading.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID // 2)
        self.good.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        self.recordings.hide()
        header = self.concerned_view.horizontalHeader()
        for column_of_all in (_SITE, _RECORDER):  # the same in every row
            self.concerned_view.columns.leave_out(column_of_all)
        self.concerned_view.columns.spare(_LENGTH)
        for number, width in enumerate(_WIDTHS):
            header.resizeSection(number, width)
        self.remembered.restore_columns(self.concerned_view.columns, "health recordings")
        self.concerned_view.show_order(self._order[0], descending=self._order[1])
        self.states = States(self, self._content(), self._take_focus)
        checking = Doing(
            "Checking the deployments", "The deployments could not be checked",
            "The deployments were not checked", "deployments",
        )  # fmt: skip
        self._reading = Reading(self, self.states, checking)

    def _content(self) -> QWidget:
        self.measure_button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        tools = row(self.deployments, self.summary, 1, self.measure_button, margins=_MARGINS)
        self._left = left = QSplitter(Qt.Orientation.Vertical)
        left.addWidget(self.view)
        left.addWidget(self.recordings)
        left.setChildrenCollapsible(False)
        self.remembered.restore_splitter(left, "health findings")
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(left)
        split.addWidget(self.plots)
        split.setSizes([46 * GRID, 54 * GRID])
        split.setChildrenCollapsible(False)
        self.remembered.restore_splitter(split, "health")
        return holder(column(tools, line(), self.good, split, gap=0, grows=3), "surface")

    def _offer_actions(self) -> None:
        listing = QAction(icon("recordings"), "List its recordings", self)
        listing.triggered.connect(self._list_recordings)
        self.view.row_actions.opens_with(listing)
        hearing = QAction(icon("wave"), "See and hear it", self)
        hearing.triggered.connect(self._hear)
        self.concerned_view.row_actions.opens_with(hearing)

    def _list_recordings(self) -> None:
        rows = [self.table.rows[n] for each in self.view.row_actions.chosen for n in each]
        if rows:
            said = f"{rows[0].finding.which} at {rows[0].health.deployment.site}"
            more = f" and {len(rows) - 1:,} more" if len(rows) > 1 else ""
            among = tuple(dict.fromkeys(one for row in rows for one in row.finding.recordings))
            self.go_to(
                PageName.RECORDINGS, OnlyRecordings(FileFilter(among=among), f"{said}{more}")
            )

    def _hear(self) -> None:
        file = self.concerned.row(self.concerned_view.currentIndex().row())
        if file:
            one = FileFilter(among=(file.recording.id,))
            self.go_to(
                PageName.RECORDINGS, OnlyRecordings(one, file.recording.path.name, heard=True)
            )

    def _connect(self) -> None:
        self._offer_actions()
        self.measure_action.triggered.connect(self.measure)
        self.deployments.currentIndexChanged.connect(self._show_findings)
        self.view.selectionModel().currentChanged.connect(self._show_finding)
        self.concerned.page_wanted.connect(self._fetch)
        self.concerned.sort_wanted.connect(self._sort)

    # --- reading ---

    def reload(self) -> None:
        """Check everything again."""
        if self._reading.under_way:  # it may take long: one at a time
            return
        self.mark_fresh()
        self._reading.read(partial(_checking, self.project), self._show, self.reload)

    def _show(self, found: tuple[list[Health], int]) -> None:
        self._health, self._unmeasured = found
        self._name_measure()
        if self._health:
            self.states.show_content()
        else:
            go = Action("Go to Recordings", partial(self.go_to, PageName.RECORDINGS))
            self.ask_for_recordings(Said(*_NOTHING, (go,)))
        self._offer_deployments()
        self._show_findings()
        if self.stale:
            self.reload_soon()

    def _take_focus(self) -> None:
        (self.view if self.table.rows else self.deployments).setFocus()

    def _offer_deployments(self) -> None:
        chosen = self.deployments.currentData()
        self.deployments.blockSignals(True)
        self.deployments.clear()
        if len(self._health) > 1:
            self.deployments.addItem(f"All {words.count(len(self._health), 'deployment')}", None)
        for one in self._health:
            self.deployments.addItem(place_words.deployment(one.deployment), one.deployment.id)
        self.deployments.setCurrentIndex(max(0, self.deployments.findData(chosen)))
        self.deployments.blockSignals(False)

    def _name_measure(self) -> None:
        waiting = words.count(self._unmeasured, "recording")
        text = f"Measure the sound of {waiting}" if self._unmeasured else "All sound is measured"
        name_button(self.measure_button, "Measuring …" if self._job else text)
        can = bool(self._unmeasured) and not self._job
        self.measure_button.setEnabled(can)
        self.measure_action.setEnabled(can)

    def _measured(self, job: BackgroundJob) -> None:
        if self._job is job:  # not one of another project
            self._job = None
            self._name_measure()

    # --- showing ---

    @property
    def _shown(self) -> list[Health]:
        wanted = self.deployments.currentData()
        return [one for one in self._health if wanted in (None, one.deployment.id)]

    def _show_findings(self) -> None:
        shown = self._shown
        current = self.table.rows[n] if (n := self.view.currentIndex().row()) >= 0 else None
        self.view.names_sites = len(shown) > 1
        self.table.show_health(shown)
        self.summary.setText(words.count(len(self.table.rows), "finding"))
        self.good.setVisible(not self.table.rows)
        self._left.setVisible(bool(self.table.rows))
        self.good.setText(_all_good(shown))
        self._choose(current)

    def _choose(self, former: FindingRow | None) -> None:
        if self.table.rows:
            row = self.table.row_like(former) if former else None
            self.view.setCurrentIndex(self.table.index(row or 0, 0))
        else:
            self.recordings.hide()
            self.plots.show_health(self._shown)

    def _show_finding(self, index: QModelIndex) -> None:
        if not index.isValid():
            return
        chosen = self.table.rows[index.row()]
        self.plots.show_health([chosen.health])
        ids = chosen.finding.recordings
        self.recordings.show()
        self.heading.setText(f"{words.count(len(ids), 'recording')} {chosen.finding.which}")
        self._files = FileFilter(among=ids)
        self._list_files()

    def _list_files(self) -> None:
        work = partial(self.project.files.ids, self._files, self._order)
        self.requests.ask(
            HealthQuestion.FILES, lambda: (self._files, self._order), work, self._show_files
        )

    def _show_files(self, ids: Sequence[int]) -> None:
        self._ids = ids
        self._presence.restart()
        self.concerned.restart(len(ids))

    def _fetch(self, page: int) -> None:
        work = partial(self.project.files.listed, self._ids[page * PAGE : (page + 1) * PAGE])
        self.requests.ask(
            (HealthQuestion.ROWS, page), self._listed, work, partial(self._presence.fill, page)
        )

    def _listed(self) -> Sequence[int]:
        return self._ids

    def _sort(self, name: str, descending: bool) -> None:
        self._order = (name, descending)
        self.concerned_view.show_order(name, descending=descending)
        self._list_files()


def _all_good(shown: Sequence[Health]) -> str:
    if all(one.measured for one in shown):
        return "Nothing to worry about was found."
    return (
        "Nothing to worry about was found. The sound was not measured yet: that finds silence, "
        "clipping and failing microphones."
    )


def _checking(project: OpenProject) -> Inquiry[tuple[list[Health], int]]:
    found = yield from project.places.checking()
    return found, project.places.unmeasured()
