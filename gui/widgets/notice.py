"""A line over the page that says what happened and what can be done about it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QFrame, QPushButton, QToolButton, QWidget

from gui.icons import give_icon
from gui.stylesheet import give_look
from gui.theme import GRID
from gui.widgets.empty import Action
from gui.widgets.outside import show_outside
from gui.widgets.parts import button, label, name_button, row

_STAYS_MS = 8000
_WIDEST = 76 * GRID


@dataclass(frozen=True, slots=True)
class Notice:
    """What happened, in a sentence, and what can be done about it now."""

    sentence: str
    action: Action | None = None
    """If it returns a sentence, that is told next."""
    other: Action | None = None
    """What else can be done, beside it."""


def opening_folder(folder: Path) -> Action:
    """Return the way to a folder that something was written to."""
    return Action("Open folder", partial(show_outside, folder))


class NoticeBar(QFrame):
    """Floats at the bottom of its parent. Problems stay until they are closed."""

    def __init__(self, parent: QWidget, foot_px: Callable[[], int] = lambda: 0) -> None:
        """``foot_px`` returns how much of the parent's bottom is to be left free."""
        super().__init__(parent)
        self._parent, self._foot_px = parent, foot_px
        give_look(self, "notice")
        self.text = label(wrap=True)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.action, self.other = button("Do it"), button("Do it", look="quiet")
        self.close_button = QToolButton()
        give_look(self.close_button, "quiet")
        give_icon(self.close_button, "remove", "muted")
        self.close_button.setAccessibleName("Close this notice")
        self.close_button.clicked.connect(self.hide)
        inside = row(
            self.text, self.other, self.action, self.close_button,
            margins=(2 * GRID, GRID, GRID, GRID),
        )  # fmt: skip
        inside.setStretch(0, 1)
        self.setLayout(inside)
        # A click leaves the keyboard where it is.
        for pressed in (self.action, self.other, self.close_button):
            pressed.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._stays = False
        self._can_do: dict[QPushButton, Action] = {}
        for pressed in (self.action, self.other):
            pressed.clicked.connect(partial(self._act, pressed))
        self._timer = QTimer(self, singleShot=True, interval=_STAYS_MS)
        self._timer.timeout.connect(self.hide)
        parent.installEventFilter(self)
        self.hide()

    def say(self, notice: Notice, *, stays: bool = False) -> None:
        """Show a sentence, and a button where there is something to do."""
        self.text.setText(notice.sentence)
        self.setAccessibleName(notice.sentence)
        offered = {self.action: notice.action, self.other: notice.other}
        self._can_do = {pressed: action for pressed, action in offered.items() if action}
        for pressed, action in offered.items():
            name_button(pressed, action.text if action else "")
            pressed.setVisible(action is not None)
        self._stays = stays
        self._timer.stop() if stays else self._timer.start()
        self.show()
        self._place()
        self.raise_()

    def dismiss(self) -> None:
        """Hide what was only told: something else happens now. Problems stay."""
        if not self._stays:
            self.hide()

    def withdraw(self, sentence: str) -> None:
        """Hide a sentence, if it is this, that does not hold any more or is said elsewhere."""
        if sentence and self.text.text().startswith(sentence):
            self.hide()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Follow the size of the parent. Called by Qt."""
        if event.type() == QEvent.Type.Resize and not self.isHidden():
            self._place()
        return False

    def _act(self, pressed: QPushButton) -> None:
        action = self._can_do.get(pressed)
        self._can_do = {}
        self.hide()
        said = action.do() if action else None
        if isinstance(said, str) and said:
            self.say(Notice(said), stays=True)

    def _place(self) -> None:
        parent = self._parent
        metrics = self.text.fontMetrics()
        lines = [metrics.horizontalAdvance(each) for each in self.text.text().splitlines()]
        beside = self.close_button.sizeHint().width() + 6 * GRID
        beside += sum(each.sizeHint().width() + GRID for each in self._can_do)
        most = min(_WIDEST, parent.width() - 4 * GRID - beside)
        self.text.setFixedWidth(max(8 * GRID, min(most, max(lines, default=0) + GRID)))
        self.adjustSize()
        above = parent.height() - self._foot_px() - 2 * GRID
        self.move((parent.width() - self.width()) // 2, above - self.height())
