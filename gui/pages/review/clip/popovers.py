"""Small fields that open over the page: which species it is instead, and a comment."""

from collections.abc import Callable, Iterable

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QFrame, QLineEdit, QWidget

from core.domain import Species
from core.review.species_search import SpeciesSearch
from gui.stylesheet import give_look
from gui.theme import GRID
from gui.widgets.parts import column, label
from gui.widgets.typed_list import Entry, TypedList


class SpeciesPicker(TypedList):
    """Which species it is: those heard here come first."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, "Which species it is", "Species that match")
        self.setFixedHeight(40 * GRID)
        self._search: SpeciesSearch | None = None
        self._here: frozenset[str] = frozenset()
        self._then: Callable[[Species], object] = lambda _species: None
        self.taken.connect(lambda species: self._then(species))

    def offer(self, search: SpeciesSearch) -> None:
        """Say what there is to choose from."""
        self._search = search
        self.refill()

    def prefer(self, scientific_names: frozenset[str]) -> None:
        """Say which species come before others that fit as well: those heard here."""
        self._here = scientific_names

    def ask(self, above: QWidget, prompt: str, then: Callable[[Species], object]) -> None:
        """Show it above a widget, ready to type; ``then`` gets the species that is taken."""
        self._then = then
        self.field.setPlaceholderText(prompt)
        self.move(above.mapToGlobal(QPoint(2 * GRID, -self.height() - GRID)))
        self.begin()

    def entries(self, text: str) -> Iterable[Entry]:
        """Return the species that fit."""
        for species in self._search.find(text, first=self._here) if self._search else ():
            yield Entry(f"{species.common_name}   {species.scientific_name}", species)


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
