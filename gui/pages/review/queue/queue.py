"""The detections to go through, as a table or a grid; the current one is always in view."""

from collections.abc import Iterable, Mapping
from itertools import chain, islice

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, QSize, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from core.domain import Detection, Verdict
from core.store.detections import Sort
from gui.pages.review.queue.grid import Grid
from gui.pages.review.queue.grid_bar import GridBar
from gui.pages.review.queue.grid_cells import paint_detection
from gui.pages.review.queue.thumbnails import Thumbnails
from gui.tables.detections_table import DetectionsTable
from gui.tables.paged import CHOSEN_AT_MOST, PAGE
from gui.tables.table_view import TableView
from gui.theme import GRID
from gui.widgets.parts import column, holder

_AHEAD = 2


class Queue(QWidget):
    """Says which detection is current, and moves on to the next."""

    current_changed = Signal(object)
    """A Detection, or None where the queue is empty."""
    opened = Signal()
    """A clip of the grid shall be seen large."""

    def __init__(self) -> None:
        super().__init__()
        self.table = DetectionsTable(self)
        self.view = TableView("Detections to review", self.table)
        self.view.fit_at_first()
        # Whole rows: half of one at the top would look like a mistake after each step.
        self.view.setVerticalScrollMode(TableView.ScrollMode.ScrollPerItem)
        self.view.row_actions.choose_all.triggered.disconnect()
        self.view.row_actions.choose_all.triggered.connect(self._choose_all)
        self.pictures = Thumbnails(self)
        self.grid = Grid(self.table, self.pictures, paint_detection)
        self.bar = GridBar(self.chosen)
        self._gallery = holder(column(self.bar, self.grid, gap=0, grows=1))
        self.stack = QStackedWidget()
        self.stack.addWidget(self.view)
        self.stack.addWidget(self._gallery)
        self.setLayout(column(self.stack, gap=0))
        self._row = -1
        self._visitor: Detection | None = None
        self._awaited = self._quiet = False
        self.skips = ""
        """What is passed over of a species once it is confirmed: see ``Filter.skip``."""
        self.view.selectionModel().selectionChanged.connect(self._selected)
        self.view.clicked.connect(self._clicked)
        self.table.dataChanged.connect(self._came)
        self.grid.moved.connect(self._go_to)
        self.grid.opened.connect(self.opened)
        self.grid.chosen_changed.connect(self.bar.show_chosen)

    def minimumSizeHint(self) -> QSize:
        """Return room for the headings and one row. Called by Qt."""
        return QSize(super().minimumSizeHint().width(), self.height_of_rows(1))

    def height_of_rows(self, number: int) -> int:
        """Return the height of the headings and so many rows."""
        header, rows = self.view.horizontalHeader(), self.view.verticalHeader()
        return header.sizeHint().height() + number * rows.defaultSectionSize() + GRID // 2

    @property
    def current(self) -> Detection | None:
        """Return the current detection, if it is here already."""
        return self._visitor or self.table.row(self._row)

    @property
    def row(self) -> int:
        """Return the place of the current detection, -1 where there is none."""
        return self._row

    @property
    def as_grid(self) -> bool:
        """Tell whether the grid is on screen."""
        return self.stack.currentWidget() is self._gallery

    @property
    def settled(self) -> bool:
        """Tell whether all rows and pictures on screen are here."""
        return not self._awaited and not (self.as_grid and self.pictures.busy)

    def show_grid(self, on: bool) -> None:
        """Show the queue as a grid, or as a table."""
        self.stack.setCurrentWidget(self._gallery if on else self.view)
        if self._row >= 0:
            self._show_row()
        self.take_focus()

    def take_focus(self) -> None:
        """Let the keyboard go to the table or the grid."""
        (self.grid if self.as_grid else self.view).setFocus()

    def show_order(self, sort: Sort, *, planned: bool, alike: tuple[int, int] | None) -> None:
        """Say what sorts: a column, a plan, or (how many were compared, of how many)."""
        self.view.show_order(sort.by, descending=sort.descending)
        header = self.view.horizontalHeader()
        header.setSortIndicatorShown(not planned and alike is None)
        header.setSectionsClickable(not planned)
        self.bar.show_order(sort, planned=planned, alike=alike)

    def begin(self, length: int, pages: Mapping[int, list[Detection]], row: int) -> None:
        """Show another queue with what is here of it, and where to begin."""
        self._quiet = True
        self._fill(length, pages)
        self._quiet = False
        self.grid.begin()
        if not length:
            self._row, self._awaited, self._visitor = -1, False, None
            self.current_changed.emit(None)
        else:
            self._go_to(min(row, length - 1))

    def number(self, length: int, pages: Mapping[int, list[Detection]], earlier: int) -> None:
        """Put ``earlier`` rows before those that are here; nothing on screen moves."""
        top, here = self.view.verticalScrollBar().value(), self.table.row(self._row)
        self._quiet = True
        self._fill(length, pages)
        # What was stored meanwhile may stand before it: what is seen is what is decided about.
        row = self.table.row_of(here.id) if here else None
        self._row = self._row + earlier if row is None else row
        self.view.choose_row(self._row)
        self.view.verticalScrollBar().setValue(top + earlier)
        self._quiet = False
        self.grid.number(self._row)
        self._awaited = self.table.row(self._row) is None
        self.table.want(self._row)

    def next(self) -> bool:
        """Move on, from a visitor back to the queue; tell whether there was another."""
        return self.go_to_row(self._next_row)

    def previous(self) -> bool:
        """Move back; tell whether there was one before."""
        return self.go_to_row(self._row - 1)

    def go_to_row(self, row: int) -> bool:
        """Make a row current; tell whether there is such a row."""
        if not 0 <= row < self.table.rowCount():
            return False
        self._go_to(row)
        return True

    def next_row(self, after: int) -> int:
        """Return the row after one; those of a species that is confirmed there are passed over."""
        row = after + 1
        while self.skips and (found := self.table.row(row)) and self._is_skipped(found):
            row += 1
        return row

    def _is_skipped(self, found: Detection) -> bool:
        key = _rest(found, self.skips)
        return (
            found.verdict is None
            and key is not None
            and any(
                d.verdict is Verdict.CORRECT and _rest(d, self.skips) == key
                for d in self.table.rows
            )
        )

    def upcoming(self) -> Detection | None:
        """Return the detection after the current one, if it is here."""
        return self.table.row(self._next_row)

    def choose(self, detection_id: int) -> bool:
        """Make a detection current; tell whether it is here."""
        row = self.table.row_of(detection_id)
        if row is not None:
            self._go_to(row)
        return row is not None

    def visit(self, detection: Detection) -> None:
        """Make a detection current that is not in the queue; the queue stays where it is."""
        self._visitor = detection
        self.current_changed.emit(detection)

    def chosen(self) -> list[Detection]:
        """Return what a verdict is about: what is chosen, or the current detection.

        Nothing while rows of the selection are on their way: half of it would be decided.
        """
        if self.as_grid and self.grid.choosing:
            return []
        if self.as_grid and (selected := self.grid.selection()):
            return selected
        several = [] if self.as_grid or self._visitor else self._several
        if len(several) > 1:
            rows = [self.table.row(number) for number in several]
            return [] if None in rows else [row for row in rows if row]
        return [self.current] if self.current else []

    def show_again(self, fresh: Iterable[Detection]) -> None:
        """Show what was said about detections, without moving any."""
        fresh = list(fresh)
        self.table.show_again(fresh)
        if self._visitor:
            self._visitor = next((d for d in fresh if d.id == self._visitor.id), self._visitor)
        self.grid.viewport().update()

    @property
    def _next_row(self) -> int:
        return self._row if self._visitor else self.next_row(self._row)

    def _go_to(self, row: int, *, alone: bool = True) -> None:
        self._row, self._visitor = row, None
        self._quiet = True
        if alone:  # else it is one of several that are being chosen
            self._show_row()
        self._quiet = False
        self.table.want(row + 20)
        if self.current:
            self._awaited = False
            self.current_changed.emit(self.current)
        else:
            self._awaited = True
            self.table.want(row)

    def _fill(self, length: int, pages: Mapping[int, list[Detection]]) -> None:
        self.table.restart(length)
        for page, rows in pages.items():
            self.table.fill(page, rows)

    def _show_row(self) -> None:
        self.view.choose_row(self._row)
        self.grid.show_current(self._row)
        if self.view.is_pressed:  # what one clicks on stays where it is
            return
        # A few rows ahead stay in view.
        ahead = min(self._row + _AHEAD, self.table.rowCount() - 1)
        self.view.scrollTo(self.table.index(ahead, 0))
        self.view.scrollTo(self.table.index(self._row, 0))

    def _selected(self) -> None:
        if self._quiet or not self.view.selectionModel().hasSelection():
            return
        several = self._several
        for row in several[::PAGE] + several[-1:]:
            self.table.want(row)
        self._go_to(self.view.currentIndex().row(), alone=len(several) < 2)

    @property
    def _several(self) -> list[int]:
        """Return the rows that are chosen in the table, as many as can be here at once."""
        chosen = self.view.row_actions.chosen
        return list(islice(chain.from_iterable(chosen), CHOSEN_AT_MOST))

    def _choose_all(self) -> None:
        flags = QItemSelectionModel.SelectionFlag
        last = min(CHOSEN_AT_MOST, self.table.rowCount()) - 1
        every = QItemSelection(self.table.index(0, 0), self.table.index(last, 0))
        self.view.selectionModel().select(every, flags.ClearAndSelect | flags.Rows)

    def _clicked(self, index: QModelIndex) -> None:
        if self._visitor:  # the row is selected already, and does not change
            self._go_to(index.row())

    def _came(self) -> None:
        if self._awaited and not self._quiet and self.current:
            self._awaited = False
            self.current_changed.emit(self.current)


def _rest(found: Detection, of: str) -> tuple[object, ...] | None:
    """Return what is the same for all that is passed over with a detection, where that is known."""
    day = found.at.local.date() if found.at else None
    key = (found.species, found.site, day) if of == "day" else (found.species, found.site)
    return None if None in key else key
