"""Headings of a table, with room between a heading's text and the arrow that tells the order."""

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QHeaderView, QWidget

from gui.theme import GRID, theme

_WIDE, _HIGH = 8, 4


class Headings(QHeaderView):
    """The arrow stands beside the text, towards the middle: it never covers text or numbers."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        """Paint one heading. Called by Qt."""
        painter.save()
        super().paintSection(painter, rect, section)
        painter.restore()
        if self.isSortIndicatorShown() and self.sortIndicatorSection() == section:
            _paint_arrow(painter, self._beside(rect, section), self.sortIndicatorOrder())

    def _beside(self, rect: QRect, section: int) -> QRect:
        horizontal, role = Qt.Orientation.Horizontal, Qt.ItemDataRole
        text = str(self.model().headerData(section, horizontal, role.DisplayRole))
        align = self.model().headerData(section, horizontal, role.TextAlignmentRole)
        used = GRID + QFontMetrics(theme().font(theme().sizes.small)).horizontalAdvance(text)
        left = rect.left() + used + GRID // 2
        if align & Qt.AlignmentFlag.AlignRight:
            left = rect.right() - used - GRID // 2 - _WIDE
        left = max(rect.left() + 1, min(left, rect.right() - _WIDE - 1))
        return QRect(left, rect.center().y() - _HIGH // 2, _WIDE, _HIGH)


def _paint_arrow(painter: QPainter, place: QRect, order: Qt.SortOrder) -> None:
    ends, tip = (place.top(), place.bottom() + 1)
    if order == Qt.SortOrder.AscendingOrder:
        ends, tip = tip, ends
    middle = place.left() + place.width() / 2
    points = [QPointF(place.left(), ends), QPointF(middle, tip), QPointF(place.right() + 1, ends)]
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(theme().colours.muted), 1.5))
    painter.drawPolyline(QPolygonF(points))
    painter.restore()
