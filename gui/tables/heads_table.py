"""Heads as a list, and what was measured of one, or of two side by side."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt

from core.heads.evaluation import LabelFigures
from core.heads.names import spoken
from core.heads.trained_head import HeadFacts, HeadLabel
from core.names import key
from gui.open_heads import ListedHead, Shelf
from gui.tables.columns import Column, Index
from gui.tables.plain import PlainTable
from gui.widgets import head_words as said

COLUMNS: tuple[Column[ListedHead], ...] = (
    Column(
        "Head", said.full_name, second_heading="Sounds",
        second=lambda one: said.sounds(one.head.facts) if one.head else one.kept.why,
        sign=lambda one: said.standing(one).sign,
        tint=lambda one: said.standing(one).tint,
    ),
    Column("Use", lambda one: said.standing(one).words),
    Column("Facts", lambda one: " · ".join(said.facts(one))),
)  # fmt: skip


class HeadsTable(PlainTable[ListedHead]):
    """All of them, or those that fit what was typed."""

    def __init__(self) -> None:
        super().__init__(COLUMNS)

    def show_heads(self, found: Sequence[ListedHead], typed: str, shelf: Shelf | None) -> None:
        """Show those of a shelf that have all words of ``typed`` in what is said of them."""
        wanted = typed.casefold().split()
        here = [one for one in found if shelf in (None, one.shelf)]
        self.show([one for one in here if all(word in _told(one).casefold() for word in wanted)])

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a cell says; to a screen reader, all that is painted. Called by Qt."""
        if role != Qt.ItemDataRole.AccessibleTextRole or not index.isValid():
            return super().data(index, role)
        return _told(self.rows[index.row()])

    def row_of(self, id: str) -> int | None:
        """Return where a head is."""
        return next((n for n, one in enumerate(self.rows) if one.id == id), None)


def _told(one: ListedHead) -> str:
    what = said.sounds(one.head.facts) if one.head else one.kept.why
    told = (said.full_name(one), said.standing(one).words, what, *said.facts(one))
    return ", ".join(each for each in told if each)


@dataclass(frozen=True, slots=True)
class FigureRow:
    """A sound that a head knows, and how well; and how well another does."""

    title: str
    text: str
    label: HeadLabel | None
    """None: it does not know it."""
    figures: LabelFigures | None
    other: LabelFigures | None = None

    @property
    def scientific(self) -> str:
        """Return the name beside the common one."""
        return "" if self.title == self.text else self.text


def _with_without(row: FigureRow) -> str:
    return f"{row.figures.clips:,} ✓  {row.figures.negatives:,} ✕" if row.figures else ""


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def _average(figures: LabelFigures | None) -> float | None:
    return figures.average_precision if figures else None


def _precision(figures: LabelFigures | None) -> str:
    if figures is None:
        return ""
    between = f"  ({figures.lowest:.2f}–{figures.highest:.2f})" if figures.lowest else ""
    return f"{_number(figures.average_precision)}{between}"


_SOUND: Column[FigureRow] = Column(
    "Sound", lambda row: row.title, width=190,
    second_heading="Scientific name", second=lambda row: row.scientific,
    hint=lambda row: f"{row.title}\n{row.scientific}".strip(), key=lambda row: row.title,
)  # fmt: skip
FIGURES: tuple[Column[FigureRow], ...] = (
    _SOUND,
    Column("Clips", _with_without, number=True, width=92,
           key=lambda row: row.figures.clips if row.figures else None,
           about="Clips with it, and clips without it, that it learned from"),
    Column("Avg. precision", lambda row: _precision(row.figures), number=True, width=128,
           key=lambda row: _average(row.figures),
           about="Average precision on recordings that it did not hear, with its 95 % interval"),
    Column("Right", lambda row: _share(row.figures.precision) if row.figures else "", number=True,
           width=64, key=lambda row: row.figures.precision if row.figures else None,
           about="Of its detections on recordings that it did not hear, how many are"),
    Column("Found", lambda row: _share(row.figures.recall) if row.figures else "", number=True,
           width=64, key=lambda row: row.figures.recall if row.figures else None,
           about="Of the clips with it on such recordings, how many are detections"),
    Column("From score", lambda row: _number(row.label.threshold) if row.label else "", number=True,
           width=96, key=lambda row: row.label.threshold if row.label else None,
           about="A clip is a detection above this score; –: it only ranks"),
)  # fmt: skip
COMPARED: tuple[Column[FigureRow], ...] = (
    _SOUND,
    Column("Precision of this", lambda row: _precision(row.figures), number=True, width=150,
           key=lambda row: _average(row.figures),
           about="Average precision, on recordings that it did not hear"),
    Column("Of the other", lambda row: _precision(row.other), number=True, width=150,
           key=lambda row: _average(row.other),
           about="Average precision, on recordings that it did not hear"),
)  # fmt: skip


def _share(value: float | None) -> str:
    return "–" if value is None else f"{100 * value:.0f} %"


class HeadFiguresTable(PlainTable[FigureRow]):
    """One sound a row."""

    def show_figures(self, mine: HeadFacts, other: HeadFacts | None = None) -> None:
        """Show what was measured of a head, and beside it of another."""
        known, theirs = _figures(mine), _figures(other) if other else {}
        rows: list[FigureRow] = []
        for label in (*mine.labels, *(other.labels if other else ())):
            place = key(label.text)
            if any(place == key(row.text) for row in rows):
                continue
            has = next((one for one in mine.labels if key(one.text) == place), None)
            rows.append(
                FigureRow(spoken(label.label), label.text, has, known.get(place),
                          theirs.get(place))
            )  # fmt: skip
        self.show(rows)


def _figures(facts: HeadFacts) -> dict[str, LabelFigures]:
    return {key(one.label): one for one in facts.evaluation.labels}
