"""Many clips at once: pictures with score and verdict, chosen together and decided together."""

from PySide6.QtCore import QEvent, QModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QFrame

from core.domain import Detection
from gui.pages.review import grid_cells
from gui.pages.review.thumbnails import Thumbnails
from gui.tables.detections_table import DetectionsTable
from gui.theme import GRID, theme

_MOVES = {
    Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1), Qt.Key.Key_PageUp: (0, -3), Qt.Key.Key_PageDown: (0, 3),
}  # fmt: skip
_OPEN = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_ENDS = (Qt.Key.Key_Home, Qt.Key.Key_End)
_Modifier = Qt.KeyboardModifier


class Grid(QAbstractScrollArea):
    """Click, Ctrl, Shift or a drag choose; arrows move; Enter or a double click opens one."""

    moved = Signal(int)
    """The row that is current now."""
    opened = Signal()

    def __init__(self, table: DetectionsTable, pictures: Thumbnails) -> None:
        super().__init__()
        self._table, self._pictures = table, pictures
        self._current, self._anchor = -1, 0
        self._selected: set[int] = set()
        self._range: range | None = None
        self._press: QPoint | None = None
        self._rubber = QRect()
        self.setAccessibleName("Grid of clips")
        self.setAccessibleDescription(
            "Arrows move, Shift with arrows chooses several, Enter opens the clip."
        )
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalScrollBar().setSingleStep(4 * GRID)
        self.verticalScrollBar().valueChanged.connect(self._fetch)
        table.dataChanged.connect(self._rows_came)
        pictures.came.connect(lambda _id: self.viewport().update())
        theme().changed.connect(self.viewport().update)

    # --- what is chosen ---

    def selection(self) -> list[Detection]:
        """Return the chosen clips in order."""
        return [d for _, d in self._table.loaded() if d.id in self._selected]

    def begin(self) -> None:
        """Take over another queue; of what was chosen stays what is here."""
        here = {d.id for _, d in self._table.loaded()}
        self._selected &= here
        self._range = None
        self._measure()
        self._fetch()

    def show_current(self, row: int) -> None:
        """Mark the current clip and bring it into view."""
        alone = row != self._current
        self._current = row
        if alone and not self._range:
            self._choose_only(row)
        cell = self._rect(row)
        bar, height = self.verticalScrollBar(), self.viewport().height()
        if cell.top() < bar.value():
            bar.setValue(cell.top() - GRID)
        elif cell.bottom() > bar.value() + height:
            bar.setValue(cell.bottom() - height + GRID)
        self.viewport().update()

    def choose_all(self) -> None:
        """Choose every clip that is here."""
        self._choose_range(range(self._table.rowCount()))

    def _choose_only(self, row: int) -> None:
        self._range, self._anchor = None, row
        found = self._table.row(row)
        self._selected = {found.id} if found else set()

    def _choose_range(self, rows: range) -> None:
        self._range = rows
        self._selected = set()
        for row in rows[::200]:
            self._table.want(row)
        self._add_range()

    def _add_range(self) -> None:
        if self._range is not None:
            self._selected |= {d.id for n, d in self._table.loaded() if n in self._range}
        self.viewport().update()

    def _toggle(self, row: int) -> None:
        found = self._table.row(row)
        self._range, self._anchor = range(0), row
        if found:
            self._selected ^= {found.id}

    # --- places ---

    @property
    def columns(self) -> int:
        """Return how many clips are side by side."""
        return max(1, (self.viewport().width() - GRID) // grid_cells.CELL.width())

    @property
    def _cell(self) -> QSize:
        """Return the room of a clip: columns share the width."""
        width = (self.viewport().width() - GRID) // self.columns
        return QSize(max(width, grid_cells.CELL.width()), grid_cells.CELL.height())

    def _rect(self, row: int) -> QRect:
        down, across = divmod(row, self.columns)
        size = self._cell
        return QRect(QPoint(GRID + across * size.width(), GRID + down * size.height()), size)

    def _row_at(self, point: QPoint) -> int | None:
        size = self._cell
        across = (point.x() - GRID) // size.width()
        down = (point.y() + self.verticalScrollBar().value() - GRID) // size.height()
        row = down * self.columns + across
        there = 0 <= across < self.columns and 0 <= row < self._table.rowCount()
        return row if there else None

    def _on_screen(self, screens: int = 1) -> range:
        top = self.verticalScrollBar().value()
        height = grid_cells.CELL.height()
        first = max(0, (top - GRID) // height) * self.columns
        last = ((top + screens * self.viewport().height()) // height + 1) * self.columns
        return range(first, min(last, self._table.rowCount()))

    def _measure(self) -> None:
        lines = -(-self._table.rowCount() // self.columns)
        height = self.viewport().height()
        bar = self.verticalScrollBar()
        bar.setRange(0, max(0, lines * grid_cells.CELL.height() + 2 * GRID - height))
        bar.setPageStep(height)

    def _fetch(self) -> None:
        """Ask for the rows and pictures on screen, then for those of the next screen."""
        self.viewport().update()
        if not self.isVisible():
            return
        rows = [*self._on_screen(), *self._on_screen(2)]
        for row in rows:
            self._table.want(row)
        there = [d for row in rows if (d := self._table.row(row))]
        self._pictures.want(list({d.id: d for d in there}.values()))

    def _rows_came(self, _first: QModelIndex, _last: QModelIndex) -> None:
        self._add_range()
        if not self._selected and (found := self._table.row(self._current)):
            self._selected = {found.id}
        self._fetch()

    # --- events, called by Qt ---

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the current clip in view."""
        super().resizeEvent(event)
        self._measure()
        if self._current >= 0:
            self.show_current(self._current)
        self._fetch()

    def showEvent(self, event: QShowEvent) -> None:
        """Fetch what is on screen."""
        super().showEvent(event)
        self._measure()
        self._fetch()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the clips on screen."""
        painter = QPainter(self.viewport())
        painter.translate(0, -self.verticalScrollBar().value())
        for row in self._on_screen():
            found = self._table.row(row)
            state = grid_cells.State(
                chosen=bool(found and found.id in self._selected),
                current=row == self._current and self.hasFocus(),
            )
            picture = self._pictures.held(found.id) if found else None
            grid_cells.paint(painter, self._rect(row), found, picture, state)
        if not self._rubber.isNull():
            grid_cells.paint_rubber(painter, self._rubber)

    def event(self, event: QEvent) -> bool:
        """Keep the arrows here: elsewhere they decide."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            key = Qt.Key(event.key())
            select_all = event.matches(QKeySequence.StandardKey.SelectAll)
            if key in _MOVES or key in _OPEN or key in _ENDS or select_all:
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move with arrows, choose more with Shift, open with Enter."""
        key = Qt.Key(event.key())
        if event.matches(QKeySequence.StandardKey.SelectAll):
            self.choose_all()
        elif key in _OPEN:
            self.opened.emit()
        elif key in _ENDS:
            self._move_to(0 if key is Qt.Key.Key_Home else self._table.rowCount() - 1, event)
        elif key in _MOVES:
            across, down = _MOVES[key]
            self._move_to(self._current + across + down * self.columns, event)
        else:
            event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose one, one more, or all up to it."""
        self._press = event.position().toPoint()
        row = self._row_at(self._press)
        if row is None or event.button() is not Qt.MouseButton.LeftButton:
            return
        if event.modifiers() & _Modifier.ShiftModifier:
            self._choose_up_to(row)
        elif event.modifiers() & _Modifier.ControlModifier:
            self._toggle(row)
        else:
            self._choose_only(row)
        self._current = row
        self.moved.emit(row)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Choose what a drag touches."""
        point = event.position().toPoint()
        if self._press is None or not event.buttons() & Qt.MouseButton.LeftButton:
            return
        if (point - self._press).manhattanLength() < QApplication.startDragDistance():
            return
        at = QPoint(0, self.verticalScrollBar().value())
        self._rubber = QRect(self._press + at, point + at).normalized()
        touched = [n for n in self._on_screen() if self._rect(n).intersects(self._rubber)]
        self._range = range(0)
        self._selected = {d.id for n in touched if (d := self._table.row(n))}
        self.viewport().update()

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """End a drag."""
        self._press, self._rubber = None, QRect()
        self.viewport().update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open the clip."""
        if self._row_at(event.position().toPoint()) is not None:
            self.opened.emit()

    def _move_to(self, row: int, event: QKeyEvent) -> None:
        row = min(max(row, 0), self._table.rowCount() - 1)
        if row < 0:
            return
        if event.modifiers() & _Modifier.ShiftModifier:
            self._choose_up_to(row)
        else:
            self._range = None
        self.moved.emit(row)

    def _choose_up_to(self, row: int) -> None:
        first, last = sorted((self._anchor, row))
        self._choose_range(range(first, last + 1))
