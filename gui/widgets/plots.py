"""Small quiet plots over time: bars for days, lines for values. One time axis for all."""

from bisect import bisect_left
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from math import ceil, floor, log10

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from gui.theme import GRID, theme
from gui.widgets import place_words, words
from gui.widgets.plot_frame import Period, Plot

_DAY = timedelta(days=1)
_LINES = ("accent", "#E69F00", "#56B4E9", "#CC79A7")
"""Of one channel after the other: safe for the colour-blind."""
_QUIET = 0.75
"""How much of the accent a bar has: it covers more than a line."""


class DayBars(Plot):
    """One bar a day; days without are seen as such."""

    def __init__(self, title: str, unit: str) -> None:
        super().__init__(title, unit)
        self._days_shown: Sequence[tuple[date, float]] = ()

    def show_days(self, days: Sequence[tuple[date, float]], period: Period | None) -> None:
        """Show a value for each day."""
        self._days_shown, self.period = days, period if days else None
        self.low, self.high = 0.0, _rounded_up(max((value for _, value in days), default=1.0))
        without = sum(not value for _, value in days)
        self.setAccessibleDescription(
            f"{words.count(len(days), 'day')}, {without:,} of them without"
        )
        self.update()

    def value_at(self, at: datetime) -> str:
        """Return what is plotted on a day, in words."""
        value = dict(self._days_shown).get(at.date(), 0.0)
        return f"{place_words.day(at)}: {value:.1f} {self.unit}"

    def paint_values(self, painter: QPainter, area: QRectF) -> None:
        """Paint the bars."""
        colour = QColor(theme().colours.accent)
        colour.setAlphaF(_QUIET)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        none = QPen(QColor(theme().colours.danger), 2)
        for day, value in self._days_shown:
            left = self.x_of(datetime.combine(day, time()))
            right = self.x_of(datetime.combine(day, time()) + _DAY)
            inset = min(GRID, (right - left) * 0.12)
            wide = max(1.0, right - left - 2 * inset)
            if value:
                top = self.y_of(value)
                painter.fillRect(QRectF(left + inset, top, wide, area.bottom() - top), colour)
            else:
                painter.setPen(none)
                y = area.bottom() - 1
                painter.drawLine(QPointF(left + inset, y), QPointF(left + inset + wide, y))


Points = Sequence[tuple[datetime, float]]


class Lines(Plot):
    """One or several lines of values over time; they break where nothing was recorded."""

    def __init__(
        self, title: str, unit: str, say: Callable[[float], str], *, least_range: float
    ) -> None:
        super().__init__(title, unit)
        self._say, self._least_range = say, least_range
        self._lines: Sequence[tuple[str, Points]] = ()

    def show_lines(self, lines: Sequence[tuple[str, Points]], period: Period | None) -> None:
        """Show named lines, each in order of time."""
        self._lines = [(name, points) for name, points in lines if points]
        self.period = period if self._lines else None
        values = [value for _, points in self._lines for _, value in points]
        if values:
            self.low, self.high = _rounded_range(min(values), max(values), self._least_range)
            said = f"From {self._say(min(values))} to {self._say(max(values))}"
            self.setAccessibleDescription(said)
        self.setVisible(bool(values))
        self.update()

    def value_at(self, at: datetime) -> str:
        """Return the nearest value of each line, in words."""
        parts, when = [], at
        for name, points in self._lines:
            number = bisect_left(points, at, key=lambda point: point[0])
            near = points[max(0, number - 1) : number + 1]
            when, value = min(near, key=lambda point: abs(point[0] - at))
            parts.append(f"{name} {self._say(value)}".strip())
        return f"{place_words.day(when)} {when:%H:%M}: {', '.join(parts)}"

    def paint_values(self, painter: QPainter, area: QRectF) -> None:
        """Paint the lines."""
        for number, (_, points) in enumerate(self._lines):
            wanted = _LINES[number % len(_LINES)]
            colour = QColor(theme().colours.accent if wanted == "accent" else wanted)
            painter.setPen(QPen(colour, 1.3))
            painter.setBrush(colour)
            for piece in _pieces(points):
                line = [QPointF(self.x_of(at), self.y_of(value)) for at, value in piece]
                if len(line) > 1:
                    painter.drawPolyline(QPolygonF(line))
                else:
                    painter.drawEllipse(line[0], 1.5, 1.5)


def _pieces(points: Points) -> list[list[tuple[datetime, float]]]:
    """Return points in pieces without a gap that is long for them: a day and a half at least."""
    longest = timedelta(days=1.5)
    if len(points) > 2:
        longest = max(longest, 3 * (points[-1][0] - points[0][0]) / len(points))
    pieces: list[list[tuple[datetime, float]]] = []
    for point in points:
        if pieces and point[0] - pieces[-1][-1][0] <= longest:
            pieces[-1].append(point)
        else:
            pieces.append([point])
    return pieces


def _rounded_up(value: float) -> float:
    if value <= 0:
        return 1.0
    if 12 < value <= 24:
        return 24.0  # hours of a day
    power = 10.0 ** floor(log10(value))
    return next(
        power * step for step in (1, 1.5, 2, 3, 4, 6, 8, 10) if power * step >= value * 0.999
    )


def _rounded_range(low: float, high: float, least: float) -> tuple[float, float]:
    """Return round numbers around values; small changes are not blown up to fill the plot."""
    wider = max(0.0, least - (high - low)) / 2
    low, high = low - wider, high + wider
    step = 10.0 ** floor(log10(high - low))
    step = step / 2 if (high - low) / step < 3 else step
    return round(floor(low / step) * step, 6), round(ceil(high / step) * step, 6)
