"""The pages, down the left side of the window."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QToolButton, QVBoxLayout, QWidget

from gui.icons import give_icon
from gui.stylesheet import give_look
from gui.theme import GRID


class Rail(QWidget):
    """One button per page; exactly one is chosen."""

    chosen = Signal(str)
    """The name of a page, when a person chose it."""

    def __init__(self) -> None:
        super().__init__()
        give_look(self, "rail")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName("Pages")
        self._buttons: dict[str, QToolButton] = {}
        self._group = QButtonGroup(self)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(GRID, 2 * GRID, GRID, GRID)
        self._column.setSpacing(GRID // 2)
        self._column.addStretch(1)

    def add(self, name: str, title: str, picture: str, tip: str = "") -> None:
        """Add a page below the others, with an icon of ``gui.icons``."""
        button = QToolButton()
        give_look(button, "rail")
        give_icon(button, picture, "muted")
        button.setIconSize(QSize(22, 22))
        button.setText(title)
        button.setToolTip(tip)
        button.setAccessibleName(title)
        button.setCheckable(True)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.clicked.connect(lambda: self.chosen.emit(name))
        self._group.addButton(button)
        self._buttons[name] = button
        self._column.insertWidget(self._column.count() - 1, button)

    def choose(self, name: str) -> None:
        """Mark a page as the one on screen, without a signal."""
        self._buttons[name].setChecked(True)

    def enable(self, name: str, on: bool) -> None:
        """Let a page be chosen, or not."""
        self._buttons[name].setEnabled(on)
