"""Loop, speed, loudness and what bats need, for one player."""

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QSlider,
    QSpinBox,
    QToolButton,
    QWidget,
)

from gui.icons import give_icon
from gui.player import Player
from gui.stylesheet import give_look
from gui.theme import GRID, theme
from gui.widgets.choice_box import ChoiceBox
from gui.widgets.parts import indent, label, row
from gui.widgets.plain import give_tip

SPEEDS = (
    ("2×", 2.0),
    ("1×", 1.0),
    ("1/2×", 0.5),
    ("1/4×", 0.25),
    ("1/10× (bats)", 0.1),
    ("1/20× (bats)", 0.05),
)
_TENFOLD = 4
_MOST_GAIN_DB = 36
_BATS_FROM_HZ = 96_000

_BAND = "Only the frequencies of the selection"


class LoudnessField(QFrame):
    """A slider that opens below its button."""

    changed = Signal(int)
    """Decibels."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        give_look(self, "popover")
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(-12, _MOST_GAIN_DB)
        self.slider.setFixedWidth(20 * GRID)
        self.slider.setAccessibleName("Loudness")
        loud = label("0 dB", "small")
        loud.setFixedWidth(6 * GRID)
        self.setLayout(row(self.slider, loud, margins=(GRID, GRID, GRID, GRID)))
        # While it is dragged only the figure follows: each change renders the sound again.
        self.slider.setTracking(False)
        for signal in (self.slider.sliderMoved, self.slider.valueChanged):
            signal.connect(lambda db: loud.setText(f"{db:+d} dB"))
        self.slider.valueChanged.connect(self.changed)

    def open_below(self, button: QWidget) -> None:
        """Show it below a button."""
        self.adjustSize()
        self.move(button.mapToGlobal(QPoint(0, button.height() + GRID // 2)))
        self.show()
        self.slider.setFocus()


class PlaybackBar(QWidget):
    """How a player sounds. What to play is the page's to say."""

    def __init__(self, player: Player) -> None:
        super().__init__()
        self._player = player
        self.loop, self.band, self.bats = QToolButton(), QToolButton(), QToolButton()
        self.slow, self.loud, self.loudness = QToolButton(), QToolButton(), LoudnessField(self)
        self.around = QSpinBox()
        self.speed = ChoiceBox()
        self._band_hz: tuple[float, float] | None = None
        self._arrange()
        self.offer_band(None)
        self.offer_bats(0)

    def offer_band(self, band_hz: tuple[float, float] | None) -> None:
        """Say which frequencies "Only the selection" means; None where nothing is selected."""
        self._band_hz = band_hz
        self.band.setEnabled(band_hz is not None)
        give_tip(self.band, _BAND if band_hz else f"{_BAND}: choose some with Shift and a drag")
        if self.band.isChecked():
            self._player.set_band(band_hz)

    def offer_bats(self, sample_rate: int, *, ultrasound: bool = False) -> None:
        """Offer the heterodyne where a recording reaches above what ears hear.

        ``ultrasound`` tells that what was heard is itself too high: tenfold time is then offered.
        """
        high = sample_rate > _BATS_FROM_HZ
        self.bats.setVisible(high)
        self.slow.setVisible(ultrasound or self.slow.isChecked())
        self.around.setVisible(high and self.bats.isChecked())
        self._player.set_heterodyne(
            1000.0 * self.around.value() if high and self.bats.isChecked() else None
        )

    def _arrange(self) -> None:
        for button, picture, tip in (
            (self.loop, "loop", "Begin again at the end"),
            (self.band, "filter", _BAND),
            (self.bats, "wave", "Heterodyne: what is around a frequency becomes audible"),
            (self.slow, "time", "Ten times slower and lower, as bats are heard"),
            (self.loud, "volume", "Loudness"),
        ):
            give_look(button, "tool")
            give_icon(button, picture, "muted")
            give_tip(button, tip)
            button.setAccessibleName(tip)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        for button in (self.loop, self.band, self.bats, self.slow):
            button.setCheckable(True)
        self.slow.setText("10×")
        self.slow.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.slow.hide()
        self.around.setRange(10, 200)
        self.around.setValue(45)
        self.around.setSuffix(" kHz")
        self.around.setAccessibleName("Heterodyne around")
        indent(self.around)
        for text, factor in SPEEDS:
            self.speed.addItem(text, factor)
        self.speed.setCurrentIndex(1)
        self.speed.setAccessibleName("Speed")
        self.speed.setFixedWidth(round(9 * GRID * theme().scale))
        self.speed.view().setMinimumWidth(16 * GRID)
        give_tip(self.speed, "Speed; slower also sounds lower")
        tools = (self.loop, self.band, self.bats, self.around, self.slow, self.speed, self.loud)
        self.setLayout(row(*tools, gap=0, margins=(0, 0, GRID, 0)))
        self._connect()

    def _connect(self) -> None:
        self.loop.toggled.connect(self._player.set_loop)
        self.band.toggled.connect(lambda on: self._player.set_band(self._band_hz if on else None))
        self.bats.toggled.connect(self._bats_changed)
        self.around.valueChanged.connect(self._bats_changed)
        self.slow.clicked.connect(lambda on: self.speed.setCurrentIndex(_TENFOLD if on else 1))
        self.speed.currentIndexChanged.connect(self._speed_changed)
        self.loud.clicked.connect(lambda: self.loudness.open_below(self.loud))
        self.loudness.changed.connect(lambda db: self._player.set_gain(float(db)))

    def _speed_changed(self, index: int) -> None:
        self.slow.setChecked(index == _TENFOLD)
        self._player.set_speed(self.speed.currentData())

    def _bats_changed(self, *_: object) -> None:
        self.offer_bats(_BATS_FROM_HZ + 1 if not self.bats.isHidden() else 0)
