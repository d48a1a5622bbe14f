"""The line above the page: its title, the project, who reviews, and where to find any action."""

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QWidget

from gui.open_project import OpenProject
from gui.theme import GRID
from gui.widgets.elided import ElidedLabel
from gui.widgets.parts import button, label, name_button, row
from gui.widgets.plain import give_tip, on_button

_LONGEST_NAME = 24


class Header(QWidget):
    """Says where one is, and under whose name."""

    finder_wanted = Signal()
    reviewer_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.title = label("", "title")
        self.project = ElidedLabel("muted")
        self.reviewer = button("", self.reviewer_wanted.emit, look="quiet", picture="reviewer")
        self.finder = button("Find an action   Ctrl+K", self.finder_wanted.emit, picture="search")
        self.finder.setAccessibleName("Find an action (Ctrl+K)")
        inside = row(self.title, self.project, self.reviewer, self.finder, gap=2 * GRID, grows=1,
                     margins=(2 * GRID, GRID, 2 * GRID, GRID))  # fmt: skip
        self.setLayout(inside)

    def show_project(self, project: OpenProject) -> None:
        """Name the project and its reviewer, from now on."""
        self.project.setText(project.titled)
        limits = f"\n{project.bundle.limits}" if project.bundle else ""
        give_tip(self.project, f"{project.folder}{limits}")
        project.reviewer_changed.connect(self._show_reviewer)
        self._show_reviewer(project.reviewer)

    def finder_corner(self, otherwise: QPoint) -> QPoint:
        """Return where on screen the finder opens: below its button."""
        if not self.isVisible():
            return otherwise
        return self.finder.mapToGlobal(QPoint(self.finder.width(), self.finder.height() + 4))

    def _show_reviewer(self, name: str) -> None:
        short = name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…"
        name_button(self.reviewer, on_button(short))
        self.reviewer.setAccessibleName(f"Reviewer: {name}. Change the name")
        give_tip(self.reviewer, f"Verdicts are stored under {name}. Click to change the name.")
