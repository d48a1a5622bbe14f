"""Many clips at once: pictures with a few words, chosen together and decided together."""

from typing import Generic, TypeVar

from PySide6.QtCore import QEvent, QModelIndex, QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QCursor,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QFrame

from core.domain import Excerpt
from gui.pages.review.queue import grid_cells
from gui.pages.review.queue.grid_sheet import Sheet
from gui.pages.review.queue.mouse_at_rest import MouseAtRest
from gui.pages.review.queue.thumbnails import Thumbnails
from gui.tables.chosen_rows import joined
from gui.tables.paged import CHOSEN_AT_MOST, PAGE, PagedTable
from gui.tables.row_actions import ChosenActions
from gui.tables.row_copying import RowCopying
from gui.theme import GRID, theme

_OPEN = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_Modifier = Qt.KeyboardModifier
_HOW = "Arrows move, Shift with arrows chooses several, Enter opens the clip."
_PULL_MS = 30
Shown = TypeVar("Shown", bound=Excerpt)


class Grid(QAbstractScrollArea, Generic[Shown]):
    """Click, Ctrl, Shift or a drag choose; arrows move; Enter or a double click opens one."""

    moved = Signal(int)
    """The row that is current now."""
    opened = Signal()
    chosen_changed = Signal(int)
    """How many are chosen."""
    rested_on = Signal(object)
    """The clip on which the mouse has come to rest."""
    left = Signal()
    """The mouse is on that clip no longer."""

    def __init__(
        self,
        table: PagedTable[Shown],
        pictures: Thumbnails,
        caption: grid_cells.PaintCaption[Shown],
    ) -> None:
        super().__init__()
        self._table, self._pictures, self._caption = table, pictures, caption
        self._current, self._anchor = -1, 0
        self._selected: set[int] = set()
        self._range: range | None = None
        self._press: QPoint | None = None
        """Where a drag began, on the whole sheet of clips."""
        self._rubber, self._dragged = QRect(), QPoint()
        self._before: set[int] = set()
        self._heard: tuple[int, float] | None = None
        self._clicked = False
        """A clip is being clicked on: what is on screen stays where it is."""
        self._mouse = MouseAtRest(self)
        self._mouse.came.connect(self._rested)
        self._mouse.left.connect(self.left)
        copying = RowCopying(self, table, lambda: table.columns)
        self.clip_actions = ChosenActions(self, copying.begin, self.choose_all, self._chosen_rows)
        self._pull = QTimer(self, interval=_PULL_MS)
        self._pull.timeout.connect(self._pull_on)
        self.viewport().setMouseTracking(True)
        self.setAccessibleName("Grid of clips")
        self.setAccessibleDescription(_HOW)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalScrollBar().setSingleStep(4 * GRID)
        self.verticalScrollBar().valueChanged.connect(self._scrolled)
        table.dataChanged.connect(self._rows_came)
        pictures.came.connect(self.viewport().update)
        theme().changed.connect(self.viewport().update)

    def paint_captions_with(self, caption: grid_cells.PaintCaption[Shown]) -> None:
        """Have what stands on and below a clip's picture painted by this from now on."""
        self._caption = caption

    def say_of_current(self, sentence: str) -> None:
        """Tell those who do not see it what is marked on the current clip."""
        self.setAccessibleDescription(f"{sentence} {_HOW}".strip())

    def show_heard(self, clip_id: int | None, at: float = 0.0) -> None:
        """Mark how far the sound of a clip is, 0 to 1; of none with None."""
        self._heard = None if clip_id is None else (clip_id, at)
        self.viewport().update()

    # --- what is chosen ---

    def selection(self) -> list[Shown]:
        """Return the chosen clips in order."""
        return [d for _, d in self._table.loaded() if d.id in self._selected]

    @property
    def choosing(self) -> bool:
        """Tell whether rows that were chosen are still on their way."""
        return any(self._table.row(n) is None for n in self._range or ())

    def begin(self) -> None:
        """Take over another queue; of what was chosen stays what is here."""
        self._selected &= {d.id for _, d in self._table.loaded()}
        self._range = None
        self._measure()
        self._fetch()
        self._tell()

    def number(self, current: int) -> None:
        """Take over the places of the same clips in the whole queue; what was chosen stays so."""
        self._current = self._anchor = current
        self.begin()
        self.show_current(current)

    def take(self, row: int) -> None:
        """Choose one clip alone, and have it in hand."""
        self._current = row
        self._choose_only(row)
        self.show_current(row)

    def show_current(self, row: int) -> None:
        """Mark the current clip and bring it into view."""
        alone = row != self._current
        self._current = row
        if alone and not self._range:
            self._choose_only(row)
        self.viewport().update()
        cell = self.sheet.place(row)
        bar, height = self.verticalScrollBar(), self.viewport().height()
        if self._clicked:
            return
        if cell.top() < bar.value():
            bar.setValue(cell.top() - GRID)
        elif cell.bottom() > bar.value() + height:
            bar.setValue(cell.bottom() - height + GRID)

    def choose_all(self) -> None:
        """Choose every clip, as many as can be here at once."""
        self._choose_range(range(self._table.rowCount()))

    def _chosen_rows(self) -> list[range]:
        if self.choosing and self._range:  # some are still to be fetched
            return [self._range]
        rows = (n for n, d in self._table.loaded() if d.id in self._selected)
        return joined(range(n, n + 1) for n in rows)

    def _choose_only(self, row: int) -> None:
        self._range, self._anchor = None, row
        found = self._table.row(row)
        self._selected = {found.id} if found else set()
        self._tell()

    def _choose_range(self, rows: range) -> None:
        self._range = rows[:CHOSEN_AT_MOST]
        self._selected = set()
        for row in (*self._range[::PAGE], *self._range[-1:]):
            self._table.want(row)
        self._add_range()

    def _add_range(self) -> None:
        if self._range is not None:
            self._selected |= {d.id for n, d in self._table.loaded() if n in self._range}
        self._tell()

    def _point_at(self, row: int) -> None:
        """Choose a clip alone, unless it is one of those that are chosen."""
        found = self._table.row(row)
        if found is None or found.id not in self._selected:
            self._choose_only(row)

    def _toggle(self, row: int) -> None:
        found = self._table.row(row)
        self._range, self._anchor = range(0), row
        if found:
            self._selected ^= {found.id}
        self._tell()

    def _tell(self) -> None:
        self.viewport().update()
        self.chosen_changed.emit(len(self._range or ()) if self.choosing else len(self._selected))

    # --- places ---

    @property
    def sheet(self) -> Sheet:
        """Return where each clip lies; what is on screen begins at the scroll bar's value."""
        return Sheet(self.viewport().width(), self._table.rowCount())

    def _on_sheet(self, point: QPoint) -> QPoint:
        return point + QPoint(0, self.verticalScrollBar().value())

    def _row_at(self, point: QPoint) -> int | None:
        return self.sheet.at(self._on_sheet(point))

    def _on_screen(self, screens: int = 1) -> list[int]:
        size = QSize(self.viewport().width(), screens * self.viewport().height())
        return self.sheet.touching(QRect(self._on_sheet(QPoint(0, 0)), size))

    def _measure(self) -> None:
        bar, height = self.verticalScrollBar(), self.viewport().height()
        bar.setRange(0, max(0, self.sheet.height - height))
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
        sheet = self.sheet
        for row in self._on_screen():
            found = self._table.row(row)
            state = grid_cells.CellState(
                chosen=bool(found and found.id in self._selected),
                current=row == self._current and self.hasFocus(),
            )
            picture = self._pictures.held(found.id) if found else None
            if found and self._heard and self._heard[0] == found.id:
                state = state._replace(heard=self._heard[1])
            place = sheet.place(row)
            image = grid_cells.paint(painter, place, picture, state)
            if found:
                self._caption(painter, image, found)
        if not self._rubber.isNull():
            grid_cells.paint_rubber(painter, self._rubber)

    def event(self, event: QEvent) -> bool:
        """Keep the arrows here: elsewhere they decide."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            key = Qt.Key(event.key())
            if key in _OPEN or self.sheet.after(key, self._current) is not None:
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move with arrows, choose more with Shift, open with Enter."""
        key = Qt.Key(event.key())
        row = self.sheet.after(key, self._current)
        if key in _OPEN:
            self.opened.emit()
        elif row is None:
            event.ignore()
        elif row >= 0:
            self._move_to(row, event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Let the mouse be on no clip any more."""
        super().hideEvent(event)
        self._mouse.be_on(None)

    def viewportEvent(self, event: QEvent) -> bool:
        """Note that the mouse leaves."""
        if event.type() == QEvent.Type.Leave:
            self._mouse.be_on(None)
        return super().viewportEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose one, one more, or all up to it."""
        left = event.button() is Qt.MouseButton.LeftButton
        if not (left or event.button() is Qt.MouseButton.RightButton):
            return
        point = event.position().toPoint()
        row = self._row_at(point)
        if left:
            self._press = self._on_sheet(point)
            adding = bool(event.modifiers() & _Modifier.ControlModifier)
            self._before = set(self._selected) if adding else set()
        if row is None:
            return
        if not left:
            self._point_at(row)
        elif event.modifiers() & _Modifier.ShiftModifier:
            self._choose_up_to(row)
        elif adding:
            self._toggle(row)
        else:
            self._choose_only(row)
        self._current, self._clicked = row, True
        self.moved.emit(row)
        self._clicked = False

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer what can be done with what is chosen."""
        by_key = event.reason() is QContextMenuEvent.Reason.Keyboard
        row = self._current if by_key else self._row_at(event.pos())
        if row is not None and row >= 0:
            at = self.sheet.place(row).center() - self._on_sheet(QPoint(0, 0))
            self.clip_actions.show(at if by_key else event.pos())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Choose what a drag touches; note where the mouse rests."""
        point = event.position().toPoint()
        if self._press is None:
            self._mouse.be_on(self._row_at(point))
        elif _far(self._on_sheet(point) - self._press):
            self._mouse.be_on(None)
            self._stretch(point)

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """End a drag."""
        self._press, self._rubber = None, QRect()
        self._pull.stop()
        self.viewport().update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open the clip."""
        if self._row_at(event.position().toPoint()) is not None:
            self.opened.emit()

    def _move_to(self, row: int, event: QKeyEvent) -> None:
        if event.modifiers() & _Modifier.ShiftModifier:
            self._choose_up_to(row)
        else:
            self._range = None
        self.moved.emit(row)

    def _choose_up_to(self, row: int) -> None:
        first, last = sorted((self._anchor, row))
        self._choose_range(range(first, last + 1))

    # --- a drag ---

    def _stretch(self, point: QPoint) -> None:
        """Choose what lies between where the drag began and here; beyond an edge, scroll."""
        if self._press is None:
            return
        self._dragged = point
        self._rubber = QRect(self._press, self._on_sheet(point)).normalized()
        self._range = range(0)
        touched = (self._table.row(n) for n in self.sheet.touching(self._rubber))
        self._selected = self._before | {d.id for d in touched if d}
        outside = not self.viewport().rect().contains(QPoint(1, point.y()))
        if outside != self._pull.isActive():
            (self._pull.start if outside else self._pull.stop)()
        self._tell()

    def _pull_on(self) -> None:
        beyond = self._dragged.y()
        if beyond > 0:
            beyond = max(0, beyond - self.viewport().height())
        self.verticalScrollBar().setValue(self.verticalScrollBar().value() + beyond)
        self._stretch(self._dragged)

    # --- the mouse at rest ---

    def _scrolled(self) -> None:
        self._fetch()
        if self._mouse.row is not None:
            self._mouse.be_on(self._row_at(self.viewport().mapFromGlobal(QCursor.pos())))

    def _rested(self, row: int) -> None:
        found = self._table.row(row)
        if found:
            self.rested_on.emit(found)


def _far(way: QPoint) -> bool:
    return way.manhattanLength() >= QApplication.startDragDistance()
