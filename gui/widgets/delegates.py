"""How cells of tables are painted: names of species, bars of verdicts, verdicts with a sign."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from core.domain import Verdict
from gui.theme import GRID, SIGNS, theme

SCIENTIFIC_NAME = Qt.ItemDataRole.UserRole + 1
"""Of a species' cell; its common name is the display text."""
VERDICT_COUNTS = Qt.ItemDataRole.UserRole + 2
"""Of a bar's cell: counts (correct, wrong, unsure, unreviewed)."""
VERDICT = Qt.ItemDataRole.UserRole + 3
"""Of a verdict's cell: a Verdict or None."""

Index = QModelIndex | QPersistentModelIndex
_ORDER: tuple[Verdict | None, ...] = (Verdict.CORRECT, Verdict.WRONG, Verdict.UNSURE, None)


class _OnRow(QStyledItemDelegate):
    """Lets the style paint the row, and a subclass what is on it."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint a cell. Called by Qt."""
        row = QStyleOptionViewItem(option)
        self.initStyleOption(row, index)
        row.text = ""
        style = row.widget.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, row, painter, row.widget)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.paint_on(painter, QRectF(option.rect).adjusted(GRID, 0, -GRID, 0), index)
        painter.restore()

    def paint_on(self, painter: QPainter, room: QRectF, index: Index) -> None:
        """Paint what this delegate is for."""
        raise NotImplementedError


class SpeciesDelegate(_OnRow):
    """The common name, and behind it the scientific one, muted and in italics."""

    def paint_on(self, painter: QPainter, room: QRectF, index: Index) -> None:
        """Paint both names on one line, cut where there is no room."""
        shown = theme()
        common = str(index.data() or "")
        font = shown.font(shown.sizes.normal)
        width = _write(painter, room, common, font, shown.colours.text)
        scientific = str(index.data(SCIENTIFIC_NAME) or "")
        if scientific and scientific != common:
            italic = QFont(shown.font(shown.sizes.small))
            italic.setItalic(True)
            rest = room.adjusted(width + GRID, 0, 0, 0)
            _write(painter, rest, scientific, italic, shown.colours.muted)


class VerdictBarDelegate(_OnRow):
    """How much of a species was reviewed, and with which verdicts."""

    def paint_on(self, painter: QPainter, room: QRectF, index: Index) -> None:
        """Paint a bar of the shares; what is unreviewed stays pale."""
        counts = index.data(VERDICT_COUNTS)
        total = sum(counts) if counts else 0
        if not total:
            return
        shown = theme()
        bar = QRectF(room.left(), room.center().y() - 3, room.width(), 6)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(shown.colours.line))
        painter.drawRoundedRect(bar, 3, 3)
        left = bar.left()
        for verdict, count in zip(_ORDER[:3], counts, strict=False):
            width = bar.width() * count / total
            # A single verdict among thousands must still be seen.
            width = max(width, 2.0) if count else 0.0
            painter.setBrush(shown.verdict_colour(verdict))
            painter.drawRect(QRectF(left, bar.top(), width, bar.height()))
            left += width + (1 if count else 0)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return a width in which shares can be told apart. Called by Qt."""
        return QSize(10 * GRID, super().sizeHint(option, index).height())


class VerdictDelegate(_OnRow):
    """A verdict's sign in its colour, and its word."""

    def paint_on(self, painter: QPainter, room: QRectF, index: Index) -> None:
        """Paint the sign, then the text of the cell."""
        shown = theme()
        stored = index.data(VERDICT)
        verdict = Verdict(stored) if stored else None
        bold = shown.font(shown.sizes.normal, bold=True)
        sign = QRectF(room.left(), room.top(), 2 * GRID, room.height())
        _write(painter, sign, SIGNS[verdict], bold, shown.verdict_colour(verdict).name())
        text = str(index.data() or "")
        colour = shown.colours.text if verdict else shown.colours.muted
        rest = room.adjusted(2.5 * GRID, 0, 0, 0)
        _write(painter, rest, text, shown.font(shown.sizes.normal), colour)


def _write(painter: QPainter, room: QRectF, text: str, font: QFont, colour: str) -> float:
    """Write a line, cut to the room, and return its width."""
    metrics = QFontMetricsF(font)
    cut = metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(room.width(), 0))
    painter.setFont(font)
    painter.setPen(QColor(colour))
    painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, cut)
    return metrics.horizontalAdvance(cut)
