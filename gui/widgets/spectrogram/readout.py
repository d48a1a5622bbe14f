"""What is said about the place under the pointer, and about a measure box."""

import math
from collections.abc import Callable, Sequence
from datetime import datetime

from PySide6.QtCore import QDate, QLocale
from PySide6.QtWidgets import QLabel

from core.audio.spectrogram import FLOOR_DB, Denoise, FrequencyAxis, FrequencyScale, from_byte
from core.audio.tile_cache import TileCache
from core.audio.tiles import TileKey
from gui.widgets.spectrogram.timeline import (
    clock_text,
    frequency_text,
    moment,
    seconds_text,
    span_text,
)
from gui.widgets.spectrogram.tools import Span, Spot

_APART = "   ·   "
UNREADABLE = f"Hatched: cannot be read{_APART}"


class Readout:
    """One line of text: what is on screen, under the pointer, or in the measure box."""

    def __init__(
        self, line: QLabel, cache: TileCache, visible: Callable[[], Sequence[TileKey]]
    ) -> None:
        self._line, self._cache, self._visible = line, cache, visible
        self._start: datetime | None = None
        self._range = ""

    def show_range(
        self,
        range_s: tuple[float, float] | None,
        start: datetime | None,
        channel: int | None,
        *,
        gaps: bool,
    ) -> None:
        """Say what is on screen, and whether something of it cannot be read."""
        self._start = start
        said = range_text(range_s, start, channel) if range_s else ""
        self._range = UNREADABLE + said if gaps else said
        self._line.setText(self._range)

    def show_spot(self, spot: Spot | None) -> None:
        """Say what is under the pointer, or again what is on screen."""
        if spot:
            level = level_at(self._cache, self._visible(), spot)
            self._line.setText(spot_text(spot, self._start, level))
        else:
            self._line.setText(self._range)

    def show_measure(self, span: Span | None) -> None:
        """Say what was measured, or again what is on screen."""
        self._line.setText(measure_text(span) if span else self._range)


def spot_text(spot: Spot, start: datetime | None, level: str) -> str:
    """Return time, frequency and, where known, level of a spot."""
    parts = [clock_text(start, spot.at_s, 0.001)] if start else []
    parts += [f"{seconds_text(spot.at_s, 0.001)} s", frequency_text(spot.hz)]
    return _APART.join((*parts, level) if level else parts)


def range_text(
    range_s: tuple[float, float], start: datetime | None, channel: int | None = None
) -> str:
    """Return the day, the times, the length and the chosen channel of what is on screen."""
    first, last = range_s
    step = 1.0 if last - first > 5 else 0.1
    parts = [span_text(last - first)]
    if channel is not None:
        parts.append(f"channel {channel + 1}")
    if start is None:
        times = f"{seconds_text(first, step)}–{seconds_text(last, step)} s"
        return _APART.join((times, *parts))
    day = _day(moment(start, first))
    times = f"{clock_text(start, first, step)}–{clock_text(start, last, step)}"
    return _APART.join((day, times, *parts))


def _day(at: datetime) -> str:
    system = QLocale.system()
    if system.language() == QLocale.Language.C:
        # A system without a language has no format of its own that people could read.
        return f"{at:%Y-%m-%d}"
    return system.toString(QDate(at.year, at.month, at.day), QLocale.FormatType.ShortFormat)


def measure_text(span: Span) -> str:
    """Return the length, the frequencies and the bandwidth of a measure box."""
    band = f"{span.low_hz / 1000:.2f}–{span.high_hz / 1000:.2f} kHz"
    return _APART.join(
        (
            span_text(span.end_s - span.start_s),
            band,
            f"{frequency_text(span.high_hz - span.low_hz)} wide",
            f"from {seconds_text(span.start_s, 0.001)} s",
        )
    )


def level_at(cache: TileCache, keys: Sequence[TileKey], spot: Spot) -> str:
    """Return the level that a spot is painted with; nothing where that is no level in dB."""
    for key in keys:
        tile = cache.held(key)
        column = math.floor((spot.at_s - key.start_s) / key.column_s)
        if tile is not None and 0 <= column < len(tile):
            scale = FrequencyScale(key.settings.axis, key.sound.sample_rate / 2)
            share = scale.position(spot.hz) / scale.top
            rows = key.settings.rows
            row = share * (rows - 1) + 0.5
            if key.settings.axis is FrequencyAxis.MEL:
                row = share * rows
            level_db = from_byte(float(tile[column, min(rows - 1, int(row))]))
            return _level_text(level_db, key.settings.denoise)
    return ""


def _level_text(level_db: float, denoise: Denoise) -> str:
    if denoise in (Denoise.PCEN, Denoise.LOCAL):
        return ""
    if denoise is Denoise.MEDIAN:
        return f"{level_db - FLOOR_DB:.0f} dB above the background"
    return f"{level_db:.0f} dB".replace("-", "−")
