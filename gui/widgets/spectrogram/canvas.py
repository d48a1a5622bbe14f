"""The plot itself: axes, sound and boxes, moved and zoomed by mouse and keys."""

import math
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPen, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QGraphicsLineItem, QGraphicsRectItem

from core.audio.spectrogram import FrequencyScale, SpectrogramSettings
from core.audio.tile_cache import TileCache
from core.audio.tiles import Sound
from gui.theme import Theme
from gui.widgets.spectrogram.axes import KilohertzAxis, TimeAxis, dress
from gui.widgets.spectrogram.boxes import Box, BoxLayer, handle_at
from gui.widgets.spectrogram.drags import EditDrag, MoveDrag, SpanDrag
from gui.widgets.spectrogram.tile_layer import TileLayer
from gui.widgets.spectrogram.tools import (
    CURSORS,
    Mode,
    Span,
    Spot,
    Tool,
    far_enough,
    mode_for,
    within,
)

LEFT_PX = 52
_NOTCH = 120.0


class Canvas(pg.PlotWidget):  # type: ignore[misc]
    """Shows one stretch of one sound."""

    range_changed = Signal(float, float)
    """First and last second on screen."""
    hovered = Signal(object)
    """The Spot under the pointer, or None after it left."""
    box_clicked = Signal(object)
    clicked_at = Signal(float)
    """A click on bare sound, or within the current detection, in seconds."""
    measured = Signal(object)
    """The Span of the measure box, or None when it was put away."""
    span_drawn = Signal(float, float, float, float)
    box_changed = Signal(object, float, float, float, float)
    delete_asked = Signal(object)

    def __init__(self, theme: Theme, cache: TileCache) -> None:
        self._time_axis, self._kilohertz_axis = TimeAxis(), KilohertzAxis()
        axes = {"bottom": self._time_axis, "left": self._kilohertz_axis}
        super().__init__(axisItems=axes, background=None)
        self._theme = theme
        self._sound: Sound | None = None
        self._scale = self._kilohertz_axis.scale_hz
        self._usual_hz = (0.0, math.inf)
        self._mode = Mode.MOVE
        self._drag: Tool | None = None
        self._press: Spot | None = None
        self.tiles, self.box_layer = TileLayer(cache), BoxLayer(theme)
        self.play_cursor, self.rubber = QGraphicsLineItem(), QGraphicsRectItem()
        self._arrange()
        self.dress("#1B211D", "#FFFFFF")

    # -- what is shown

    def show_sound(
        self, sound: Sound | None, settings: SpectrogramSettings, start: datetime | None
    ) -> None:
        """Show another sound, or the same one with other settings, keeping the range."""
        same = sound is not None and sound == self._sound
        self._sound = sound
        rate = sound.sample_rate if sound else 48000
        scale = FrequencyScale(settings.axis, rate / 2)
        heights = self.heights_hz() if same else self._usual_hz
        self._scale = self._kilohertz_axis.scale_hz = scale
        self._time_axis.start = start
        self.tiles.show_sound(sound, settings)
        self.box_layer.fit(scale, sound.duration_s if sound else 0.0, self._halo)
        self.show_heights(*heights)
        self._redraw_axes()

    def show_range(self, start_s: float, end_s: float) -> None:
        """Show a stretch; one longer than the sound shows it all, one outside is moved in."""
        duration = self._sound.duration_s if self._sound else 1.0
        self.view_box.setXRange(*within(start_s, end_s, duration), padding=0)

    def range_s(self) -> tuple[float, float]:
        """Return the first and last second on screen."""
        first, last = self.view_box.viewRange()[0]
        return float(first), float(last)

    def use_heights(self, low_hz: float, high_hz: float) -> None:
        """Show a stretch of frequencies, also when another sound comes."""
        self._usual_hz = (low_hz, high_hz)
        self.show_heights(low_hz, high_hz)

    def show_heights(self, low_hz: float, high_hz: float) -> None:
        """Show a stretch of frequencies."""
        nyquist = self._scale.nyquist_hz
        low, high = max(0.0, low_hz), min(high_hz, nyquist)
        if high - low < 200:
            return
        positions = self._scale.position(low), self._scale.position(high)
        self.view_box.setYRange(*positions, padding=0)

    def heights_hz(self) -> tuple[float, float]:
        """Return the lowest and highest frequency on screen."""
        low, high = self.view_box.viewRange()[1]
        return self._scale.hz(max(low, 0.0)), self._scale.hz(min(high, self._scale.top))

    @property
    def boxes(self) -> Sequence[Box]:
        """Return what lies on the sound."""
        return self.box_layer.boxes

    def show_boxes(self, boxes: Sequence[Box]) -> None:
        """Replace all boxes."""
        self.box_layer.show_boxes(boxes)

    def show_seconds(self, in_seconds: bool) -> None:
        """Write seconds from the start instead of clock times."""
        self._time_axis.in_seconds = in_seconds
        self._redraw_axes()

    def show_play_cursor(self, at_s: float | None) -> None:
        """Move the line of what is heard now, or put it away."""
        self.play_cursor.setVisible(at_s is not None)
        if at_s is not None:
            self.play_cursor.setLine(at_s, 0, at_s, self._scale.top)

    def use(self, mode: Mode) -> None:
        """Choose what a drag does."""
        self._mode = mode
        self.viewport().setCursor(CURSORS[mode])
        if mode is not Mode.MEASURE:
            self.put_measure_away()

    def put_measure_away(self) -> None:
        """Hide the measure box."""
        self.rubber.hide()
        self.measured.emit(None)

    def dress(self, line: str, halo: str) -> None:
        """Take over the theme; ``line`` and ``halo`` are seen on the colour map of now."""
        self._halo = halo
        self.setBackground(self._theme.colours.surface)
        for axis in (self._time_axis, self._kilohertz_axis):
            dress(axis, self._theme)
        for item, width in ((self.play_cursor, 1.5), (self.rubber, 1.25)):
            pen = QPen(QColor(line), width)
            pen.setCosmetic(True)
            item.setPen(pen)
        if self._sound:
            self.box_layer.fit(self._scale, self._sound.duration_s, halo)

    # -- places

    def plot_rect(self) -> QRectF:
        """Return where the sound is, in pixels of this widget."""
        return QRectF(self.view_box.sceneBoundingRect())

    def seen_boxes(self) -> list[tuple[Box, float, float]]:
        """Return the boxes on screen, each with its first and last horizontal pixel."""
        first, last = self.range_s()
        plot = self.plot_rect()
        scale = plot.width() / max(last - first, 1e-9)
        left = plot.left() - first * scale
        return [
            (box, left + box.start_s * scale, left + box.end_s * scale)
            for box in self.box_layer.between(first, last)
        ]

    @property
    def has_sound(self) -> bool:
        """Tell whether a recording is shown."""
        return self._sound is not None

    def spot(self, pixel: QPointF) -> Spot:
        """Return the place under a pixel, moved into the sound where it is outside."""
        point = self.view_box.mapSceneToView(pixel)
        duration = self._sound.duration_s if self._sound else 0.0
        position = min(max(point.y(), 0.0), self._scale.top)
        return Spot(min(max(point.x(), 0.0), duration), self._scale.hz(position), pixel)

    def rect_of(self, box: Box) -> QRectF:
        """Return where a box is drawn, in pixels of this widget."""
        to_device = self.box_layer.sceneTransform()
        return self.box_layer.device_rect(box, to_device)

    def place_of_current(self) -> QRect | None:
        """Return where on the screen the current box is, as far as it is seen; None: nowhere."""
        current = next((box for box in self.boxes if box.current), None)
        if current is None or not self.isVisible():
            return None
        seen = self.rect_of(current) & self.plot_rect()
        return QRect(self.mapToGlobal(seen.topLeft().toPoint()), seen.size().toSize())

    def box_at(self, pixel: QPointF) -> Box | None:
        """Return the box under a pixel: the shortest, which is hardest to hit, or the current."""
        at_s = self.spot(pixel).at_s
        near = self.box_layer.between(at_s, at_s)
        under = [box for box in near if self.rect_of(box).contains(pixel)]
        return min(under, key=lambda box: (box.end_s - box.start_s, not box.current), default=None)

    def show_rubber(self, span: Span) -> None:
        """Show the box of a drag."""
        low, high = self._scale.position(span.low_hz), self._scale.position(span.high_hz)
        self.rubber.setRect(span.start_s, low, span.end_s - span.start_s, high - low)
        self.rubber.show()

    # -- moving

    def zoom(self, factor: float, about_s: float | None = None) -> None:
        """Show ``factor`` times as much time, keeping a moment (or the middle) in place."""
        first, last = self.range_s()
        about = (first + last) / 2 if about_s is None else about_s
        self.show_range(about - (about - first) * factor, about + (last - about) * factor)

    def zoom_heights(self, factor: float, about_hz: float) -> None:
        """Show ``factor`` times as many frequencies, keeping one in place."""
        low, high = self.heights_hz()
        self.show_heights(
            about_hz - (about_hz - low) * factor, about_hz + (high - about_hz) * factor
        )

    def scroll(self, share: float) -> None:
        """Move on by a share of what is on screen; backwards if negative."""
        first, last = self.range_s()
        way = (last - first) * share
        self.show_range(first + way, last + way)

    # -- events, called by Qt

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom about the pointer; sideways or with Shift scroll; with Ctrl zoom frequencies."""
        turn = event.angleDelta()
        spot = self.spot(event.position())
        sideways = turn.x() or (
            turn.y() if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 0
        )
        if sideways:
            self.scroll(-0.12 * sideways / _NOTCH)
        elif event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_heights(0.85 ** (turn.y() / _NOTCH), spot.hz)
        else:
            self.zoom(0.8 ** (turn.y() / _NOTCH), spot.at_s)
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a drag."""
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        if event.button() is not Qt.MouseButton.LeftButton or self._sound is None:
            return
        self._press = self.spot(event.position())
        self._drag = self._tool(self._press, event.modifiers())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow a drag, or read what is under the pointer."""
        spot = self.spot(event.position())
        if self._drag and self._press and far_enough(self._press, spot):
            self._drag.move(spot)
        inside = self._sound is not None and self.plot_rect().contains(event.position())
        self.hovered.emit(spot if inside else None)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End a drag, or take it for a click."""
        drag, press = self._drag, self._press
        self._drag = self._press = None
        if drag is None or press is None:
            return
        spot = self.spot(event.position())
        if far_enough(press, spot):
            drag.release(spot)
            return
        box = self.box_at(event.position())
        if box:
            self.box_clicked.emit(box.id)
        on_sound = self.plot_rect().contains(event.position())
        if on_sound and (box is None or (box.current and not box.editable)):
            self.clicked_at.emit(spot.at_s)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Show the usual frequencies again, or all where they are shown."""
        if event.button() is Qt.MouseButton.LeftButton:
            usual = np.allclose(self.heights_hz(), self._usual_hz, rtol=0.01)
            self.show_heights(*((0, self._scale.nyquist_hz) if usual else self._usual_hz))

    def leaveEvent(self, event: QEvent) -> None:
        """Forget what was under the pointer."""
        self.hovered.emit(None)
        super().leaveEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Zoom with + and -, move with Home, End, Page up and down; Del deletes an annotation."""
        duration = self._sound.duration_s if self._sound else 0.0
        first, last = self.range_s()
        moves = {
            Qt.Key.Key_Plus: lambda: self.zoom(0.5),
            Qt.Key.Key_Equal: lambda: self.zoom(0.5),
            Qt.Key.Key_Minus: lambda: self.zoom(2.0),
            Qt.Key.Key_Home: lambda: self.show_range(0, last - first),
            Qt.Key.Key_End: lambda: self.show_range(duration - last + first, duration),
            Qt.Key.Key_PageUp: lambda: self.scroll(-0.9),
            Qt.Key.Key_PageDown: lambda: self.scroll(0.9),
            Qt.Key.Key_Delete: self._ask_to_delete,
            Qt.Key.Key_Escape: self.put_measure_away,
        }
        move = moves.get(Qt.Key(event.key()))
        if move is None or event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            # Review keys belong to the page.
            event.ignore()
            return
        move()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Tell others that pixels now stand for other times."""
        super().resizeEvent(event)
        # pyqtgraph resizes while it is being made, before there is anything to tell.
        if hasattr(self, "view_box"):
            self.range_changed.emit(*self.range_s())

    # -- making

    def _arrange(self) -> None:
        plot = self.getPlotItem()
        plot.hideButtons()
        plot.setMenuEnabled(False)
        plot.layout.setContentsMargins(0, 0, 12, 0)
        self._kilohertz_axis.setWidth(LEFT_PX)
        self._time_axis.setHeight(22)
        self.view_box: Any = plot.getViewBox()
        self.view_box.setMouseEnabled(x=False, y=False)
        self.view_box.disableAutoRange()
        self.view_box.setDefaultPadding(0)
        self.rubber.hide()
        self.play_cursor.hide()
        layers = (self.tiles, self.box_layer, self.rubber, self.play_cursor)
        for depth, item in enumerate(layers):
            item.setZValue(depth)
            self.view_box.addItem(item, ignoreBounds=True)
        self.view_box.sigXRangeChanged.connect(self._announce_range)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Spectrogram")
        self.setAccessibleDescription("Plus and minus zoom, Home and End go to the ends.")
        self.viewport().setCursor(CURSORS[self._mode])

    def _announce_range(self, *_: object) -> None:
        self.range_changed.emit(*self.range_s())

    def _redraw_axes(self) -> None:
        for axis in (self._time_axis, self._kilohertz_axis):
            axis.picture = None
            axis.update()

    def _tool(self, press: Spot, modifiers: Qt.KeyboardModifier) -> Tool:
        mode = mode_for(self._mode, modifiers)
        for box in self._edited():
            if handle := handle_at(self.rect_of(box), press.pixel):
                done = partial(self._box_left, box)
                return EditDrag(box, handle, press, self.limits, self.show_rubber, done)
        if mode is Mode.MOVE:
            width_px = self.plot_rect().width()
            return MoveDrag(self.show_range, self.range_s(), width_px, press)
        return SpanDrag(self._measure, None if mode is Mode.MEASURE else self._span_left, press)

    def _edited(self) -> list[Box]:
        return [box for box in self.box_layer.boxes if box.current and box.editable]

    def _measure(self, span: Span) -> None:
        self.show_rubber(span)
        self.measured.emit(span)

    def _span_left(self, span: Span) -> None:
        self.put_measure_away()
        self.span_drawn.emit(*span)

    def _box_left(self, box: Box, span: Span) -> None:
        self.put_measure_away()
        self.box_changed.emit(box.id, *span)

    def _ask_to_delete(self) -> None:
        for box in self._edited():
            self.delete_asked.emit(box.id)

    @property
    def limits(self) -> tuple[float, float]:
        """Return the length in seconds and the highest frequency."""
        return (self._sound.duration_s if self._sound else 0.0), self._scale.nyquist_hz
