"""Small pieces that every page is made of: labels, buttons, lines, margins."""

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from gui.icons import give_icon
from gui.stylesheet import give_look
from gui.theme import GRID

Piece = QWidget | QLayout | int
Margins = tuple[int, int, int, int] | tuple[()]
_Box = TypeVar("_Box", bound=QBoxLayout)


def label(text: str = "", look: str = "", *, wrap: bool = False) -> QLabel:
    """Return a label in one of the stylesheet's looks."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    if look:
        give_look(made, look)
    made.setWordWrap(wrap)
    return made


def named_field(name: str, field: QWidget) -> QLabel:
    """Return the name of a field, on one line with it."""
    named = label(name)
    named.setBuddy(field)
    named.setMinimumHeight(field.sizeHint().height())
    field.setAccessibleName(name)
    return named


def button(
    text: str, do: Callable[[], object] | None = None, *, look: str = "", picture: str = ""
) -> QPushButton:
    """Return a button that says what happens."""
    made = QPushButton()
    made.setAutoDefault(False)
    if look:
        give_look(made, look)
    if picture:
        give_icon(made, picture, "on_accent" if look == "primary" else "text")
    name_button(made, text)
    if do:
        made.clicked.connect(lambda: do())
    made.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
    return made


def name_button(made: QAbstractButton, text: str) -> None:
    """Give a button its words, apart from its icon, and the same to a screen reader."""
    made.setText(text if made.icon().isNull() else f" {text}")
    made.setAccessibleName(text.strip())


def indent(*fields: QAbstractSpinBox) -> None:
    """Let the text of these fields begin where that of others does: style sheets cannot."""
    for field in fields:
        field.lineEdit().setTextMargins(GRID + 1, 0, 0, 0)


def line(*, upright: bool = False) -> QFrame:
    """Return a thin line between two parts of a page."""
    made = QFrame()
    give_look(made, "upright-line" if upright else "line")
    return made


def row(
    *pieces: Piece, gap: int = GRID, margins: Margins = (), grows: int | None = None
) -> QHBoxLayout:
    """Return pieces side by side; a number stands for a stretch.

    ``grows`` is the place of the piece that takes the room left over.
    """
    return _filled(QHBoxLayout(), pieces, gap, margins, grows)


def column(
    *pieces: Piece, gap: int = GRID, margins: Margins = (), grows: int | None = None
) -> QVBoxLayout:
    """Return pieces below each other; as ``row``."""
    return _filled(QVBoxLayout(), pieces, gap, margins, grows)


def holder(layout: QLayout, look: str = "") -> QWidget:
    """Return a widget around a layout."""
    made = QWidget()
    made.setLayout(layout)
    if look:
        give_look(made, look)
        made.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    return made


def _filled(
    box: _Box, pieces: tuple[Piece, ...], gap: int, margins: Margins, grows: int | None
) -> _Box:
    box.setSpacing(gap)
    left, top, right, bottom = margins or (0, 0, 0, 0)
    box.setContentsMargins(left, top, right, bottom)
    for piece in pieces:
        if isinstance(piece, int):
            box.addStretch(piece)
        elif isinstance(piece, QLayout):
            box.addLayout(piece)
        else:
            box.addWidget(piece)
    if grows is not None:
        box.setStretch(grows, 1)
    return box
