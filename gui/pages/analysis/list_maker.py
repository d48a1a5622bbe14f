"""Making a species list of one's own: begun with what is known, then ticked."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QDoubleSpinBox,
    QFormLayout,
    QLineEdit,
    QListWidgetItem,
    QSpinBox,
    QWidget,
)

from core.domain import Species
from core.errors import UserError
from core.review.making_lists import ListChoice
from core.review.species_search import SpeciesSearch
from gui.expecting import lists_that_come_along
from gui.open_lists import OpenLists
from gui.pages.analysis.questions import AnalysisQuestion
from gui.pages.analysis.tick_list import BETWEEN_NAMES, TickList
from gui.requests import Requests
from gui.theme import GRID
from gui.widgets import dialogs, words
from gui.widgets.choice_box import ChoiceBox
from gui.widgets.help_box import ReadingBox
from gui.widgets.parts import button, column, holder, indent, label, named_field, row

_WIDTH, _HEIGHT = 64 * GRID, 30 * GRID
_INTO = (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter)


@dataclass(slots=True)
class _ListedSpecies:
    """A species in the list."""

    item: QListWidgetItem
    text: str
    """Its names, in small letters."""
    species: Species
    shown: bool = True


class ListMaker(ReadingBox):
    """What is ticked is kept under a name in the project."""

    made = Signal(str)
    """The name of a list that was kept."""
    _search: SpeciesSearch | None = None
    """There once the species were read."""
    _warned = False
    """Whether it was said that what is ticked is not kept."""

    def __init__(self, parent: QWidget, lists: OpenLists, network_id: str) -> None:
        self._lists, self._network = lists, network_id
        self._source = "chosen by hand"
        self._lines: list[_ListedSpecies] = []
        self._known: list[Species] = []
        """What was ticked when it was last like something that is kept."""
        self.name, self.search = QLineEdit(), _searching()
        self.begin_with, self.species = ChoiceBox(), TickList()
        self.only_ticked = QCheckBox("Only ticked")
        find = holder(row(self.search, self.only_ticked, grows=0, gap=2 * GRID))
        self.species.setMinimumHeight(_HEIGHT)
        self.species.setAccessibleName("Species of the network")
        self.latitude, self.longitude = _degrees(90.0), _degrees(180.0)
        self.week = QSpinBox()
        self.week.setRange(0, 48)
        self.week.setSpecialValueText("Any week")
        self.week.setPrefix("Week ")
        indent(self.week)
        self.place = holder(row(self.latitude, self.longitude, self.week, gap=GRID))
        self.said = label("", "muted", wrap=True)
        content = QWidget()
        content.setFixedWidth(_WIDTH)
        form = QFormLayout()
        form.setVerticalSpacing(GRID)
        form.setHorizontalSpacing(2 * GRID)
        for title, field in (
            ("Name", self.name), ("Begin with", self.begin_with), ("Place", self.place),
            ("Species", find),
        ):  # fmt: skip
            form.addRow(named_field(title, field), field)
        self._place_row: QWidget = form.labelForField(self.place)
        inner = holder(column(self.species, self.said, gap=GRID))
        content.setLayout(column(holder_of(form), inner, gap=GRID))
        self.keep = button("Keep the list", self._keep, look="primary")
        super().__init__(parent, "A species list of your own", content, self.keep)
        self.requests = Requests(self)
        self.requests.failed.connect(self.said.setText)
        self._offer()
        self.begin_with.currentIndexChanged.connect(self._begin)
        for field in (self.latitude, self.longitude, self.week):
            field.editingFinished.connect(self._begin)
        self.search.textChanged.connect(self._filter)
        self.only_ticked.toggled.connect(self._filter)
        self.species.itemChanged.connect(lambda _item: self._count())
        self._show_place(False)
        self.requests.ask(AnalysisQuestion.LIST_SPECIES, self._about, self._all_species, self._fill)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Lead from the search into what it found. Called by Qt."""
        if event.key() in _INTO and self.search.hasFocus():
            for first in self._lines:
                if first.shown:
                    self.species.setCurrentItem(first.item)
                    self.species.setFocus()
                    break
        else:
            super().keyPressEvent(event)

    def done(self, result: int) -> None:
        """Close; what is ticked and not kept is said first. Called by Qt."""
        if self.chosen != self._known and not self._warned:
            self._warned = True
            self.said.setText(
                f"{words.count(len(self.chosen), 'species', 'species')} ticked, and not kept. "
                "Close once more to leave the list."
            )
            return
        super().done(result)

    def _all_species(self) -> tuple[list[Species], SpeciesSearch]:
        found = self._lists.species(self._network)
        return found, self._lists.search(found)

    def _about(self) -> object:
        return self.begin_with.currentIndex()

    def _offer(self) -> None:
        lists, id = self._lists, self._network
        choices: list[tuple[str, Callable[[], ListChoice] | str | None]] = [
            ("Nothing", None),
            ("What lives at a place", "place"),
            ("What was found", partial(lists.of_found, verified=False)),
            ("What a person found right", partial(lists.of_found, verified=True)),
            ("A file …", "file"),
        ]
        choices += [(one.name, partial(lists.of_list, one.name, id)) for one in lists.own()]
        choices += [(n, partial(lists.of_list, i, id)) for i, n in lists_that_come_along()]
        for text, work in choices:
            self.begin_with.addItem(text, work)

    def _begin(self, *_: object) -> None:
        chosen = self.begin_with.currentData()
        self._show_place(chosen == "place")
        if chosen == "place":
            at = (self.latitude.value(), self.longitude.value(), self.week.value() or None)
            chosen = partial(self._lists.of_place, self._network, *at)
        elif chosen == "file":
            file = dialogs.file_to_read(self, "A species list", "Lists (*.txt *.csv);;All (*)")
            chosen = partial(self._lists.of_list, str(file), self._network) if file else None
        if chosen is not None:
            self.requests.ask(AnalysisQuestion.LIST_BEGINNING, self._about, chosen, self._tick)

    def _show_place(self, shown: bool) -> None:
        self.place.setVisible(shown)
        self._place_row.setVisible(shown)

    def _fill(self, known: tuple[list[Species], SpeciesSearch]) -> None:
        species, self._search = known
        self.species.blockSignals(True)
        for one in species:
            item = QListWidgetItem(
                f"{one.common_name}{BETWEEN_NAMES}{one.scientific_name}", self.species
            )
            item.setCheckState(Qt.CheckState.Unchecked)
            self._lines.append(_ListedSpecies(item, item.text().casefold(), one))
        self.species.blockSignals(False)
        self._count()

    def _tick(self, found: ListChoice) -> None:
        self._source = found.source
        wanted = {one.scientific_name for one in found.species}
        self.species.blockSignals(True)
        for line in self._lines:
            on = line.species.scientific_name in wanted
            line.item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
        self.species.blockSignals(False)
        self._known = self.chosen
        self._filter()
        self._count(*found.notes)

    @property
    def chosen(self) -> list[Species]:
        """Return what is ticked."""
        ticked = Qt.CheckState.Checked
        return [line.species for line in self._lines if line.item.checkState() is ticked]

    def _count(self, *notes: str) -> None:
        self._warned = False
        number = len(self.chosen)
        ticked = f"{number:,} species {'is' if number == 1 else 'are'} ticked."
        self.said.setText(" ".join((ticked, *notes)))

    def _filter(self, *_: object) -> None:
        """Show what holds the words that are typed, or has them as a code or short for a name."""
        typed = self.search.text()
        words = typed.casefold().split()
        found = self._search.find(typed, len(self._lines)) if words and self._search else ()
        meant = {one.scientific_name for one in found}
        ticked = self.only_ticked.isChecked()
        for line in self._lines:
            fits = line.species.scientific_name in meant or all(word in line.text for word in words)
            on = fits and (not ticked or line.item.checkState() is Qt.CheckState.Checked)
            # Asking Qt about each of ten thousand lines takes longer than the search.
            if on != line.shown:
                line.shown = on
                line.item.setHidden(not on)

    def _keep(self) -> Path | None:
        try:
            path = self._lists.keep(self.name.text(), self.chosen, self._source)
        except UserError as error:
            self.said.setText(str(error))
            return None
        self._known = self.chosen
        self.accept()
        self.made.emit(path.stem)
        return path


def holder_of(form: QFormLayout) -> QWidget:
    """Return a widget with a form in it."""
    made = QWidget()
    form.setContentsMargins(0, 0, 0, 0)
    made.setLayout(form)
    return made


def _searching() -> QLineEdit:
    field = QLineEdit()
    field.setPlaceholderText("Find a species to tick")
    field.setAccessibleName("Species")
    field.setClearButtonEnabled(True)
    return field


def _degrees(most: float) -> QDoubleSpinBox:
    field = QDoubleSpinBox()
    field.setRange(-most, most)
    field.setDecimals(4)
    field.setSuffix("°")
    indent(field)
    return field
