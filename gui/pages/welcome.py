"""What one sees before a project is open."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from core.project_sketch import ProjectSketch
from gui.theme import GRID, theme
from gui.widgets import words
from gui.widgets.parts import button, column, holder, label, line, row
from gui.widgets.plain import give_tip, on_button

_WIDTH = 80 * GRID
_LICENCE = (
    "BirdNET, which listens for you, may be used for non-commercial purposes only (CC BY-NC-SA "
    "4.0). All work is done on this computer: nothing is sent anywhere."
)


class WelcomePage(QWidget):
    """A folder of recordings, samples, new, open, recent; and what BirdNET may be used for."""

    folder_wanted = Signal()
    new_wanted = Signal()
    open_wanted = Signal()
    recent_wanted = Signal(object)
    samples_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.folder = button(
            "Open a folder of recordings …",
            self.folder_wanted.emit,
            look="primary",
            picture="recordings",
        )
        self.new = button("New project …", self.new_wanted.emit, picture="add")
        self.open = button("Open project …", self.open_wanted.emit, picture="open")
        self.samples = button(
            "Try it with three sample recordings", self.samples_wanted.emit, picture="species"
        )
        title = label("Undersong", "title")
        sentence = label(
            "Find the species in your field recordings with BirdNET, confirm them by ear and eye, "
            "and report them with numbers that you can defend.",
            "muted",
            wrap=True,
        )
        self._entries: dict[Path, QPushButton] = {}
        self._recent = column(gap=GRID // 2)
        self._recent_part = holder(
            column(line(), label("Recent projects", "small"), self._recent, gap=GRID)
        )
        inner = column(title, sentence, gap=GRID)
        inner.addSpacing(2 * GRID)
        inner.addLayout(row(self.folder, self.samples, 1))
        inner.addLayout(row(self.new, self.open, 1))
        inner.addSpacing(2 * GRID)
        inner.addWidget(label(_LICENCE, "muted", wrap=True))
        inner.addSpacing(2 * GRID)
        inner.addWidget(self._recent_part)
        self._middle = holder(inner)
        self._make_room()
        theme().changed.connect(self._make_room)
        # Stretches rather than an alignment: aligned widgets are not given room for wrapped text.
        self.setLayout(column(2, row(1, self._middle, 1), 3, gap=0))

    def _make_room(self) -> None:
        self._middle.setFixedWidth(round(_WIDTH * theme().scale))

    def show_recent(self, folders: list[Path]) -> None:
        """List the projects that were open last."""
        while (item := self._recent.takeAt(0)) is not None:
            if widget := item.widget():
                widget.deleteLater()
        self._entries = {folder: self._entry(folder) for folder in folders}
        for entry in self._entries.values():
            self._recent.addWidget(entry)
        self._recent_part.setVisible(bool(folders))

    def show_sketches(self, sketches: Sequence[ProjectSketch]) -> None:
        """Say below each recent project when it was worked on, and what is left to do."""
        for one in sketches:
            entry = self._entries.get(one.folder)
            told = words.project_sketch(one)
            if entry and told:
                entry.setText(f"{_line(one.folder, entry)}\n{told}")
                entry.setAccessibleDescription(told)

    def _entry(self, folder: Path) -> QPushButton:
        entry = button("", lambda: self.recent_wanted.emit(folder), look="quiet")
        entry.setText(_line(folder, entry))
        entry.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        entry.setStyleSheet("text-align: left; padding: 6px 8px;")
        entry.setAccessibleName(f"Open {folder.name}")
        give_tip(entry, str(folder))
        return entry


def _line(folder: Path, entry: QPushButton) -> str:
    room = round(_WIDTH * theme().scale) - 3 * GRID
    named = f"{folder.name}   –   {folder.parent}"
    middle = Qt.TextElideMode.ElideMiddle
    return on_button(entry.fontMetrics().elidedText(named, middle, room))
