"""A plan to measure precision goes on: how far each species is, and the next clips where they help.

The next clip goes to the stratum in which it lowers the variance most, and is the next of the
permutation that the plan's seed gives: the same verdicts lead to the same clips.
"""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from sqlalchemy import Connection

from core.errors import UserError
from core.precisions import of_draw
from core.review import plans
from core.review.plans import ReviewPlan
from core.review.sampling import Candidates, Ints, candidates
from core.statistics.allocation import OpenStratum, next_strata
from core.statistics.precision import Precision
from core.statistics.stages import (
    GOAL,
    HALF_WIDTH,
    SpeciesToJudge,
    Stage,
    clips_needed,
    last_look,
    next_look,
    stage,
)
from core.store import Project, detections, samples
from core.store.detection_filter import Filter, from_json
from core.store.samples import DrawnClip, RandomDraw
from core.store.scope import ReportScope
from core.taxon_groups import is_species


@dataclass(frozen=True, slots=True)
class DrawnMore:
    """A plan that goes on."""

    plan: ReviewPlan
    more: int
    """Clips that were added."""
    stages: Mapping[Stage, int]
    """How many species are how far, as of their last look."""


@dataclass(frozen=True, slots=True)
class SpeciesProgress:
    """How far the listening to one species of a plan is."""

    species: str
    """Scientific name."""
    detections: int
    drawn: int
    judged: int
    precision: Precision | None
    """Of all clips judged so far."""
    stage: Stage
    """As of the last look, see ``core.statistics.stages``."""
    likely_clips: int
    """Clips that will likely do, in all."""


def progress(
    project: Project, plan: ReviewPlan, goal: float = GOAL, half_width: float = HALF_WIDTH
) -> list[SpeciesProgress]:
    """Return how far each species is, those with the fewest detections first.

    Raises UserError for a plan whose clips were not drawn at random from a whole run.
    """
    with project.reading() as db:
        return list(_progress(db, plan, goal, half_width))


def draw_on(
    project: Project, plan: ReviewPlan, goal: float = GOAL, half_width: float = HALF_WIDTH
) -> ReviewPlan:
    """Add clips to a plan: as many as each open species lacks to its next look.

    Raises UserError for a plan that cannot go on, and where there is nothing to add.
    """
    with project.reading() as db:
        run_id, draw = _draw(db, plan)
        open_ = [s for s in _progress(db, plan, goal, half_width) if s.stage is Stage.OPEN]
        drawn = _by_species(samples.clips(db, ReportScope(run_id), draw))
        found = candidates(db, from_json(plan.settings["filter"]))
        names = {name: i for i, name in plans.species_names(db).items()}
        kept = plans.held(db, plan)
    mixed = np.random.default_rng(plan.seed).permutation(len(found.ids))
    more: list[int] = []
    for one in open_:
        wanted = min(next_look(one.judged), one.detections) - one.drawn
        left = _left(found, mixed, names[one.species], draw.edges_of(one.species), {*kept})
        more += _next(left, drawn[one.species], draw.edges_of(one.species), wanted)
    if not more:
        raise UserError("No clip is to be added: judge those that are there, or all is known.")
    with project.writing() as db:
        return plans.complete(db, plan, [*kept, *more])


def draw_more(project: Project, plan: ReviewPlan) -> DrawnMore:
    """Add clips as ``draw_on`` does, and say how far the species are."""
    after = draw_on(project, plan)
    stages = Counter(one.stage for one in progress(project, after))
    return DrawnMore(after, after.items - plan.items, stages)


def to_judge(project: Project, wanted: Filter) -> list[SpeciesToJudge]:
    """Return what a filter shows, species by species, with what was judged of each."""
    with project.reading() as db:
        found = detections.by_species(db, wanted)
    return [
        SpeciesToJudge(
            one.species.common_name,
            one.detections,
            one.correct + one.wrong,
            is_species=is_species(one.species),
        )
        for one in found
    ]


def _progress(
    db: Connection, plan: ReviewPlan, goal: float, half_width: float
) -> Iterator[SpeciesProgress]:
    run_id, draw = _draw(db, plan)
    of = _by_species(samples.clips(db, ReportScope(run_id), draw))
    sizes = {name: _detections(db, run_id, draw, name) for name in of}
    for name, clips in sorted(of.items(), key=lambda pair: (sizes[pair[0]], pair[0])):
        judged = [clip for clip in clips if clip.is_right is not None]
        look = last_look(len(judged), sizes[name])
        then = of_draw(db, run_id, draw, name, judged[:look]) if look else None
        now = of_draw(db, run_id, draw, name, judged)
        likely = (_in_the_middle(now),) if now else ()
        needed = clips_needed(sizes[name], half_width, *likely)
        yield SpeciesProgress(
            name, sizes[name], len(clips), len(judged), now, stage(then, goal, half_width), needed
        )


def _in_the_middle(found: Precision) -> float:
    """Return a share to reckon with: that of few clips that all were right is not 1."""
    return (found.interval.low + found.interval.high) / 2


def _draw(db: Connection, plan: ReviewPlan) -> tuple[int, RandomDraw]:
    run_id = plan.settings.get("filter", {}).get("run_id")
    every = samples.draws(db, run_id) if run_id is not None else []
    found = next((draw for draw in every if draw.plan_id == plan.id), None)
    if found is None or run_id is None:
        raise UserError(
            f"Plan {plan.id} does not measure precision: its clips were not drawn at random from "
            "all detections of an analysis. Make one of the kind precision."
        )
    return run_id, found


def _by_species(clips: Iterator[DrawnClip]) -> dict[str, list[DrawnClip]]:
    found: dict[str, list[DrawnClip]] = defaultdict(list)
    for clip in clips:
        found[clip.species].append(clip)
    return found


def _detections(db: Connection, run_id: int, draw: RandomDraw, name: str) -> int:
    return sum(
        c.detections for c in samples.strata(db, ReportScope(run_id), name, draw.edges_of(name))
    )


def _left(
    found: Candidates, mixed: Ints, species_id: int, edges: Sequence[float], held: set[int]
) -> Mapping[int, list[int]]:
    """Return what can still be drawn of each stratum, in the order of the permutation."""
    left: dict[int, list[int]] = defaultdict(list)
    for row in mixed[found.species[mixed] == species_id].tolist():
        detection = int(found.ids[row])
        stratum = bisect_right(edges, float(found.scores[row]))
        if detection not in held:
            left[stratum].append(detection)
    return left


def _next(
    left: Mapping[int, list[int]],
    drawn: Sequence[DrawnClip],
    edges: Sequence[float],
    wanted: int,
) -> list[int]:
    """Return the next clips, each from the stratum in which it lowers the variance most."""
    judged = [clip for clip in drawn if clip.is_right is not None]
    right = Counter(bisect_right(edges, clip.score) for clip in judged if clip.is_right)
    heard = Counter(bisect_right(edges, clip.score) for clip in judged)
    held = Counter(bisect_right(edges, clip.score) for clip in drawn)
    strata = [
        OpenStratum(held[n] + len(left.get(n, ())), held[n], heard[n], right[n])
        for n in range(len(edges) + 1)
    ]
    return [left[stratum].pop(0) for stratum in next_strata(strata, wanted)]
