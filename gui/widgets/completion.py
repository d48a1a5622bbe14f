"""What a field offers while one types: every entry that holds the letters, in any case."""

from collections.abc import Sequence

from PySide6.QtCore import QAbstractItemModel, QObject, QStringListModel, Qt
from PySide6.QtWidgets import QCompleter

from gui.theme import theme


class Completion(QCompleter):
    """For a field, or a choice that can be typed in."""

    def __init__(self, entries: Sequence[str] | QAbstractItemModel, parent: QObject) -> None:
        super().__init__(parent)
        if isinstance(entries, QAbstractItemModel):
            self.setModel(entries)
        else:
            self.setModel(QStringListModel(list(entries), self))
        self.setFilterMode(Qt.MatchFlag.MatchContains)
        self.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        if popup := self.popup():  # which Qt keeps outside of every window
            theme().dress(popup)
