"""The species that were heard, with how many and what was said of them."""

from collections.abc import Sequence

from core.domain import Species, SpeciesCount
from gui.tables.columns import Column, scientific
from gui.tables.plain import PlainTable


def _bar(count: SpeciesCount) -> str:
    return (
        f"{count.correct:,} correct, {count.wrong:,} wrong, {count.unsure:,} unsure, "
        f"{count.unreviewed:,} not reviewed. Best score {count.top_score:.2f}."
    )


COLUMNS: tuple[Column[SpeciesCount], ...] = (
    Column(
        "Species", lambda c: c.species.common_name, width=190, hint=_bar,
        second_heading="Scientific name", second=lambda c: scientific(c.species),
    ),
    Column("Detections", lambda c: f"{c.detections:,}", number=True, width=70, hint=_bar),
)  # fmt: skip


class SpeciesTable(PlainTable[SpeciesCount]):
    """All species together come first."""

    def __init__(self) -> None:
        super().__init__(COLUMNS)


def everything(counts: Sequence[SpeciesCount]) -> SpeciesCount:
    """Return the row of all species together."""
    return SpeciesCount(
        Species("", "All species", "all"),
        sum(c.detections for c in counts),
        sum(c.correct for c in counts),
        sum(c.wrong for c in counts),
        sum(c.unsure for c in counts),
        max((c.top_score for c in counts), default=0.0),
    )


def matching(counts: Sequence[SpeciesCount], text: str) -> list[SpeciesCount]:
    """Return the species whose names hold all words of ``text``."""
    words = text.lower().split()
    return [
        c
        for c in counts
        if all(w in f"{c.species.common_name} {c.species.scientific_name}".lower() for w in words)
    ]
