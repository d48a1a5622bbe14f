"""The drags: each follows the pointer from the press to the release."""

from collections.abc import Callable

from gui.widgets.spectrogram.boxes import Box
from gui.widgets.spectrogram.tools import Span, Spot, between, changed, inside

Show = Callable[[Span], object]
Done = Callable[[Span], object]


class MoveDrag:
    """Takes the sound along with the pointer."""

    def __init__(
        self,
        show_range: Callable[[float, float], object],
        range_s: tuple[float, float],
        width_px: float,
        press: Spot,
    ) -> None:
        self._show_range, self._range, self._press = show_range, range_s, press
        self._width_px = max(width_px, 1.0)

    def move(self, spot: Spot) -> None:
        """Show what the pointer pulled in."""
        first, last = self._range
        way = self._press.pixel.x() - spot.pixel.x()
        later = way * (last - first) / self._width_px
        self._show_range(first + later, last + later)

    def release(self, spot: Spot) -> None:
        """End where the pointer is."""
        self.move(spot)


class SpanDrag:
    """Draws a box: to be measured, or to become an annotation."""

    def __init__(self, show: Show, done: Done | None, press: Spot) -> None:
        """Without ``done`` the box stays where it is left."""
        self._show, self._done, self._press = show, done, press

    def move(self, spot: Spot) -> None:
        """Show the box so far."""
        self._show(between(self._press, spot))

    def release(self, spot: Spot) -> None:
        """Leave a measure box where it is, or hand over a drawn span."""
        self.move(spot)
        if self._done:
            self._done(between(self._press, spot))


class EditDrag:
    """Moves or resizes an annotation."""

    def __init__(
        self,
        box: Box,
        handle: str,
        press: Spot,
        limits: tuple[float, float],
        show: Show,
        done: Done,
    ) -> None:
        """``limits`` are the sound's length in seconds and its highest frequency."""
        self._handle, self._press, self._limits = handle, press, limits
        self._show, self._done = show, done
        high = limits[1] if box.high_hz is None else box.high_hz
        self._span = Span(box.start_s, box.end_s, box.low_hz or 0.0, high)

    def move(self, spot: Spot) -> None:
        """Show where the box would be."""
        self._show(self._now(spot))

    def release(self, spot: Spot) -> None:
        """Hand over where the box was left."""
        self._done(self._now(spot))

    def _now(self, spot: Spot) -> Span:
        return inside(changed(self._span, self._handle, self._press, spot), *self._limits)
