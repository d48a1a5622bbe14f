"""What a decision about many detections would do, before it is made."""

import math
from dataclasses import dataclass, replace

from core.domain import SpeciesCount, Verdict
from core.store import Project, detections
from core.store.detections import Filter, Sort, SortBy


@dataclass(frozen=True, slots=True)
class Preview:
    """What a decision would be about."""

    wanted: Filter
    """What to hand to ``Desk.decide_all``."""
    detections: int
    species: tuple[SpeciesCount, ...]
    lowest: float | None
    highest: float | None
    """Scores; None where there is nothing to decide."""


def below(wanted: Filter, score: float, *, again: bool = False) -> Filter:
    """Return the filter of what scores less than ``score``.

    Only what nobody has reviewed, unless ``again``: what someone listened to stands.
    """
    highest = math.nextafter(score, 0.0)
    if wanted.max_score is not None:
        highest = min(highest, wanted.max_score)
    unreviewed: frozenset[Verdict | None] = frozenset({None})
    return replace(wanted, max_score=highest, verdicts=wanted.verdicts if again else unreviewed)


def preview(project: Project, wanted: Filter) -> Preview:
    """Return what a decision about all that a filter shows would do."""
    with project.reading() as db:
        species = tuple(detections.by_species(db, wanted))
        ends = [
            detections.page(db, wanted, sort=Sort(SortBy.SCORE, down), limit=1)
            for down in (False, True)
        ]
    low, high = (end[0].score if end else None for end in ends)
    return Preview(wanted, sum(s.detections for s in species), species, low, high)
