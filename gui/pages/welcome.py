"""What one sees before a project is open."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from gui.theme import GRID
from gui.widgets.parts import button, column, holder, label, line, row
from gui.widgets.plain import give_tip, on_button

_WIDTH = 80 * GRID


class WelcomePage(QWidget):
    """New, open, recent, or try it with three recordings."""

    new_wanted = Signal()
    open_wanted = Signal()
    recent_wanted = Signal(object)
    samples_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.new = button("New project …", self.new_wanted.emit, look="primary", picture="add")
        self.open = button("Open project …", self.open_wanted.emit, picture="open")
        self.samples = button(
            "Try it with three sample recordings", self.samples_wanted.emit, picture="species"
        )
        title = label("Undersong", "title")
        sentence = label(
            "Find the species in your field recordings with BirdNET, confirm them by ear and eye, "
            "and take home a species list that holds.",
            "muted",
            wrap=True,
        )
        self._recent = column(gap=GRID // 2)
        self._recent_part = holder(
            column(line(), label("Recent projects", "small"), self._recent, gap=GRID)
        )
        inner = column(title, sentence, gap=GRID)
        inner.addSpacing(2 * GRID)
        inner.addLayout(row(self.new, self.open, self.samples, 1))
        inner.addSpacing(2 * GRID)
        inner.addWidget(self._recent_part)
        middle = holder(inner)
        middle.setFixedWidth(_WIDTH)
        # Stretches rather than an alignment: aligned widgets are not given room for wrapped text.
        self.setLayout(column(2, row(1, middle, 1), 3, gap=0))

    def show_recent(self, folders: list[Path]) -> None:
        """List the projects that were open last."""
        while (item := self._recent.takeAt(0)) is not None:
            if widget := item.widget():
                widget.deleteLater()
        for folder in folders:
            self._recent.addWidget(self._entry(folder))
        self._recent_part.setVisible(bool(folders))

    def _entry(self, folder: Path) -> QPushButton:
        entry = button("", lambda: self.recent_wanted.emit(folder), look="quiet")
        entry.setText(on_button(f"{folder.name}   –   {folder.parent}"))
        entry.setAccessibleName(f"Open {folder.name}")
        give_tip(entry, str(folder))
        return entry
