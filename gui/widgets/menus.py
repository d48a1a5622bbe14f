"""The menus, with the platform's own keys."""

from collections.abc import Callable, Iterable
from pathlib import Path

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu

from gui.icons import icon

Do = Callable[[], object]


class Menus:
    """File, Edit, Review, View and Help; each action is also found by typing (Ctrl+K)."""

    def __init__(self, window: QMainWindow) -> None:
        self._window = window
        bar = window.menuBar()
        self.file = bar.addMenu("&File")
        self.edit = bar.addMenu("&Edit")
        self.review = bar.addMenu("&Review")
        self.view = bar.addMenu("&View")
        self.help = bar.addMenu("&Help")
        self._recent = QMenu("Open &recent", window)

    def action(
        self,
        menu: QMenu,
        text: str,
        do: Do,
        keys: QKeySequence.StandardKey | str | None = None,
        picture: str = "",
    ) -> QAction:
        """Add something to do to a menu."""
        made = QAction(text, self._window)
        if picture:
            made.setIcon(icon(picture))
        if isinstance(keys, str):
            made.setShortcut(QKeySequence(keys))
        elif keys is not None:
            made.setShortcuts(keys)
        made.triggered.connect(lambda: do())
        menu.addAction(made)
        return made

    def add_recent(self) -> None:
        """Add the menu of recent projects to the File menu."""
        self.file.addMenu(self._recent)

    def show_recent(self, folders: Iterable[Path], open_one: Callable[[Path], object]) -> None:
        """List the projects that were open last."""
        self._recent.clear()
        for folder in folders:
            action = self._recent.addAction(folder.name.replace("&", "&&"))
            action.setToolTip(str(folder))
            action.setStatusTip(str(folder))
            action.triggered.connect(_with(open_one, folder))
        self._recent.setEnabled(not self._recent.isEmpty())

    def all_actions(self) -> list[QAction]:
        """Return everything that can be done from the menus."""
        found: list[QAction] = []
        for menu in (self.file, self._recent, self.edit, self.review, self.view, self.help):
            found += [a for a in menu.actions() if not a.isSeparator() and a.menu() is None]
        return found


def _with(do: Callable[[Path], object], folder: Path) -> Callable[[], None]:
    def act() -> None:
        do(folder)

    return act
