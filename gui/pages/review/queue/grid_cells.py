"""How one clip of the grid is painted."""

from collections.abc import Callable
from typing import NamedTuple, TypeVar

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from core.domain import Detection, Start, Verdict
from gui.pages.review.queue.thumbnails import SIZE
from gui.theme import GRID, SIGNS, theme
from gui.widgets import words

_CAPTION_PX = 5 * GRID
_BAR_PX = 3
CELL = QSize(SIZE[0] + 2 * GRID, SIZE[1] + _CAPTION_PX + 2 * GRID)
_Shown = TypeVar("_Shown")
PaintCaption = Callable[[QPainter, QRect, _Shown], None]
"""Paints the words below the picture of a clip, which is where the QRect says."""


class CellState(NamedTuple):
    """What is marked about a clip."""

    chosen: bool
    current: bool
    heard: float | None = None
    """How far its sound is, 0 to 1."""


class Caption(NamedTuple):
    """What is said below the picture of a clip."""

    verdict: Verdict | None
    """Gives the line its colour and sign."""
    name: str
    number: str
    at: Start | None
    site: str | None
    sign: str = ""
    """Instead of the verdict's."""


def paint(painter: QPainter, cell: QRect, picture: QImage | None, state: CellState) -> QRect:
    """Paint the picture and what is marked about the clip; return where the picture is."""
    colours = theme().colours
    outer = cell.adjusted(GRID // 2, GRID // 2, -GRID // 2, -GRID // 2)
    image = QRect(
        outer.topLeft() + QPoint(GRID // 2, GRID // 2), QSize(outer.width() - GRID, SIZE[1])
    )
    painter.save()
    if state.chosen:
        painter.fillRect(outer, QColor(colours.accent_soft))
    paint_picture(painter, image, picture)
    if state.heard is not None:
        across = image.left() + round(state.heard * (image.width() - 1))
        painter.setPen(QPen(QColor(colours.accent), 2))
        painter.drawLine(across, image.top(), across, image.bottom())
    if state.current or state.chosen:
        painter.setPen(QPen(QColor(colours.accent), 2 if state.current else 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(outer.adjusted(1, 1, -1, -1))
    painter.restore()
    return image


def paint_rubber(painter: QPainter, rubber: QRect) -> None:
    """Paint the rectangle of a drag."""
    accent = QColor(theme().colours.accent)
    painter.setPen(accent)
    accent.setAlphaF(0.12)
    painter.fillRect(rubber, accent)
    painter.drawRect(rubber)


def paint_picture(painter: QPainter, image: QRect, picture: QImage | None) -> None:
    """Paint a clip's picture, or why there is none; None: it is on its way."""
    colours = theme().colours
    if picture is not None and not picture.isNull():
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(image, picture)
        return
    painter.fillRect(image, QColor(colours.raised))
    if picture is not None:
        painter.setFont(theme().font(theme().sizes.small))
        painter.setPen(QColor(colours.muted))
        painter.drawText(image, Qt.AlignmentFlag.AlignCenter, "The recording cannot\nbe read now")


def paint_detection(painter: QPainter, image: QRect, found: Detection) -> None:
    """Paint the verdict's sign, what was heard, the score, and where and when it was."""
    score = "" if found.corrected else f"{found.score:.2f}"  # it is about what was heard
    name, sign = words.held_to_be(found), words.sign_of(found)
    said = Caption(found.verdict, name, score, found.at, found.site, sign)
    paint_caption(painter, image, said)


def paint_caption(painter: QPainter, image: QRect, said: Caption) -> None:
    """Paint two lines below the picture of a clip."""
    colours, sizes = theme().colours, theme().sizes
    verdict = theme().verdict_colour(said.verdict)
    painter.save()
    painter.fillRect(QRect(image.left(), image.bottom() + 1, image.width(), _BAR_PX), verdict)
    half = (_CAPTION_PX - _BAR_PX) // 2
    line = QRect(image.left(), image.bottom() + 1 + _BAR_PX, image.width(), half)
    middle = Qt.AlignmentFlag.AlignVCenter
    painter.setFont(theme().font(sizes.normal, bold=True))
    painter.setPen(verdict)
    painter.drawText(line, middle | Qt.AlignmentFlag.AlignLeft, said.sign or SIGNS[said.verdict])
    painter.setPen(QColor(colours.text))
    painter.setFont(theme().font(sizes.small))
    painter.drawText(line, middle | Qt.AlignmentFlag.AlignRight, said.number)
    used = painter.fontMetrics().horizontalAdvance(said.number) + GRID
    _write(painter, line.adjusted(2 * GRID, 0, -used, 0), said.name)
    painter.setPen(QColor(colours.muted))
    _write(painter, line.translated(0, half).adjusted(2 * GRID, 0, 0, 0), _where(said))
    painter.restore()


def paint_sign(painter: QPainter, image: QRect, sign: str) -> None:
    """Paint a word into the upper right corner of a clip's picture."""
    colours = theme().colours
    painter.save()
    painter.setFont(theme().font(theme().sizes.small, bold=True))
    width = painter.fontMetrics().horizontalAdvance(sign) + GRID
    place = QRect(image.right() - width - 1, image.top() + 2, width, 2 * GRID)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QColor(colours.line_strong))
    painter.setBrush(QColor(colours.surface))
    painter.drawRoundedRect(place, 3, 3)
    painter.setPen(QColor(colours.text))
    painter.drawText(place, Qt.AlignmentFlag.AlignCenter, sign)
    painter.restore()


def _write(painter: QPainter, room: QRect, text: str) -> None:
    cut = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room.width())
    painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, cut)


def _where(said: Caption) -> str:
    time = f"{said.at.local:%H:%M:%S}" if said.at else ""
    return "  ".join(part for part in (time, said.site or "") if part)
