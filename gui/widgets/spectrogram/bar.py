"""The row above the spectrogram: the readout at the left, the tools at the right."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QFrame, QToolButton, QWidget

from gui.icons import give_icon
from gui.stylesheet import give_look
from gui.theme import GRID
from gui.widgets.elided import ElidedLabel
from gui.widgets.overflow_row import OverflowRow
from gui.widgets.parts import line
from gui.widgets.plain import give_tip
from gui.widgets.spectrogram.tools import Mode

_MODES = (
    (Mode.MOVE, "hand", "Move the sound by dragging"),
    (Mode.MEASURE, "measure", "Measure by dragging (Shift)"),
    (Mode.ANNOTATE, "annotate", "Draw an annotation by dragging (Ctrl)"),
)


class SpectrogramBar(OverflowRow):
    """Buttons and one line of text; it decides nothing."""

    mode_chosen = Signal(object)
    zoom_asked = Signal(float)
    whole_asked = Signal()
    clip_asked = Signal()
    boxes_toggled = Signal(bool)
    display_asked = Signal()
    save_asked = Signal()

    def __init__(self) -> None:
        self.readout = ElidedLabel("small")
        self.readout.setAccessibleName("Under the pointer")
        self.modes = QButtonGroup()
        self._by_mode: dict[Mode, QToolButton] = {}
        for mode, picture, tip in _MODES:
            button = _button(picture, tip, checkable=True)
            button.clicked.connect(lambda _=False, chosen=mode: self.mode_chosen.emit(chosen))
            self.modes.addButton(button)
            self._by_mode[mode] = button
        self.modes.buttons()[0].setChecked(True)
        moving = (
            _button("zoom-out", "Show more time (−)", lambda: self.zoom_asked.emit(2.0)),
            _button("zoom-in", "Show less time (+)", lambda: self.zoom_asked.emit(0.5)),
            _button("fit", "Show the whole recording", lambda: self.whole_asked.emit()),
            _button("back-to-clip", "Back to the clip", lambda: self.clip_asked.emit()),
            _button("picture", "Save this picture …", lambda: self.save_asked.emit()),
        )
        self.boxes = _button("boxes", "Show boxes", checkable=True)
        self.boxes.setChecked(True)
        self.boxes.toggled.connect(lambda on: self.boxes_toggled.emit(on))
        self.display = _button(
            "display",
            "Display: frequencies, contrast, colours, noise",
            lambda: self.display_asked.emit(),
        )
        modes = tuple(self._by_mode.values())
        # The modes go after the rarer tools: with Shift and Ctrl a drag does the same.
        ranks: dict[QAbstractButton, int] = dict.fromkeys((self.display, self.boxes), 3)
        ranks |= dict.fromkeys(modes, 2)
        super().__init__(
            self.readout, *modes, _part(), *moving, _part(), self.boxes, self.display, gap=0,
            margins=(2 * GRID, 1, GRID, 0), rank=lambda button: ranks.get(button, 1),
        )  # fmt: skip
        self.modes.setParent(self)
        self._first_tool = modes[0]

    def add(self, tools: QWidget) -> None:
        """Take in tools of the page's own, between the readout and the others."""
        self.insert(tools, before=self._first_tool)

    def leave_out(self, mode: Mode) -> None:
        """Offer no button for a mode that means nothing here."""
        self.offer(self._by_mode[mode], False)


def _button(
    picture: str, tip: str, do: Callable[[], object] | None = None, *, checkable: bool = False
) -> QToolButton:
    button = QToolButton()
    give_look(button, "tool")
    give_icon(button, picture, "muted")
    give_tip(button, tip)
    button.setAccessibleName(tip)
    button.setCheckable(checkable)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    if do:
        button.clicked.connect(lambda: do())
    return button


def _part() -> QFrame:
    part = line(upright=True)
    part.setFixedHeight(2 * GRID)
    return part
