"""Seeing and hearing the recordings of a list: any of them, at any time."""

from functools import partial

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QSplitter

from core.store.file_lists import ListedFile
from gui.icons import icon
from gui.pages.page import Page
from gui.pages.questions import PageQuestion
from gui.pages.sound_panel import SoundPanel
from gui.tables.table import Table
from gui.tables.table_view import TableView

_SETTLED_MS = 80


class SoundBelowList(QObject):
    """Opens the sound of a row below the list, and follows from row to row while it is open."""

    def __init__(
        self, page: Page, view: TableView, table: Table[ListedFile], split: QSplitter
    ) -> None:
        super().__init__(page)
        self._page, self._view, self._table, self._split = page, view, table, split
        self.panel: SoundPanel | None = None
        """Made when it is opened for the first time."""
        self.open = QAction(icon("wave"), "See and hear it", self)
        self.open.triggered.connect(self._open)
        self.play = self._action("Play or stop", "Space", self._play_or_stop)
        self.shut = self._action("Close the sound", "Esc", self.close)
        view.row_actions.opens_with(self.open)
        self._first_wanted = False
        self._settled = QTimer(self, singleShot=True, interval=_SETTLED_MS)
        self._settled.timeout.connect(self._show)
        view.selectionModel().currentRowChanged.connect(lambda *_: self._follow())
        table.dataChanged.connect(self._follow)

    @property
    def is_open(self) -> bool:
        """Tell whether the sound is on screen."""
        return self.panel is not None and not self.panel.isHidden()

    def open_first(self) -> None:
        """Open the first row of a list that has begun to come."""
        self._first_wanted = True
        self._open()
        self._follow()

    def close(self) -> None:
        """Close the sound; the list takes the room and the keyboard."""
        if self.panel:
            self.panel.hide()
        self._enable()
        self._view.setFocus()

    def _action(self, name: str, keys: str, do: object) -> QAction:
        action = QAction(name, self)
        action.setShortcut(QKeySequence(keys))
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.triggered.connect(do)
        action.setEnabled(False)
        self._split.addAction(action)
        return action

    def _open(self) -> None:
        if self.panel is None:
            self.panel = SoundPanel(self._page.remembered)
            self.panel.closed.connect(self.close)
            self.panel.failed.connect(self._page.notice)
            self.panel.told.connect(self._page.told)
            self._split.addWidget(self.panel)
            self._split.setSizes([2, 3])
            self._page.remembered.restore_splitter(self._split, f"{self._page.name} sound")
        self.panel.show()
        self._enable()
        self._show()
        # The list is lower from now on, which it knows only after this.
        QTimer.singleShot(0, self._view, self._keep_in_sight)

    def _keep_in_sight(self) -> None:
        self._view.scrollTo(self._view.currentIndex())

    def _enable(self) -> None:
        for action in (self.play, self.shut):
            action.setEnabled(self.is_open)

    def _follow(self) -> None:
        if self._first_wanted and self._table.row(0):
            self._first_wanted = False
            self._view.choose_row(0)
        if self.is_open:
            self._settled.start()

    def _show(self) -> None:
        file = self._table.row(self._view.currentIndex().row())
        if self.panel is None or file is None:
            return
        another = file.recording.id != self.panel.recording_id
        self.panel.show_file(file)
        if another and file.analysed:
            work = partial(self._page.project.files.heard_in, file.recording.id)
            self._page.requests.ask(PageQuestion.HEARD, self._shown, work, self.panel.show_found)

    def _shown(self) -> object:
        return self.panel and self.panel.recording_id

    def _play_or_stop(self) -> None:
        if self.panel:
            self.panel.play_or_stop()
