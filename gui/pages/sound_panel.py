"""Any recording, to be seen and heard whole: before any analysis, and beside what one found."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QToolButton, QWidget

from core.app_folders import cache_folder
from core.audio.bands import EARS_HZ
from core.audio.tile_cache import TileCache
from core.domain import Detection
from core.store.file_lists import ListedFile
from gui.icons import give_icon
from gui.pages.sound_picture import SoundPicture
from gui.pages.states import SEEN_MS
from gui.player import NO_OUTPUT, Player
from gui.remembered import Remembered
from gui.stylesheet import give_look
from gui.theme import GRID
from gui.widgets import words
from gui.widgets.elided import ElidedLabel
from gui.widgets.parts import button, column, name_button, row
from gui.widgets.plain import give_tip
from gui.widgets.playback_bar import PlaybackBar
from gui.widgets.sound_values import box_of, sound_of, start_of
from gui.widgets.spectrogram import SpectrogramView
from gui.widgets.spectrogram.looks import Looks, from_plain, to_plain
from gui.widgets.spectrogram.tools import Mode, Span


class SoundPanel(QWidget):
    """The spectrogram of a recording, and a player that goes through it."""

    closed = Signal()
    failed = Signal(str)
    told = Signal(object)
    """A Notice."""
    """As a page tells."""

    def __init__(self, remembered: Remembered) -> None:
        super().__init__()
        give_look(self, "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._remembered = remembered
        self._file: ListedFile | None = None
        self._found: Sequence[Detection] = ()
        self._span: Span | None = None
        self._cursor_s = 0.0
        self._can_play, self._silent = True, ""
        self.player = Player(self)
        self.view = SpectrogramView(TileCache(cache_folder() / "tiles"))
        self.view.set_looks(from_plain(remembered.value("spectrogram")))
        self.player.set_channel(self.view.looks.settings.channel)
        self.view.bar.leave_out(Mode.ANNOTATE)  # that is the reviewer's
        self.playback = PlaybackBar(self.player)
        self.name, self.facts = ElidedLabel("strong", Qt.TextElideMode.ElideMiddle), ElidedLabel()
        self.play_button = button("Play", self.play_or_stop, picture="play")
        self.close_button = QToolButton()
        self._slow = QTimer(self, singleShot=True, interval=SEEN_MS)
        self._slow.timeout.connect(lambda: self.view.say("Reading the sound …"))
        self._build()
        self._connect()

    @property
    def recording_id(self) -> int | None:
        """Return which recording is shown, if any."""
        return self._file.recording.id if self._file else None

    def show_file(self, file: ListedFile) -> None:
        """Show a recording from its beginning; of the same one only what is known is another."""
        recording = file.recording
        another = recording.id != self.recording_id
        self._file = file
        self.name.setText(recording.path.name)
        self.facts.setText(" · ".join(_facts(file)))
        if not another:
            return
        self._found, self._span, self._cursor_s = (), None, 0.0
        self.player.stop()
        self.view.set_boxes([])
        problem = recording.problem
        can = problem is None or problem.usable
        self._can_play = can
        self._enable_play()
        self.playback.setEnabled(can)
        if not can and problem:
            self._slow.stop()
            self.view.show_recording(None)
            self.view.say(problem.text)
            return
        self.view.message.hide()
        self._slow.start()
        sound = sound_of(recording)
        self.view.loader.retry(sound)  # it may be back; otherwise it is said again
        self.view.show_recording(sound, start_of(recording))
        self.playback.offer_band(None)
        for_bats = recording.sample_rate / 2 > EARS_HZ
        self.playback.offer_bats(recording.sample_rate, ultrasound=for_bats)

    def show_found(self, found: Sequence[Detection]) -> None:
        """Outline what an analysis found in it."""
        self._found = found
        self.view.set_boxes([box_of(one, current=False, other_run="") for one in found])

    def play_or_stop(self) -> None:
        """Play what is measured, or from the cursor on; or fall silent."""
        if self.player.playing:
            self.player.stop()
        elif self._span:
            self._play(self._span.start_s, self._span.end_s)
        else:
            self._play(self._cursor_s)

    def fall_silent(self) -> None:
        """Play nothing any more."""
        self.player.stop()

    def hideEvent(self, event: QHideEvent) -> None:
        """Fall silent when it is closed, or another page comes. Called by Qt."""
        super().hideEvent(event)
        self.player.stop()

    # --- making ---

    def _build(self) -> None:
        give_look(self.close_button, "quiet")
        give_icon(self.close_button, "remove", "muted")
        self.close_button.setAccessibleName("Close the sound (Esc)")
        give_tip(self.close_button, "Close the sound (Esc)")
        self.close_button.clicked.connect(self.closed)
        head = row(self.play_button, self.name, self.facts, self.playback, self.close_button,
                   gap=2 * GRID, margins=(2 * GRID, GRID // 2, GRID, 0))  # fmt: skip
        head.setStretch(1, 2)
        head.setStretch(2, 3)
        self.setLayout(column(head, self.view, gap=0, grows=1))
        self.setMinimumHeight(30 * GRID)

    def _connect(self) -> None:
        self.view.clicked_at.connect(self._play_from)
        self.view.box_clicked.connect(self._play_box)
        self.view.measured.connect(self._measured)
        self.view.shown.connect(self._end_waiting)
        self.view.failed.connect(self._slow.stop)
        self.view.looks_changed.connect(self._looks_changed)
        self.player.position_changed.connect(self.view.set_play_cursor)
        self.player.playing_changed.connect(self._playing)
        self.player.muted_changed.connect(self._show_silent)
        self.player.notice.connect(self.failed)
        self.player.failed.connect(self.failed)
        self._picture = SoundPicture(self.view, self._picture_name)
        self._picture.told.connect(self.told)
        self._picture.failed.connect(self.failed)

    # --- what happens ---

    def _play(self, start_s: float, end_s: float | None = None) -> None:
        if self._file:
            known = self._file.recording
            end_s = known.duration_s if end_s is None else min(end_s, known.duration_s)
            self.player.stop()
            self.player.play(known.path, start_s, end_s, known.content_hash)

    def _play_from(self, at_s: float) -> None:
        self.view.put_measure_away()
        self._cursor_s = at_s
        self.view.set_play_cursor(at_s)
        self._play(at_s)

    def _play_box(self, box_id: object) -> None:
        for one in self._found:
            if one.id == box_id:
                self._play(one.start_s, one.end_s)

    def _measured(self, span: Span | None) -> None:
        self._span = span
        self.playback.offer_band((span.low_hz, span.high_hz) if span else None)

    def _show_silent(self, muted: bool) -> None:
        self._silent = NO_OUTPUT if muted else ""
        self._enable_play()

    def _enable_play(self) -> None:
        self.play_button.setEnabled(self._can_play and not self._silent)
        give_tip(self.play_button, self._silent)

    def _playing(self, on: bool) -> None:
        name_button(self.play_button, "Stop" if on else "Play")
        give_icon(self.play_button, "stop" if on else "play")
        if not on:
            self.view.set_play_cursor(self._cursor_s or None)

    def _picture_name(self) -> str:
        return f"{self._file.recording.path.stem}.png" if self._file else ""

    def _end_waiting(self) -> None:
        self._slow.stop()
        self.view.message.hide()

    def _looks_changed(self, looks: Looks) -> None:
        self._remembered.keep("spectrogram", to_plain(looks))
        self.player.set_channel(looks.settings.channel)


def _facts(file: ListedFile) -> list[str]:
    recording = file.recording
    rate = f"{recording.sample_rate / 1000:g} kHz" if recording.sample_rate else ""
    parts = (
        recording.site or "",
        words.day_and_time(recording.start),
        words.length(recording.duration_s) if recording.duration_s else "",
        rate,
        f"{recording.channels} channels" if recording.channels > 1 else "",
        words.count(file.detections, "detection") if file.analysed else "not analysed yet",
    )
    return [part for part in parts if part]
