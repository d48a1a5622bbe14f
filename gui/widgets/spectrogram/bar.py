"""The row above the spectrogram: the readout at the left, the tools at the right."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QToolButton, QWidget

from gui.icons import give_icon
from gui.stylesheet import give_look
from gui.theme import GRID
from gui.widgets.parts import label
from gui.widgets.plain import give_tip
from gui.widgets.spectrogram.tools import Mode

_MODES = (
    (Mode.MOVE, "hand", "Move the sound by dragging"),
    (Mode.MEASURE, "measure", "Measure by dragging (Shift)"),
    (Mode.ANNOTATE, "annotate", "Draw an annotation by dragging (Ctrl)"),
)


class SpectrogramBar(QWidget):
    """Buttons and one line of text; it decides nothing."""

    mode_chosen = Signal(object)
    zoom_asked = Signal(float)
    whole_asked = Signal()
    clip_asked = Signal()
    boxes_toggled = Signal(bool)
    display_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.readout = label()
        self.readout.setAccessibleName("Under the pointer")
        give_look(self.readout, "small")
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(GRID, 0, GRID, 0)
        self._row.setSpacing(GRID // 4)
        self._row.addWidget(self.readout, 1)
        self.modes = QButtonGroup(self)
        self._by_mode: dict[Mode, QToolButton] = {}
        for mode, picture, tip in _MODES:
            button = self._button(picture, tip, checkable=True)
            button.clicked.connect(lambda _=False, chosen=mode: self.mode_chosen.emit(chosen))
            self.modes.addButton(button)
            self._by_mode[mode] = button
        self.modes.buttons()[0].setChecked(True)
        self._part()
        self._button("zoom-out", "Show more time (−)").clicked.connect(
            lambda: self.zoom_asked.emit(2.0)
        )
        self._button("zoom-in", "Show less time (+)").clicked.connect(
            lambda: self.zoom_asked.emit(0.5)
        )
        self._button("fit", "Show the whole recording").clicked.connect(self.whole_asked)
        self._button("back-to-clip", "Back to the clip").clicked.connect(self.clip_asked)
        self._part()
        self.boxes = self._button("boxes", "Show boxes", checkable=True)
        self.boxes.setChecked(True)
        self.boxes.toggled.connect(self.boxes_toggled)
        self.display = self._button("display", "Display: colours, contrast, window, noise")
        self.display.clicked.connect(self.display_asked)

    def leave_out(self, mode: Mode) -> None:
        """Offer no button for a mode that means nothing here."""
        self._by_mode[mode].hide()

    def _button(self, picture: str, tip: str, *, checkable: bool = False) -> QToolButton:
        button = QToolButton()
        give_look(button, "quiet")
        give_icon(button, picture, "muted")
        give_tip(button, tip)
        button.setAccessibleName(tip)
        button.setCheckable(checkable)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._row.addWidget(button)
        return button

    def _part(self) -> None:
        line = QFrame()
        give_look(line, "upright-line")
        line.setFixedHeight(2 * GRID)
        self._row.addSpacing(GRID // 2)
        self._row.addWidget(line)
        self._row.addSpacing(GRID // 2)
