"""A button that puts a text on the clipboard, and says that it did."""

from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton, QSizePolicy

from gui.icons import give_icon
from gui.stylesheet import give_look
from gui.widgets.parts import name_button

_SAID_MS = 2_000


class CopyButton(QPushButton):
    """Copies ``text``, which may change."""

    def __init__(self, name: str, *, look: str = "quiet") -> None:
        super().__init__()
        self.text_to_copy = ""
        self._name = name
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        give_look(self, look)
        give_icon(self, "copy", "text")
        name_button(self, name)
        self._said = QTimer(self, singleShot=True, interval=_SAID_MS)
        self._said.timeout.connect(self._say_name)
        self.clicked.connect(self._copy)

    def offer(self, text: str) -> None:
        """Copy this from now on; the button is there if it is something."""
        self.text_to_copy = text
        self.setVisible(bool(text))
        self._say_name()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text_to_copy)
        name_button(self, "Copied")
        self._said.start()

    def _say_name(self) -> None:
        name_button(self, self._name)
