"""Very many points on a plane, to be moved, pointed at and encircled.

They are painted as pixels of one picture: 200,000 take some milliseconds, where single marks take
a tenth of a second.
"""

from collections.abc import Sequence
from math import cos, pi, sin

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from gui.theme import GRID, theme

Float32 = NDArray[np.float32]
Int64 = NDArray[np.int64]
_NEAR_PX, _FAR_PX = 8, 4
_EDGE = 8
_FEW, _SOME, _MANY = 300, 3_000, 50_000
_STEP, _ZOOM = 0.1, 1.25
_SPAN = 0.002
"""Of points at each side that may lie outside, where all are shown."""
_MOVES = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, 1),
          Qt.Key.Key_Down: (0, -1)}  # fmt: skip
_ZOOMS = {Qt.Key.Key_Plus: _ZOOM, Qt.Key.Key_Equal: _ZOOM, Qt.Key.Key_Minus: 1 / _ZOOM}
_FIT, _MIDDLE, _NONE = Qt.Key.Key_0, Qt.Key.Key_Return, Qt.Key.Key_Escape
_OWN = {*_MOVES, *_ZOOMS, _FIT, _MIDDLE, _NONE}


class PointsPlot(QWidget):
    """A drag moves, the wheel zooms, a drag with Shift encircles, a click takes one point."""

    pointed = Signal(object)
    """The number of the point below the pointer, or None."""
    taken = Signal(int)
    """The number of the point that was clicked."""
    encircled = Signal(object)
    """The numbers of the points that were encircled: an array; with none chosen no more."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._places: Float32 = np.zeros((0, 2), np.float32)
        self._order: Int64 = np.zeros(0, np.int64)
        """Of painting: the last lie above."""
        self._column: Int64 = np.zeros(0, np.int64)
        self._across = self._up = np.zeros(0, np.float32)
        self._colours: Sequence[str] = ()
        self._chosen = np.zeros(0, np.bool_)
        self._lines = np.zeros((0, 0), np.uint32)
        self._middle, self._scale = np.zeros(2), 1.0
        self._fitted = True
        self.encircling = False
        """Whether a drag encircles without Shift too."""
        self._press: QPointF | None = None
        self._dragged = False
        self._lasso: list[QPointF] = []
        self._pointed: int | None = None
        self.setAccessibleName(name)
        self.setAccessibleDescription(
            "Arrows move, plus and minus zoom, 0 shows all, Enter takes what is around the middle."
        )
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        theme().changed.connect(self.update)

    # --- what it is told ---

    def show_points(self, places: Float32) -> None:
        """Show points [n, 2]; none is chosen, and all are in view."""
        self._places = np.ascontiguousarray(places, np.float32)
        self._chosen = np.zeros(len(places), np.bool_)
        self.colour(np.zeros(len(places), np.int64), ())
        self.fit()

    def colour(self, column: Int64, colours: Sequence[str]) -> None:
        """Give each point one of the colours, #rrggbb; 0 is that of no account, and lies below."""
        self._order = np.argsort(column > 0, kind="stable")
        self._column, self._colours = column[self._order], colours
        places = self._places[self._order]
        self._across, self._up = places[:, 0].copy(), places[:, 1].copy()
        self.update()

    def choose(self, which: Int64) -> None:
        """Mark some points."""
        self._chosen[:] = False
        self._chosen[which] = True
        self.update()

    def fit(self) -> None:
        """Show all points."""
        self._fitted = True
        if len(self._places):
            low, high = np.quantile(self._places, (_SPAN, 1 - _SPAN), axis=0)
            self._middle = (low + high) / 2
            room = np.array([self.width(), self.height()]) - 6 * GRID
            self._scale = float(np.min(np.maximum(room, 1) / np.maximum(high - low, 1e-9)))
        self.update()

    # --- places ---

    def _on_screen(self) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Return where all points are, in pixels of the window."""
        x = (self._places[:, 0] - self._middle[0]) * self._scale + self.width() / 2
        y = self.height() / 2 - (self._places[:, 1] - self._middle[1]) * self._scale
        far = 1 << 20
        return (np.clip(x, -far, far).astype(np.int32), np.clip(y, -far, far).astype(np.int32))

    def point_at(self, at: QPointF) -> int | None:
        """Return the point that is nearest to a place in the widget, if one is near."""
        if not len(self._places):
            return None
        x, y = self._on_screen()
        apart = (x - at.x()) ** 2 + (y - at.y()) ** 2
        nearest = int(np.argmin(apart))
        return nearest if apart[nearest] <= _NEAR_PX**2 else None

    def points_in(self, outline: Sequence[QPointF]) -> Int64:
        """Return the points within an outline, in pixels of the window."""
        mask = QImage(self.size(), QImage.Format.Format_Grayscale8)
        mask.fill(0)
        painter = QPainter(mask)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(Qt.GlobalColor.white)
        painter.drawPolygon(QPolygonF(list(outline)), Qt.FillRule.WindingFill)
        painter.end()
        lines = np.frombuffer(mask.constBits(), np.uint8).reshape(mask.height(), -1)
        x, y = self._on_screen()
        inside = (x >= 0) & (x < mask.width()) & (y >= 0) & (y < mask.height())
        found = np.flatnonzero(inside)
        return found[lines[y[found], x[found]] > 0]

    def move_by(self, x: float, y: float) -> None:
        """Move what is seen by pixels of the window."""
        self._middle = self._middle - np.array([x, -y]) / self._scale
        self._fitted = False
        self.update()

    def zoom(self, factor: float, around: QPointF) -> None:
        """Make everything larger around a place in the widget."""
        off = np.array([around.x() - self.width() / 2, self.height() / 2 - around.y()])
        self._middle = self._middle + off / self._scale * (1 - 1 / factor)
        self._scale *= factor
        self._fitted = False
        self.update()

    # --- painting ---

    def picture(self) -> tuple[QImage, QRect]:
        """Return the points as they are seen now, in pixels of the screen, and where in it."""
        fine = self.devicePixelRatioF()
        width, height = max(1, round(self.width() * fine)), max(1, round(self.height() * fine))
        ground = QColor(theme().colours.surface).rgba()
        edge = _EDGE
        lines = np.full((height + 2 * edge, width + 2 * edge), ground, np.uint32)
        colours = np.array([QColor(one).rgba() for one in (theme().colours.faint, *self._colours)],
                           np.uint32)  # fmt: skip
        scale = np.float32(self._scale * fine)
        x = (self._across - np.float32(self._middle[0])) * scale + np.float32(width / 2)
        y = np.float32(height / 2) - (self._up - np.float32(self._middle[1])) * scale
        seen = (x >= 0) & (x < width) & (y >= 0) & (y < height)
        if not seen.all():
            x, y = x[seen], y[seen]
        at = (y.astype(np.int32) + edge) * lines.shape[1] + x.astype(np.int32) + edge
        self._splat(lines, at, colours[self._column[seen]], fine)
        chosen = self._chosen[self._order][seen]
        if chosen.any():
            mark = np.full(int(chosen.sum()), QColor(theme().colours.accent).rgba(), np.uint32)
            self._splat(lines, at[chosen], mark, fine)
        # Not copied: what Qt paints from must stay as long as the picture does.
        self._lines = lines
        image = QImage(lines.data, lines.shape[1], lines.shape[0], lines.strides[0],
                       QImage.Format.Format_RGB32)  # fmt: skip
        return image, QRect(edge, edge, width, height)

    def _splat(
        self, lines: NDArray[np.uint32], at: NDArray[np.int32], ink: NDArray[np.uint32], fine: float
    ) -> None:
        """Paint a block of pixels for each place; fewer points are larger."""
        many = len(self._places)
        size = 2 if many > _MANY else 3 if many > _SOME else 5 if many > _FEW else 7
        size = round(size * min(fine, 2.0))
        flat, around = lines.reshape(-1), range(-(size // 2), size - size // 2)
        for down in around:
            for across in around:
                flat[at + down * lines.shape[1] + across] = ink

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the points, and what encircles some. Called by Qt."""
        painter, colours = QPainter(self), theme().colours
        painter.drawImage(self.rect(), *self.picture())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(colours.accent), 2))
        if self._lasso:
            painter.drawPolyline(QPolygonF(self._lasso))
        if self.hasFocus():
            painter.setPen(QPen(QColor(colours.accent), 1, Qt.PenStyle.DashLine))
            painter.drawPolygon(QPolygonF(self._around_middle()))
        if self._pointed is not None:
            x, y = self._on_screen()
            painter.setPen(QPen(QColor(colours.text), 2))
            at = QPoint(int(x[self._pointed]), int(y[self._pointed]))
            painter.drawEllipse(at, _NEAR_PX - 2, _NEAR_PX - 2)

    def _around_middle(self) -> list[QPointF]:
        radius = min(self.width(), self.height()) / 8
        middle = QPointF(self.width() / 2, self.height() / 2)
        turns = (2 * pi * n / 32 for n in range(32))
        return [middle + QPointF(radius * cos(t), radius * sin(t)) for t in turns]

    # --- Qt ---

    def sizeHint(self) -> QSize:
        """Return the usual size. Called by Qt."""
        return QSize(60 * GRID, 40 * GRID)

    def minimumSizeHint(self) -> QSize:
        """Return the least size. Called by Qt."""
        return QSize(20 * GRID, 20 * GRID)

    def resizeEvent(self, _event: object) -> None:
        """Keep all in view where all was. Called by Qt."""
        if self._fitted:
            self.fit()

    def event(self, event: QEvent) -> bool:
        """Keep the keys that move here. Called by Qt."""
        asked = event.type() == QEvent.Type.ShortcutOverride
        if asked and isinstance(event, QKeyEvent) and Qt.Key(event.key()) in _OWN:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move, zoom, take what is around the middle. Called by Qt."""
        key, middle = Qt.Key(event.key()), QPointF(self.width() / 2, self.height() / 2)
        if key in _MOVES:
            across, up = _MOVES[key]
            self.move_by(-across * _STEP * self.width(), up * _STEP * self.height())
        elif key in _ZOOMS:
            self.zoom(_ZOOMS[key], middle)
        elif key == _FIT:
            self.fit()
        elif key == _MIDDLE:
            self.encircled.emit(self.points_in(self._around_middle()))
        elif key == _NONE:
            self.encircled.emit(np.zeros(0, np.int64))
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to move, or to encircle. Called by Qt."""
        if event.button() is Qt.MouseButton.LeftButton:
            self._press, self._dragged = event.position(), False
            with_shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._lasso = [event.position()] if with_shift or self.encircling else []

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move, encircle, or point. Called by Qt."""
        at = event.position()
        if self._press is None:
            self._point(self.point_at(at))
            return
        far = (at - self._press).manhattanLength()
        self._dragged = self._dragged or far >= _FAR_PX
        if self._lasso:
            self._lasso.append(at)
            self.update()
        elif self._dragged:
            self.move_by(at.x() - self._press.x(), at.y() - self._press.y())
            self._press = at

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Take a point, or what was encircled. Called by Qt."""
        lasso, self._lasso = self._lasso, []
        pressed, self._press = self._press, None
        self.update()
        if lasso and self._dragged:
            self.encircled.emit(self.points_in(lasso))
        elif pressed is not None and not self._dragged:
            found = self.point_at(event.position())
            if found is not None:
                self.taken.emit(found)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom around the pointer. Called by Qt."""
        self.zoom(_ZOOM ** (event.angleDelta().y() / 120), event.position())

    def leaveEvent(self, event: QEvent) -> None:
        """Point at nothing. Called by Qt."""
        super().leaveEvent(event)
        self._point(None)

    def _point(self, found: int | None) -> None:
        if found != self._pointed:
            self._pointed = found
            self.pointed.emit(found)
            self.update()
