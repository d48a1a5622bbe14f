"""The axes: clock time or seconds below, kilohertz at the left."""

from datetime import datetime
from typing import Any

import pyqtgraph as pg

from core.audio.spectrogram import FrequencyAxis, FrequencyScale
from gui.theme import Theme
from gui.widgets.spectrogram.timeline import (
    clock_text,
    past_midnight_s,
    seconds_text,
    step_for,
    ticks,
)

_TICK_PX = 110
_ROW_PX = 34
_HALF_TEXT_PX = 8
_LINEAR_STEPS_HZ = (50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000, 50000)
_MEL_TICKS_HZ = (0, 250, 500, 1000, 2000, 3000, 4000, 6000, 8000, 12000, 16000, 24000, 48000, 96000)


class TimeAxis(pg.AxisItem):  # type: ignore[misc]
    """Writes clock times where the start is known, else seconds."""

    def __init__(self) -> None:
        super().__init__("bottom")
        self.start: datetime | None = None
        self.in_seconds = False

    @property
    def shows_clock(self) -> bool:
        """Tell whether ticks are times of day."""
        return self.start is not None and not self.in_seconds

    def tickValues(self, low: float, high: float, size: float) -> list[tuple[float, list[float]]]:
        """Return the places of ticks. Called by pyqtgraph."""
        step = step_for(high - low, int(size / _TICK_PX))
        phase = past_midnight_s(self.start) if self.start and self.shows_clock else 0.0
        return [(step, ticks(low, high, step, phase))]

    def tickStrings(self, values: list[float], _scale: float, spacing: float) -> list[str]:
        """Return the text of ticks. Called by pyqtgraph."""
        if self.start and self.shows_clock:
            return [clock_text(self.start, at, spacing) for at in values]
        return [seconds_text(at, spacing) for at in values]


class KilohertzAxis(pg.AxisItem):  # type: ignore[misc]
    """Writes kilohertz wherever the scale places them."""

    def __init__(self) -> None:
        super().__init__("left")
        self.scale_hz = FrequencyScale(FrequencyAxis.LINEAR, 24000)

    def tickValues(self, low: float, high: float, size: float) -> list[tuple[float, list[float]]]:
        """Return the places of ticks. Called by pyqtgraph."""
        low_hz, high_hz = self.scale_hz.hz(max(low, 0)), self.scale_hz.hz(high)
        most = max(2, int(size / _ROW_PX))
        if self.scale_hz.axis is FrequencyAxis.MEL:
            return [(1.0, self._mel_ticks(low, high, most))]
        step = next((s for s in _LINEAR_STEPS_HZ if (high_hz - low_hz) / s <= most), 50000)
        # A number at the very top would be cut in half.
        reach_hz = (high_hz - low_hz) * (1 - _HALF_TEXT_PX / max(size, 1.0))
        return [(step, ticks(low_hz, low_hz + reach_hz, step))]

    def tickStrings(self, values: list[float], _scale: float, _spacing: float) -> list[str]:
        """Return the text of ticks. Called by pyqtgraph."""
        return [f"{round(self.scale_hz.hz(value) / 1000, 2):g}" for value in values]

    def _mel_ticks(self, low: float, high: float, most: int) -> list[float]:
        """Return known frequencies, leaving out those too close to the one below."""
        high -= (high - low) * 0.02
        gap, found = (high - low) / most * 0.8, list[float]()
        for hz in _MEL_TICKS_HZ:
            at = self.scale_hz.position(hz)
            if low <= at <= high and (not found or at - found[-1] >= gap):
                found.append(at)
        return found


def dress(axis: Any, theme: Theme) -> None:
    """Give an axis the lines, colours and small text of the theme."""
    axis.enableAutoSIPrefix(False)
    axis.setStyle(tickLength=4, tickTextOffset=4, hideOverlappingLabels=False)
    axis.setTickFont(theme.font(theme.sizes.small))
    axis.setPen(pg.mkPen(theme.colours.line_strong))
    axis.setTickPen(pg.mkPen(theme.colours.line_strong))
    axis.setTextPen(pg.mkPen(theme.colours.muted))
