"""The page of sites: a table of deployments, and what can be said of the chosen one."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QItemSelection, QItemSelectionModel, Qt, QTimer
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from core.deployments.edit_step import Change
from core.store.deployments import Deployment
from core.store.detections import Filter
from core.store.file_lists import FileFilter
from gui.destinations import OnlyRecordings
from gui.icons import icon
from gui.open_project import OpenProject
from gui.open_sites import Overview
from gui.page_names import PageName
from gui.pages.missing_folders import MissingFolders
from gui.pages.moved_folders import MovedFolders
from gui.pages.page import LivePage
from gui.pages.reading import Doing, Reading
from gui.pages.sites.change_tools import ChangeTools
from gui.pages.sites.exchange import Exchange
from gui.pages.sites.maps import Maps
from gui.pages.sites.panel import SitePanel
from gui.pages.sites.questions import SitesQuestion
from gui.pages.states import States
from gui.remembered import Remembered
from gui.requests import the_project
from gui.tables.deployments_table import DeploymentsTable
from gui.tables.table_view import TableView
from gui.theme import GRID
from gui.widgets import words
from gui.widgets.elided import ElidedLabel
from gui.widgets.empty import Action, Said
from gui.widgets.notice import Notice
from gui.widgets.overflow_row import OverflowRow
from gui.widgets.parts import button, column, holder, line, row
from gui.widgets.plain import give_tip
from gui.widgets.sharing_splitter import SharingSplitter

_TYPED_MS = 200
_NO_SITES = (
    "No sites yet",
    "Add recordings first; sites and deployments are proposed from their folders, names and "
    "recorders.",
)
_NATIVE = QKeySequence.SequenceFormat.NativeText


class SitesPage(LivePage):
    """Every change is one step of core's log of edits, and can be undone from here."""

    name = PageName.SITES
    title = "Sites"

    def __init__(self, remembered: Remembered, project: OpenProject) -> None:
        super().__init__(remembered, project)
        self._overview: Overview | None = None
        self.table = DeploymentsTable()
        self.view = TableView("Deployments", self.table)
        self.panel = SitePanel()
        self.tools = ChangeTools(self)
        self.folders, self.missing = MovedFolders(self, self.do), MissingFolders()
        self.exchange, self.maps = Exchange(self, self.do), Maps(self, self.panel.place.map)
        self._typed = QTimer(self, singleShot=True, interval=_TYPED_MS)
        self._build()
        self._connect()

    def begin(self) -> None:
        """List the deployments of a project."""
        super().begin()
        project = self.project
        self._overview = None
        self.table.show_deployments(())
        for told in (project.changes.expected, project.changes.changed, project.changes.failed):
            told.connect(self._offer_undo)
        self._offer_undo()
        project.recordings_changed.connect(self.reload_soon)
        self.requests.ask(
            SitesQuestion.ZONES, the_project, project.places.zones, self.panel.clock.offer_zones
        )
        self.maps.show_project(project)
        self.reload_when_seen()

    @property
    def settled(self) -> bool:
        """Tell whether everything on screen is loaded."""
        return super().settled and not self._typed.isActive()

    @property
    def chosen(self) -> list[Deployment]:
        """Return the deployments that are chosen, the current one first."""
        current = self.view.currentIndex().row()
        rows = {index.row() for index in self.view.selectionModel().selectedRows()}
        ordered = sorted(rows, key=lambda number: (number != current, number))
        return [self.table.rows[number].deployment for number in ordered]

    def do(self, change: Change) -> None:
        """Make a change, say it, and offer to undo it."""
        self.project.places.do(change, self._done, self.reload)

    # --- making ---

    def _offer_actions(self) -> None:
        listing = QAction(icon("recordings"), "List its recordings", self)
        listing.triggered.connect(self._list_recordings)
        reviewing = QAction(icon("review"), "Review what was found there", self)
        reviewing.triggered.connect(self._review)
        self.view.row_actions.opens_with(listing)
        self.view.row_actions.offer(reviewing, None)
        self.view.row_actions.offer_buttons(*self.tools.buttons, hidden_too=True)

    def _list_recordings(self) -> None:
        if chosen := self.chosen:
            ids = tuple(one.id for one in chosen)
            names = list(dict.fromkeys(one.site for one in chosen))
            more = f" and {len(names) - 1:,} more" if len(names) > 1 else ""
            there = OnlyRecordings(FileFilter(deployments=ids), f"at {names[0]}{more}")
            self.go_to(PageName.RECORDINGS, there)

    def _review(self) -> None:
        if chosen := self.chosen:
            self.go_to(PageName.REVIEW, Filter(sites=frozenset(one.site for one in chosen)))

    def _build(self) -> None:
        self._offer_actions()
        self.remembered.restore_columns(self.view.columns, "deployments")
        self.view.fit_at_first()
        self.view.mark_sorted(0, descending=False)
        self.undo_button = button("Undo", self.project.undo, look="quiet", picture="undo")
        self.redo_button = button("Redo", self.project.redo, look="quiet", picture="redo")
        for pictured in (self.undo_button, self.redo_button):
            pictured.setText("")
        self.totals = ElidedLabel("muted")
        self.states = States(self, self._content(), self.view.setFocus)
        self._reading = Reading(
            self, self.states, Doing("Reading the sites", "The sites could not be read")
        )

    def _content(self) -> QWidget:
        margins = (2 * GRID, GRID, 2 * GRID, GRID)
        exchanging = (self.exchange.import_button, self.exchange.export_button)
        turning = (self.undo_button, self.redo_button)
        tools = OverflowRow(*self.tools.buttons, *turning, 1, *exchanging, margins=margins)
        foot = row(self.totals, margins=margins)
        left = holder(column(tools, line(), self.view, line(), foot, gap=0), "surface")
        beside = Qt.Orientation.Horizontal
        split = SharingSplitter(beside, left, self.panel, self.panel.width_of)
        split.hold(chosen=self.remembered.restore_splitter(split, "sites"))
        return holder(column(self.missing, split, gap=0, grows=1), "surface")

    def _connect(self) -> None:
        self._typed.timeout.connect(self._ask_effect)
        self.view.selectionModel().selectionChanged.connect(self._show_chosen)
        place, clock = self.panel.place, self.panel.clock
        place.rename_wanted.connect(lambda site, name: self._want("rename", site, name))
        place.place_wanted.connect(lambda *where: self._want("place", *where))
        place.site_chosen.connect(self._choose_site)
        place.map.opened.connect(self._list_recordings)
        place.map.menu_wanted.connect(self.view.row_actions.pop_up)
        place.problem.connect(self.notice)
        clock.changed.connect(lambda: self._typed.start())
        clock.set_wanted.connect(self._set_clock)
        self.tools.wanted.connect(lambda what, values: self._want(what, *values))
        self.missing.choose_wanted.connect(self.folders.choose)
        self.missing.search_wanted.connect(self.folders.search)
        self.tools.folders_wanted.connect(self._ask_folders)

    # --- reading ---

    def reload(self) -> None:
        """Read all sites and deployments again."""
        self.mark_fresh()
        self._reading.read(self.project.places.overview, self._show, self.reload)

    def _show(self, overview: Overview) -> None:
        self._overview = overview
        if not overview.deployments:
            go = Action("Go to Recordings", partial(self.go_to, PageName.RECORDINGS))
            self.ask_for_recordings(Said(*_NO_SITES, (go,)))
            return
        self.states.show_content()
        kept = [one.id for one in self.chosen]
        self.table.show_deployments(overview.deployments)
        self.panel.place.show_all(overview.sites)
        self.tools.offer_sites([site.name for site in overview.sites])
        self.missing.look(self.requests, self.project.files.missing_roots)
        self._choose(kept)
        self._show_totals(overview)

    def _show_totals(self, overview: Overview) -> None:
        hours = sum(one.hours for one in overview.deployments)
        unplaced = sum(site.latitude is None for site in overview.sites)
        parts = [
            words.count(len(overview.sites), "site"),
            words.count(len(overview.deployments), "deployment"),
            f"{words.hours(hours)} of sound",
        ]
        if unplaced:
            parts.append(f"{unplaced:,} without coordinates")
        parts += [f"merge {' and '.join(names)}: one name" for names in overview.alike]
        self.totals.setText(" · ".join(parts))

    def _offer_undo(self, *_told: object) -> None:
        history = self.project.changes.history
        for shown, verb, keys, step in (
            (self.undo_button, "Undo", "Ctrl+Z", history.to_undo),
            (self.redo_button, "Redo", "Ctrl+Shift+Z", history.to_redo),
        ):
            shown.setEnabled(step is not None)
            native = QKeySequence(keys).toString(_NATIVE)
            give_tip(shown, f"{step.text} ({native})" if step else f"Nothing to {verb.lower()}")

    # --- choosing ---

    def _choose(self, ids: Sequence[int]) -> None:
        rows = [number for one in ids if (number := self.table.row_of(one)) is not None]
        rows = rows or ([0] if self.table.rows else [])
        if not rows:
            return
        last = len(self.table.columns) - 1
        wanted = QItemSelection()
        for number in rows:
            wanted.select(self.table.index(number, 0), self.table.index(number, last))
        model = self.view.selectionModel()
        flags = QItemSelectionModel.SelectionFlag
        model.setCurrentIndex(self.table.index(rows[0], 0), flags.NoUpdate)
        model.select(wanted, flags.ClearAndSelect)
        self._show_chosen()

    def _choose_site(self, site_id: int) -> None:
        rows = self.table.rows
        found = next((r.deployment.id for r in rows if r.deployment.site_id == site_id), None)
        if found is not None:
            self._choose([found])
            self.view.scrollTo(self.view.currentIndex())

    def _show_chosen(self) -> None:
        chosen = self.chosen
        self.tools.show_chosen(chosen)
        if self._overview and chosen:
            one = chosen[0]
            site = next(site for site in self._overview.sites if site.id == one.site_id)
            self.panel.show_chosen(site, one)

    # --- changing ---

    def _want(self, what: str, *values: object) -> None:
        make: Callable[..., Change] = getattr(self.project.places, what)
        self.do(make(*values))

    def _choosing(self) -> object:
        return self.isVisible(), [one.id for one in self.chosen]

    def _wanted_clock(self) -> object:
        return self.chosen[:1], self.panel.clock.clock, self.panel.clock.local_time

    def _ask_folders(self, deployment_id: int) -> None:
        work = partial(self.project.places.folders, deployment_id)
        self.requests.ask(SitesQuestion.FOLDERS, self._choosing, work, self.tools.open_splitter)

    def _ask_effect(self) -> None:
        clock, chosen = self.panel.clock.clock, self.chosen
        if not chosen:
            return
        if clock is None:
            self.panel.clock.show_problem("There is no such time zone. Choose one from the list.")
            return
        panel = self.panel.clock
        work = partial(self.project.places.effect, chosen[0], clock, panel.local_time)
        self.requests.ask(
            SitesQuestion.EFFECT, self._wanted_clock, work, panel.show_effect, panel.show_problem
        )

    def _set_clock(self) -> None:
        clock, chosen = self.panel.clock.clock, self.chosen
        if clock is not None and chosen:
            self._want("set_clock", chosen[0], clock, self.panel.clock.local_time)

    def _done(self, text: str) -> None:
        self.told.emit(Notice(f"{text}.", Action("Undo", self.project.undo)))
        self.reload()
