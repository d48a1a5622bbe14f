"""The detections to go through, as a table; the current one is always in view."""

from collections.abc import Callable

from PySide6.QtCore import QItemSelection, Signal
from PySide6.QtWidgets import QWidget

from core.domain import Detection
from gui.tables.detections_table import DetectionsTable
from gui.widgets.parts import column
from gui.widgets.table_view import TableView


class Queue(QWidget):
    """Says which detection is current, and moves on to the next."""

    current_changed = Signal(object)
    """A Detection, or None where the queue is empty."""
    more_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.table = DetectionsTable(self)
        self.view = TableView("Detections to review", self.table)
        # Whole rows: half of one at the top would look like a mistake after each step.
        self.view.setVerticalScrollMode(TableView.ScrollMode.ScrollPerItem)
        self.view.selectionModel().selectionChanged.connect(self._selected)
        self.table.more_wanted.connect(self.more_wanted)
        self.setLayout(column(self.view, gap=0))
        self._quiet = False

    @property
    def current(self) -> Detection | None:
        """Return the chosen detection."""
        rows = self.view.selectionModel().selectedRows()
        return self.table.rows[rows[0].row()] if rows else None

    def begin(self, rows: list[Detection], total: int, keep: int | None) -> None:
        """Show another queue. The detection ``keep`` stays current if it is in it."""
        self._quiet = True
        self.table.begin(rows, total)
        self._quiet = False
        row = None if keep is None else self.table.row_of(keep)
        if not rows:
            self.current_changed.emit(None)
        else:
            self._go_to(row or 0)

    def next(self) -> bool:
        """Move on; tell whether there was another."""
        return self._step(1)

    def previous(self) -> bool:
        """Move back; tell whether there was one before."""
        return self._step(-1)

    def upcoming(self) -> Detection | None:
        """Return the detection after the current one, if it is here."""
        row = self._row() + 1
        return self.table.rows[row] if row < len(self.table.rows) else None

    def choose(self, detection_id: int) -> bool:
        """Make a detection current; tell whether it is in the queue."""
        row = self.table.row_of(detection_id)
        if row is not None:
            self._go_to(row)
        return row is not None

    def update_each(self, ids: set[int], read: Callable[[int], Detection | None]) -> None:
        """Show what was said about detections, without moving any."""
        self.table.update_each(ids, read)

    def _step(self, by: int) -> bool:
        row = self._row() + by
        if by > 0 and row >= len(self.table.rows) and self.table.canFetchMore():
            self.table.fetchMore()
        if not 0 <= row < len(self.table.rows):
            return False
        self._go_to(row)
        return True

    def _row(self) -> int:
        rows = self.view.selectionModel().selectedRows()
        return rows[0].row() if rows else -1

    def _go_to(self, row: int) -> None:
        self.view.selectRow(row)
        # A few rows ahead stay in view, and are fetched before they are needed.
        if row + 20 > len(self.table.rows) and self.table.canFetchMore():
            self.table.fetchMore()
        ahead = min(row + 2, len(self.table.rows) - 1)
        self.view.scrollTo(self.table.index(ahead, 0))
        self.view.scrollTo(self.table.index(row, 0))

    def _selected(self, selected: QItemSelection) -> None:
        if not self._quiet and selected.indexes():
            self.current_changed.emit(self.table.rows[selected.indexes()[0].row()])
