"""How one clip to compare with is painted."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from gui.pages.review.queue.grid_cells import paint_picture
from gui.pages.review.queue.thumbnails import SIZE, Thumbnails
from gui.tables.columns import LEFT, RIGHT, Index
from gui.tables.examples_table import EXAMPLE_ROLE, Example
from gui.theme import GRID, SIGNS, theme
from gui.widgets import words

KEPT = "★"
_BAR_PX = 3
_EDGE_PX = GRID // 2
_LEAST_PX = 6 * GRID


class ExampleCells(QStyledItemDelegate):
    """A picture, the verdict and the similarity, and where and when it was."""

    def __init__(self, pictures: Thumbnails) -> None:
        super().__init__(pictures)
        self._pictures = pictures

    def height_for(self, width: int) -> int:
        """Return the height of a cell: the picture keeps its shape, two lines are below it."""
        picture = round((width - 2 * _EDGE_PX) * SIZE[1] / SIZE[0])
        return picture + _BAR_PX + 2 * _line_px() + 2 * _EDGE_PX + GRID // 2

    def sizeHint(self, option: QStyleOptionViewItem, _index: Index) -> QSize:
        """Return room for the cell. Called by Qt."""
        width: int = option.rect.width()
        return QSize(width, self.height_for(width))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one cell. Called by Qt."""
        example: Example | None = index.data(EXAMPLE_ROLE)
        if example is None:
            return
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        picture = rect.adjusted(_EDGE_PX, _EDGE_PX, -_EDGE_PX, 0)
        picture.setHeight(rect.height() - _BAR_PX - 2 * _line_px() - 2 * _EDGE_PX - GRID // 2)
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, QColor(theme().colours.accent_soft))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, QColor(theme().colours.raised))
        paint_picture(painter, picture, self._pictures.held(example.detection.id))
        bar = QRect(picture.left(), picture.bottom() + 1, picture.width(), _BAR_PX)
        painter.fillRect(bar, theme().verdict_colour(example.verdict))
        first = QRect(picture.left(), bar.bottom() + 1 + GRID // 4, picture.width(), _line_px())
        _write_first(painter, first, example)
        _write_second(painter, first.translated(0, first.height()), example)
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(QColor(theme().colours.accent), 2))
            painter.drawRect(rect.adjusted(1, 1, -1, -1))
        painter.restore()


def _write_first(painter: QPainter, line: QRect, example: Example) -> None:
    sizes, colours = theme().sizes, theme().colours
    painter.setFont(theme().font(sizes.normal, bold=True))
    painter.setPen(theme().verdict_colour(example.verdict))
    painter.drawText(line, LEFT, SIGNS[example.verdict])
    if example.kept:
        painter.setPen(QColor(colours.accent))
        painter.drawText(line, RIGHT, KEPT)
    if example.similarity is not None:
        painter.setFont(theme().font(sizes.small))
        painter.setPen(QColor(colours.text))
        painter.drawText(line.adjusted(2 * GRID, 0, 0, 0), LEFT, f"{example.similarity:.2f}")


def _write_second(painter: QPainter, line: QRect, example: Example) -> None:
    painter.setFont(theme().font(theme().sizes.small))
    painter.setPen(QColor(theme().colours.muted))
    day = words.day(example.detection.at)
    painter.drawText(line, RIGHT, day)
    metrics = painter.fontMetrics()
    room = line.width() - (metrics.horizontalAdvance(day) + GRID if day else 0)
    site = example.detection.site or ""
    if room >= min(_LEAST_PX, metrics.horizontalAdvance(site)):  # two letters would say nothing
        shown = metrics.elidedText(site, Qt.TextElideMode.ElideRight, room)
        painter.drawText(line, LEFT, shown)


def _line_px() -> int:
    return QFontMetrics(theme().font(theme().sizes.normal)).height()
