"""How tables look: thin lines, tall enough rows, scientific names muted, numbers to the right."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, QItemSelectionModel, QPoint, QRect, QSize, Qt, QTimer
from PySide6.QtGui import (
    QColor,
    QEnterEvent,
    QFont,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from gui.tables.chosen_rows import unless_last
from gui.tables.column_choice import ColumnChoice
from gui.tables.columns import SECOND_ROLE, SIGN_ROLE, TINT_ROLE, Column, Index
from gui.tables.row_actions import RowActions
from gui.tables.table import Table
from gui.theme import GRID, theme
from gui.widgets.headings import Headings
from gui.widgets.plain import in_one_line

_SOON_MS = 100


class TableView(QTableView):
    """A table to read: whole rows are chosen, also several, and nothing is edited."""

    def __init__(
        self,
        name: str,
        model: Table[Any],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._hovered = -1
        self._pointer: QPoint | None = None
        self.setAccessibleName(name)
        self.setModel(model)
        self.setItemDelegate(Cells(self))
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self._lines = 1
        self._columns: Sequence[Column[Any]] = model.columns
        self._table = model
        self._fits = False
        self._later = QTimer(self, singleShot=True, interval=_SOON_MS)
        self._later.timeout.connect(self._fit_again)
        self.row_actions = RowActions(self, model, lambda: self.columns.shown)
        self._sorted = 0, Qt.SortOrder.AscendingOrder
        header = Headings(self)
        self.setHorizontalHeader(header)
        header.setHighlightSections(False)
        header.setStretchLastSection(True)
        header.setMinimumSectionSize(5 * GRID)
        header.setResizeContentsPrecision(0)  # what is in sight: others would have to be read
        self.columns = ColumnChoice(header, model.columns)
        self.columns.fit_wanted.connect(self.resizeColumnsToContents)
        self.row_actions.columns_menu = self.columns.fill
        header.sortIndicatorChanged.connect(self._sort)
        self.have_lines(1)
        theme().changed.connect(self._enlarge)

    def stretch_first(self) -> None:
        """Let the first column take what the others leave, so that numbers stay close together."""
        header = self.horizontalHeader()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)

    def have_lines(self, number: int) -> None:
        """Make rows high enough for so many lines."""
        self._lines = number
        high = number * self.fontMetrics().height() + 2 * GRID
        self.verticalHeader().setDefaultSectionSize(high)

    def height_of_rows(self, most: int) -> int:
        """Return how high it is with all rows in sight; of more than ``most`` with so many."""
        rows = self.verticalHeader().defaultSectionSize() * min(self._table.rowCount(), most)
        return self.horizontalHeader().sizeHint().height() + rows + 2 * self.frameWidth() + 2

    def _light_up_rows_only(self) -> None:
        """Take back what a stylesheet sets: it would light up single cells."""
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_Hover, False)

    def _enlarge(self) -> None:
        self._light_up_rows_only()
        self.have_lines(self._lines)
        self.columns.enlarge()

    def show_order(self, name: str, *, descending: bool) -> None:
        """Let headings be clicked to sort, and mark the column that core sorts by now."""
        found = (n for n, c in enumerate(self._columns) if c.order == name)
        self.mark_sorted(next(found, 0), descending=descending)

    def mark_sorted(self, column: int, *, descending: bool) -> None:
        """Let headings be clicked to sort, and mark the one that sorts now."""
        header = self.horizontalHeader()
        order = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
        self._sorted = column, order
        header.blockSignals(True)
        header.setSortIndicator(column, order)
        header.blockSignals(False)
        header.setSortIndicatorShown(True)
        header.setSectionsClickable(True)

    def fit_at_first(self) -> None:
        """Make columns fit what is in them once there is something, if nobody said how wide."""
        self._fits = True
        for told in (self.model().modelReset, self.model().dataChanged):
            told.connect(self._fit_at_first)

    def _fit_at_first(self) -> None:
        if not self.columns.sized:
            self._fit_contents()

    def _fit_again(self) -> None:
        """Use the room of another width, unless a person has said how wide columns are."""
        if self.columns.fits:
            self._fit_contents()

    def _fit_contents(self) -> None:
        there = self._table.rowCount() and self._table.row(0) is not None
        if there and self.isVisible():
            header = self.horizontalHeader()
            self.columns.fit_contents(
                lambda n: max(self.sizeHintForColumn(n), header.sectionSizeHint(n))
            )

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show the spare columns for which there is room. Called by Qt."""
        self.columns.fit(self.viewport().width())
        super().resizeEvent(event)
        self._later.start()

    def showEvent(self, event: QShowEvent) -> None:
        """Fit what was filled before it came on screen. Called by Qt."""
        super().showEvent(event)
        self._light_up_rows_only()
        if self._fits:
            self._fit_at_first()

    def choose_row(self, row: int) -> None:
        """Choose one row and no other, whatever keys are held down just now."""
        flags = QItemSelectionModel.SelectionFlag
        index = self.model().index(row, max(0, self.currentIndex().column()))
        self.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)

    def is_hovered(self, row: int) -> bool:
        """Tell whether the mouse is on a row."""
        return row == self._hovered

    @property
    def is_pressed(self) -> bool:
        """Tell whether a row is chosen by the mouse just now: then none may be moved."""
        return not self.hasAutoScroll()

    def viewportEvent(self, event: QEvent) -> bool:
        """Note where the mouse is. Called by Qt."""
        if isinstance(event, QMouseEvent | QEnterEvent):
            self._pointer = event.position().toPoint()
        elif event.type() == QEvent.Type.Leave:
            self._pointer = None
        done = super().viewportEvent(event)
        self._hover()
        return done

    def paintEvent(self, event: QPaintEvent) -> None:
        """Light up the whole row below the mouse, also where rows came to it. Called by Qt."""
        self._hover()
        super().paintEvent(event)

    def currentChanged(self, now: Index, before: Index) -> None:
        """Mark the whole row that keys go to, and no other. Called by Qt."""
        super().currentChanged(now, before)
        for row in {now.row(), before.row()} - {-1}:
            self._repaint(row)

    def _hover(self) -> None:
        at = self._pointer
        former, self._hovered = self._hovered, -1 if at is None else self.rowAt(at.y())
        for row in {former, self._hovered} - {-1} if former != self._hovered else ():
            self._repaint(row)

    def _repaint(self, row: int) -> None:
        top, height = self.rowViewportPosition(row), self.rowHeight(row)
        self.viewport().update(QRect(0, top, self.viewport().width(), height))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Leave the row where it is: one that is half in sight is not pulled up. Called by Qt."""
        self.setAutoScroll(False)
        super().mousePressEvent(event)
        self.setAutoScroll(True)

    def selectionCommand(
        self, index: Index, event: QEvent | None = None
    ) -> QItemSelectionModel.SelectionFlag:
        """Never leave the list without a chosen row by a click. Called by Qt."""
        return unless_last(self, index, super().selectionCommand(index, event))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open the row with Enter. Called by Qt."""
        if not self.row_actions.takes_key(event.key()):
            super().keyPressEvent(event)

    def _sort(self, column: int, order: Qt.SortOrder) -> None:
        if self._columns[column].sortable:
            self._sorted = column, order
            self.model().sort(column, order)
        else:
            self.horizontalHeader().setSortIndicator(*self._sorted)


class Cells(QStyledItemDelegate):
    """Paints a cell's text in its tint, with a second text muted in italics."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one cell. Called by Qt."""
        view = self.paint_ground(painter, option, index)
        text = str(index.data() or "")
        room = view.rect.adjusted(GRID, 0, -GRID, 0)
        painter.save()
        painter.setFont(view.font)
        tint = QColor(_tint(index))
        sign = index.data(SIGN_ROLE)
        if sign:
            room = self._write_sign(painter, room, sign, tint)
            tint = QColor(theme().colours.text)
        painter.setPen(tint)
        used = self.write(painter, room, text, view.displayAlignment)
        second = index.data(SECOND_ROLE)
        if second:
            self._write_second(painter, room.adjusted(used + GRID, 0, 0, 0), second)
        painter.restore()

    def paint_ground(
        self, painter: QPainter, option: QStyleOptionViewItem, index: Index
    ) -> QStyleOptionViewItem:
        """Paint a cell without its text, and return how it is to be written."""
        view = QStyleOptionViewItem(option)
        # All that Qt's initStyleOption would ask the model for and that a ground needs: it asks
        # for nine things a cell, which is half of what painting a table takes.
        alignment = index.data(Qt.ItemDataRole.TextAlignmentRole)
        if alignment is not None:  # a row that is still on its way has none
            view.displayAlignment = alignment
        style = view.widget.style() if view.widget else QApplication.style()
        # The row is what has the focus and lies under the mouse, not one of its cells.
        view.state &= ~(QStyle.StateFlag.State_HasFocus | QStyle.StateFlag.State_MouseOver)
        table = view.widget
        if isinstance(table, TableView) and table.is_hovered(index.row()):
            view.state |= QStyle.StateFlag.State_MouseOver
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, view, painter, view.widget)
        if view.state & QStyle.StateFlag.State_Selected and _is_at_hand(view.widget, index):
            rect = view.rect
            painter.fillRect(rect.adjusted(0, rect.height() - 2, 0, 0), _accent())
        return view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return room for all that is written. Called by Qt."""
        room = super().sizeHint(option, index) + QSize(GRID, 0)
        if index.data(SIGN_ROLE):
            room += QSize(2 * GRID + GRID // 2, 0)
        if second := index.data(SECOND_ROLE):
            room += QSize(option.fontMetrics.horizontalAdvance(second) + 2 * GRID, 0)
        return room

    def write(self, painter: QPainter, room: QRect, text: str, align: Qt.AlignmentFlag) -> int:
        """Write a text as far as there is room; return its width."""
        metrics, text = painter.fontMetrics(), in_one_line(text)
        # File names and serial numbers differ at their ends.
        where = Qt.TextElideMode.ElideRight if " " in text else Qt.TextElideMode.ElideMiddle
        shown = metrics.elidedText(text, where, room.width())
        painter.drawText(room, align | Qt.AlignmentFlag.AlignVCenter, shown)
        return int(metrics.horizontalAdvance(shown))

    def _write_sign(self, painter: QPainter, room: QRect, sign: str, tint: QColor) -> QRect:
        font = QFont(painter.font())
        painter.setFont(theme().font(font.pointSizeF(), bold=True))
        painter.setPen(tint)
        painter.drawText(
            QRect(room.left(), room.top(), 2 * GRID, room.height()),
            Qt.AlignmentFlag.AlignCenter, sign,
        )  # fmt: skip
        painter.setFont(font)
        return room.adjusted(2 * GRID + GRID // 2, 0, 0, 0)

    def _write_second(self, painter: QPainter, room: QRect, text: str) -> None:
        if room.width() < 4 * GRID:
            return
        font = QFont(painter.font())
        font.setItalic(True)
        painter.setFont(font)
        painter.setPen(QColor(theme().colours.muted))
        self.write(painter, room, text, Qt.AlignmentFlag.AlignLeft)


def _is_at_hand(view: QWidget | None, index: Index) -> bool:
    """Tell whether keys go to the row of a cell."""
    return (
        isinstance(view, QAbstractItemView)
        and view.hasFocus()
        and view.currentIndex().row() == index.row()
    )


def _accent() -> QColor:
    return QColor(theme().colours.accent)


def _tint(index: Index) -> str:
    colours = theme().colours
    wanted = index.data(TINT_ROLE) or "text"
    return wanted if wanted.startswith("#") else str(getattr(colours, wanted))
