"""Small fields that open over the page: which species it is instead, and a comment."""

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QListWidget, QListWidgetItem, QWidget

from core.domain import Species
from core.review.species_search import SpeciesSearch
from gui.stylesheet import give_look
from gui.theme import GRID
from gui.widgets.parts import column, label


class SpeciesPicker(QFrame):
    """Type a few letters, choose with the arrows, Enter takes it, Escape leaves it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        give_look(self, "popover")
        self._search: SpeciesSearch | None = None
        self._here: frozenset[str] = frozenset()
        self._then: Callable[[Species], object] = lambda _species: None
        self.field = QLineEdit()
        self.field.setAccessibleName("Which species it is")
        self.list = QListWidget()
        self.list.setAccessibleName("Species that match")
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setLayout(column(self.field, self.list, margins=(GRID, GRID, GRID, GRID)))
        self.setFixedSize(56 * GRID, 40 * GRID)
        self.field.textChanged.connect(self._find)
        self.field.returnPressed.connect(self._take)
        self.list.itemClicked.connect(lambda _item: self._take())

    def offer(self, search: SpeciesSearch) -> None:
        """Say what there is to choose from."""
        self._search = search
        self._find(self.field.text())

    def prefer(self, scientific_names: frozenset[str]) -> None:
        """Say which species come before others that fit as well: those heard here."""
        self._here = scientific_names

    def ask(self, above: QWidget, prompt: str, then: Callable[[Species], object]) -> None:
        """Show it above a widget, ready to type; ``then`` gets the species that is taken."""
        self._then = then
        self.field.setPlaceholderText(prompt)
        self.field.clear()
        self.move(above.mapToGlobal(QPoint(2 * GRID, -self.height() - GRID)))
        self.show()
        self.field.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move through the list while typing. Called by Qt."""
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        row = self.list.currentRow() + step
        self.list.setCurrentRow(max(0, min(self.list.count() - 1, row)))

    def _find(self, text: str) -> None:
        self.list.clear()
        for species in self._search.find(text, first=self._here) if self._search else ():
            item = QListWidgetItem(f"{species.common_name}   {species.scientific_name}")
            item.setData(Qt.ItemDataRole.UserRole, species)
            self.list.addItem(item)
        self.list.setCurrentRow(0)

    def _take(self) -> None:
        item = self.list.currentItem()
        if item is not None:
            self.close()
            self._then(item.data(Qt.ItemDataRole.UserRole))


class CommentField(QFrame):
    """One line of text; Enter keeps it, Escape leaves what was there."""

    written = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        give_look(self, "popover")
        self.field = QLineEdit()
        self.field.setAccessibleName("Comment")
        hint = label("Enter keeps the comment, Escape leaves it as it was.", "small")
        self.setLayout(column(self.field, hint, margins=(GRID, GRID, GRID, GRID)))
        self.setFixedWidth(56 * GRID)
        self.field.returnPressed.connect(self._keep)

    def open_above(self, widget: QWidget, text: str) -> None:
        """Show it above another widget with what the comment is now."""
        self.adjustSize()
        self.field.setText(text)
        self.move(widget.mapToGlobal(QPoint(2 * GRID, -self.height() - GRID)))
        self.show()
        self.field.setFocus()
        self.field.selectAll()

    def _keep(self) -> None:
        self.close()
        self.written.emit(self.field.text().strip())
