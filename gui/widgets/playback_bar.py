"""Play, loop, speed, loudness and what bats need, for one player."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QSlider, QToolButton, QWidget

from gui.icons import give_icon
from gui.player import Player
from gui.stylesheet import give_look
from gui.theme import GRID

SPEEDS = (
    ("2×", 2.0),
    ("1×", 1.0),
    ("½×", 0.5),
    ("¼×", 0.25),
    ("⅒× (bats)", 0.1),
    ("1⁄20× (bats)", 0.05),
)
_MOST_GAIN_DB = 36


class PlaybackBar(QWidget):
    """Buttons of a player. What to play is the page's to say."""

    play_asked = Signal()

    def __init__(self, player: Player) -> None:
        super().__init__()
        self._player = player
        self.play, self.loop, self.band = QToolButton(), QToolButton(), QToolButton()
        self.speed, self.gain = QComboBox(), QSlider(Qt.Orientation.Horizontal)
        self._band_hz: tuple[float, float] | None = None
        self._arrange()
        player.playing_changed.connect(self._show_playing)
        self._show_playing(player.playing)
        self.offer_band(None)

    def offer_band(self, band_hz: tuple[float, float] | None) -> None:
        """Say which frequencies "Only the selection" means; None where nothing is selected."""
        self._band_hz = band_hz
        self.band.setEnabled(band_hz is not None)
        if self.band.isChecked():
            self._player.set_band(band_hz)

    def _arrange(self) -> None:
        for button, picture, tip in (
            (self.play, "play", "Play (Space)"),
            (self.loop, "loop", "Begin again at the end"),
            (self.band, "filter", "Only the frequencies of the selection"),
        ):
            give_look(button, "quiet")
            give_icon(button, picture)
            button.setToolTip(tip)
            button.setAccessibleName(tip)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.loop.setCheckable(True)
        self.band.setCheckable(True)
        for text, factor in SPEEDS:
            self.speed.addItem(text, factor)
        self.speed.setCurrentIndex(1)
        self.speed.setAccessibleName("Speed")
        self.speed.setToolTip("Speed; slower also sounds lower")
        self.gain.setRange(-12, _MOST_GAIN_DB)
        self.gain.setFixedWidth(12 * GRID)
        self.gain.setAccessibleName("Loudness")
        loud = QLabel("0 dB")
        give_look(loud, "small")
        loud.setFixedWidth(6 * GRID)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID // 2)
        for widget in (self.play, self.loop, self.band, self.speed, self.gain, loud):
            row.addWidget(widget)
        self._connect(loud)

    def _connect(self, loud: QLabel) -> None:
        self.play.clicked.connect(self._play_or_stop)
        self.loop.toggled.connect(self._player.set_loop)
        self.band.toggled.connect(lambda on: self._player.set_band(self._band_hz if on else None))
        self.speed.currentIndexChanged.connect(
            lambda: self._player.set_speed(self.speed.currentData())
        )
        # While it is dragged only the figure follows: each change begins the sound again.
        self.gain.setTracking(False)
        self.gain.sliderMoved.connect(lambda db: loud.setText(f"{db:+d} dB"))
        self.gain.valueChanged.connect(lambda db: loud.setText(f"{db:+d} dB"))
        self.gain.valueChanged.connect(lambda db: self._player.set_gain(float(db)))

    def _play_or_stop(self) -> None:
        if self._player.playing:
            self._player.stop()
        else:
            self.play_asked.emit()

    def _show_playing(self, playing: bool) -> None:
        give_icon(self.play, "stop" if playing else "play")
        tip = "Stop (Space)" if playing else "Play (Space)"
        self.play.setToolTip(tip)
        self.play.setAccessibleName(tip)
