"""The row above the spectrogram: the readout at the left, the tools at the right."""

from collections.abc import Callable, Iterable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QMenu, QToolButton, QWidget

from gui.icons import give_icon
from gui.stylesheet import give_look
from gui.theme import GRID
from gui.widgets.elided import ElidedLabel
from gui.widgets.plain import give_tip
from gui.widgets.spectrogram.tools import Mode

_MODES = (
    (Mode.MOVE, "hand", "Move the sound by dragging"),
    (Mode.MEASURE, "measure", "Measure by dragging (Shift)"),
    (Mode.ANNOTATE, "annotate", "Draw an annotation by dragging (Ctrl)"),
)
_READOUT_PX = 30 * GRID
"""What the readout needs; where there is less, the rarer tools go into a menu."""


class SpectrogramBar(QWidget):
    """Buttons and one line of text; it decides nothing."""

    mode_chosen = Signal(object)
    zoom_asked = Signal(float)
    whole_asked = Signal()
    clip_asked = Signal()
    boxes_toggled = Signal(bool)
    display_asked = Signal()
    save_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.readout = ElidedLabel("small")
        self.readout.setAccessibleName("Under the pointer")
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(2 * GRID, 1, GRID, 0)
        self._row.setSpacing(0)
        self._row.addWidget(self.readout, 1)
        self._before_tools = self._row.count()
        self.modes = QButtonGroup(self)
        self._by_mode: dict[Mode, QToolButton] = {}
        self._left_out: set[Mode] = set()
        for mode, picture, tip in _MODES:
            button = self._button(picture, tip, checkable=True)
            button.clicked.connect(lambda _=False, chosen=mode: self.mode_chosen.emit(chosen))
            self.modes.addButton(button)
            self._by_mode[mode] = button
        self.modes.buttons()[0].setChecked(True)
        self._menu = QMenu(self)
        self._menu.aboutToShow.connect(self._fill)
        self._rare: list[QWidget] = [self._part()]
        self._add_rare("zoom-out", "Show more time (−)", lambda: self.zoom_asked.emit(2.0))
        self._add_rare("zoom-in", "Show less time (+)", lambda: self.zoom_asked.emit(0.5))
        self._add_rare("fit", "Show the whole recording", self.whole_asked.emit)
        self._add_rare("back-to-clip", "Back to the clip", self.clip_asked.emit)
        self._add_rare("picture", "Save this picture …", self.save_asked.emit)
        self._part()
        self.boxes = self._button("boxes", "Show boxes", checkable=True)
        self.boxes.setChecked(True)
        self.boxes.toggled.connect(self.boxes_toggled)
        self.display = self._button("display", "Display: frequencies, contrast, colours, noise")
        self.display.clicked.connect(self.display_asked)
        self.more = self._button("more", "More for the sound")
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.more.setMenu(self._menu)
        self.more.hide()

    def add(self, tools: QWidget) -> None:
        """Take in tools of the page's own, between the readout and the others."""
        self._row.insertWidget(self._before_tools, tools)

    def minimumSizeHint(self) -> QSize:
        """Return what the tools need that are never in the menu. Called by Qt."""
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put tools into a menu where they leave no room: first the rarer ones. Called by Qt."""
        super().resizeEvent(event)
        spare = [*self._rare, *self._offered_modes]
        held = [w for w in self.children() if isinstance(w, QWidget) and w is not self.readout]
        always = [w for w in held if w not in spare and w is not self.more and not w.isHidden()]
        # The modes come last: with Shift and Ctrl a drag does the same.
        room = self.width() - _width(always) - 3 * GRID - self.more.sizeHint().width()
        has_modes = room >= _width(self._offered_modes)
        has_rare = room - _width(spare) >= _READOUT_PX
        for mode in self._offered_modes:
            mode.setVisible(has_modes)
        for rare in self._rare:
            rare.setVisible(has_rare)
        self.more.setVisible(not has_rare)

    @property
    def _offered_modes(self) -> list[QToolButton]:
        return [made for mode, made in self._by_mode.items() if mode not in self._left_out]

    def _fill(self) -> None:
        """Put what has no room into the menu."""
        self._menu.clear()
        for each in (*self._offered_modes, *self._rare):
            if isinstance(each, QToolButton) and each.isHidden():
                action = self._menu.addAction(each.icon(), each.accessibleName())
                action.setCheckable(each.isCheckable())
                action.setChecked(each.isChecked())
                action.triggered.connect(each.click)

    def _add_rare(self, picture: str, tip: str, do: Callable[[], object]) -> None:
        button = self._button(picture, tip)
        button.clicked.connect(lambda: do())
        self._rare.append(button)

    def leave_out(self, mode: Mode) -> None:
        """Offer no button for a mode that means nothing here."""
        self._left_out.add(mode)
        self._by_mode[mode].hide()

    def _button(self, picture: str, tip: str, *, checkable: bool = False) -> QToolButton:
        button = QToolButton()
        give_look(button, "tool")
        give_icon(button, picture, "muted")
        give_tip(button, tip)
        button.setAccessibleName(tip)
        button.setCheckable(checkable)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._row.addWidget(button)
        return button

    def _part(self) -> QFrame:
        line = QFrame()
        give_look(line, "upright-line")
        line.setFixedHeight(2 * GRID)
        self._row.addWidget(line)
        return line


def _width(widgets: Iterable[QWidget]) -> int:
    return sum(widget.sizeHint().width() for widget in widgets)
