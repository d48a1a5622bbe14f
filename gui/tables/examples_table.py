"""Reviewed clips to compare with: confirmed ones in one column, rejected ones in the other."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QObject, Qt

from core.domain import Detection, Verdict
from core.review.reference import Alike, Neighbour
from gui.tables.columns import ROOT, Column, Index
from gui.tables.detections_table import COLUMNS as OF_DETECTIONS
from gui.theme import SIGNS
from gui.widgets import words
from gui.widgets.plain import tip

EXAMPLE_ROLE = Qt.ItemDataRole.UserRole + 4
_HEADINGS = (f"{SIGNS[Verdict.CORRECT]} Confirmed", f"{SIGNS[Verdict.WRONG]} Rejected")


@dataclass(frozen=True, slots=True)
class Example:
    """One clip to compare with."""

    detection: Detection
    verdict: Verdict
    """Whether it is held to be the species: a corrected clip may be an example of another."""
    similarity: float | None
    kept: bool = False


def _of(one: Column[Detection]) -> Column[Example]:
    second = one.second
    return Column(
        one.heading, lambda example: one.text(example.detection), number=one.number,
        second_heading=one.second_heading,
        second=second and (lambda example: second(example.detection)),
    )  # fmt: skip


COLUMNS: tuple[Column[Example], ...] = (
    Column("Example", lambda one: "kept" if one.kept else str(one.verdict)),
    Column("Similarity", lambda one: "" if one.similarity is None else f"{one.similarity:.2f}",
           number=True),
    *map(_of, OF_DETECTIONS[1:]),
)  # fmt: skip
"""What is told of an example where it is copied."""


class ExamplesTable(QAbstractTableModel):
    """In each column the most similar first; kept examples before other confirmed clips."""

    columns = COLUMNS

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._columns: tuple[Sequence[Example], Sequence[Example]] = ((), ())

    def show(self, alike: Alike | None) -> None:
        """Show other examples, or none."""
        columns: tuple[Sequence[Example], Sequence[Example]] = ((), ())
        if alike:
            kept = _examples(alike.kept, Verdict.CORRECT, kept=True)
            confirmed = _examples(alike.confirmed, Verdict.CORRECT)
            columns = ([*kept, *confirmed], _examples(alike.rejected, Verdict.WRONG))
        if columns != self._columns:
            self.beginResetModel()
            self._columns = columns
            self.endResetModel()

    @property
    def examples(self) -> list[Example]:
        """Return all examples, the most similar first."""
        every = [each for column in self._columns for each in column]
        return sorted(every, key=lambda e: -2.0 if e.similarity is None else -e.similarity)

    def place(self, example: Example) -> Index:
        """Return where an example is."""
        found = (
            self.index(row, column)
            for column, some in enumerate(self._columns)
            for row, each in enumerate(some)
            if each == example
        )
        return next(found, ROOT)

    def example(self, index: Index) -> Example | None:
        """Return the example of a cell; some cells are empty."""
        if not index.isValid():
            return None
        column = self._columns[index.column()]
        return column[index.row()] if index.row() < len(column) else None

    def rowCount(self, parent: Index = ROOT) -> int:
        """Return the number of rows. Called by Qt."""
        return 0 if parent.isValid() else max(map(len, self._columns))

    def columnCount(self, parent: Index = ROOT) -> int:
        """Return the number of columns. Called by Qt."""
        return 0 if parent.isValid() else len(self._columns)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Return what can be done with a cell: nothing with an empty one. Called by Qt."""
        return super().flags(index) if self.example(index) else Qt.ItemFlag.NoItemFlags

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return what a heading says. Called by Qt."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return _HEADINGS[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a cell says. Called by Qt."""
        example = self.example(index)
        if example is None:
            return None
        if role == EXAMPLE_ROLE:
            return example
        if role == Qt.ItemDataRole.ToolTipRole:
            return tip(spoken_words(example))
        return spoken_words(example) if role == Qt.ItemDataRole.DisplayRole else None


def spoken_words(example: Example) -> str:
    """Return what there is to say of an example, line by line."""
    found = example.detection
    said = "Kept as an example" if example.kept else str(example.verdict).capitalize()
    if example.verdict is Verdict.WRONG and found.corrected:
        said += f", is {found.corrected.common_name}"
    where = (found.site, words.day_and_time(found.at))
    lines = (
        f"{said} ({found.reviewer})" if found.reviewer else said,
        "" if example.similarity is None else f"Similarity {example.similarity:.2f} of 1",
        f"Score {found.score:.2f}",
        "  ·  ".join(part for part in where if part),
        f"“{found.note}”" if found.note else "",
    )
    return "\n".join(line for line in lines if line)


def _examples(
    neighbours: Sequence[Neighbour], verdict: Verdict, *, kept: bool = False
) -> list[Example]:
    return [Example(n.detection, verdict, n.similarity, kept) for n in neighbours]
