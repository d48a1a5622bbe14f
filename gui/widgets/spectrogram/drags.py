"""The drags: each follows the pointer from the press to the release."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF

from gui.widgets.spectrogram.boxes import Box, handle_at
from gui.widgets.spectrogram.tools import Span, Spot, between, changed, inside

if TYPE_CHECKING:
    from gui.widgets.spectrogram.canvas import Canvas


class MoveDrag:
    """Takes the sound along with the pointer."""

    def __init__(self, canvas: "Canvas", press: Spot) -> None:
        self._canvas, self._press = canvas, press
        self._range, self._heights = canvas.range_s(), canvas.heights_hz()

    def move(self, spot: Spot) -> None:
        """Show what the pointer pulled in."""
        first, last = self._range
        way = self._press.pixel.x() - spot.pixel.x()
        later = way * (last - first) / max(self._canvas.plot_rect().width(), 1.0)
        self._canvas.show_range(first + later, last + later)

    def release(self, spot: Spot) -> None:
        """End where the pointer is."""
        self.move(spot)


class SpanDrag:
    """Draws a box: to be measured, or to become an annotation."""

    def __init__(self, canvas: "Canvas", press: Spot, *, keep: bool) -> None:
        self._canvas, self._press, self._keep = canvas, press, keep

    def move(self, spot: Spot) -> None:
        """Show the box so far."""
        span = between(self._press, spot)
        self._canvas.show_rubber(span)
        self._canvas.measured.emit(span)

    def release(self, spot: Spot) -> None:
        """Leave a measure box where it is, or hand over a drawn span."""
        self.move(spot)
        if not self._keep:
            self._canvas.put_measure_away()
            self._canvas.span_drawn.emit(*between(self._press, spot))


class EditDrag:
    """Moves or resizes an annotation."""

    def __init__(self, canvas: "Canvas", box: Box, handle: str, press: Spot) -> None:
        self._canvas, self._box, self._handle, self._press = canvas, box, handle, press
        _, nyquist = canvas.limits
        high = nyquist if box.high_hz is None else box.high_hz
        self._span = Span(box.start_s, box.end_s, box.low_hz or 0.0, high)

    def move(self, spot: Spot) -> None:
        """Show where the box would be."""
        self._canvas.show_rubber(self._now(spot))

    def release(self, spot: Spot) -> None:
        """Hand over where the box was left."""
        self._canvas.put_measure_away()
        self._canvas.box_changed.emit(self._box.id, *self._now(spot))

    def _now(self, spot: Spot) -> Span:
        return inside(changed(self._span, self._handle, self._press, spot), *self._canvas.limits)


def edited_handle(canvas: "Canvas", pixel: QPointF) -> tuple[str, Box | None]:
    """Return the handle under a pixel, and the annotation that it belongs to."""
    for box in canvas.box_layer.boxes:
        if box.current and box.editable:
            handle = handle_at(canvas.rect_of(box), pixel)
            if handle:
                return handle, box
    return "", None
