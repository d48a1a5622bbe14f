"""A table of any length, of which only the pages that are looked at are fetched."""

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from gui.tables.columns import ROOT, Column, Index
from gui.tables.table import Table

Row = TypeVar("Row")

PAGE = 200
_KEPT = 40
_SEEN = 3
"""Pages that can be on screen at once."""
CHOSEN_AT_MOST = 30 * PAGE
"""Rows that can be here at once, besides those that are looked at."""


class PagedTable(Table[Row]):
    """Knows its length; asks for a page when one of its rows is first painted.

    Whoever owns it answers ``page_wanted`` with ``fill``, and ``sort_wanted`` with ``restart``.
    """

    page_wanted = Signal(int)
    """The number of the page: rows from number * PAGE on."""
    sort_wanted = Signal(str, bool)
    """What to sort by, and whether the largest comes first."""

    def __init__(self, columns: Sequence[Column[Row]], parent: QObject | None = None) -> None:
        super().__init__(columns, parent)
        self._length = 0
        self._pages: OrderedDict[int, list[Row]] = OrderedDict()
        self._asked: set[int] = set()
        self._due: list[int] = []
        # Painting asks for many cells at once; the pages are asked for after it.
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._ask)

    def restart(self, length: int) -> None:
        """Forget all rows: there are ``length`` now, perhaps others or in another order."""
        self.beginResetModel()
        self._length = length
        self._pages.clear()
        self._asked.clear()
        self.endResetModel()

    def refresh(self, length: int) -> None:
        """Fetch again what is shown, without moving anything; there may be more or fewer rows."""
        if length > self._length:
            self.beginInsertRows(ROOT, self._length, length - 1)
            self._length = length
            self.endInsertRows()
        elif length < self._length:
            self.beginRemoveRows(ROOT, length, self._length - 1)
            self._length = length
            self.endRemoveRows()
        self._asked.clear()
        for page in list(self._pages)[:-_SEEN]:  # fetched again when they are painted
            del self._pages[page]
        for page in self._pages:
            self._want(page)
        if length:
            self.dataChanged.emit(self.index(0, 0), self.index(length - 1, 0))

    def fill(self, page: int, rows: list[Row]) -> None:
        """Take the rows of a page that was asked for."""
        self._pages[page] = rows
        self._pages.move_to_end(page)
        while len(self._pages) > _KEPT:
            forgotten, _ = self._pages.popitem(last=False)
            self._asked.discard(forgotten)
        first, last = page * PAGE, min(self._length, page * PAGE + len(rows)) - 1
        if last >= first:
            self.dataChanged.emit(
                self.index(first, 0), self.index(last, max(0, len(self.columns) - 1))
            )

    def update(self, fresh: Mapping[object, Row], key: Callable[[Row], object]) -> None:
        """Show other values in rows that are here, without moving any; ``fresh`` is by key."""
        for page, rows in self._pages.items():
            for place, row in enumerate(rows):
                if key(row) in fresh:
                    rows[place] = fresh[key(row)]
                    number = page * PAGE + place
                    self.dataChanged.emit(
                        self.index(number, 0), self.index(number, len(self.columns) - 1)
                    )

    def want(self, number: int) -> None:
        """Have the page of a row fetched if it is not here."""
        if 0 <= number < self._length and self.row(number) is None:
            self._want(number // PAGE)

    def loaded(self) -> list[tuple[int, Row]]:
        """Return the rows that are here, with their numbers, in order."""
        return [
            (page * PAGE + place, row)
            for page in sorted(self._pages)
            for place, row in enumerate(self._pages[page])
        ]

    def row(self, number: int) -> Row | None:
        """Return a row if it is here already."""
        rows = self._pages.get(number // PAGE, [])
        place = number % PAGE
        return rows[place] if place < len(rows) else None

    @property
    def loading(self) -> bool:
        """Tell whether pages are still on their way."""
        return bool(self._due) or any(page not in self._pages for page in self._asked)

    def rowCount(self, parent: Index = ROOT) -> int:
        """Return the length. Called by Qt."""
        return 0 if parent.isValid() else self._length

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a cell says; a row that is not here is asked for. Called by Qt."""
        if index.isValid() and self.row(index.row()) is None:
            self._want(index.row() // PAGE)
            return "…" if role == Qt.ItemDataRole.DisplayRole and index.column() == 0 else None
        return super().data(index, role)

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Have core sort. Called by Qt when a heading is clicked."""
        if 0 <= column < len(self.columns) and self.columns[column].order:
            descending = order == Qt.SortOrder.DescendingOrder
            self.sort_wanted.emit(self.columns[column].order, descending)

    def _want(self, page: int) -> None:
        if page not in self._asked:
            self._asked.add(page)
            self._due.append(page)
            self._soon.start()

    def _ask(self) -> None:
        due, self._due = self._due, []
        for page in due:
            self.page_wanted.emit(page)
