"""Cells of a table whose names stand one below the other: a narrow list shows both."""

from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyleOptionViewItem

from gui.tables.columns import LEFT, SECOND_ROLE, Index
from gui.tables.table_view import Cells
from gui.theme import GRID, theme


class NamesBelow(Cells):
    """Below the name in the first column the scientific one; a name alone goes on there."""

    foot = GRID // 2
    """Room below the names, in pixels."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one cell. Called by Qt."""
        if index.column():
            super().paint(painter, option, index)
            return
        rect: QRect = option.rect
        self.paint_ground(painter, option, index)
        room = rect.adjusted(GRID, GRID // 2, -GRID, -self.foot)
        painter.save()
        self._write_names(painter, room, str(index.data()), index.data(SECOND_ROLE) or "")
        painter.restore()

    def _write_names(self, painter: QPainter, room: QRect, name: str, second: str) -> None:
        colours, sizes = theme().colours, theme().sizes
        font = theme().font(sizes.normal)
        first, below = (name, second) if second else _in_two(name, QFontMetrics(font), room.width())
        height = room.height() // (2 if below else 1)
        painter.setFont(font)
        painter.setPen(QColor(colours.text))
        line = QRect(room.left(), room.top(), room.width(), height)
        self.write(painter, line, first, LEFT)
        if second:
            font = theme().font(sizes.small)
            font.setItalic(True)
            painter.setFont(font)
            painter.setPen(QColor(colours.muted))
        if below:
            self.write(painter, line.translated(0, height), below, LEFT)


def _in_two(name: str, metrics: QFontMetrics, width: int) -> tuple[str, str]:
    """Return what of a name fits into a line, whole words, and the rest."""
    parts = name.split(" ")
    lengths = range(len(parts), 1, -1)
    fits = (n for n in lengths if metrics.horizontalAdvance(" ".join(parts[:n])) <= width)
    first = next(fits, 1)
    return " ".join(parts[:first]), " ".join(parts[first:])
