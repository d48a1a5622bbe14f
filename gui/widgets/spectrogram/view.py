"""The spectrogram that pages use: a recording, its boxes, and one stretch of it on screen."""

import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.audio.spectrogram import SpectrogramSettings
from core.audio.tile_cache import TileCache
from core.audio.tiles import Sound, TileKey, level_for, tiles_between
from gui.stylesheet import give_look
from gui.theme import theme
from gui.widgets.parts import label
from gui.widgets.spectrogram.bar import SpectrogramBar
from gui.widgets.spectrogram.boxes import Box
from gui.widgets.spectrogram.canvas import Canvas
from gui.widgets.spectrogram.colour_maps import Contrast, colour_table, ground, ink
from gui.widgets.spectrogram.display_panel import DisplayPanel
from gui.widgets.spectrogram.label_band import LabelBand
from gui.widgets.spectrogram.looks import Looks
from gui.widgets.spectrogram.overview import OverviewStrip
from gui.widgets.spectrogram.picture import picture_of
from gui.widgets.spectrogram.readout import Readout
from gui.widgets.spectrogram.sound_menu import SoundMenu
from gui.widgets.spectrogram.tile_loader import TileLoader
from gui.widgets.spectrogram.tools import within

_PARTLY_MS = 50
"""What is not complete is painted so seldom: each painting keeps the window for a while."""


class SpectrogramView(QWidget):
    """See the signals for what it tells, the methods below them for what it is told."""

    box_clicked = Signal(object)
    """The id of a box."""
    span_drawn = Signal(float, float, float, float)
    """start_s, end_s, low_hz, high_hz of a new annotation."""
    box_changed = Signal(object, float, float, float, float)
    """The id of an annotation, and its new start_s, end_s, low_hz, high_hz."""
    delete_asked = Signal(object)
    """The id of an annotation."""
    clicked_at = Signal(float)
    """A click on bare sound, in seconds: play from there."""
    cursor_moved = Signal(object)
    """The Spot (at_s, hz) under the pointer, or None."""
    measured = Signal(object)
    """The Span of the measure box, also what to play and filter by, or None."""
    range_changed = Signal(float, float)
    shown = Signal()
    """All tiles of the stretch on screen are painted."""
    failed = Signal(str)
    """The recording cannot be read; the sentence is also shown in place of the sound."""
    looks_changed = Signal(object)
    """The Looks after the person changed them, to be remembered."""
    save_wanted = Signal()
    """The picture on screen shall be kept as a file."""

    def __init__(self, cache: TileCache, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._cache = theme(), cache
        self._sound: Sound | None = None
        self._start: datetime | None = None
        self._clip = (0.0, 0.0)
        self._boxes: Sequence[Box] = ()
        self._looks, self._contrast = Looks(), Contrast()
        self._contrast_due, self._awaited = True, False
        self._top_hz = math.inf
        self.loader = TileLoader(cache, self)
        self.bar, self.canvas = SpectrogramBar(), Canvas(self._theme, cache)
        SoundMenu(self.canvas, self.bar, self.picture)
        self.band = LabelBand(self._theme, self._edges)
        self.overview = OverviewStrip(self._theme, cache, self._edges)
        self.message = label(wrap=True)
        self.message.setParent(self.canvas)
        self.readout = Readout(self.bar.readout, cache, self._visible)
        self._panel: DisplayPanel | None = None
        self._settle = QTimer(self, singleShot=True, interval=0)
        self._partly = QTimer(self, singleShot=True, interval=_PARTLY_MS)
        self._arrange()
        self._connect()
        self._dress()

    # -- what pages tell it

    def show_recording(self, sound: Sound | None, start: datetime | None = None) -> None:
        """Show a recording from its beginning, or nothing.

        ``start`` is the local moment it began, with or without a zone; None shows seconds.
        """
        if sound != self._sound:
            self._contrast_due = True
            self.message.hide()
            self.set_play_cursor(None)
            self.canvas.put_measure_away()
        self._sound, self._start = sound, start
        self._show_settings()
        if sound:
            self._clip = (0.0, sound.duration_s)
            self.canvas.show_range(*self._clip)
        self._range_moved()

    def go_to(self, start_s: float, end_s: float, context_s: float = 0.0) -> None:
        """Show a clip with some seconds before and after it, with contrast that suits it."""
        self._clip = (start_s - context_s, end_s + context_s)
        self._contrast_due = True
        self.canvas.show_range(*self._clip)
        self._range_moved()
        # At once: a prefetched clip gets its contrast before it is painted for the first time.
        self._fetch()

    def set_boxes(self, boxes: Sequence[Box]) -> None:
        """Replace detections and annotations."""
        self._boxes = boxes
        self._show_boxes()

    def set_play_cursor(self, at_s: float | None) -> None:
        """Show what is heard now, in seconds of the recording, or nothing."""
        self.canvas.show_play_cursor(at_s)

    def suit(self, top_hz: float) -> None:
        """Show frequencies up to this, unless the person chose which to show."""
        if top_hz != self._top_hz:
            self._top_hz = top_hz
            self._use_heights()

    def picture(self) -> QImage:
        """Return captions, sound and axes as they are on screen."""
        return picture_of(self.band, self.canvas, ground=self._theme.colours.surface)

    def put_measure_away(self) -> None:
        """Hide the measure box; ``measured`` says so."""
        self.canvas.put_measure_away()

    def prefetch(self, sound: Sound, start_s: float, end_s: float, context_s: float = 0.0) -> None:
        """Fetch the tiles of a clip that is likely to be shown next."""
        clip = within(start_s - context_s, end_s + context_s, sound.duration_s)
        self.loader.prefetch(self._keys(sound, *clip))

    def set_looks(self, looks: Looks) -> None:
        """Show remembered or other looks."""
        settings_changed = looks.settings != self._looks.settings
        before = self._looks
        heights_changed = (looks.low_hz, looks.high_hz) != (before.low_hz, before.high_hz)
        self._looks = looks
        self._contrast = replace(
            self._contrast, brightness=looks.brightness, contrast=looks.contrast
        )
        self.bar.boxes.setChecked(looks.boxes)
        self.canvas.show_seconds(looks.in_seconds)
        if heights_changed:
            self._use_heights()
        if settings_changed:
            self._contrast_due = True
            self._show_settings()
            self._range_moved()
        self._dress()
        self._show_boxes()

    @property
    def looks(self) -> Looks:
        """Return the looks of now."""
        return self._looks

    @property
    def range_s(self) -> tuple[float, float]:
        """Return the first and last second on screen."""
        return self.canvas.range_s()

    def say(self, sentence: str) -> None:
        """Say something in place of a picture, until there is one."""
        self.message.setText(sentence)
        self.message.show()
        self._place_message()

    def retry(self) -> None:
        """Try to read the recording again, after it came back."""
        if self._sound:
            self._cache.forget(self._sound)
            self.loader.retry(self._sound)
            self.message.hide()
            self._range_moved()

    # -- making

    def _arrange(self) -> None:
        give_look(self, "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        column.addWidget(self.band)
        column.addWidget(self.canvas, 1)
        column.addWidget(self.overview)
        self.message.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.message.hide()

    def _connect(self) -> None:
        canvas, bar = self.canvas, self.bar
        for mine, source in (
            (self.box_clicked, canvas.box_clicked),
            (self.box_clicked, self.band.clicked),
            (self.span_drawn, canvas.span_drawn),
            (self.box_changed, canvas.box_changed),
            (self.delete_asked, canvas.delete_asked),
            (self.clicked_at, canvas.clicked_at),
            (self.cursor_moved, canvas.hovered),
            (self.measured, canvas.measured),
        ):
            source.connect(mine)
        self.band.pointed_at.connect(canvas.box_layer.point_at)
        canvas.range_changed.connect(self._range_moved)
        canvas.hovered.connect(self.readout.show_spot)
        canvas.measured.connect(self.readout.show_measure)
        bar.mode_chosen.connect(canvas.use)
        bar.zoom_asked.connect(canvas.zoom)
        bar.whole_asked.connect(self._show_whole)
        bar.clip_asked.connect(self._show_clip)
        bar.boxes_toggled.connect(self._toggle_boxes)
        bar.display_asked.connect(self._open_panel)
        bar.save_asked.connect(self.save_wanted)
        self.overview.asked_for.connect(self._centre)
        self.loader.loaded.connect(self._tile_came)
        self.loader.failed.connect(self._sound_failed)
        self._settle.timeout.connect(self._fetch)
        self._partly.timeout.connect(self.canvas.tiles.update)
        self._theme.changed.connect(self._dress)

    # -- tiles

    def _keys(self, sound: Sound, start_s: float, end_s: float) -> list[TileKey]:
        pixels = max(self.canvas.plot_rect().width(), 200.0)
        settings = self._looks.settings.within(sound.channels)
        level = level_for(sound, settings, max(end_s - start_s, 1e-3) / pixels)
        return tiles_between(sound, settings, level, start_s, end_s)

    def _fetch(self) -> None:
        """Ask for what is on screen, then for what a small move would show."""
        if self._sound is None:
            return
        first, last = self.range_s
        visible = self._keys(self._sound, first, last)
        around = self._keys_around(visible)
        self._awaited = True
        self.loader.want(visible, besides=[*self.overview.tiles(), *around])
        self._check_shown()

    def _visible(self) -> list[TileKey]:
        return self._keys(self._sound, *self.range_s) if self._sound else []

    def _keys_around(self, visible: list[TileKey]) -> list[TileKey]:
        if not visible or self._sound is None:
            return []
        first, last = visible[0], visible[-1]
        after = replace(last, index=last.index + 1)
        around = [after] if after.start_s < self._sound.duration_s else []
        return [*around, replace(first, index=first.index - 1)] if first.index else around

    def _tile_came(self, key: TileKey) -> None:
        if key.sound != self._sound:
            return
        if key in self.overview.tiles():
            self.overview.refresh()
        visible = self._keys(key.sound, *self.range_s)
        if all(self._cache.held(each) is not None for each in visible):
            if key in visible:
                self._partly.stop()
                self.canvas.tiles.update()
            self._check_shown()
        elif not self._partly.isActive():
            self._partly.start()

    def _check_shown(self) -> None:
        if self._sound is None:
            return
        tiles = [self._cache.held(key) for key in self._keys(self._sound, *self.range_s)]
        held = [tile for tile in tiles if tile is not None]
        if len(held) < len(tiles):
            return
        if self._contrast_due:
            self._contrast_due = False
            self._contrast = self._contrast.of(held)
            self._recolour()
        if self._awaited:
            self._awaited = False
            self._say_range()
            self.shown.emit()

    def _sound_failed(self, sound: Sound, sentence: str) -> None:
        if sound == self._sound:
            self.say(sentence)
            self.failed.emit(sentence)

    # -- painting

    def _show_settings(self) -> None:
        self.canvas.show_sound(self._sound, self._settings, self._start)
        self.overview.show_sound(self._sound, self._settings)

    def _use_heights(self) -> None:
        looks = self._looks
        self.canvas.use_heights(looks.low_hz, looks.high_hz or self._top_hz)

    @property
    def _settings(self) -> SpectrogramSettings:
        return self._looks.settings.within(self._sound.channels if self._sound else 1)

    def _show_boxes(self) -> None:
        shown = self._boxes if self._looks.boxes else ()
        self.canvas.show_boxes(shown)
        self.overview.show_boxes(self._boxes)
        self._place_captions()

    def _place_captions(self) -> None:
        self.band.show_boxes(self.canvas.seen_boxes())

    def _recolour(self) -> None:
        dark = self._theme.colours.dark
        name = self._looks.map_for(dark=dark)
        table = colour_table(name, self._contrast, dark=dark)
        self.canvas.tiles.colour(table, ground(name, dark=dark))
        self.overview.colour(table)

    def _dress(self) -> None:
        """Take over the theme, and lines that are seen on the colour map."""
        dark = self._theme.colours.dark
        self._recolour()
        self.canvas.dress(*ink(self._looks.map_for(dark=dark), dark=dark))
        self._place_captions()

    def _range_moved(self) -> None:
        first, last = self.range_s
        self.overview.show_range(first, last)
        self._place_captions()
        self._say_range()
        self.range_changed.emit(first, last)
        # One request a turn of the event loop, however many ranges a drag passes.
        self._settle.start()

    def _edges(self) -> tuple[float, float]:
        plot = self.canvas.plot_rect()
        return plot.left(), plot.right()

    def _place_message(self) -> None:
        self.message.setGeometry(self.canvas.plot_rect().toRect().adjusted(32, 32, -32, -32))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the message in the middle. Called by Qt."""
        super().resizeEvent(event)
        self.band.suit_height(self.height())
        self._place_message()

    def showEvent(self, event: QShowEvent) -> None:
        """Fetch what fits the size it is shown at. Called by Qt."""
        super().showEvent(event)
        self._range_moved()

    def _say_range(self) -> None:
        gaps = self._sound is not None and any(self.canvas.tiles.gaps(*self.range_s))
        self.readout.show_range(
            self.range_s if self._sound else None, self._start, self._settings.channel, gaps=gaps
        )

    # -- the bar

    def _show_whole(self) -> None:
        if self._sound:
            self.canvas.show_range(0, self._sound.duration_s)

    def _show_clip(self) -> None:
        self.go_to(*self._clip)

    def _centre(self, at_s: float) -> None:
        first, last = self.range_s
        self.canvas.show_range(at_s - (last - first) / 2, at_s + (last - first) / 2)

    def _toggle_boxes(self, on: bool) -> None:
        self._choose(replace(self._looks, boxes=on))

    def _open_panel(self) -> None:
        if self._panel is None:
            self._panel = DisplayPanel(self, self._looks)
            self._panel.chosen.connect(self._choose)
        self._panel.offer_channels(self._sound.channels if self._sound else 1)
        self._panel.show_looks(self._looks)
        button = self.bar.display
        self._panel.adjustSize()
        corner = button.mapToGlobal(QPoint(button.width(), button.height() + 4))
        self._panel.move(corner.x() - self._panel.width(), corner.y())
        self._panel.show()

    def _choose(self, looks: Looks) -> None:
        if looks != self._looks:
            self.set_looks(looks)
            self.looks_changed.emit(looks)
