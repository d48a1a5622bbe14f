"""The files of the project: what they are, whether they are analysed, what is wrong with them."""

from array import array
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAction, QKeySequence, QShowEvent
from PySide6.QtWidgets import QLineEdit, QSplitter, QToolButton, QWidget

from core.store.detections import Filter
from core.store.file_lists import FileFilter
from core.store.recordings import Totals
from gui.destinations import OnlyRecordings, PageState
from gui.icons import give_icon, icon
from gui.open_project import OpenProject
from gui.page_names import PageName
from gui.pages.adding import FileAdder
from gui.pages.changing import Changing
from gui.pages.file_presence import FilePresence
from gui.pages.importing import ImportingResults
from gui.pages.listening import SoundBelowList
from gui.pages.missing_folders import MissingFolders
from gui.pages.moved_folders import MovedFolders
from gui.pages.page import LivePage
from gui.pages.questions import PageQuestion
from gui.pages.reading import Doing, Reading
from gui.pages.removing import Removing
from gui.pages.starting import Starting
from gui.pages.states import States
from gui.remembered import Remembered
from gui.stylesheet import give_look
from gui.tables.paged import PAGE
from gui.tables.recordings_table import RecordingsTable
from gui.tables.table_view import TableView
from gui.theme import GRID, theme
from gui.widgets import dialogs, words
from gui.widgets.dropped import Dropped
from gui.widgets.elided import ElidedLabel
from gui.widgets.empty import Action, Said
from gui.widgets.outside import show_outside
from gui.widgets.parts import button, column, holder, line, name_button, row
from gui.widgets.plain import give_tip, on_button

_TYPED_MS = 150


class FilesOverview(NamedTuple):
    """What the page lists."""

    ids: Sequence[int]
    """Of the files that are listed, in order."""
    problems: int
    """Files with a problem, listed or not."""
    totals: Totals


class RecordingsPage(LivePage):
    """Sorted and filtered by core; the table holds only the pages that were looked at."""

    name = PageName.RECORDINGS
    title = "Recordings"

    def __init__(self, remembered: Remembered, project: OpenProject) -> None:
        super().__init__(remembered, project)
        self._filter = FileFilter()
        self._ids: Sequence[int] = array("q")
        """Of all rows: small even for a million, and what a page of them is asked by."""
        self._order = ("name", False)
        self._rows_of = self._shown()
        self.table = RecordingsTable()
        self.view = TableView("Recording files", self.table)
        self.add_action = QAction(icon("add"), "Add recordings …", self)
        self.add_action.setShortcut(QKeySequence("Ctrl+Shift+A"))
        self.add_action.triggered.connect(self.choose_folder)
        self.find_action = QAction(icon("search"), "Find recordings", self)
        self.find_action.triggered.connect(self._go_to_search)
        self.split = QSplitter(Qt.Orientation.Vertical)
        self.listening = SoundBelowList(self, self.view, self.table, self.split)
        self.reviewing = QAction(icon("review"), "Review what was found in it", self)
        self.reviewing.triggered.connect(self._review)
        self.view.row_actions.offer(self.reviewing, None)
        self.starting = Starting(self, self.view, self._chosen)
        self.removing = Removing(self, self.view, self._chosen)
        self.folder_action = QAction(icon("open"), "Show it in its folder", self)
        self.folder_action.triggered.connect(self._show_folder)
        self.view.row_actions.offer(None, self.folder_action)
        self.view.row_actions.offering.connect(self._name_actions)
        self.adding = FileAdder(self)
        self.importing = ImportingResults(self)
        self.adding.show_wanted.connect(self._show_added)
        for action in self.page_actions():
            action.setEnabled(False)
        self._typed = QTimer(self, singleShot=True, interval=_TYPED_MS)
        self._typed.timeout.connect(self._read_filter)
        self._build()
        self._presence = FilePresence(self, self.table, self._listed)
        self.table.page_wanted.connect(self._fetch)
        self.table.sort_wanted.connect(self._sort)

    def page_actions(self) -> list[QAction]:
        """Return what can be done here."""
        return [
            self.add_action,
            self.find_action,
            self.starting.set,
            self.removing.rows,
            self.removing.folder,
        ]

    def begin(self) -> None:
        """List the files of a project."""
        super().begin()
        project = self.project
        for action in self.page_actions():
            action.setEnabled(True)
        self.removing.note_chosen()
        self.starting.note_chosen()
        project.recordings_changed.connect(self.reload_soon)
        project.detections_changed.connect(self.reload_soon)
        project.detections_grew.connect(self.reload_soon)
        self.search.clear()
        self.problems.setChecked(False)
        self._filter = FileFilter()
        self._rows_of, self._ids = self._shown(), array("q")
        self.table.restart(0)
        self.reload_when_seen()

    @property
    def settled(self) -> bool:
        """Tell whether everything on screen is loaded."""
        return super().settled and not self._typed.isActive() and not self.table.loading

    def choose_folder(self) -> None:
        """Ask for a folder and add what is in it."""
        folder = dialogs.existing_folder(
            self, "Add the recordings of a folder", self.remembered.value("recordings folder", "")
        )
        if folder:
            self.remembered.keep("recordings folder", str(folder))
            self.add_folders([folder])

    def add_folders(self, folders: list[Path]) -> None:
        """Add what is in folders; files appear while they are scanned."""
        self.adding.add(folders)

    def take(self, what: Dropped) -> None:
        """Add what was dropped, and say of the rest why it was not."""
        if what:
            self.adding.add(what.folders, what.files, what.refusal)
        elif what.refusal:
            self.notice.emit(what.refusal)

    def show_only(self, wanted: FileFilter, said: str) -> None:
        """List only some files; ``said`` names them: "at Dune"."""
        self._filter = wanted
        self.search.blockSignals(True)
        self.search.clear()
        self.search.blockSignals(False)
        self.problems.setChecked(False)
        dots, room = Qt.TextElideMode.ElideRight, round(24 * GRID * theme().scale)
        shown = self.only.fontMetrics().elidedText(said, dots, room)
        self.only.setText(f"{on_button(shown)}  ✕")
        self.only.setAccessibleName(f"Only recordings {said}: show all")
        self.only.show()
        self.reload()

    # --- making ---

    def _build(self) -> None:
        self.add = button("Add folder …", self.choose_folder, look="primary", picture="add")
        self.search = QLineEdit()
        self.search.setPlaceholderText("Find by name, site or recorder")
        self.search.setAccessibleName("Find recordings")
        self.search.setClearButtonEnabled(True)
        self.search.setMinimumWidth(12 * GRID)
        self.search.setMaximumWidth(round(36 * GRID * theme().scale))
        self.search.textChanged.connect(lambda: self._typed.start())
        self.problems = QToolButton()
        give_look(self.problems, "chip")
        self.problems.setCheckable(True)
        self.problems.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.problems.toggled.connect(self._read_filter)
        self.only = QToolButton()
        give_look(self.only, "chip")
        self.only.setAccessibleName("Show all recordings")
        self.only.clicked.connect(self._clear)
        self.only.hide()
        self.analyse = button("Analyse …", partial(self.go_to, PageName.ANALYSIS))
        self.analyse.setAccessibleName("Go to Analysis")
        self.remove = button("", self.removing.rows.trigger, look="quiet", picture="remove")
        self.remove.hide()
        self.totals = ElidedLabel("muted")
        self.restore = button("", self.removing.restore, look="quiet", picture="undo")
        self.restore.hide()
        self.missing = MissingFolders()
        self.folders = MovedFolders(self, Changing(self).do)
        self.missing.choose_wanted.connect(self.folders.choose)
        self.missing.search_wanted.connect(self.folders.search)
        self.view.selectionModel().selectionChanged.connect(self._name_remove)
        inside = QWidget()
        self.rows = States(inside, self.view)
        self.states = States(self, self._content(inside), self.view.setFocus)
        self._reading = Reading(
            self, self.states, Doing("Reading the files", "The files could not be read")
        )
        self._hears_first = False
        self.remembered.restore_columns(self.view.columns, "recordings")
        self.view.fit_at_first()
        self.view.show_order(self._order[0], descending=self._order[1])

    def _content(self, inside: QWidget) -> QWidget:
        give_tip(self.search, "Words in the path, the site or the recorder")
        give_icon(self.problems, "warning", "danger")
        margins = (2 * GRID, GRID, 2 * GRID, GRID)
        tools = row(
            self.search, self.problems, self.only, 1, self.analyse, self.add, margins=margins
        )
        tools.setStretch(0, 9)  # up to its greatest width, and what is left stays free
        self._foot = holder(row(self.totals, self.remove, self.restore, grows=0, margins=margins))
        self.split.addWidget(inside)
        self.split.setChildrenCollapsible(False)
        above = column(self.missing, tools, line(), self.split, line(), self._foot, gap=0, grows=3)
        return holder(above, "surface")

    @property
    def foot_px(self) -> int:
        """Return how high the line is in which rows are removed and restored."""
        return self._foot.sizeHint().height()  # it may not be laid out yet

    def show_state(self, state: PageState) -> None:
        """List some recordings only, as another page leads to."""
        assert isinstance(state, OnlyRecordings)
        self.show_only(state.wanted, state.said)
        self._hears_first = state.heard

    def showEvent(self, event: QShowEvent) -> None:
        """Look where the files are, also if nothing changed in the project. Called by Qt."""
        super().showEvent(event)
        if not self._reading.under_way:  # that looks, too
            self._look()

    def _look(self) -> None:
        self.missing.look(self.requests, self.project.files.missing_roots)
        self._presence.look_again()

    def _go_to_search(self) -> None:
        self.go_to(self.name)
        self.search.setFocus()

    # --- reading ---

    def reload(self) -> None:
        """Read again what is listed, without moving it; from the beginning where it is another."""
        self.mark_fresh()
        work = partial(_overview, self.project, self._filter, self._order)
        self._reading.read(work, self._show, self.reload, self._shown)

    def _shown(self) -> object:
        return self._filter, self._order

    def _show(self, overview: FilesOverview) -> None:
        totals, shown = overview.totals, len(overview.ids)
        former, self._rows_of = self._rows_of, self._shown()
        self._ids = overview.ids
        self._presence.restart()
        (self.table.refresh if former == self._rows_of else self.table.restart)(shown)
        self._show_totals(overview)
        self.missing.look(self.requests, self.project.files.missing_roots)
        if not totals.files and not totals.removed:
            self.ask_for_recordings(_none_yet(self.choose_folder))
            return
        self.states.show_content()
        if shown:
            self.rows.show_content()
            if self._hears_first:  # of this list, not of the one that was here before
                self._hears_first = False
                self.listening.open_first()
        else:
            self.rows.show_nothing_found(_no_match(self._filter, totals.files, self._clear))

    def _clear(self) -> None:
        self._filter = FileFilter()
        self.only.hide()
        self.search.clear()
        self.problems.setChecked(False)
        self.reload()

    def _show_added(self, since: int) -> None:
        self.go_to(self.name)
        self.show_only(FileFilter(since=since), "added last")

    def _show_totals(self, overview: FilesOverview) -> None:
        shown, problems, totals = len(overview.ids), overview.problems, overview.totals
        parts = [words.count(totals.files, "file"), f"{words.hours(totals.hours)} of sound"]
        if totals.duplicates:
            parts.append(f"{words.count(totals.duplicates, 'copy', 'copies')} counted once")
        if shown != totals.files:
            parts.insert(0, f"{shown:,} shown of")
            parts[0:2] = [f"{parts[0]} {parts[1]}"]
        self.totals.setText(" · ".join(parts))
        self.restore.setVisible(bool(totals.removed))
        number = words.count(totals.removed, "removed recording")
        self.restore.setText(f"Restore {number}")
        self.problems.setText(words.count(problems, "problem"))
        self.problems.setAccessibleName(f"Show only files with a problem: {problems}")
        self.problems.setVisible(bool(problems) or self.problems.isChecked())

    def _fetch(self, page: int) -> None:
        ids = self._ids
        work = partial(self.project.files.listed, ids[page * PAGE : (page + 1) * PAGE])
        self.requests.ask(
            (PageQuestion.ROWS, page), self._listed, work, partial(self._presence.fill, page)
        )

    def _listed(self) -> Sequence[int]:
        return self._ids

    def _chosen(self) -> Sequence[int]:
        """Return what is chosen, by its ids: never what has come into its rows since."""
        chosen = self.view.row_actions.chosen
        return [self._ids[row] for rows in chosen for row in rows if row < len(self._ids)]

    def _sort(self, name: str, descending: bool) -> None:
        self._order = (name, descending)
        self.view.show_order(name, descending=descending)
        self.reload()

    def _read_filter(self) -> None:
        wanted = replace(
            self._filter, text=self.search.text(), problems_only=self.problems.isChecked()
        )
        if wanted != self._filter:
            self._filter = wanted
            self.reload()

    # --- what can be done with rows ---

    def _name_actions(self) -> None:
        current = self.table.row(self.view.currentIndex().row())
        alone = sum(map(len, self.view.row_actions.chosen)) == 1
        self.reviewing.setEnabled(alone and current is not None and bool(current.analysed))
        self.folder_action.setEnabled(current is not None)
        self.listening.open.setEnabled(current is not None)

    def _name_remove(self) -> None:
        number = sum(map(len, self.view.row_actions.chosen))
        self.remove.setVisible(bool(number) and self.removing.rows.isEnabled())
        name_button(self.remove, f"Remove {words.count(number, 'recording')} from the project")

    def _review(self) -> None:
        current = self.table.row(self.view.currentIndex().row())
        if current:
            self.go_to(PageName.REVIEW, Filter(recording_id=current.recording.id))

    def _show_folder(self) -> None:
        current = self.table.row(self.view.currentIndex().row())
        if current and (problem := show_outside(current.recording.path.parent)):
            self.notice.emit(problem)


def _none_yet(choose: Callable[[], object]) -> Said:
    return Said(
        "No recordings yet",
        "Add the folder or card that your recorders wrote to, or drop it, or single files, "
        "anywhere on this window. "
        "Your files are only read, never changed.",
        (Action("Add recordings …", choose),),
    )


def _no_match(wanted: FileFilter, files: int, clear: Callable[[], object]) -> Said:
    if not wanted.text:
        none = "No file has a problem" if wanted.problems_only else "None of these files is here"
        return Said(none, "", (Action("Show all files", clear),))
    what = "with a problem " if wanted.problems_only else ""
    return Said(
        "No file matches",
        f"None of {words.count(files, 'file')} {what}has “{wanted.text.strip()}” in its path, site "
        "or recorder.",
        (Action("Show all files", clear),),
    )


def _overview(project: OpenProject, wanted: FileFilter, order: tuple[str, bool]) -> FilesOverview:
    return FilesOverview(
        project.files.ids(wanted, order),
        len(project.files.ids(FileFilter(problems_only=True), order)),
        project.totals(),
    )
