"""The species report: what was found, how much was listened to, and files to take away."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial

from PySide6.QtCore import QModelIndex
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QSizePolicy, QWidget

from core.domain import Species
from core.exports import FORMATS, ExportFormat
from core.jobs import Inquiry
from core.names import EVERY_SITE, natural_key
from core.report import Report
from core.store.detections import Filter
from core.store.recordings import Totals
from core.store.runs import Run
from core.store.scope import ReportScope
from gui.destinations import HiddenToo
from gui.icons import icon
from gui.open_project import OpenProject
from gui.page_names import PageName
from gui.pages.document_writing import DocumentWriting
from gui.pages.exporting import Exporting, OnScreen
from gui.pages.formats_menu import add_formats
from gui.pages.found_nothing import found_nothing, under_way
from gui.pages.methods import ask_methods
from gui.pages.minutes_box import MinutesBox
from gui.pages.page import LivePage
from gui.pages.places_menu import PlacesMenu
from gui.pages.reading import Doing, Reading
from gui.pages.report_limits import ReportLimits, choice, clips_of, limited, offer
from gui.pages.report_pictures import ReportPictures, halves
from gui.pages.report_words import facts, numbers
from gui.pages.rules_box import RulesBox
from gui.pages.runs import run_name
from gui.pages.states import State, States
from gui.remembered import Remembered
from gui.tables.report_table import DETECTIONS_COLUMN, SITE_COLUMN, ReportTable
from gui.tables.table_view import TableView
from gui.theme import GRID
from gui.widgets.empty import Action, Said
from gui.widgets.overflow_row import OverflowRow
from gui.widgets.parts import button, column, holder, label, line, row
from gui.widgets.plain import give_tip

_EVERYTHING = "every row"
_REPORT = "species-csv"
"""What this page is about: it comes first and has the key."""

_COMMON = {
    "Annotations", "Detections", "Embeddings", "Occupancy", "Scores", "Site", "Sites", "Species",
    "Workbook",
}  # fmt: skip


class ReportPage(LivePage):
    """One row a species, for all sites or each."""

    name = PageName.REPORT
    title = "Report"

    def __init__(self, remembered: Remembered, project: OpenProject) -> None:
        super().__init__(remembered, project)
        self._report: Report | None = None
        self._then: Callable[[], object] | None = None
        """What to do once there is a report."""
        self._filling = False
        self.table = ReportTable()
        self.view = TableView("Species report", self.table)
        self.runs, self.sites = choice("Analysis"), choice("Site")
        self.limits = ReportLimits()
        self.pictures = ReportPictures(project, self.requests, remembered)
        self.facts = label("", "muted", wrap=True)
        self.show_hidden = button("Show hidden", self._go_to_hidden, look="quiet")
        self.show_hidden.setAccessibleName("Show the hidden detections in Review")
        self.methods = button("Methods …", self._show_methods, look="quiet")
        self.writing = DocumentWriting(self, self._of_document)
        self.writing.action.triggered.connect(lambda: self._with_report(self.writing.ask))
        self.exporting = Exporting(self)
        self.exports = [self._export_action(one) for one in sorted(FORMATS, key=_report_first)]
        self.for_excel, self.decimal_comma = self._style_actions()
        inside = QWidget()
        self.halves = halves(self.view, self.pictures, remembered)
        self.rows = States(inside, self.halves)
        self.states = States(self, self._content(inside), self.view.setFocus)
        building = Doing(
            "Building the report", "The report could not be built", "The report was not built",
            "steps",
        )  # fmt: skip
        self._reading = Reading(self, self.states, building)
        self.view.stretch_first()
        self._offer_row_actions()
        self.view.mark_sorted(DETECTIONS_COLUMN, descending=True)
        self.remembered.restore_columns(self.view.columns, "report")
        self.runs.currentIndexChanged.connect(self._run_chosen)
        self.sites.currentIndexChanged.connect(self._show_rows)
        self.limits.days_chosen.connect(self._run_chosen)
        self.limits.rows_chosen.connect(self._show_rows)
        self.pictures.clips_wanted.connect(self._open_clips)
        self.view.selectionModel().currentRowChanged.connect(self._row_chosen)

    def _offer_row_actions(self) -> None:
        self.reviewing = QAction(icon("review"), "Review these clips", self)
        self.reviewing.triggered.connect(self._review)
        ruling = QAction("Rule of this species …", self)
        ruling.triggered.connect(lambda: self._show_rules(self._species_at_hand))
        self.view.row_actions.opens_with(self.reviewing)
        self.view.row_actions.offer(ruling)

    def page_actions(self) -> list[QAction]:
        """Return what can be done here."""
        return [*self.exports, self.writing.action]

    def begin(self) -> None:
        """Report on a project's newest analysis."""
        super().begin()
        project = self.project
        project.analysis.changed.connect(self._show_analysis)
        project.recordings_changed.connect(self._reload_if_empty)
        project.detections_grew.connect(self._reload_if_empty)
        project.detections_changed.connect(self.reload_soon)
        project.verdicts_changed.connect(lambda _ids: self.reload_soon())
        project.detections_changed.connect(lambda: self._offer_actions(True))
        self._offer_actions(bool(project.runs()))
        self.reload_when_seen()

    def reload(self) -> None:
        """Build the report again, unless it is being built."""
        if not self._reading.under_way:
            self._build(self.runs.currentData())

    def _build(self, run_id: int | None) -> None:
        self.mark_fresh()
        limits = self.limits.first_day, self.limits.last_day
        work = partial(_building, self.project, run_id, limits)
        again = partial(self._build, run_id)
        self._reading.read(work, self._show, again, self._asked)

    def _asked(self) -> object:
        return self.runs.currentData(), self.limits.first_day, self.limits.last_day

    def export(self, wanted: ExportFormat) -> None:
        """Write what is on the screen, or more if that is meant, to a file that is asked for."""
        if self._report is None:
            return
        shown = OnScreen(self._report, tuple(self.table.rows), self._one_site, self.limits.group)
        self.exporting.begin(wanted, shown)

    def _of_document(self) -> tuple[ReportScope, str] | None:
        """Return what a document is of, and in words to what it is limited."""
        if self._report is None:
            return None
        site = self._one_site
        of = replace(self._report.scope, sites=frozenset({site}) if site else None)
        return of, self._limits_in_words()

    def _limits_in_words(self) -> str:
        """Return which sites and days a document is of."""
        days = self.limits.days.words() if self.limits.days.values else ""
        parts = [part for part in (self._one_site, days) if part]
        return f"It is of {', '.join(parts)} only." if parts else ""

    @property
    def _one_site(self) -> str | None:
        site: str | None = self.sites.currentData()
        return None if site in (EVERY_SITE, _EVERYTHING) else site

    # --- making ---

    def _content(self, inside: QWidget) -> QWidget:
        first, *others = self.exports
        main = button("Export CSV …", first.trigger, look="primary")
        main.setAccessibleName(first.text())
        give_tip(main, first.text())
        more = button("Other formats  ▾")
        menu = QMenu(more)
        add_formats(menu, others)
        menu.addSeparator()
        menu.addActions([self.for_excel, self.decimal_comma])
        menu.addMenu(PlacesMenu(menu, self.remembered))
        more.setMenu(menu)
        first.enabledChanged.connect(main.setEnabled)
        document = button("Document …", self.writing.action.trigger)
        document.setAccessibleName(self.writing.action.text())
        self.writing.action.enabledChanged.connect(document.setEnabled)
        main.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        missed = button("What was missed …", self._show_minutes, look="quiet")
        rules = button("Rules …", self._show_rules, look="quiet")
        others_row = OverflowRow(1, document, more, self.methods, missed, rules)
        choices = (self.runs, self.sites, self.limits)
        margins = (2 * GRID, GRID, 2 * GRID, GRID)
        tools = row(*choices, others_row, main, grows=3, margins=margins)
        margins = (2 * GRID, GRID, 2 * GRID, GRID)
        self._foot = holder(row(self.facts, self.show_hidden, grows=0, margins=margins))
        all_of_it = column(tools, line(), inside, line(), self._foot, gap=0, grows=2)
        return holder(all_of_it, "surface")

    @property
    def foot_px(self) -> int:
        """Return how high the line is in which is said what the report is of."""
        return self._foot.sizeHint().height()  # it may not be laid out yet

    def _style_actions(self) -> tuple[QAction, QAction]:
        excel = QAction("Write tables for Excel", self, checkable=True)
        give_tip(excel, "Excel then shows letters such as ü as they are")
        comma = QAction("Write numbers with a comma", self, checkable=True)
        give_tip(comma, "As many countries write them: 0,85. Cells then end with a semicolon")
        for action, name in ((excel, "for_excel"), (comma, "decimal_comma")):
            action.setChecked(getattr(self.remembered, name))
            action.toggled.connect(partial(setattr, self.remembered, name))
        return excel, comma

    def _export_action(self, wanted: ExportFormat) -> QAction:
        action = QAction(icon("export"), f"Export {_lower(wanted.title)} …", self)
        action.setData(wanted.id)
        if wanted.id == _REPORT:
            action.setShortcut(QKeySequence("Ctrl+E"))
        action.triggered.connect(lambda: self._with_report(partial(self.export, wanted)))
        return action

    def _with_report(self, do: Callable[[], object]) -> None:
        """Do it with the report, which may have to be built first."""
        if self._report:
            do()
        else:
            self._then = do
            self.go_to(self.name)

    # --- showing ---

    def _show(self, found: tuple[list[Run], Report | None, Totals]) -> None:
        runs, report, totals = found
        then, self._then = self._then, None
        self._take(report)
        if report is None:
            self._ask_for_analysis(totals)
        else:
            self._fill(runs, report)
            self.states.show_content()
            if then:
                then()
        if self.stale:
            self.reload_soon()

    def _take(self, report: Report | None) -> None:
        self._report = report
        self._offer_actions(report is not None)

    def _offer_actions(self, wanted: bool) -> None:
        for action in self.page_actions():
            action.setEnabled(wanted)

    def _ask_for_analysis(self, totals: Totals) -> None:
        if totals.usable:
            go = Action("Go to Analysis", partial(self.go_to, PageName.ANALYSIS))
            sentence = "Analyse your recordings first; the species that are found make the report."
            self.states.show_empty(Said("No report yet", sentence, (go,)))
            self._show_analysis()
        else:
            go = Action("Go to Recordings", partial(self.go_to, PageName.RECORDINGS))
            sentence = "Add recordings first, then analyse them; what is found makes the report."
            self.ask_for_recordings(Said("No report yet", sentence, (go,)))

    def _reload_if_empty(self) -> None:
        if not (self._report and self._report.rows):
            self.reload_soon()

    def _show_analysis(self) -> None:
        """Say in place of content that an analysis is under way, and how far it is."""
        if self.project.analysis.job is None:
            return
        analysis = self.project.analysis
        said = under_way(analysis.stop, self.go_to)
        if self.states.state is State.EMPTY:
            self.states.show_busy(said, analysis, "h")
        elif self._report and not self._report.rows:
            self.rows.show_busy(said, analysis, "h")

    def _fill(self, runs: list[Run], report: Report) -> None:
        self._filling = True
        offer(self.runs, [(run_name(run), run.id) for run in runs], report.run.id)
        names = sorted({r.site for r in report.rows if r.site != EVERY_SITE}, key=natural_key)
        sites = [("All sites together", EVERY_SITE), *((name, name) for name in names)]
        if len(names) > 1:
            sites.append(("All and each site", _EVERYTHING))
        offer(self.sites, sites, self.sites.currentData() or EVERY_SITE)
        self._filling = False
        self.runs.setVisible(len(runs) > 1)
        self.limits.offer_rows(report.rows)
        self._show_rows()
        self.pictures.show_report(report)
        self._show_state(report)
        if not report.rows:
            self._show_analysis()

    def _show_state(self, report: Report) -> None:
        if self.table.rows:
            self.rows.show_content()
        elif report.rows or report.scope.is_dated:
            everything = Action("Show everything", self._clear_limits)
            said = "What is shown is limited by site, days, group or verdicts, and none is left."
            self.rows.show_nothing_found(Said("No species here", said, (everything,)))
        else:
            go, hidden = self.go_to, report.hidden + report.hidden_by_rules
            self.rows.show_nothing_found(found_nothing(report.run, report.coverage, hidden, go))

    def _clear_limits(self) -> None:
        was_dated = bool(self.limits.days.values)
        self.limits.clear()
        self.sites.setCurrentIndex(0)
        if was_dated:
            self._run_chosen()
        else:
            self._show_rows()

    def _show_rows(self) -> None:
        if self._filling or self._report is None:
            return
        site = self.sites.currentData()
        self.view.columns.leave_out(SITE_COLUMN, absent=site != _EVERYTHING)
        self.table.show(
            [r for r in self._report.rows if site in (_EVERYTHING, r.site) and self.limits.takes(r)]
        )
        self._show_facts(self._report)
        self._show_state(self._report)

    def _row_chosen(self, current: QModelIndex) -> None:
        rows = self.table.rows
        self.pictures.show_species(rows[current.row()] if current.row() < len(rows) else None)

    def _open_clips(self, wanted: Filter) -> None:
        """Show the clips behind a mark, of the days and the site of the report."""
        if self._report is None:
            return
        self.go_to(PageName.REVIEW, limited(wanted, self._report.scope, self._one_site))

    def _show_facts(self, report: Report) -> None:
        text, site = facts(report), self._one_site
        if site:
            text = f"{site}: {numbers(self.table.rows)} · All sites: {text}"
        self.facts.setText("\n".join((text, *report.made_of, *report.not_whole)))
        self.show_hidden.setVisible(bool(report.hidden + report.hidden_by_rules))

    def _run_chosen(self) -> None:
        if not self._filling:
            self._build(self.runs.currentData())

    def _show_methods(self) -> None:
        if self._report:
            ask_methods(self, self.requests, self.project, self._report.run.id)

    def _review(self) -> None:
        """Show the clips of the chosen rows in Review."""
        rows = [self.table.rows[n] for each in self.view.row_actions.chosen for n in each]
        if self._report and rows:
            self._open_clips(clips_of(rows))

    def _show_minutes(self) -> None:
        """Go through minutes that are listened to completely."""
        if self._report:
            found = [row.species for row in self._report.totals if row.detections]
            about = (self._report.run.id, found)
            MinutesBox(self, self.project, self.remembered, about).open()

    @property
    def _species_at_hand(self) -> str:
        number = self.view.currentIndex().row()
        return self.table.rows[number].species.scientific_name if number >= 0 else ""

    def _show_rules(self, about: str = "") -> None:
        """Show which rules of species hold, and make one."""
        if self._report:
            hidden = {one.species: one.common_name for one in self._report.ruled}
            shown = [row.species for row in self._report.totals if row.detections]
            names = {one.scientific_name for one in shown}
            shown += [Species(*one) for one in hidden.items() if one[0] not in names]
            RulesBox(self, self.project, self._report.run.id, shown, about).open()

    def _go_to_hidden(self) -> None:
        self.go_to(PageName.REVIEW, HiddenToo())


def _building(
    project: OpenProject, run_id: int | None, days: tuple[date | None, date | None]
) -> Inquiry[tuple[list[Run], Report | None, Totals]]:
    runs = project.runs()
    report = (yield from project.overview.report(run_id, days)) if runs else None
    return runs, report, project.totals()


def _report_first(one: ExportFormat) -> bool:
    return one.id != _REPORT


def _lower(title: str) -> str:
    """Return a title within a sentence: names of programs and standards keep their capitals."""
    return title[:1].lower() + title[1:] if title.split()[0] in _COMMON else title
