"""Findings as a list to read: a sign, a sentence, and what to check."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from gui.tables.columns import SECOND_ROLE, SIGN_ROLE, TINT_ROLE, Index
from gui.tables.findings_table import FindingsTable
from gui.tables.wrapped_list import WrappedList
from gui.theme import GRID, theme

_SIGN = 3 * GRID
_PAD = GRID
_WRAP = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop


class FindingsView(WrappedList):
    """Findings, painted entry by entry."""

    def __init__(self, table: FindingsTable) -> None:
        super().__init__("Findings", table)
        self.setItemDelegate(FindingCells(self))
        self.names_sites = True


class FindingCells(QStyledItemDelegate):
    """Paints and measures one finding."""

    def __init__(self, view: FindingsView) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the room that a finding takes. Called by Qt."""
        width = self._view.viewport().width()
        heights = [metrics.boundingRect(QRect(0, 0, self._text_width(width), 10_000),
                                        int(_WRAP), text).height()
                   for metrics, text in self._parts(index)]  # fmt: skip
        return QSize(width, sum(heights) + 2 * _PAD + GRID // 2 * (len(heights) - 1))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint a finding. Called by Qt."""
        view, colours = QStyleOptionViewItem(option), theme().colours
        self.initStyleOption(view, index)
        view.text = ""
        view.state &= ~QStyle.StateFlag.State_HasFocus
        self._view.style().drawControl(
            QStyle.ControlElement.CE_ItemViewItem, view, painter, self._view
        )
        painter.save()
        wanted = index.data(TINT_ROLE)
        tint = wanted if wanted.startswith("#") else getattr(colours, wanted)
        left, top = view.rect.left() + GRID, view.rect.top() + _PAD
        painter.setFont(theme().font(theme().sizes.normal, bold=True))
        painter.setPen(QColor(tint))
        line = painter.fontMetrics().height()
        painter.drawText(
            QRect(left, top, _SIGN, line), Qt.AlignmentFlag.AlignHCenter, index.data(SIGN_ROLE)
        )
        self._write(painter, QRect(left + _SIGN + GRID // 2, top, 0, 0), index)
        painter.setPen(QColor(colours.line))
        painter.drawLine(view.rect.bottomLeft(), view.rect.bottomRight())
        painter.restore()

    def _write(self, painter: QPainter, corner: QRect, index: Index) -> None:
        colours, sizes = theme().colours, theme().sizes
        width = self._text_width(self._view.viewport().width())
        top = corner.top()
        looks = ((sizes.normal, colours.text), (sizes.normal, colours.muted),
                 (sizes.small, colours.muted))  # fmt: skip
        for (metrics, text), (size, colour) in zip(self._parts(index), looks, strict=False):
            painter.setFont(theme().font(size))
            painter.setPen(QColor(colour))
            room = QRect(corner.left(), top, width, 10_000)
            height = metrics.boundingRect(room, int(_WRAP), text).height()
            painter.drawText(QRect(corner.left(), top, width, height), int(_WRAP), text)
            top += height + GRID // 2

    def _parts(self, index: Index) -> list[tuple[QFontMetrics, str]]:
        normal = QFontMetrics(theme().font(theme().sizes.normal))
        small = QFontMetrics(theme().font(theme().sizes.small))
        parts = [(normal, str(index.data())), (normal, str(index.data(SECOND_ROLE)))]
        site, files = (str(index.model().index(index.row(), n).data() or "") for n in (1, 2))
        about = [text for text in (site if self._view.names_sites else "", files) if text]
        return [*parts, (small, " · ".join(about))] if about else parts

    def _text_width(self, width: int) -> int:
        return max(10 * GRID, width - _SIGN - 3 * GRID)
