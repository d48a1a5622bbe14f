"""The whole recording in one strip: where one is, and where the detections are."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.audio.spectrogram import SpectrogramSettings
from core.audio.tile_cache import TileCache
from core.audio.tiles import Sound, TileKey, level_for, tiles_between
from gui.theme import Theme
from gui.widgets.plain import give_tip
from gui.widgets.spectrogram.boxes import Box
from gui.widgets.spectrogram.tile_layer import coloured

COLUMNS = 1024
_TICKS_PX = 8
_SOUND_PX = 22


class OverviewStrip(QWidget):
    """Click or drag to go somewhere."""

    asked_for = Signal(float)
    """The second that should come to the middle."""

    def __init__(
        self, theme: Theme, cache: TileCache, edges: Callable[[], tuple[float, float]]
    ) -> None:
        super().__init__()
        self._theme, self._cache, self._edges = theme, cache, edges
        self._sound: Sound | None = None
        self._settings = SpectrogramSettings()
        self._table: list[int] = [0xFF000000] * 256
        self._boxes: Sequence[Box] = ()
        self._range = (0.0, 0.0)
        self._still: QPixmap | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("The whole recording")
        self.setAccessibleDescription("Page up and Page down move on by what is on screen.")
        give_tip(self, "The whole recording. Click to go there.")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def sizeHint(self) -> QSize:
        """Return the height of the sound and the ticks. Called by Qt."""
        return QSize(200, _SOUND_PX + _TICKS_PX + 2)

    def show_sound(self, sound: Sound | None, settings: SpectrogramSettings) -> None:
        """Show another recording."""
        self._sound, self._settings = sound, settings
        self.refresh()

    def tiles(self) -> list[TileKey]:
        """Return the tiles that this strip is painted from."""
        if self._sound is None:
            return []
        length = self._sound.duration_s
        level = level_for(self._sound, self._settings, length / COLUMNS)
        return tiles_between(self._sound, self._settings, level, 0, length)

    def colour(self, table: list[int]) -> None:
        """Paint with the colours [256] 0xAARRGGBB."""
        self._table = table
        self.refresh()

    def show_boxes(self, boxes: Sequence[Box]) -> None:
        """Replace the ticks."""
        self._boxes = boxes
        self.refresh()

    def show_range(self, start_s: float, end_s: float) -> None:
        """Mark the stretch that is on screen."""
        self._range = (start_s, end_s)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the strip. Called by Qt."""
        if self._sound is None:
            return
        if self._still is None or self._still.size() != self.size() * self.devicePixelRatioF():
            self._still = self._painted()
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._still)
        self._paint_range(painter)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go to where the pointer is. Called by Qt."""
        if event.buttons() & Qt.MouseButton.LeftButton and self._sound:
            left, right = self._edges()
            share = (event.position().x() - left) / max(right - left, 1)
            self.asked_for.emit(min(max(share, 0.0), 1.0) * self._sound.duration_s)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow a drag. Called by Qt."""
        self.mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move on by what is on screen with Page up and Page down. Called by Qt."""
        way = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}.get(Qt.Key(event.key()))
        if way is None:
            event.ignore()
            return
        first, last = self._range
        self.asked_for.emit((first + last) / 2 + way * (last - first) * 0.9)

    def refresh(self) -> None:
        """Paint again what does not move with the range."""
        self._still = None
        self.update()

    def _painted(self) -> QPixmap:
        """Return the sound and the ticks: kept, because each scroll step repaints the range."""
        ratio = self.devicePixelRatioF()
        still = QPixmap(self.size() * ratio)
        still.setDevicePixelRatio(ratio)
        still.fill(QColor(self._theme.colours.surface))
        painter = QPainter(still)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        for key in self.tiles():
            self._paint_tile(painter, key)
        self._paint_ticks(painter)
        painter.end()
        return still

    def _place(self, at_s: float) -> float:
        left, right = self._edges()
        length = self._sound.duration_s if self._sound else 1.0
        return left + at_s / max(length, 1e-9) * (right - left)

    def _paint_tile(self, painter: QPainter, key: TileKey) -> None:
        tile = self._cache.held(key)
        if tile is None:
            return
        left = round(self._place(key.start_s))
        right = min(self._place(key.start_s + len(tile) * key.column_s), self._edges()[1])
        # The strip is low: colouring all rows only to shrink them would cost as much as a clip.
        picture = coloured(tile[:, :: max(1, tile.shape[1] // (3 * _SOUND_PX))], self._table)
        painter.drawImage(QRectF(left, _TICKS_PX, round(right) - left, _SOUND_PX), picture)

    def _paint_ticks(self, painter: QPainter) -> None:
        # The current one last and taller: it is what one looks for.
        for box in sorted(self._boxes, key=lambda each: each.current):
            colour = self._theme.verdict_colour(box.verdict)
            width = max(2.0, self._place(box.end_s) - self._place(box.start_s))
            top = 0 if box.current else 3
            painter.fillRect(
                QRectF(self._place(box.start_s), top, width, _TICKS_PX - 3 - top), colour
            )

    def _paint_range(self, painter: QPainter) -> None:
        left, right = self._edges()
        first, last = self._place(self._range[0]), self._place(self._range[1])
        if last - first < 6:
            first, last = (first + last) / 2 - 3, (first + last) / 2 + 3
        veil = QColor(self._theme.colours.window)
        veil.setAlphaF(0.62)
        painter.fillRect(QRectF(left, _TICKS_PX, first - left, _SOUND_PX), veil)
        painter.fillRect(QRectF(last, _TICKS_PX, right - last, _SOUND_PX), veil)
        width = 2 if self.hasFocus() else 1.25
        painter.setPen(QPen(QColor(self._theme.colours.accent), width))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(QRectF(first, _TICKS_PX, last - first, _SOUND_PX).adjusted(0, 0, 0, -0.5))
