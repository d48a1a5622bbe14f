"""A list to read of things with a name: its state, what it is for, and a line of facts."""

from typing import Any, NamedTuple

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from gui.stylesheet import give_look
from gui.tables.columns import SECOND_ROLE, SIGN_ROLE, TINT_ROLE, Index
from gui.tables.table import Table
from gui.tables.wrapped_list import WrappedList
from gui.theme import GRID, theme

_STATE, _FACTS = 1, 2
_PAD = 2 * GRID - 1  # beside the line around it
_GAP = GRID // 2
_SIGN = 2 * GRID
_WRAP = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop


class EntriesView(WrappedList):
    """Entries of a table whose columns are name, state and facts.

    The name's second text is what it is for, its sign and tint go with the state.
    """

    def __init__(self, name: str, table: Table[Any]) -> None:
        super().__init__(name, table)
        self.setItemDelegate(_EntryCells(self))
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.verticalScrollBar().rangeChanged.connect(self._show_bar)
        self._show_bar(0, 0)

    def _show_bar(self, least: int, most: int) -> None:
        """Keep the bar's room, so that texts are not broken anew, but show it only where needed."""
        give_look(self.verticalScrollBar(), "" if most > least else "unused")


class _Part(NamedTuple):
    """A text below the name."""

    text: str
    font: QFont
    colour: str


class _EntryCells(QStyledItemDelegate):
    """Paints and measures one entry."""

    def __init__(self, view: EntriesView) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the room that an entry takes. Called by Qt."""
        width = self._view.viewport().width()
        high = sum(_GAP + _height(part, width - 2 * _PAD) for part in _parts(index))
        return QSize(width, QFontMetrics(_bold()).height() + high + 2 * _PAD)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint an entry. Called by Qt."""
        view = QStyleOptionViewItem(option)
        self.initStyleOption(view, index)
        view.text = ""
        view.state &= ~QStyle.StateFlag.State_HasFocus
        self._view.style().drawControl(
            QStyle.ControlElement.CE_ItemViewItem, view, painter, self._view
        )
        painter.save()
        room = view.rect.adjusted(_PAD, _PAD, -_PAD, -_PAD)
        painter.setFont(_bold())
        line = painter.fontMetrics().height()
        self._write_head(painter, QRect(room.left(), room.top(), room.width(), line), index)
        top = room.top() + line
        for part in _parts(index):
            painter.setFont(part.font)
            painter.setPen(QColor(part.colour))
            high = _height(part, room.width())
            inside = QRect(room.left(), top + _GAP, room.width(), high)
            painter.drawText(inside, int(_WRAP), _breakable(part, room.width()))
            top += _GAP + high
        painter.setPen(QColor(theme().colours.line))
        painter.drawLine(view.rect.bottomLeft(), view.rect.bottomRight())
        painter.restore()

    def _write_head(self, painter: QPainter, room: QRect, index: Index) -> None:
        """Write the name, and at the right the state."""
        colours = theme().colours
        state = str(index.model().index(index.row(), _STATE).data())
        small = theme().font(theme().sizes.small)
        used = QFontMetrics(small).horizontalAdvance(state)
        middle = Qt.AlignmentFlag.AlignVCenter
        name = room.adjusted(0, 0, -(used + _SIGN + 2 * GRID), 0)
        painter.setPen(QColor(colours.text))
        shown = painter.fontMetrics().elidedText(
            str(index.data()), Qt.TextElideMode.ElideRight, name.width()
        )
        painter.drawText(name, middle, shown)
        painter.setFont(small)
        painter.setPen(QColor(colours.muted))
        painter.drawText(room, middle | Qt.AlignmentFlag.AlignRight, state)
        wanted = index.data(TINT_ROLE)
        painter.setPen(QColor(wanted if wanted.startswith("#") else getattr(colours, wanted)))
        painter.setFont(_bold())
        sign = QRect(room.right() - used - _SIGN - GRID // 2, room.top(), _SIGN, room.height())
        painter.drawText(sign, Qt.AlignmentFlag.AlignCenter, index.data(SIGN_ROLE))


def _parts(index: Index) -> list[_Part]:
    colours, sizes = theme().colours, theme().sizes
    purpose = str(index.data(SECOND_ROLE) or "")
    facts = str(index.model().index(index.row(), _FACTS).data())
    parts = [_Part(purpose, theme().font(sizes.normal), colours.text)] if purpose else []
    return [*parts, _Part(facts, theme().font(sizes.small), colours.muted)]


def _height(part: _Part, width: int) -> int:
    room = QRect(0, 0, max(10 * GRID, width), 10_000)
    text = _breakable(part, room.width())
    return QFontMetrics(part.font).boundingRect(room, int(_WRAP), text).height()


def _breakable(part: _Part, width: int) -> str:
    """Return a text whose unbroken parts all fit into a width, or can be broken after all."""
    metrics = QFontMetrics(part.font)
    return " ".join(
        each if metrics.horizontalAdvance(each) <= width
        else each.replace("\u00a0", " ").replace("\u2011", "-")
        for each in part.text.split(" ")
    )  # fmt: skip


def _bold() -> QFont:
    return theme().font(theme().sizes.normal, bold=True)
