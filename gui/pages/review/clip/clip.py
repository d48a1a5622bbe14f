"""The detection in hand: its sound as a picture with its neighbours, and to be heard."""

from pathlib import Path

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QToolButton, QWidget

from core.app_folders import cache_folder
from core.audio.bands import highest_shown, is_ultrasound
from core.audio.tile_cache import TileCache
from core.domain import Detection, Recording
from core.store.annotations import Annotation
from gui.icons import give_icon
from gui.pages.review.clip.alternatives import Alternatives
from gui.pages.review.clip.verdict_flash import VerdictFlash
from gui.pages.states import SEEN_MS
from gui.player import Player
from gui.remembered import Remembered
from gui.stylesheet import give_look
from gui.theme import GRID
from gui.widgets.parts import button, column, holder, label, line, row
from gui.widgets.plain import give_tip
from gui.widgets.playback_bar import PlaybackBar
from gui.widgets.sound_values import sound_of, start_of
from gui.widgets.spectrogram import SpectrogramView
from gui.widgets.spectrogram.looks import Looks, from_plain, to_plain
from gui.widgets.spectrogram.tools import Span
from gui.widgets.still import Still

CONTEXT_S = 3.0
_STILL_MS = 80


class Clip(QWidget):
    """The spectrogram and the player, kept on the same stretch."""

    detection_chosen = Signal(object)
    """The id of a neighbour that was clicked."""
    failed = Signal(str)
    playing_changed = Signal(bool)
    find_wanted = Signal(object)
    """The media root, a Path, under which the recording is not any more."""
    examples_wanted = Signal()

    def __init__(self, remembered: Remembered, beside: QWidget, packed: Path | None = None) -> None:
        """``packed`` is where the tiles of a bundle are."""
        super().__init__()
        self._remembered = remembered
        self._detection: Detection | None = None
        self._recording: Recording | None = None
        self._heard_hz = 0.0
        # What Space plays instead of the detection: a selection, or from a cursor on.
        self._span: Span | None = None
        self._drawn_hz: tuple[float, float] | None = None
        self._cursor_s: float | None = None
        self._loaded = self._there = True
        self._elsewhere = self._awaited = self._play_due = False
        self.player = Player(self)
        self.view = SpectrogramView(TileCache(cache_folder() / "tiles", packed=packed))
        self.view.set_looks(from_plain(remembered.value("spectrogram")))
        self.player.set_channel(self.view.looks.settings.channel)
        self.alternatives, self.playback = Alternatives(), PlaybackBar(self.player)
        self.flash = VerdictFlash(self.view.canvas)
        self._still = Still(self.view, _STILL_MS)
        self._slow = QTimer(self, singleShot=True, interval=SEEN_MS)
        self._slow.timeout.connect(self._say_slow)
        self.missing_words = label("", wrap=True)
        self.find_button = button("Find it …", self._find, picture="open")
        self.examples = QToolButton()
        give_look(self.examples, "tool")
        give_icon(self.examples, "examples")
        self.examples.setCheckable(True)
        self.examples.setAccessibleName("Examples to compare with (E)")
        give_tip(self.examples, "Examples to compare with (E)")
        self.examples.clicked.connect(lambda: self.examples_wanted.emit())
        self._build(beside)
        self._connect()

    @property
    def loaded(self) -> bool:
        """Tell whether the sound's picture is painted, as far as it is on screen."""
        return self._loaded or not self.view.isVisible()

    @property
    def selected(self) -> tuple[float, float] | None:
        """Return the stretch that is measured on the sound, start and end; None where none is."""
        seen = self._span if self.view.isVisible() else None
        return (seen.start_s, seen.end_s) if seen else None

    def show_detection(
        self,
        detection: Detection | None,
        recording: Recording | None,
        *,
        there: bool = True,
        heard_hz: float = 0.0,
    ) -> None:
        """Show another detection, or nothing.

        ``there`` tells whether its file is in its place, ``heard_hz`` the highest frequency that
        the network hears, 0 where that is not known.
        """
        self._heard_hz = heard_hz
        due = self._play_due
        if detection is None or self._detection is None or detection.id != self._detection.id:
            self._leave()
        self._show(detection, recording, there=there)
        self._still.let_go()
        if due:
            self.play()

    def await_detection(self, detection: Detection) -> None:
        """Leave the former clip at once; what is on the next one is still to be read."""
        self._leave()
        self._still.hold()
        here = self._recording
        if here and here.id == detection.recording_id:
            self._show(detection, here, there=self._there)
        else:
            self._show(None, None)
            self._awaited = True
            self._slow.start()

    def _leave(self) -> None:
        self._span = self._cursor_s = None
        self.player.stop()
        self._awaited = self._play_due = False
        self.view.set_play_cursor(None)
        self.view.set_boxes([])

    def _show(
        self, detection: Detection | None, recording: Recording | None, *, there: bool = True
    ) -> None:
        self._detection, self._recording, self._there = detection, recording, there
        self.missing.setVisible(recording is not None and not there)
        if detection is None or recording is None:
            self._slow.stop()
            self.view.message.hide()
            self._loaded = True
            self.view.show_recording(None)
            self.playback.offer_band(None)
            return
        self.missing_words.setText(
            f"{recording.path.name} is not where it was ({recording.path.parent}). Connect its "
            "drive, or find where it is now. You can go on with the other detections."
        )
        self._loaded = not there
        self._slow.start()
        sound = sound_of(recording)
        self.view.loader.retry(sound)  # it may be back; otherwise it is said again
        self.view.show_recording(sound, start_of(recording))
        reach = (recording.sample_rate / 2, self._heard_hz, detection.high_hz)
        self.view.suit(highest_shown(*reach))
        self.view.go_to(detection.start_s, detection.end_s, CONTEXT_S)
        self._offer_band()
        self.playback.offer_bats(recording.sample_rate, ultrasound=is_ultrasound(*reach))

    def prefetch(self, detection: Detection, recording: Recording) -> None:
        """Fetch what is likely to be looked at and heard next."""
        sound = sound_of(recording)
        self.view.prefetch(sound, detection.start_s, detection.end_s, CONTEXT_S)
        self.player.prefetch(
            recording.path, detection.start_s, detection.end_s, recording.content_hash
        )

    def play_or_stop(self) -> None:
        """Play the selection, from the cursor on, or the clip; or fall silent."""
        if self.player.playing:
            self.player.stop()
        else:
            self.play()

    def play(self) -> None:
        """Play the selection, from the cursor on, or the clip; as soon as it is here."""
        self._play_due = self._awaited
        seen = self.view.isVisible()  # in the grid it is always the clip
        stretch = (self._span if seen else None) or self._detection
        if seen and self._cursor_s is not None:
            self._play_from(self._cursor_s)
        elif stretch:
            self._play_from(max(0.0, stretch.start_s), stretch.end_s)

    def play_elsewhere(self, recording: Recording, start_s: float, end_s: float) -> None:
        """Play what is not on this spectrogram: no cursor moves over it."""
        self.player.stop()
        self._elsewhere = True
        self.player.play(recording.path, start_s, end_s, recording.content_hash)

    def _play_from(self, start_s: float, end_s: float | None = None) -> None:
        if self._recording:
            self.player.stop()
            self._elsewhere = False
            duration_s, seen_s = self._recording.duration_s, self.view.range_s[1]
            if end_s is None:
                end_s = seen_s if start_s < seen_s else duration_s
            known = self._recording
            self.player.play(known.path, start_s, min(end_s, duration_s), known.content_hash)

    def _build(self, beside: QWidget) -> None:
        found = row(self.missing_words, self.find_button, grows=0,
                    margins=(2 * GRID, GRID // 2, 2 * GRID, GRID // 2))  # fmt: skip
        self.missing = holder(found)
        self.missing.hide()
        sound = row(self.view, line(upright=True), beside, gap=0)
        sound.setStretch(0, 3)
        sound.setStretch(2, 1)
        self.view.bar.add(self.playback)
        below = row(self.alternatives, self.examples, grows=0, margins=(2 * GRID, 0, GRID, 0))
        self.setLayout(column(self.missing, holder(sound), holder(below), gap=0, grows=1))

    def _connect(self) -> None:
        self.view.box_clicked.connect(self._box_clicked)
        self.view.clicked_at.connect(self._put_cursor)
        self.view.measured.connect(self._measured)
        self.view.shown.connect(self._note_shown)
        self.view.failed.connect(self._note_failed)
        self.view.looks_changed.connect(self._looks_changed)
        self.player.position_changed.connect(self._move_cursor)
        self.player.playing_changed.connect(self._playing)
        self.player.notice.connect(self.failed)
        self.player.failed.connect(self.failed)

    def _looks_changed(self, looks: Looks) -> None:
        self._remembered.keep("spectrogram", to_plain(looks))
        self.player.set_channel(looks.settings.channel)

    def _box_clicked(self, box_id: object) -> None:
        known = self._detection and self._detection.id == box_id
        if isinstance(box_id, int) and not known:  # annotations have names of letters
            self.detection_chosen.emit(box_id)

    def _put_cursor(self, at_s: float) -> None:
        self.view.put_measure_away()
        self._cursor_s = at_s
        self.view.set_play_cursor(at_s)  # also where there is nothing to play with
        self.play()

    def _measured(self, span: Span | None) -> None:
        self._span, self._cursor_s = span, None
        if not self.player.playing:
            self.view.set_play_cursor(None)
        self._offer_band()

    def take_drawn(self, drawn: Annotation | None) -> None:
        """Take over which drawn box is in hand, if one is."""
        self._drawn_hz = _band(drawn) if drawn else None
        self._offer_band()

    def _offer_band(self) -> None:
        """Let be heard alone what was measured, else the drawn box, else the detection's own."""
        measured = (self._span.low_hz, self._span.high_hz) if self._span else None
        own = _band(self._detection) if self._detection else None
        self.playback.offer_band(measured or self._drawn_hz or own)

    def _playing(self, on: bool) -> None:
        if not on:
            self.view.set_play_cursor(self._cursor_s)
        self.playing_changed.emit(on)

    def _move_cursor(self, at_s: float) -> None:
        if not self._elsewhere:
            self.view.set_play_cursor(at_s)

    def _say_slow(self) -> None:
        if self._awaited or not self._loaded:
            self.view.say("Reading the sound …")

    def _note_shown(self) -> None:
        self._loaded = True
        self.view.message.hide()

    def _note_failed(self) -> None:
        self._loaded = True
        if not self.missing.isHidden():  # what is wrong is said above the sound already
            self.view.message.hide()

    def _find(self) -> None:
        if self._recording:
            self.find_wanted.emit(self._recording.root)


def _band(detection: Detection | Annotation) -> tuple[float, float] | None:
    if detection.low_hz is None or detection.high_hz is None:
        return None
    return detection.low_hz, detection.high_hz
