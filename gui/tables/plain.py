"""A table of rows that are all here."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt

from core.names import natural_key
from gui.tables.columns import ROOT, Column, Index
from gui.tables.table import Table

Row = TypeVar("Row")


class PlainTable(Table[Row]):
    """A read-only view; whoever owns it calls ``show`` with fresh rows."""

    def __init__(self, columns: Sequence[Column[Row]], parent: QObject | None = None) -> None:
        super().__init__(columns, parent)
        self.rows: list[Row] = []
        self._key: Callable[[Row], Any] | None = None
        self._descending = False

    def show(self, rows: Sequence[Row]) -> None:
        """Replace all rows."""
        self.beginResetModel()
        self.rows = self.in_order(rows)
        self.endResetModel()

    def add(self, rows: Sequence[Row]) -> None:
        """Add rows at the end."""
        if rows:
            first = len(self.rows)
            self.beginInsertRows(ROOT, first, first + len(rows) - 1)
            self.rows.extend(rows)
            self.endInsertRows()

    def change(self, number: int, row: Row) -> None:
        """Show other values in a row."""
        self.rows[number] = row
        self.dataChanged.emit(self.index(number, 0), self.index(number, len(self.columns) - 1))

    def row(self, number: int) -> Row | None:
        """Return a row."""
        return self.rows[number]

    def rowCount(self, parent: Index = ROOT) -> int:
        """Return the number of rows. Called by Qt."""
        return 0 if parent.isValid() else len(self.rows)

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column that has a key, now and whatever is shown later. Called by Qt."""
        self._key = self.columns[column].key
        self._descending = order == Qt.SortOrder.DescendingOrder
        self.layoutAboutToBeChanged.emit()
        former, self.rows = self.rows, self.in_order(self.rows)
        places = {id(row): number for number, row in enumerate(self.rows)}
        held = self.persistentIndexList()
        now = [self.index(places[id(former[i.row()])], i.column()) for i in held]
        self.changePersistentIndexList(held, now)
        self.layoutChanged.emit()

    def in_order(self, rows: Sequence[Row]) -> list[Row]:
        """Return rows as they are sorted now; those without a value come last either way."""
        key = self._key
        if key is None:
            return list(rows)
        known = [row for row in rows if key(row) is not None]
        known.sort(key=lambda row: _natural(key(row)), reverse=self._descending)
        return known + [row for row in rows if key(row) is None]


def _natural(key: Any) -> Any:
    """Return a key by which Site 2 comes before Site 10."""
    if isinstance(key, tuple):
        return tuple(map(_natural, key))
    return natural_key(key) if isinstance(key, str) else key
