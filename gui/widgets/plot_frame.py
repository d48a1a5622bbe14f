"""What all small plots have: a title, a value axis, days below, and the value at the pointer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from PySide6.QtCore import QDate, QEvent, QLocale, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.theme import GRID, theme

_LEFT, _RIGHT, _TOP = 6 * GRID, 2 * GRID, 3 * GRID
_DAY = timedelta(days=1)
_DAY_STEPS = (1, 2, 7, 14, 30, 61, 91, 182, 365, 730, 1826)
_LABEL_PX = 9 * GRID


@dataclass(frozen=True, slots=True)
class Period:
    """The time that plots show, by the recorder's clock."""

    first: datetime
    last: datetime

    @property
    def seconds(self) -> float:
        """Return its length, at least a second."""
        return max(1.0, (self.last - self.first).total_seconds())

    def share(self, at: datetime) -> float:
        """Return how far into it a moment is: 0 at its start, 1 at its end."""
        return (at - self.first).total_seconds() / self.seconds

    def at(self, share: float) -> datetime:
        """Return the moment of a share."""
        return self.first + timedelta(seconds=share * self.seconds)


def whole_days(first: date, last: date) -> Period:
    """Return a period from midnight of the first day to midnight after the last."""
    return Period(datetime.combine(first, time()), datetime.combine(last, time()) + _DAY)


class Plot(QWidget):
    """A title, a value axis with two numbers, days below, and the value below the pointer."""

    def __init__(self, title: str, unit: str) -> None:
        super().__init__()
        self.title, self.unit = title, unit
        self.period: Period | None = None
        self.low, self.high = 0.0, 1.0
        self._shades: Sequence[tuple[datetime, datetime]] = ()
        self._pointer: float | None = None
        self.setMouseTracking(True)
        self.setAccessibleName(f"{title} ({unit})")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        theme().changed.connect(self.update)

    def shade(self, spans: Sequence[tuple[datetime, datetime]]) -> None:
        """Mark times in which something was expected and is missing."""
        self._shades = spans
        self.update()

    def value_at(self, at: datetime) -> str:
        """Return what is plotted nearest to a moment, in words."""
        raise NotImplementedError

    def paint_values(self, painter: QPainter, area: QRectF) -> None:
        """Paint what is plotted."""
        raise NotImplementedError

    # --- places ---

    @property
    def area(self) -> QRectF:
        """Return where values are painted."""
        bottom = self.fontMetrics().height() + GRID / 2
        return QRectF(_LEFT, _TOP, self.width() - _LEFT - _RIGHT, self.height() - _TOP - bottom)

    def x_of(self, at: datetime) -> float:
        """Return where a moment is."""
        assert self.period is not None
        return self.area.left() + self.period.share(at) * self.area.width()

    def y_of(self, value: float) -> float:
        """Return where a value is."""
        share = (value - self.low) / max(1e-9, self.high - self.low)
        return self.area.bottom() - share * self.area.height()

    # --- Qt ---

    def sizeHint(self) -> QSize:
        """Return the usual size. Called by Qt."""
        return QSize(60 * GRID, 15 * GRID)

    def minimumSizeHint(self) -> QSize:
        """Return the least size. Called by Qt."""
        return QSize(30 * GRID, 11 * GRID)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the plot. Called by Qt."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_title(painter)
        if self.period is None:
            return
        area = self.area
        self._paint_shades(painter, area)
        self._paint_axes(painter, area)
        painter.save()
        painter.setClipRect(area.adjusted(-1, -1, 1, 1))
        self.paint_values(painter, area)
        painter.restore()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show the value below the pointer. Called by Qt."""
        inside = self.area.left() <= event.position().x() <= self.area.right()
        self._pointer = event.position().x() if inside else None
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Show no value. Called by Qt."""
        self._pointer = None
        self.update()
        super().leaveEvent(event)

    # --- painting ---

    def _paint_title(self, painter: QPainter) -> None:
        look, colours = theme(), theme().colours
        room = QRectF(0, 0, self.width() - _RIGHT, 2.5 * GRID)
        painter.setFont(look.font(look.sizes.small, bold=True))
        painter.setPen(QColor(colours.text))
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, self.title)
        used = painter.fontMetrics().horizontalAdvance(self.title) + GRID
        painter.setFont(look.font(look.sizes.small))
        painter.setPen(QColor(colours.muted))
        painter.drawText(room.adjusted(used, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, self.unit)
        if self._pointer is not None and self.period is not None:
            at = self.period.at((self._pointer - self.area.left()) / self.area.width())
            side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(room, side, self.value_at(at))

    def _paint_shades(self, painter: QPainter, area: QRectF) -> None:
        colour = QColor(theme().colours.danger)
        colour.setAlphaF(0.14)
        for first, last in self._shades:
            left, right = self.x_of(first), self.x_of(last)
            painter.fillRect(
                QRectF(left, area.top(), max(1.5, right - left), area.height()) & area, colour
            )

    def _paint_axes(self, painter: QPainter, area: QRectF) -> None:
        colours = theme().colours
        painter.setFont(theme().font(theme().sizes.small))
        height = painter.fontMetrics().height()
        for value in (self.low, self.high):
            y = self.y_of(value)
            painter.setPen(QColor(colours.line))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            room = QRectF(0, y - height / 2, area.left() - GRID, height)
            painter.setPen(QColor(colours.muted))
            painter.drawText(room, Qt.AlignmentFlag.AlignRight, f"{value:g}".replace("-", "−"))
        for day in self._days(area):
            x = self.x_of(datetime.combine(day, time()))
            painter.setPen(QColor(colours.line))
            painter.drawLine(QPointF(x, area.bottom()), QPointF(x, area.bottom() + 3))
            text = QLocale.system().toString(QDate(day.year, day.month, day.day), "d MMM")
            painter.setPen(QColor(colours.muted))
            painter.drawText(QPointF(x, area.bottom() + height), text)
        if self._pointer is not None:
            painter.setPen(QColor(colours.line_strong))
            painter.drawLine(
                QPointF(self._pointer, area.top()), QPointF(self._pointer, area.bottom())
            )

    def _days(self, area: QRectF) -> list[date]:
        """Return the days that are written below, as many as there is room for."""
        assert self.period is not None
        first, last = self.period.first.date(), self.period.at(0.9999).date()
        days = (last - first).days + 1
        most = max(1, int(area.width() / _LABEL_PX))
        step = next((step for step in _DAY_STEPS if days / step <= most), _DAY_STEPS[-1])
        written = [first + timedelta(days=number) for number in range(0, days, step)]
        right = area.right() - _LABEL_PX / 2
        return [d for d in written if d == first or self.x_of(datetime.combine(d, time())) < right]
