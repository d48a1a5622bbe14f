"""The panel in which the spectrogram's looks are chosen; every change shows at once."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDoubleSpinBox,
    QFormLayout,
    QFrame,
    QPushButton,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from core.audio.spectrogram import Denoise, FrequencyAxis
from gui.stylesheet import give_look
from gui.theme import GRID
from gui.widgets.choice_box import ChoiceBox
from gui.widgets.parts import indent, label
from gui.widgets.spectrogram.colour_maps import ColourMap
from gui.widgets.spectrogram.looks import LEAST_HZ, OVERLAPS, WINDOWS, Looks

_COLOURS = (
    ("Follow light and dark", None),
    ("Grey", ColourMap.GREY),
    ("Magma", ColourMap.MAGMA),
    ("Cividis", ColourMap.CIVIDIS),
    ("Viridis", ColourMap.VIRIDIS),
)
_AXES = (("Even in kHz", FrequencyAxis.LINEAR), ("Mel, as ears hear", FrequencyAxis.MEL))
_DENOISE = (
    ("As recorded", Denoise.NONE),
    ("Weak calls brought out (local contrast)", Denoise.LOCAL),
    ("Without the steady background (median)", Denoise.MEDIAN),
    ("Without slow changes too (PCEN)", Denoise.PCEN),
)
_MIX = ("Mix of all", None)


class DisplayPanel(QFrame):
    """A small window that closes when one clicks elsewhere."""

    chosen = Signal(object)
    """The Looks after a change."""

    def __init__(self, parent: QWidget, looks: Looks) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        give_look(self, "popover")
        self.setAccessibleName("Display of the spectrogram")
        self._looks = looks
        self._filling = False
        self._form = QFormLayout()
        self.colours = _Choice(_COLOURS, "Colours")
        self.axis = _Choice(_AXES, "Frequency axis")
        self.window_length = _Choice(((f"{w:,} samples", w) for w in WINDOWS), "Window length")
        self.overlap = _Choice(((f"{o:.1%}".replace(".0%", "%"), o) for o in OVERLAPS), "Overlap")
        self.denoise = _Choice(_DENOISE, "Background")
        self.channel = _Choice((_MIX,), "Channel")
        self.brightness, self.contrast = _slider("Brightness"), _slider("Contrast")
        self.lowest, self.highest = _kilohertz("Lowest frequency"), _kilohertz("Highest frequency")
        self.highest.setSpecialValueText("What suits the species")
        self.seconds = QCheckBox("Seconds instead of clock time")
        self.other_runs = QCheckBox("Detections of other analyses too")
        self.reset = QPushButton("Reset")
        self._arrange()
        self.show_looks(looks)

    def offer_channels(self, channels: int) -> None:
        """Let a channel be chosen where a recording has more than one."""
        self._filling = True
        self.channel.offer([_MIX, *((f"{n + 1}", n) for n in range(channels))])
        self._form.setRowVisible(self.channel, channels > 1)
        self._filling = False

    def show_looks(self, looks: Looks) -> None:
        """Show what is chosen now."""
        self._filling = True
        self._looks = looks
        for box, value in (
            (self.colours, looks.colours),
            (self.axis, looks.settings.axis),
            (self.window_length, looks.settings.window),
            (self.overlap, looks.settings.overlap),
            (self.denoise, looks.settings.denoise),
            (self.channel, looks.settings.channel),
        ):
            box.choose(value)
        self.brightness.setValue(round(looks.brightness * 100))
        self.contrast.setValue(round(looks.contrast * 100))
        self.lowest.setValue(looks.low_hz / 1000)
        self.highest.setValue((looks.high_hz or 0.0) / 1000)
        self.seconds.setChecked(looks.in_seconds)
        self.other_runs.setChecked(looks.other_runs)
        self._filling = False

    def _arrange(self) -> None:
        form = self._form
        form.setHorizontalSpacing(2 * GRID)
        form.setVerticalSpacing(GRID)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
        for text, control in (
            ("Colours", self.colours),
            ("Brightness", self.brightness),
            ("Contrast", self.contrast),
            ("Lowest frequency", self.lowest),
            ("Highest frequency", self.highest),
            ("Frequency axis", self.axis),
            ("Window length", self.window_length),
            ("Overlap", self.overlap),
            ("Background", self.denoise),
            ("Channel", self.channel),
        ):
            named = label(text, "muted")
            named.setBuddy(control)
            form.addRow(named, control)
        form.addRow("", self.seconds)
        form.addRow("", self.other_runs)
        give_look(self.reset, "quiet")
        self.reset.clicked.connect(lambda: self._choose(Looks()))
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, GRID)
        column.addLayout(form)
        column.addWidget(self.reset, alignment=Qt.AlignmentFlag.AlignRight)
        for box in (self.colours, self.axis, self.window_length, self.overlap, self.denoise):
            box.currentIndexChanged.connect(self._read)
        for slider in (self.brightness, self.contrast):
            slider.valueChanged.connect(self._read)
        for edge in (self.lowest, self.highest):
            edge.valueChanged.connect(self._read)
        for tick in (self.seconds, self.other_runs):
            tick.toggled.connect(self._read)
        self.channel.currentIndexChanged.connect(self._read_channel)

    def _read(self) -> None:
        if self._filling:
            return
        looks = self._looks.with_settings(
            axis=self.axis.value,
            window=self.window_length.value,
            overlap=self.overlap.value,
            denoise=self.denoise.value,
        )
        self._choose(
            replace(
                looks,
                colours=self.colours.value,
                brightness=self.brightness.value() / 100,
                contrast=self.contrast.value() / 100,
                low_hz=1000 * self.lowest.value(),
                high_hz=self._high_hz(),
                in_seconds=self.seconds.isChecked(),
                other_runs=self.other_runs.isChecked(),
            )
        )

    def _high_hz(self) -> float | None:
        chosen_hz = 1000 * self.highest.value()
        # What is typed may pass through numbers below the lowest.
        return max(chosen_hz, 1000 * self.lowest.value() + LEAST_HZ) if chosen_hz else None

    def _read_channel(self) -> None:
        # Apart from the rest: a channel that this recording lacks is kept for those that have it.
        if not self._filling:
            self._choose(self._looks.with_settings(channel=self.channel.value))

    def _choose(self, looks: Looks) -> None:
        self.show_looks(looks)
        self.chosen.emit(looks)


class _Choice(ChoiceBox):
    """One of some values. Qt would hand enums back as plain text, so they stay on this side."""

    def __init__(self, options: Iterable[tuple[str, Any]], name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self._values: list[Any] = []
        self.offer(options)

    def offer(self, options: Iterable[tuple[str, Any]]) -> None:
        """Replace what can be chosen."""
        texts, self._values = (list(each) for each in zip(*options, strict=True))
        self.clear()
        self.addItems(texts)

    @property
    def value(self) -> Any:
        """Return what is chosen."""
        return self._values[self.currentIndex()]

    def choose(self, value: Any) -> None:
        """Choose a value, or the first where it is not offered."""
        self.setCurrentIndex(self._values.index(value) if value in self._values else 0)


def _kilohertz(name: str) -> QDoubleSpinBox:
    made = QDoubleSpinBox()
    made.setRange(0, 250)
    made.setDecimals(1)
    made.setSingleStep(0.5)
    made.setSuffix(" kHz")
    made.setKeyboardTracking(False)
    made.setAccessibleName(name)
    indent(made)
    return made


def _slider(name: str) -> QSlider:
    slider = QSlider(Qt.Orientation.Horizontal)
    slider.setRange(-100, 100)
    slider.setAccessibleName(name)
    slider.setMinimumWidth(180)
    return slider
