"""The species that were heard, with how many and what was said of them."""

from collections.abc import Sequence

from core.domain import Species, SpeciesCount
from core.review.species_search import SpeciesSearch
from core.species.searched import names_beside
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
        key=lambda c: c.species.common_name,
    ),
    Column("Detections", lambda c: f"{c.detections:,}", number=True, width=70, hint=_bar,
           key=lambda c: c.detections),
)  # fmt: skip


class SpeciesTable(PlainTable[SpeciesCount]):
    """All species together come first."""

    def __init__(self) -> None:
        super().__init__(COLUMNS)

    def in_order(self, rows: Sequence[SpeciesCount]) -> list[SpeciesCount]:
        """Return rows as they are sorted now, all species together first."""
        together = [row for row in rows if not row.species.scientific_name]
        return together + super().in_order([row for row in rows if row.species.scientific_name])


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
    """Return the species of which a name holds all words of ``text``, or which have it as a code.

    Where there are none, those whose names begin so: eurob, BBl.
    """
    words = text.lower().split()
    found = [c for c in counts if _is_meant(c.species, words)]
    if found or not words:
        return found
    search = SpeciesSearch([c.species for c in counts], names_beside([c.species for c in counts]))
    meant = frozenset(search.find(text, len(counts)))
    return [c for c in counts if c.species in meant]


def _is_meant(species: Species, words: Sequence[str]) -> bool:
    names = f"{species.common_name} {species.scientific_name}".lower()
    if all(word in names for word in words):
        return True
    beside = [name.lower() for name in names_beside([species]).get(species.scientific_name, ())]
    return any(
        " ".join(words) == name or (" " in name and all(word in name for word in words))
        for name in beside
    )
