"""What a column of a table says, and how."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt

from core.domain import Species
from gui.widgets.plain import tip

Row = TypeVar("Row")
Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter

_ASCENDING, _DESCENDING = Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder

_SHORT = 16
"""Letters that a cell usually has room for: a longer text is said on hover too."""
SECOND_ROLE = Qt.ItemDataRole.UserRole + 1
"""A second text of the cell, muted and in italics: the scientific name."""
SIGN_ROLE = Qt.ItemDataRole.UserRole + 3
"""A sign before the text, in the cell's tint; the text is then in the colour of text."""
TINT_ROLE = Qt.ItemDataRole.UserRole + 2
"""The name of the cell's colour in the theme, or a #rrggbb."""


def scientific(species: Species) -> str:
    """Return a species' scientific name; nothing for sounds, which have but one name."""
    return "" if species.scientific_name == species.common_name else species.scientific_name


@dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """A heading, and how to fill the cell below it."""

    heading: str
    text: Callable[[Row], str]
    number: bool = False
    """Right-aligned."""
    width: int = 120
    hint: Callable[[Row], str] | None = None
    order: str = ""
    """What core sorts by; empty where it cannot."""
    key: Callable[[Row], Any] | None = None
    """What rows that are all here are sorted by; None comes last."""
    second: Callable[[Row], str] | None = None
    second_heading: str = ""
    """What the second text is called where it stands alone, as in what is copied."""
    tint: Callable[[Row], str] | None = None
    sign: Callable[[Row], str] | None = None
    about: str = ""
    """What the heading means, on hover."""
    spare: bool = False
    """Shown only where there is room: it is told elsewhere too."""

    def data(self, row: Row, role: int) -> Any:
        """Return what a cell of this column has to say in a role."""
        if role == Qt.ItemDataRole.DisplayRole:
            return self.text(row)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return RIGHT if self.number else LEFT
        extra = None
        if role == TINT_ROLE:
            extra = self.tint
        elif role == SIGN_ROLE:
            extra = self.sign
        elif role == SECOND_ROLE:
            extra = self.second
        elif role == Qt.ItemDataRole.ToolTipRole:
            extra = self.hint
        said = extra(row) if extra else None
        if role == Qt.ItemDataRole.ToolTipRole and not said:
            text = self.text(row)
            said = text if len(text) > _SHORT else None
        return tip(said) if said and role == Qt.ItemDataRole.ToolTipRole else said

    def header(self, role: int) -> Any:
        """Return what the heading has to say in a role."""
        if role == Qt.ItemDataRole.DisplayRole:
            return self.heading
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return RIGHT if self.number else LEFT
        if role == Qt.ItemDataRole.ToolTipRole:
            return self.about or None
        if role == Qt.ItemDataRole.InitialSortOrderRole:  # of numbers one wants the largest
            return _DESCENDING if self.number else _ASCENDING
        return None

    @property
    def name(self) -> str:
        """Return what the column is called in words: some headings are signs."""
        return self.heading if any(map(str.isalpha, self.heading)) else self.about

    @property
    def sortable(self) -> bool:
        """Tell whether a click on the heading sorts."""
        return bool(self.order or self.key)
