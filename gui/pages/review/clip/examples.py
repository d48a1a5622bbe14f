"""The panel beside the clip: reviewed clips to compare it with."""

from PySide6.QtCore import QEvent, QSize, Qt, Signal, SignalInstance
from PySide6.QtGui import (
    QAction,
    QContextMenuEvent,
    QKeyEvent,
    QMouseEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QSizePolicy,
    QTableView,
    QWidget,
)

from core.domain import Verdict
from core.review.reference import Alike
from gui.pages.review.clip.example_cells import ExampleCells
from gui.pages.review.queue.thumbnails import Thumbnails
from gui.tables.columns import Index
from gui.tables.copied import copy
from gui.tables.examples_table import Example, ExamplesTable
from gui.tables.row_actions import ChosenActions
from gui.theme import GRID
from gui.widgets import words
from gui.widgets.parts import column, label

_LEAST, _MOST = 29 * GRID, 47 * GRID
_MOVES = (
    Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down,
    Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown,
)  # fmt: skip
_OPEN = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_SEVERAL = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
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
    """Click or Space plays, Enter or a double click shows it large, Delete keeps it no longer.

    Several are chosen with Ctrl, Shift and Ctrl+A.
    """

    play_wanted = Signal(object)
    """An Example."""
    open_wanted = Signal(object)
    """An Example."""
    keep_wanted = Signal(list)
    """Examples: keep them, or no longer where they are kept."""

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
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        header.setSectionsClickable(False)
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.example_actions = ChosenActions(
            self, lambda _rows: copy(table.columns, self.chosen, self), self.selectAll,
            lambda: [range(len(self.chosen))],
        )  # fmt: skip
        self._offer()
        self.clicked.connect(self._play_clicked)
        self.doubleClicked.connect(lambda index: self._tell(self.open_wanted, index))
        pictures.came.connect(self.viewport().update)

    @property
    def chosen(self) -> list[Example]:
        """Return the chosen examples, column by column."""
        places = sorted(self.selectedIndexes(), key=lambda index: (index.column(), index.row()))
        return [one for place in places if (one := self._table.example(place))]

    def mark(self, example: Example) -> None:
        """Show which example is heard, and bring it into view."""
        self.setCurrentIndex(self._table.place(example))

    def _tell(self, signal: SignalInstance, index: Index) -> None:
        example = self._table.example(index)
        if example:
            signal.emit(example)

    def _play_clicked(self, index: Index) -> None:
        if len(self.chosen) == 1:  # else several are being chosen
            self._tell(self.play_wanted, index)

    # --- what can be done with those that are chosen ---

    def _offer(self) -> None:
        self._play, self._open = QAction("Play", self), QAction("Show this clip", self)
        self._keep, self._drop = QAction(self), QAction(self)
        for action, signal in ((self._play, self.play_wanted), (self._open, self.open_wanted)):
            action.triggered.connect(lambda *_, s=signal: self._tell(s, self.currentIndex()))
        self._keep.triggered.connect(lambda: self.keep_wanted.emit(self._to_keep))
        self._drop.triggered.connect(lambda: self.keep_wanted.emit(self._kept))
        self.example_actions.offer(self._play, self._open, self._keep, self._drop)
        self.example_actions.offering.connect(self._fit_actions)

    @property
    def _kept(self) -> list[Example]:
        return [one for one in self.chosen if one.kept]

    @property
    def _to_keep(self) -> list[Example]:
        return [o for o in self.chosen if not o.kept and o.verdict is Verdict.CORRECT]

    def _fit_actions(self) -> None:
        alone = len(self.chosen) == 1
        for action in (self._play, self._open):
            action.setVisible(alone)
        for action, some in ((self._keep, self._to_keep), (self._drop, self._kept)):
            what = "as an example" if len(some) == 1 else "as examples"
            what = what if alone else f"{words.count(len(some), 'clip')} {what}"
            action.setText(f"Keep {what}" if action is self._keep else f"Keep {what} no longer")
            action.setVisible(bool(some))

    # --- events, called by Qt ---

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let pictures keep their shape."""
        super().resizeEvent(event)
        # Of the whole width: a scroll bar that comes must not make the rows lower, and go again.
        height = self._cells.height_for(self.width() // 2)
        self.verticalHeader().setDefaultSectionSize(height)

    def event(self, event: QEvent) -> bool:
        """Keep the keys that move, choose and play here: elsewhere they decide."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            plain = not event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier
            if plain and Qt.Key(event.key()) in (_MOVES if event.modifiers() else _OWN):
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move with arrows; play, show or drop the current example."""
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Space:
            self._tell(self.play_wanted, self.currentIndex())
        elif key in _OPEN:
            self._tell(self.open_wanted, self.currentIndex())
        elif key == Qt.Key.Key_Delete and self._kept:
            self.keep_wanted.emit(self._kept)
        elif key in _MOVES:
            super().keyPressEvent(event)
        else:
            event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the keyboard where several are chosen: then it is for them."""
        if event.modifiers() & _SEVERAL:
            self.setFocus(Qt.FocusReason.MouseFocusReason)
        super().mousePressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer what can be done with the chosen examples."""
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if by_key else self.indexAt(event.pos())
        if self._table.example(index):
            self.example_actions.show(self.visualRect(index).center() if by_key else event.pos())
