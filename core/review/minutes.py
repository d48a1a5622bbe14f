"""Drawing minutes to listen to completely: what a network missed is where nobody looked.

They are drawn at random within strata of a species' best score (silent, low, high), or from all.
That all that is to be heard in one was labelled is said by labels that are exhaustive.
"""

from dataclasses import dataclass

import numpy as np

from core.errors import UserError
from core.recalls import STRATA, high_edge, strata_of
from core.review.people import known_as
from core.store import Project, heard_minutes, minute_plans
from core.store.minute_plans import DrawnMinute, MinutePlan


@dataclass(frozen=True, slots=True)
class MinutesWish:
    """Which minutes to draw."""

    run_id: int
    species: str | None = None
    """Scientific name; None: minutes for all species, drawn at random from all."""
    numbers: tuple[int, int, int] = (60, 40, 40)
    """Of each stratum; for all species their sum."""
    high_from: float | None = None
    """Best score from which on a minute is high; None: the median of those that are not silent."""
    seed: int = 1
    length_s: float = 60.0
    name: str = ""
    reviewer: str | None = None


def draw(project: Project, wish: MinutesWish) -> MinutePlan:
    """Draw minutes and keep them as a plan: the same wish draws the same.

    Raises UserError where there is nothing to draw from.
    """
    chance = np.random.default_rng(wish.seed)
    with project.reading() as db:
        every = heard_minutes.of_run(db, wish.run_id, wish.length_s)
        if not every.number:
            raise UserError("Nothing was heard by this analysis: there are no minutes to draw.")
        edge, strata = None, np.zeros(every.number, np.int64)
        if wish.species is not None:
            best = heard_minutes.best_scores(db, wish.run_id, every, wish.species)
            edge = high_edge(best, wish.high_from)
            strata = strata_of(best, edge)
    chosen: list[DrawnMinute] = []
    for number, name in enumerate(STRATA if wish.species else ("",)):
        mixed = chance.permutation(np.flatnonzero(strata == number))
        wanted = wish.numbers[number] if wish.species else sum(wish.numbers)
        for recording_id, start_s, end_s in map(every.span, mixed[:wanted].tolist()):
            chosen.append(DrawnMinute(recording_id, round(start_s, 3), round(end_s, 3), name))
    # Mixed, so that nobody knows from its place what the network found in a minute.
    order = chance.permutation(len(chosen)).tolist()
    named = f": {wish.species}" if wish.species else ""
    with project.writing() as db:
        plan = MinutePlan(
            wish.name or f"Minutes to listen to completely{named}",
            wish.run_id, wish.seed, [chosen[n] for n in order], wish.species, edge,
            wish.length_s, wish.reviewer and known_as(db, wish.reviewer),
        )  # fmt: skip
        return minute_plans.add(db, plan)
