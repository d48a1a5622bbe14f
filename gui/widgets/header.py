"""The line above the page: its title, the project, and where to find any action."""

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QWidget

from gui.theme import GRID
from gui.widgets.parts import button, label, row


class Header(QWidget):
    """Says where one is."""

    finder_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.title = label("", "title")
        self.project = label("", "muted")
        self.finder = button("Find an action   Ctrl+K", self.finder_wanted.emit, picture="search")
        self.finder.setAccessibleName("Find an action (Ctrl+K)")
        self.setLayout(
            row(self.title, self.project, 1, self.finder, gap=2 * GRID,
                margins=(2 * GRID, GRID, 2 * GRID, GRID))
        )  # fmt: skip

    def show_page(self, title: str, project: str) -> None:
        """Name the page and the project."""
        self.title.setText(title)
        self.project.setText(project)

    def finder_corner(self, otherwise: QPoint) -> QPoint:
        """Return where on screen the finder opens: below its button."""
        if not self.isVisible():
            return otherwise
        return self.finder.mapToGlobal(QPoint(self.finder.width(), self.finder.height() + 4))
