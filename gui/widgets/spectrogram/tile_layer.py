"""Paints the tiles that are in memory, coarse ones where fine ones are still to come."""

import math
from collections import OrderedDict
from collections.abc import Iterator

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QTransform
from PySide6.QtWidgets import QGraphicsObject, QStyleOptionGraphicsItem, QWidget

from core.audio.spectrogram import Bytes, FrequencyAxis, FrequencyScale, SpectrogramSettings
from core.audio.tile_cache import TileCache
from core.audio.tiles import Sound, TileKey, level_for, tiles_between

_PICTURES = 48
_COARSER = 22
_FINER = 2
_HATCH = QColor("#808080")
_INTERSECT = Qt.ClipOperation.IntersectClip


class TileLayer(QGraphicsObject):
    """Lies in a space of seconds by positions on the frequency axis."""

    def __init__(self, cache: TileCache) -> None:
        super().__init__()
        self._cache = cache
        self._sound: Sound | None = None
        self._settings = SpectrogramSettings()
        self._table: list[int] = [0xFF000000] * 256
        self._ground = QColor("black")
        self._pictures: OrderedDict[TileKey, QImage] = OrderedDict()

    def show_sound(self, sound: Sound | None, settings: SpectrogramSettings) -> None:
        """Paint another sound, or the same one in other settings."""
        self.prepareGeometryChange()
        self._sound, self._settings = sound, settings
        self._pictures.clear()
        self.update()

    def colour(self, table: list[int], ground: str) -> None:
        """Paint with the colours [256] 0xAARRGGBB, and silence where no tile is there yet."""
        self._table, self._ground = table, QColor(ground)
        self._pictures.clear()
        self.update()

    def boundingRect(self) -> QRectF:
        """Return the whole sound. Called by Qt."""
        if self._sound is None:
            return QRectF()
        return QRectF(0, 0, self._sound.duration_s, self._scale(self._sound).top)

    def paint(
        self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None
    ) -> None:
        """Paint what is visible. Called by Qt."""
        if self._sound is None:
            return
        to_device = QTransform(painter.transform())
        painter.save()
        painter.resetTransform()
        whole = to_device.mapRect(self.boundingRect())
        painter.fillRect(whole, self._ground)
        painter.setClipRect(whole, _INTERSECT)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        visible = to_device.inverted()[0].mapRect(QRectF(painter.viewport())) & self.boundingRect()
        for key in self._held(self._sound, visible, to_device.m11()):
            self._paint_tile(painter, to_device, key, visible)
        # Silence would say that nothing sang there.
        for first, last in self.gaps(visible.left(), visible.right()):
            gap = to_device.mapRect(QRectF(first, 0, last - first, self.boundingRect().height()))
            painter.fillRect(gap, QBrush(_HATCH, Qt.BrushStyle.BDiagPattern))
        painter.restore()

    def gaps(self, start_s: float, end_s: float) -> Iterator[tuple[float, float]]:
        """Yield what could not be read of a stretch, in seconds."""
        for first, last in self._cache.gaps(self._sound) if self._sound else ():
            if first < end_s and last > start_s:
                yield max(first, start_s), min(last, end_s)

    def _held(self, sound: Sound, visible: QRectF, pixels_a_second: float) -> list[TileKey]:
        """Return the tiles to paint, from coarse to fine, ending with the level that fits."""
        fitting = level_for(sound, self._settings, 1 / max(pixels_a_second, 1e-9))
        around = [*range(fitting + _COARSER, fitting, -1)]
        # A finer level only helps after zooming out, before its coarser tiles have come.
        around += [*range(fitting - _FINER, fitting), fitting]
        found = []
        for level in around:
            keys = tiles_between(sound, self._settings, level, visible.left(), visible.right())
            held = [key for key in keys if self._cache.held(key) is not None]
            found += held
            if level >= fitting and len(held) == len(keys):
                # Complete: what was to be painted below it would not be seen.
                found = held
        return found

    def _paint_tile(
        self, painter: QPainter, to_device: QTransform, key: TileKey, visible: QRectF
    ) -> None:
        picture = self._picture(key)
        if picture is None:
            return
        column = key.column_s
        first = max(0, math.floor((visible.left() - key.start_s) / column) - 1)
        last = min(picture.width(), math.ceil((visible.right() - key.start_s) / column) + 1)
        if last <= first:
            return
        low, high = self._heights(key.sound)
        space = QRectF(key.start_s + first * column, low, (last - first) * column, high - low)
        target = to_device.mapRect(space)
        # Whole pixels: between tiles that end within a pixel the ground would shine through.
        target.setLeft(round(target.left()))
        target.setRight(round(target.right()))
        painter.drawImage(target, picture, QRectF(first, 0, last - first, picture.height()))

    def _picture(self, key: TileKey) -> QImage | None:
        picture = self._pictures.get(key)
        if picture is None:
            tile = self._cache.held(key)
            if tile is None:
                return None
            picture = self._pictures[key] = coloured(tile, self._table)
            while len(self._pictures) > _PICTURES:
                self._pictures.popitem(last=False)
        self._pictures.move_to_end(key)
        return picture

    def _heights(self, sound: Sound) -> tuple[float, float]:
        """Return where the lower edge of the lowest row and the upper of the highest are."""
        top = self._scale(sound).top
        if self._settings.axis is FrequencyAxis.MEL:
            return 0.0, top
        # The rows of a linear axis lie around their frequency, the first around 0 Hz.
        half = top / self._settings.window
        return -half, top + half

    def _scale(self, sound: Sound) -> FrequencyScale:
        return FrequencyScale(self._settings.axis, sound.sample_rate / 2)


def coloured(tile: Bytes, table: list[int]) -> QImage:
    """Return a tile [columns, rows] as a picture, the lowest row at the bottom."""
    upright = np.ascontiguousarray(tile.T[::-1])
    height, width = upright.shape
    indexed = QImage(upright.data, width, height, width, QImage.Format.Format_Indexed8)
    indexed.setColorTable(table)
    return indexed.convertToFormat(QImage.Format.Format_RGB32)
