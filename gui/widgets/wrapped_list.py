"""A list to read: one entry chosen with the arrows or a click, its texts wrapped at its width."""

from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView


class WrappedList(QListView):
    """Its entries are as high as their texts are at this width."""

    def __init__(self, name: str, entries: QAbstractItemModel) -> None:
        super().__init__()
        self.setModel(entries)
        self.setAccessibleName(name)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMouseTracking(True)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Wrap texts anew. Called by Qt."""
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()
