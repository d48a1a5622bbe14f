"""The species report: what was found, how much was listened to, and files to take away."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QAction, QDesktopServices, QKeySequence
from PySide6.QtWidgets import QComboBox, QHeaderView, QMenu, QWidget

from core.exports import FORMATS, ExportFormat
from core.names import EVERY_SITE
from core.report import Report
from core.store.runs import Run
from gui.icons import icon
from gui.open_project import OpenProject
from gui.pages.page import Either, LivePage
from gui.pages.runs import network_name, run_name
from gui.remembered import Remembered
from gui.tables.report_table import DETECTIONS_COLUMN, SITE_COLUMN, ReportTable
from gui.theme import GRID
from gui.widgets import dialogs, words
from gui.widgets.empty import EmptyState
from gui.widgets.parts import button, column, holder, label, line, row
from gui.widgets.table_view import TableView

_EVERYTHING = "every row"
_REPORT = "species-csv"
"""What this page is about: it comes first and has the key."""


class ReportPage(LivePage):
    """One row a species, for all sites or each."""

    name = "report"
    title = "Report"
    help = (
        "One row for each species: how often it was detected, what was said of the detections, and "
        "how much was listened to. Hover a heading or a number to see what it means; "
        "click a heading to sort.\n\n"
        "The precision is the share of correct among the detections that were reviewed as correct "
        "or wrong, with its 95 % interval. It holds for all detections of the species only if "
        "those reviewed are a random sample of them.\n\n"
        "Export writes the whole report or all detections as CSV, ready for R or a spreadsheet. "
        "Each row names the network, its version and the analysis it is from."
    )

    def __init__(self, remembered: Remembered) -> None:
        super().__init__(remembered)
        self._report: Report | None = None
        self._filling = False
        self.table = ReportTable()
        self.view = TableView("Species report", self.table)
        self.runs, self.sites = _choice("Analysis"), _choice("Site")
        self.facts = label("", "muted")
        self.show_hidden = button("Show", self._go_to_hidden, look="quiet")
        self.show_hidden.setAccessibleName("Show the hidden detections in Review")
        self.exports = [self._export_action(one) for one in sorted(FORMATS, key=_report_first)]
        self.empty = EmptyState(
            "No report yet",
            "Analyse your recordings first; the species that are found make the report.",
            "Go to Analysis",
            lambda: self.page_wanted.emit("analysis"),
        )
        self.either = Either(self, self._content(), self.empty, self.view.setFocus)
        self.either.show_content(False)
        # The names take what is left, so that the numbers stay close together.
        self.view.horizontalHeader().setStretchLastSection(False)
        self.view.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.view.mark_sorted(DETECTIONS_COLUMN, descending=True)
        self.remembered.restore_columns(self.view.horizontalHeader(), "report")
        self.runs.currentIndexChanged.connect(self._run_chosen)
        self.sites.currentIndexChanged.connect(self._show_rows)

    def page_actions(self) -> list[QAction]:
        """Return what can be done here."""
        return self.exports

    def show_project(self, project: OpenProject) -> None:
        """Report on a project's newest analysis."""
        super().show_project(project)
        project.detections_changed.connect(self.reload_soon)
        project.verdicts_changed.connect(lambda _ids: self.reload_soon())
        self._report = None
        for action in self.exports:
            action.setEnabled(False)
        self.runs.clear()
        self.sites.clear()
        self.reload_when_seen()

    def reload(self) -> None:
        """Build the report again."""
        if self.project:
            self.mark_fresh()
            work = partial(_runs_and_report, self.project, self.runs.currentData())
            self.asking.ask("report", self.runs.currentData, work, self._show)

    def export(self, wanted: ExportFormat) -> None:
        """Ask where to, and write what the report is about."""
        if self.project is None or self._report is None:
            return
        folder = Path(self.remembered.value("export folder", "") or dialogs.documents())
        path = dialogs.file_to_write(
            self, f"Export: {wanted.title}",
            folder / f"{self.project.name} {wanted.id.removesuffix('-csv')}{wanted.suffix}",
            f"{wanted.title} (*{wanted.suffix})",
        )  # fmt: skip
        if path is None:
            return
        self.remembered.keep("export folder", str(path.parent))
        work = partial(self.project.export, self._report.run.id, wanted.id, path)
        self.asking.do("export", work, partial(self._exported, path))

    # --- making ---

    def _content(self) -> QWidget:
        first, *others = self.exports
        main = button(first.text(), first.trigger, look="primary")
        more = button("Other formats  ▾")
        menu = QMenu(more)
        menu.addActions(others)
        more.setMenu(menu)
        first.enabledChanged.connect(main.setEnabled)
        tools = row(self.runs, self.sites, 1, more, main, margins=(2 * GRID, GRID, 2 * GRID, GRID))
        foot = row(self.facts, self.show_hidden, 1, margins=(2 * GRID, GRID, 2 * GRID, GRID))
        return holder(column(tools, line(), self.view, line(), foot, gap=0), "surface")

    def _export_action(self, wanted: ExportFormat) -> QAction:
        action = QAction(icon("export"), f"Export {_lower(wanted.title)} …", self)
        if wanted.id == _REPORT:
            action.setShortcut(QKeySequence("Ctrl+E"))
        action.setEnabled(False)
        action.triggered.connect(lambda: self.export(wanted))
        return action

    # --- showing ---

    def _show(self, found: tuple[list[Run], Report | None]) -> None:
        runs, self._report = found
        self.either.show_content(self._report is not None)
        for action in self.exports:
            action.setEnabled(self._report is not None)
        if self._report is None:
            return
        self._filling = True
        _offer(self.runs, [(run_name(run), run.id) for run in runs], self._report.run.id)
        names = sorted({r.site for r in self._report.rows if r.site != EVERY_SITE})
        sites = [("All sites together", EVERY_SITE), *((name, name) for name in names)]
        if len(names) > 1:
            sites.append(("All and each site", _EVERYTHING))
        _offer(self.sites, sites, self.sites.currentData() or EVERY_SITE)
        self._filling = False
        self.runs.setVisible(len(runs) > 1)
        self._show_rows()
        self._show_facts(self._report)

    def _show_rows(self) -> None:
        if self._filling or self._report is None:
            return
        site = self.sites.currentData()
        self.view.setColumnHidden(SITE_COLUMN, site != _EVERYTHING)
        self.table.show([r for r in self._report.rows if site in (_EVERYTHING, r.site)])

    def _show_facts(self, report: Report) -> None:
        total = sum(r.detections for r in report.totals)
        heard = sum(bool(r.detections) for r in report.totals)
        text = (
            f"{words.count(total, 'detection')} of {heard:,} species with a score "
            f"from {report.min_score:g} · {words.count(report.coverage.recordings, 'recording')}, "
            f"{words.hours(report.coverage.hours)} heard by {network_name(report.run.network)}"
        )
        if report.hidden:
            text += f" · {report.hidden:,} hidden by the species list"
        self.facts.setText(text)
        self.show_hidden.setVisible(bool(report.hidden))

    def _run_chosen(self) -> None:
        if not self._filling:
            self.reload()

    def _go_to_hidden(self) -> None:
        self.page_wanted.emit("review hidden")

    def _exported(self, path: Path, rows: int) -> None:
        self.told.emit(
            f"{words.count(rows, 'row')} written to {path.name}.",
            "Open folder",
            lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent))),
        )


def _runs_and_report(project: OpenProject, run_id: int | None) -> tuple[list[Run], Report | None]:
    runs = project.runs()
    return runs, project.report(run_id) if runs else None


def _choice(name: str) -> QComboBox:
    made = QComboBox()
    made.setAccessibleName(name)
    made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
    return made


def _offer(box: QComboBox, choices: Sequence[tuple[str, object]], current: object) -> None:
    box.clear()
    for text, value in choices:
        box.addItem(text, value)
    box.setCurrentIndex(max(0, box.findData(current)))


def _report_first(one: ExportFormat) -> bool:
    return one.id != _REPORT


def _lower(title: str) -> str:
    return title[:1].lower() + title[1:]
