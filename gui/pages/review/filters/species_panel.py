"""The species at the left: how many detections, and how far the reviewing is."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QAction, QColor, QKeyEvent, QPainter
from PySide6.QtWidgets import QHeaderView, QLineEdit, QStyleOptionViewItem, QWidget

from core.domain import Species, SpeciesCount, Verdict
from core.store.detections import Filter
from gui.pages.review.filters.progress_line import ProgressLine
from gui.pages.states import States
from gui.stylesheet import give_look
from gui.tables.columns import Index
from gui.tables.names_below import NamesBelow
from gui.tables.species_table import SpeciesTable, everything, matching
from gui.tables.table_view import TableView
from gui.theme import GRID, theme
from gui.widgets.empty import Action, Said
from gui.widgets.parts import column

_BAR_PX = 3
_WHOLE_ROW = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
_MOVES = (
    Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down,
    Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown,
)  # fmt: skip


class SpeciesPanel(QWidget):
    """Type to find; the chosen species is what the queue shows."""

    why_wanted = Signal(str)
    """A species, or what was typed of one that is not shown."""
    rule_wanted = Signal(str, object)
    """The scientific name of a species, and all Species that were found."""
    chosen = Signal(object)
    """The Species that are chosen, none of them: all."""

    def __init__(self) -> None:
        super().__init__()
        give_look(self, "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._counts: Sequence[SpeciesCount] = ()
        self._wanted: frozenset[str] | None = frozenset()
        """None: what is shown is not of species."""
        self._filling = False
        self.search = QLineEdit()
        self.search.setPlaceholderText("Find a species")
        self.search.setAccessibleName("Find a species")
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._fill)
        self.search.returnPressed.connect(self._take_first)
        self.table = SpeciesTable()
        self.view = SpeciesView("Species", self.table)
        self.view.setItemDelegate(WithBar(self.view))
        self.view.have_lines(2)
        self.view.mark_sorted(1, descending=True)
        self.view.stretch_first()
        self.view.horizontalHeader().setSectionResizeMode(1, QHeaderView.ResizeMode.Fixed)
        self.view.selectionModel().selectionChanged.connect(self._choose)
        self._offer()
        below = QWidget()
        self.states = States(below, self.view)
        self.progress = ProgressLine()
        search = column(self.search, self.progress, margins=(GRID, GRID, GRID, GRID))
        self.setLayout(column(search, below, gap=0, grows=1))
        self._make_room()
        theme().changed.connect(self._make_room)

    def sizeHint(self) -> QSize:
        """Return room for a name and a number. Called by Qt."""
        return QSize(round(33 * GRID * theme().scale), 60 * GRID)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go down from the search into what it found. Called by Qt."""
        if event.key() == Qt.Key.Key_Down and self.search.hasFocus() and self.table.rows:
            self.view.setFocus()
            if not self.view.selectionModel().hasSelection():
                self.view.selectRow(0)
        else:
            super().keyPressEvent(event)

    def show_counts(self, counts: Sequence[SpeciesCount]) -> None:
        """Show fresh counts; the chosen species stays chosen."""
        self._counts = counts
        self._fill()

    def say_counting(self) -> None:
        """Say, where no species are shown yet, that they are being counted."""
        if not self.states.has_content:
            self.states.show_busy(Said("Counting the species"))

    def say_uncounted(self, sentence: str, again: Callable[[], object]) -> None:
        """Say that they could not be counted."""
        if not self.states.has_content:
            said = Said("The species could not be counted", sentence, (Action("Try again", again),))
            self.states.show_failed(said)

    def show_chosen(self, wanted: Filter | None) -> None:
        """Mark the species that a filter chooses, or all; without a filter none."""
        species = None
        if wanted:
            species = frozenset({wanted.species} if wanted.species else wanted.several or ())
        if species != self._wanted:
            self._wanted = species
            self._fill(again=True)

    def _fill(self, *_: str, again: bool = False) -> None:
        self._show_rows(again=again)
        if self.table.rows:
            self.states.show_content()
        else:
            everything = Action("Show all species", self.search.clear)
            typed = self.search.text()
            why = Action("Why not?", lambda: self.why_wanted.emit(typed))
            said = Said(
                "No species matches", "None that is shown has such a name.", (everything, why)
            )
            self.states.show_nothing_found(said)

    def _show_rows(self, *, again: bool) -> None:
        rows = matching(self._counts, self.search.text())
        if not self.search.text():
            rows = [everything(self._counts), *rows]
        rows = self.table.in_order(rows)
        same = [row.species for row in rows] == [row.species for row in self.table.rows]
        if same and not again:
            self._refresh(rows)
            return
        self._filling = True
        self.table.show(rows)
        self._widen()
        self._mark(rows)
        self._filling = False

    def _mark(self, rows: Sequence[SpeciesCount]) -> None:
        if self._wanted is None:
            return
        wanted, marks = self._wanted or {""}, self.view.selectionModel()
        for number, row in enumerate(rows):
            if row.species.scientific_name in wanted:
                index = self.table.index(number, 0)
                marks.select(index, _WHOLE_ROW)
                if len(wanted) == 1:
                    marks.setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
                    self.view.scrollTo(index)

    def _refresh(self, rows: Sequence[SpeciesCount]) -> None:
        for number, (row, before) in enumerate(zip(rows, self.table.rows, strict=True)):
            if row != before:
                self.table.change(number, row)
        self._widen()

    def _widen(self) -> None:
        # Asking each cell for its width takes longer than all else that a filter changes here.
        most = max((row.detections for row in self.table.rows), default=0)
        header = self.view.horizontalHeader()
        number = self.view.fontMetrics().horizontalAdvance(f"{most:,}") + 4 * GRID
        heading = header.fontMetrics().horizontalAdvance(self.table.columns[1].heading) + 4 * GRID
        header.resizeSection(1, max(number, heading))

    def _offer(self) -> None:
        why, rule = QAction("Why (not)? …", self), QAction("Rule of this species …", self)
        why.triggered.connect(lambda: self.why_wanted.emit(self._at_hand))
        rule.triggered.connect(lambda: self.rule_wanted.emit(self._at_hand, self._found))
        self.view.row_actions.offer(why, rule)
        for action in (why, rule):
            self.view.row_actions.offering.connect(partial(self._enable_for_one, action))

    @property
    def _at_hand(self) -> str:
        """Return the species of the current row; nothing in that of all species."""
        number = self.view.currentIndex().row()
        return self.table.rows[number].species.scientific_name if number >= 0 else ""

    @property
    def _found(self) -> list[Species]:
        return [count.species for count in self._counts]

    def _enable_for_one(self, action: QAction) -> None:
        action.setEnabled(bool(self._at_hand))

    def _make_room(self) -> None:
        self.setMinimumWidth(round(24 * GRID * theme().scale))
        self._widen()

    def _take_first(self) -> None:
        if self.table.rows:
            self.view.selectRow(0)
            self.view.setFocus()

    def _choose(self, selected: QItemSelection) -> None:
        rows = sorted({index.row() for index in self.view.selectionModel().selectedRows()})
        if self._filling or not rows:
            return
        added = {index.row() for index in selected.indexes()}
        chosen = [self.table.rows[n].species for n in rows]
        everything = any(not self.table.rows[n].species.scientific_name for n in added)
        chosen = [] if everything else [one for one in chosen if one.scientific_name]
        self._wanted = frozenset(one.scientific_name for one in chosen)
        self._filling = True
        self.view.clearSelection()
        self._mark(self.table.rows)
        self._filling = False
        self.chosen.emit(chosen)


class SpeciesView(TableView):
    """Arrows go through the species; letters decide, as everywhere on the page."""

    def event(self, event: QEvent) -> bool:
        """Keep the arrows here: elsewhere they decide. Called by Qt."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            moves = Qt.Key(event.key()) in _MOVES and not event.modifiers()
            if moves:
                event.accept()
                return True
        return super().event(event)

    def keyboardSearch(self, _text: str) -> None:
        """Leave letters to the search field: here they decide. Called by Qt."""


class WithBar(NamesBelow):
    """Below the names a thin bar: how much was found correct, wrong, unsure."""

    foot = _BAR_PX + GRID

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one cell. Called by Qt."""
        super().paint(painter, option, index)
        if not index.column():
            rect: QRect = option.rect
            bar = QRect(rect.left() + GRID, rect.bottom() - GRID, rect.width() - 2 * GRID, _BAR_PX)
            _paint_shares(painter, bar, index.model().rows[index.row()])  # type: ignore[attr-defined]


def _paint_shares(painter: QPainter, bar: QRect, count: SpeciesCount) -> None:
    painter.fillRect(bar, QColor(theme().colours.line_strong))
    left = float(bar.left())
    for number, verdict in (
        (count.correct, Verdict.CORRECT),
        (count.wrong, Verdict.WRONG),
        (count.unsure, Verdict.UNSURE),
    ):
        if number:
            width = max(2.0, bar.width() * number / count.detections)
            share = QRect(round(left), bar.top(), round(width), _BAR_PX)
            painter.fillRect(share, theme().verdict_colour(verdict))
            left += width
