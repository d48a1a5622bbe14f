"""Loop, speed, loudness and what bats need, for one player."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QSlider,
    QSpinBox,
    QToolButton,
    QWidget,
)

from gui.icons import give_icon
from gui.player import Player
from gui.stylesheet import give_look
from gui.theme import GRID
from gui.widgets.parts import indent, label
from gui.widgets.plain import give_tip

SPEEDS = (
    ("2×", 2.0),
    ("1×", 1.0),
    ("½×", 0.5),
    ("¼×", 0.25),
    ("⅒× (bats)", 0.1),
    ("1⁄20× (bats)", 0.05),
)
_MOST_GAIN_DB = 36
_BATS_FROM_HZ = 96_000


class PlaybackBar(QWidget):
    """How a player sounds. What to play is the page's to say."""

    def __init__(self, player: Player) -> None:
        super().__init__()
        self._player = player
        self.loop, self.band, self.bats = QToolButton(), QToolButton(), QToolButton()
        self.around = QSpinBox()
        self.speed, self.gain = QComboBox(), QSlider(Qt.Orientation.Horizontal)
        self._band_hz: tuple[float, float] | None = None
        self._arrange()
        self.offer_band(None)
        self.offer_bats(0)

    def offer_band(self, band_hz: tuple[float, float] | None) -> None:
        """Say which frequencies "Only the selection" means; None where nothing is selected."""
        self._band_hz = band_hz
        self.band.setEnabled(band_hz is not None)
        if self.band.isChecked():
            self._player.set_band(band_hz)

    def offer_bats(self, sample_rate: int) -> None:
        """Offer the heterodyne where a recording reaches above what ears hear."""
        high = sample_rate > _BATS_FROM_HZ
        self.bats.setVisible(high)
        self.around.setVisible(high and self.bats.isChecked())
        self._player.set_heterodyne(
            1000.0 * self.around.value() if high and self.bats.isChecked() else None
        )

    def _arrange(self) -> None:
        for button, picture, tip in (
            (self.loop, "loop", "Begin again at the end"),
            (self.band, "filter", "Only the frequencies of the selection"),
            (self.bats, "wave", "Heterodyne: what is around a frequency becomes audible"),
        ):
            give_look(button, "quiet")
            give_icon(button, picture)
            give_tip(button, tip)
            button.setAccessibleName(tip)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.loop.setCheckable(True)
        self.band.setCheckable(True)
        self.bats.setCheckable(True)
        self.around.setRange(10, 200)
        self.around.setValue(45)
        self.around.setSuffix(" kHz")
        self.around.setAccessibleName("Heterodyne around")
        indent(self.around)
        for text, factor in SPEEDS:
            self.speed.addItem(text, factor)
        self.speed.setCurrentIndex(1)
        self.speed.setAccessibleName("Speed")
        give_tip(self.speed, "Speed; slower also sounds lower")
        self.gain.setRange(-12, _MOST_GAIN_DB)
        self.gain.setFixedWidth(12 * GRID)
        self.gain.setAccessibleName("Loudness")
        loud = label("0 dB")
        give_look(loud, "small")
        loud.setFixedWidth(6 * GRID)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID // 2)
        for widget in (
            self.loop, self.band, self.bats, self.around, self.speed, self.gain, loud,
        ):  # fmt: skip
            row.addWidget(widget)
        self._connect(loud)

    def _connect(self, loud: QLabel) -> None:
        self.loop.toggled.connect(self._player.set_loop)
        self.band.toggled.connect(lambda on: self._player.set_band(self._band_hz if on else None))
        self.bats.toggled.connect(self._bats_changed)
        self.around.valueChanged.connect(self._bats_changed)
        self.speed.currentIndexChanged.connect(
            lambda: self._player.set_speed(self.speed.currentData())
        )
        # While it is dragged only the figure follows: each change begins the sound again.
        self.gain.setTracking(False)
        self.gain.sliderMoved.connect(lambda db: loud.setText(f"{db:+d} dB"))
        self.gain.valueChanged.connect(lambda db: loud.setText(f"{db:+d} dB"))
        self.gain.valueChanged.connect(lambda db: self._player.set_gain(float(db)))

    def _bats_changed(self, *_: object) -> None:
        self.offer_bats(_BATS_FROM_HZ + 1 if not self.bats.isHidden() else 0)
