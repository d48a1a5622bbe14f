"""What all tables have in common: a column says what its heading and its cells say."""

from collections.abc import Sequence
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QObject, Qt

from gui.tables.columns import ROOT, Column, Index

Row = TypeVar("Row")


class Table(QAbstractTableModel, Generic[Row]):
    """A read-only view of rows."""

    def __init__(self, columns: Sequence[Column[Row]], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = columns

    def row(self, number: int) -> Row | None:
        """Return a row, or None where it is not here."""
        raise NotImplementedError

    def columnCount(self, parent: Index = ROOT) -> int:
        """Return the number of columns. Called by Qt."""
        return 0 if parent.isValid() else len(self.columns)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return what a heading says. Called by Qt."""
        if orientation == Qt.Orientation.Horizontal and section < len(self.columns):
            return self.columns[section].header(role)
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a cell says. Called by Qt."""
        row = self.row(index.row()) if index.isValid() else None
        return None if row is None else self.columns[index.column()].data(row, role)
