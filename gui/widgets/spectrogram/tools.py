"""What a drag on the spectrogram does: move it, measure, draw a span, or change one."""

from enum import StrEnum
from typing import NamedTuple, Protocol

from PySide6.QtCore import QPointF, Qt

LEAST_DRAG_PX = 4
SHORTEST_S = 0.004


class Mode(StrEnum):
    """The tools to choose from."""

    MOVE = "move"
    MEASURE = "measure"
    ANNOTATE = "annotate"


class Spot(NamedTuple):
    """A place on the spectrogram."""

    at_s: float
    hz: float
    pixel: QPointF


class Span(NamedTuple):
    """A stretch of time and frequencies, ordered."""

    start_s: float
    end_s: float
    low_hz: float
    high_hz: float


class Tool(Protocol):
    """One drag, from the press to the release."""

    def move(self, spot: Spot) -> None:
        """Follow the pointer."""
        ...

    def release(self, spot: Spot) -> None:
        """End the drag."""
        ...


CURSORS = {
    Mode.MOVE: Qt.CursorShape.OpenHandCursor,
    Mode.MEASURE: Qt.CursorShape.CrossCursor,
    Mode.ANNOTATE: Qt.CursorShape.CrossCursor,
}


def mode_for(chosen: Mode, modifiers: Qt.KeyboardModifier) -> Mode:
    """Return the tool of a drag: Shift measures and Ctrl annotates, whatever is chosen."""
    if modifiers & Qt.KeyboardModifier.ShiftModifier:
        return Mode.MEASURE
    if modifiers & Qt.KeyboardModifier.ControlModifier:
        return Mode.ANNOTATE
    return chosen


def within(start_s: float, end_s: float, duration_s: float) -> tuple[float, float]:
    """Return a range of about the same length that lies in the sound.

    One longer than the sound is all of it, one outside is moved in.
    """
    length = min(max(end_s - start_s, SHORTEST_S), max(duration_s, SHORTEST_S))
    first = min(max((start_s + end_s - length) / 2, 0.0), max(duration_s - length, 0.0))
    return first, first + length


def between(one: Spot, other: Spot) -> Span:
    """Return the span with two spots as its corners."""
    return Span(
        min(one.at_s, other.at_s),
        max(one.at_s, other.at_s),
        min(one.hz, other.hz),
        max(one.hz, other.hz),
    )


def far_enough(one: Spot, other: Spot) -> bool:
    """Tell a drag from a click with a trembling hand."""
    way = other.pixel - one.pixel
    return bool(way.manhattanLength() >= LEAST_DRAG_PX)


def changed(span: Span, handle: str, start: Spot, now: Spot) -> Span:
    """Return a span after one of its handles was dragged from one spot to another."""
    later, higher = now.at_s - start.at_s, now.hz - start.hz
    if handle == "inside":
        return Span(
            span.start_s + later, span.end_s + later, span.low_hz + higher, span.high_hz + higher
        )
    edges = handle.split()
    start_s = span.start_s + (later if "left" in edges else 0)
    end_s = span.end_s + (later if "right" in edges else 0)
    low_hz = span.low_hz + (higher if "bottom" in edges else 0)
    high_hz = span.high_hz + (higher if "top" in edges else 0)
    return Span(
        min(start_s, end_s), max(start_s, end_s), min(low_hz, high_hz), max(low_hz, high_hz)
    )


def inside(span: Span, duration_s: float, nyquist_hz: float) -> Span:
    """Return a span moved, and if need be cut, to lie within the sound."""
    later = max(0.0, -span.start_s) - max(0.0, span.end_s - duration_s)
    higher = max(0.0, -span.low_hz) - max(0.0, span.high_hz - nyquist_hz)
    return Span(
        max(0.0, span.start_s + later),
        min(duration_s, span.end_s + later),
        max(0.0, span.low_hz + higher),
        min(nyquist_hz, span.high_hz + higher),
    )
