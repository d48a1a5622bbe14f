"""A list to read: entries chosen with the arrows or clicks, their texts wrapped at its width."""

from typing import Any

from PySide6.QtCore import QEvent, QItemSelectionModel, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView

from gui.tables.chosen_rows import unless_last
from gui.tables.columns import Index
from gui.tables.row_actions import RowActions
from gui.tables.table import Table


class WrappedList(QListView):
    """Its entries are as high as their texts are at this width."""

    def __init__(self, name: str, entries: Table[Any]) -> None:
        super().__init__()
        self.setModel(entries)
        self.setAccessibleName(name)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMouseTracking(True)
        self.row_actions = RowActions(self, entries, lambda: entries.columns)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Leave the entry where it is, also one that is half in sight. Called by Qt."""
        self.setAutoScroll(False)
        super().mousePressEvent(event)
        self.setAutoScroll(True)

    def selectionCommand(
        self, index: Index, event: QEvent | None = None
    ) -> QItemSelectionModel.SelectionFlag:
        """Never leave the list without a chosen row by a click. Called by Qt."""
        return unless_last(self, index, super().selectionCommand(index, event))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open the entry with Enter. Called by Qt."""
        if not self.row_actions.takes_key(event.key()):
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Wrap texts anew. Called by Qt."""
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()
