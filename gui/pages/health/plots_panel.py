"""The plots of one deployment, above each other on one time axis."""

from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea

from core.health import Health
from core.health.report import LevelPoint, Point
from gui.theme import GRID
from gui.widgets import place_words, words
from gui.widgets.parts import column, holder, label
from gui.widgets.plot_frame import Period, whole_days
from gui.widgets.plots import DayBars, Lines

_MARGINS = (2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)


class PlotsPanel(QScrollArea):
    """Only plots that have something to show are there."""

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMinimumWidth(44 * GRID)
        self.title = label("", "strong", wrap=True)
        self.facts = label("", "muted", wrap=True)
        self.hours = DayBars("Recorded", "hours a day")
        self.battery = Lines("Battery", "V", lambda volts: f"{volts:.2f} V", least_range=1)
        self.temperature = Lines("Temperature", "°C", _degrees, least_range=10)
        self.level = Lines("Level", "dB, 0 is full scale", _decibels, least_range=20)
        self.plots = (self.hours, self.battery, self.temperature, self.level)
        self.missing = label("", "muted", wrap=True)
        inner = column(self.title, self.facts, *self.plots, self.missing, gap=GRID,
                       margins=_MARGINS)  # fmt: skip
        inner.setSpacing(GRID + GRID // 2)
        inner.addStretch(1)
        for plot in self.plots:
            inner.setStretchFactor(plot, 2)
            plot.setMaximumHeight(19 * GRID)
        self.setWidget(holder(inner, "surface"))

    def show_health(self, found: Health) -> None:
        """Show the plots of a deployment."""
        one, days = found.deployment, found.hours_by_day
        period = whole_days(days[0][0], days[-1][0]) if days else None
        self.title.setText(place_words.deployment(one))
        self.facts.setText(_facts(found))
        self.hours.show_days(days, period)
        self.hours.setVisible(bool(days))
        self.hours.shade([(gap.start, gap.end) for gap in found.gaps])
        self.battery.show_lines([("", _points(found.battery_v))], period)
        self.temperature.show_lines([("", _points(found.temperature_c))], period)
        self.level.show_lines(_channels(found.levels), period)
        self.missing.setText(_missing(found, period))
        self.missing.setVisible(bool(self.missing.text()))


def _points(points: tuple[Point, ...]) -> list[tuple[datetime, float]]:
    return [(point.at, point.value) for point in points]


def _channels(levels: tuple[LevelPoint, ...]) -> list[tuple[str, list[tuple[datetime, float]]]]:
    channels = sorted({level.channel for level in levels})
    return [
        (
            f"channel {channel}" if len(channels) > 1 else "",
            [(level.at, level.rms_db) for level in levels if level.channel == channel],
        )
        for channel in channels
    ]


def _degrees(value: float) -> str:
    return f"{value:.1f} °C".replace("-", "−")


def _decibels(value: float) -> str:
    return f"{value:.0f} dB".replace("-", "−")


def _facts(found: Health) -> str:
    one, rhythm = found.deployment, found.schedule
    parts = [f"{words.count(one.recordings, 'file')}, {words.hours(one.hours)}"]
    if rhythm is not None:
        parts.append(rhythm.in_words)
    return " · ".join(parts)


def _missing(found: Health, period: Period | None) -> str:
    if period is None:
        return "Nobody knows when these recordings began, so there is nothing to plot."
    said = []
    if not found.battery_v and not found.temperature_c:
        said.append("These files tell neither battery nor temperature.")
    if not found.measured:
        said.append("The sound of this deployment has not been measured yet.")
    return " ".join(said)
