"""The plots of one deployment, above each other on one time axis."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from core.health import Health
from core.health.report import LevelPoint, Point
from core.health.schedule import FEWEST
from core.plots.palette import Palette
from core.plots.svg import Plot
from core.plots.time_lines import Measure, Points, Span, day_bars, lines
from gui.theme import GRID
from gui.widgets import place_words, words
from gui.widgets.parts import column, holder, label
from gui.widgets.plot_view import PlotView

_MARGINS = (2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
_HEIGHT = 15.0 * GRID
_MOST = 24
"""So many deployments are shown at once: each has up to four plots."""


class PlotsPanel(QScrollArea):
    """Deployments below each other."""

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMinimumWidth(44 * GRID)
        self.shown = [DeploymentPlots()]
        """The first is always there; others are made as they are needed."""
        self.more = label("", "muted", wrap=True)
        self._inner = column(*self.shown, self.more, gap=4 * GRID, margins=_MARGINS)
        self._inner.addStretch(1)
        self.setWidget(holder(self._inner, "surface"))

    def show_health(self, found: Sequence[Health]) -> None:
        """Show the plots of deployments, of many only those of the first."""
        shown = found[:_MOST]
        while len(self.shown) < len(shown):
            self.shown.append(DeploymentPlots())
            self._inner.insertWidget(len(self.shown) - 1, self.shown[-1])
        for number, plots in enumerate(self.shown):
            plots.setVisible(number < len(shown))
            if number < len(shown):
                plots.show_health(shown[number])
        more = len(found) - len(shown)
        self.more.setText(f"{words.count(more, 'more deployment')}: choose one above to see it.")
        self.more.setVisible(more > 0)
        self.verticalScrollBar().setValue(0)


class DeploymentPlots(QWidget):
    """Only plots that have something to show are there."""

    def __init__(self) -> None:
        super().__init__()
        self.title = label("", "strong", wrap=True)
        self.facts = label("", "muted", wrap=True)
        self.hours, self.battery = PlotView("Recorded, hours a day"), PlotView("Battery, V")
        self.temperature, self.level = PlotView("Temperature, °C"), PlotView("Level, dB")
        self.plots = (self.hours, self.battery, self.temperature, self.level)
        self.missing = label("", "muted", wrap=True)
        self.setLayout(
            column(self.title, self.facts, *self.plots, self.missing, gap=GRID + GRID // 2)
        )

    def show_health(self, found: Health) -> None:
        """Show the plots of a deployment."""
        one, days = found.deployment, found.hours_by_day
        period = _whole_days(days[0][0], days[-1][0]) if days else None
        gaps = [(gap.start, gap.end) for gap in found.gaps]
        self.title.setText(place_words.deployment(one))
        self.facts.setText(_facts(found))
        self.hours.show_plot(partial(_hours, days, gaps) if days else None)
        for view, measure, named in (
            (self.battery, _BATTERY, [("", _points(found.battery_v))]),
            (self.temperature, _TEMPERATURE, [("", _points(found.temperature_c))]),
            (self.level, _LEVEL, _channels(found.levels)),
        ):
            some = [(name, points) for name, points in named if points]
            view.show_plot(partial(_lines, measure, some, period) if some and period else None)
        for view in self.plots:
            view.setVisible(view.plot is not None)
        self.missing.setText(_missing(found, period))
        self.missing.setVisible(bool(self.missing.text()))


def _hours(
    days: Sequence[tuple[date, float]], gaps: Sequence[Span], colours: Palette, width: float
) -> Plot:
    return day_bars("Recorded", "hours a day", days, colours, (width, _HEIGHT), gaps)


def _lines(
    measure: Measure,
    named: Sequence[tuple[str, Points]],
    period: Span,
    colours: Palette,
    width: float,
) -> Plot:
    return lines(measure, named, period, colours, (width, _HEIGHT))


def _whole_days(first: date, last: date) -> Span:
    """Return the time from midnight of the first day to midnight after the last."""
    day = timedelta(days=1)
    return datetime.combine(first, time()), datetime.combine(last, time()) + day


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


_BATTERY = Measure("Battery", "V", lambda volts: f"{volts:.2f} V", 1)
_TEMPERATURE = Measure("Temperature", "°C", _degrees, 10)
_LEVEL = Measure("Level", "dB, 0 is full scale", _decibels, 20)


def _facts(found: Health) -> str:
    one, rhythm = found.deployment, found.schedule
    parts = [f"{words.count(one.recordings, 'file')}, {words.hours(one.hours)}"]
    if rhythm is not None:
        parts.append(rhythm.in_words)
    elif one.recordings >= FEWEST:
        parts.append("no regular schedule")
    return " · ".join(parts)


def _missing(found: Health, period: Span | None) -> str:
    if not found.deployment.usable:
        return "None of these files can be read, so there is nothing to plot."
    if period is None:
        return "When these recordings began is not known, so there is nothing to plot."
    said = []
    if not found.battery_v and not found.temperature_c:
        said.append("These files tell neither battery nor temperature.")
    if not found.measured:
        said.append("The sound of this deployment has not been measured yet.")
    return " ".join(said)
