"""Small fields that open over the page: which species it is instead, and a comment."""

from collections.abc import Callable, Iterable, Sequence

from PySide6.QtCore import QMargins, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QLineEdit, QWidget

from core.domain import Species
from core.review.species_search import SpeciesSearch
from gui.stylesheet import give_look
from gui.theme import GRID
from gui.widgets.beside import place_beside
from gui.widgets.parts import column, label
from gui.widgets.typed_list import Entry, TypedList

_LATEST = 5
_FIRST = 3
"""So many likely ones come before the latest, so that these need no scrolling."""
_HEIGHT = 40 * GRID


class SpeciesPicker(TypedList):
    """Which species it is. Before anything is typed: the likeliest, and those taken last."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, "Which species it is", "Species that match")
        self._search: SpeciesSearch | None = None
        self._here: frozenset[str] = frozenset()
        self._expected: frozenset[str] = frozenset()
        self._likely: Sequence[Species] = ()
        self._latest: list[Species] = []
        self._then: Callable[[Species], object] = lambda _species: None
        self.taken.connect(self._take_species)

    def offer(self, search: SpeciesSearch) -> None:
        """Say what there is to choose from."""
        self._search = search
        self.refill()

    def prefer(self, scientific_names: frozenset[str]) -> None:
        """Say which species come before others that fit as well: those of this project."""
        self._here = scientific_names

    def expect(self, scientific_names: frozenset[str]) -> None:
        """Say which species come next: those that live here at this time of the year."""
        self._expected = scientific_names
        self.refill()

    def show_likely(self, species: Sequence[Species]) -> None:
        """Say which species are likeliest instead of what was heard."""
        self._likely = species

    def ask(self, about: QRect, prompt: str, then: Callable[[Species], object]) -> None:
        """Show it beside a place on the screen, ready to type; ``then`` gets what is taken."""
        self._then = then
        self.field.setPlaceholderText(prompt)
        room = self.screen().availableGeometry()
        if not room.contains(about):  # the window reaches beyond the screen
            room |= about.marginsAdded(QMargins(*4 * (self.width(),)))
        place = place_beside(QSize(self.width(), _HEIGHT), about, room)
        self.setFixedHeight(place.height())
        self.move(place.topLeft())
        self.begin()

    def entries(self, text: str) -> Iterable[Entry]:
        """Return the species that fit."""
        if not text.strip():
            likely = self._likely
            for species in dict.fromkeys((*likely[:_FIRST], *self._latest, *likely[_FIRST:])):
                said = "" if species in self._likely else "   ·   latest"
                yield Entry(f"{_named(species)}{said}", species)
        elif self._search:
            found = self._search.find(text, here=self._here, expected=self._expected)
            for species in found:
                yield Entry(_named(species), species)

    def _take_species(self, species: Species) -> None:
        self._latest = [species, *(one for one in self._latest if one != species)][:_LATEST]
        self._then(species)


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

    def open_below(self, widget: QWidget, text: str) -> None:
        """Show it below another widget with what the comment is now."""
        self.adjustSize()
        self.field.setText(text)
        self.move(widget.mapToGlobal(QPoint(2 * GRID, widget.height())))
        self.show()
        self.field.setFocus()
        self.field.selectAll()

    def _keep(self) -> None:
        self.close()
        self.written.emit(self.field.text().strip())


def _named(species: Species) -> str:
    return f"{species.common_name}   {species.scientific_name}"
