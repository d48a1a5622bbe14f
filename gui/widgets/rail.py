"""The rail at the left: one button for each page."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QButtonGroup, QFrame, QSizePolicy, QToolButton, QVBoxLayout

from gui.icons import give_icon
from gui.stylesheet import give_look
from gui.theme import GRID, theme


class Rail(QFrame):
    """Tells which page was chosen by its name."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        give_look(self, "rail")
        self.setAccessibleName("Pages")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(GRID, GRID, GRID, GRID)
        self._column.setSpacing(GRID // 2)
        self._column.addStretch(1)
        self._group = QButtonGroup(self)
        theme().changed.connect(self._make_room)
        self._buttons: dict[str, QToolButton] = {}

    def add(self, name: str, title: str) -> None:
        """Add a page's button below the others, unless it has one."""
        if name in self._buttons:
            return
        button = QToolButton()
        give_look(button, "rail")
        give_icon(button, name, "muted")
        button.setText(title)
        button.setAccessibleName(title)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        button.setIconSize(QSize(24, 24))
        button.setCheckable(True)
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.clicked.connect(lambda: self.chosen.emit(name))
        self._group.addButton(button)
        self._column.insertWidget(len(self._buttons), button)
        self._buttons[name] = button
        self._make_room()

    def _make_room(self) -> None:
        # Wide enough for the longest word in bold, so that choosing a page moves nothing.
        metrics = QFontMetrics(theme().font(theme().sizes.small, bold=True))
        words = [metrics.horizontalAdvance(each.text()) for each in self._buttons.values()]
        self.setFixedWidth(max(12 * GRID, max(words, default=0) + 5 * GRID))

    def show_chosen(self, name: str) -> None:
        """Mark the page on screen."""
        if name in self._buttons:
            self._buttons[name].setChecked(True)
