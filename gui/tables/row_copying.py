"""Copying the chosen rows of a list, also those that have to be fetched first."""

from collections.abc import Callable, Sequence
from itertools import chain
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QAbstractScrollArea

from gui.tables.columns import Column
from gui.tables.copied import copy, say_in
from gui.tables.paged import CHOSEN_AT_MOST, PAGE, PagedTable
from gui.tables.table import Table


class RowCopying(QObject):
    """Waits until all rows are here; begins anew where others are to be copied."""

    def __init__(
        self,
        view: QAbstractScrollArea,
        table: Table[Any],
        columns: Callable[[], Sequence[Column[Any]]],
    ) -> None:
        super().__init__(view)
        self._view, self._table, self._columns = view, table, columns
        self._awaited: list[int] = []
        table.dataChanged.connect(self._go_on)
        table.modelReset.connect(self._awaited.clear)

    def begin(self, chosen: Sequence[range]) -> None:
        """Copy rows as soon as they are here, and say so."""
        number = sum(map(len, chosen))
        self._awaited.clear()
        if number > CHOSEN_AT_MOST and isinstance(self._table, PagedTable):
            most = f"At most {CHOSEN_AT_MOST:,} rows can be copied at once, not {number:,}."
            say_in(self._view, most)
            return
        self._awaited.extend(chain.from_iterable(chosen))
        if isinstance(self._table, PagedTable):
            for row in {row // PAGE: row for row in self._awaited}.values():
                self._table.want(row)
        self._go_on()

    def _go_on(self) -> None:
        if not self._awaited:
            return
        rows = [self._table.row(number) for number in self._awaited]
        if all(row is not None for row in rows):
            self._awaited.clear()
            copy(self._columns(), rows, self._view)
