"""How tables look: thin lines, tall enough rows, scientific names muted, numbers to the right."""

from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter
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

from gui.tables.columns import SECOND_ROLE, SIGN_ROLE, TINT_ROLE
from gui.tables.paged import PagedTable
from gui.tables.plain import PlainTable
from gui.theme import GRID, theme

Index = QModelIndex | QPersistentModelIndex


class TableView(QTableView):
    """A table to read: whole rows are chosen, nothing is edited."""

    def __init__(
        self,
        name: str,
        model: PagedTable[Any] | PlainTable[Any],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setModel(model)
        self.setItemDelegate(Cells(self))
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 2 * GRID)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setStretchLastSection(True)
        header.setMinimumSectionSize(5 * GRID)
        for number, column in enumerate(model.columns):
            header.resizeSection(number, column.width)

    def show_order(self, name: str, *, descending: bool) -> None:
        """Let headings be clicked to sort, and mark the one that sorts now."""
        header = self.horizontalHeader()
        columns = self.model().columns  # type: ignore[attr-defined]
        number = next((n for n, c in enumerate(columns) if c.order == name), 0)
        order = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
        header.blockSignals(True)
        header.setSortIndicator(number, order)
        header.blockSignals(False)
        header.setSortIndicatorShown(True)
        header.setSectionsClickable(True)

    def first_row(self) -> int:
        """Return the row at the top of what is on screen."""
        return max(0, self.rowAt(0))


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
        self.initStyleOption(view, index)
        view.text = ""
        style = view.widget.style() if view.widget else QApplication.style()
        # The row is what has the focus, not one of its cells.
        view.state &= ~QStyle.StateFlag.State_HasFocus
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, view, painter, view.widget)
        return view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return room for the text. Called by Qt."""
        return super().sizeHint(option, index) + QSize(GRID, 0)

    def write(self, painter: QPainter, room: QRect, text: str, align: Qt.AlignmentFlag) -> int:
        """Write a text as far as there is room; return its width."""
        metrics = painter.fontMetrics()
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room.width())
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


def _tint(index: Index) -> str:
    colours = theme().colours
    wanted = index.data(TINT_ROLE) or "text"
    return wanted if wanted.startswith("#") else str(getattr(colours, wanted))
