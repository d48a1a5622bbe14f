"""The panel beside the clip: reviewed clips to compare it with."""

from PySide6.QtCore import QEvent, QSize, Qt, Signal, SignalInstance
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QMenu,
    QSizePolicy,
    QTableView,
    QWidget,
)

from core.review.reference import Alike
from gui.pages.review.clip.example_cells import ExampleCells
from gui.pages.review.queue.thumbnails import Thumbnails
from gui.tables.columns import Index
from gui.tables.examples_table import Example, ExamplesTable
from gui.theme import GRID
from gui.widgets.parts import column, label

_LEAST, _MOST = 29 * GRID, 47 * GRID
_MOVES = (
    Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down,
    Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown,
)  # fmt: skip
_OPEN = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_OWN = (*_MOVES, *_OPEN, Qt.Key.Key_Space, Qt.Key.Key_Delete)


class ExamplesPanel(QWidget):
    """Shows examples, or in a sentence how to come by them."""

    seen = Signal()
    """It has come on screen."""

    def __init__(self, pictures: Thumbnails) -> None:
        super().__init__()
        self.setMinimumWidth(_LEAST)
        self.setMaximumWidth(_MOST)
        self.table = ExamplesTable(self)
        self.view = ExamplesView(self.table, pictures)
        self.sentence = label("", "muted", wrap=True)
        self.sentence.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        self.sentence.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.sentence.setAlignment(Qt.AlignmentFlag.AlignTop)
        inside = column(self.sentence, self.view, gap=0)
        inside.setAlignment(self.sentence, Qt.AlignmentFlag.AlignTop)
        self.setLayout(inside)
        self.show_alike(None, "")

    def show_alike(self, alike: Alike | None, sentence: str) -> None:
        """Show examples, or a sentence, or both."""
        self.table.show(alike)
        self.view.setVisible(self.table.rowCount() > 0)
        self.sentence.setText(sentence)
        self.sentence.setVisible(bool(sentence))

    def sizeHint(self) -> QSize:
        """Return a width that leaves the page to the sound. Called by Qt."""
        return QSize(_LEAST, 0)

    def showEvent(self, event: QShowEvent) -> None:
        """Tell that there is something to fetch. Called by Qt."""
        super().showEvent(event)
        self.seen.emit()


class ExamplesView(QTableView):
    """Click or Space plays, Enter or a double click shows it large, Delete keeps it no longer."""

    play_wanted = Signal(object)
    """An Example."""
    open_wanted = Signal(object)
    """An Example."""
    keep_wanted = Signal(object)
    """An Example: keep it, or no longer where it is kept."""

    def __init__(self, table: ExamplesTable, pictures: Thumbnails) -> None:
        super().__init__()
        self._table, self._cells = table, ExampleCells(pictures)
        self.setAccessibleName("Examples to compare with")
        self.setAccessibleDescription("Space plays, Enter shows the clip, Delete keeps it no more.")
        self.setModel(table)
        self.setItemDelegate(self._cells)
        self.setShowGrid(False)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        # A click plays and leaves the keyboard where it decides.
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        header.setSectionsClickable(False)
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.clicked.connect(lambda index: self._tell(self.play_wanted, index))
        self.doubleClicked.connect(lambda index: self._tell(self.open_wanted, index))
        pictures.came.connect(self.viewport().update)

    def mark(self, example: Example) -> None:
        """Show which example is heard, and bring it into view."""
        self.setCurrentIndex(self._table.place(example))

    def _tell(self, signal: SignalInstance, index: Index) -> None:
        example = self._table.example(index)
        if example:
            signal.emit(example)

    # --- events, called by Qt ---

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let pictures keep their shape."""
        super().resizeEvent(event)
        # Of the whole width: a scroll bar that comes must not make the rows lower, and go again.
        height = self._cells.height_for(self.width() // 2)
        self.verticalHeader().setDefaultSectionSize(height)

    def event(self, event: QEvent) -> bool:
        """Keep the keys that move and play here: elsewhere they decide."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            own = Qt.Key(event.key()) in _OWN and not event.modifiers()
            if own:
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move with arrows; play, show or drop the current example."""
        key = Qt.Key(event.key())
        current = self._table.example(self.currentIndex())
        if key == Qt.Key.Key_Space:
            self._tell(self.play_wanted, self.currentIndex())
        elif key in _OPEN:
            self._tell(self.open_wanted, self.currentIndex())
        elif key == Qt.Key.Key_Delete and current and current.kept:
            self.keep_wanted.emit(current)
        elif key in _MOVES:
            super().keyPressEvent(event)
        else:
            event.ignore()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer what can be done with an example."""
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if by_key else self.indexAt(event.pos())
        example = self._table.example(index)
        if example is None:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        keep = "Keep as an example no longer" if example.kept else "Keep as an example"
        for name, signal in (
            ("Play", self.play_wanted), ("Show this clip", self.open_wanted),
            (keep, self.keep_wanted),
        ):  # fmt: skip
            menu.addAction(name).triggered.connect(lambda *_, s=signal: s.emit(example))
        at = self.visualRect(index).center() if by_key else event.pos()
        menu.popup(self.viewport().mapToGlobal(at))
