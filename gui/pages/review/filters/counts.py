"""How many detections there are, of which species, and what else there is to choose from."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from core.domain import SpeciesCount
from core.review.plans import ReviewPlan
from core.review.progress import ReviewProgress
from core.store.detections import Filter
from gui.open_project import OpenProject


@dataclass(frozen=True, slots=True)
class Sums:
    """What a verdict changes of the counts."""

    species: list[SpeciesCount]
    progress: ReviewProgress


@dataclass(frozen=True, slots=True)
class Counts:
    """What is shown around the queue."""

    sums: Sums
    in_all: int
    """Detections of the run, without the filter."""
    reviewers: list[str]
    saved: dict[str, Filter]
    plans: list[ReviewPlan]
    comparable: bool
    """Whether there are embeddings to sort by."""
    not_whole: list[str]
    """What the run has not been through, and which later analysis was not finished."""


def counts(project: OpenProject, wanted: Filter, plan: ReviewPlan | None = None) -> Counts:
    """Return what is shown around the queue; it may take longer than the queue itself."""
    in_all, _ = project.count(Filter(run_id=wanted.run_id, unlisted=wanted.unlisted))
    review = project.review
    return Counts(
        sums(project, wanted, plan),
        in_all,
        review.plans.reviewers(),
        review.saved_filters(),
        review.plans.everything(),
        review.queue.comparable(wanted.run_id),
        project.not_whole(wanted.run_id),
    )


def sums(project: OpenProject, wanted: Filter, plan: ReviewPlan | None) -> Sums:
    """Return the species that a filter finds, whichever it chooses, and how far one is.

    That is with the plan that is followed, or with what the filter shows, whatever verdicts it
    asks for: of those that are not reviewed, none would be.
    """
    found = species(project, wanted)
    if plan is None and wanted.verdicts is None:
        chosen = {wanted.species} if wanted.species else wanted.several
        shown = [c for c in found if chosen is None or c.species.scientific_name in chosen]
        in_all = sum(c.detections for c in shown)
        reviewed = in_all - sum(c.unreviewed for c in shown)
        return Sums(found, project.review.progress_of(wanted, reviewed, in_all))
    whole = Filter(plan_id=plan.id, unlisted=True) if plan else replace(wanted, verdicts=None)
    return Sums(found, project.review.progress(whole))


def species(project: OpenProject, wanted: Filter) -> list[SpeciesCount]:
    """Return the species that a filter finds, whichever of them it chooses."""
    return project.species(replace(wanted, species=None, several=None))


def each(project: OpenProject, choices: Sequence[Filter]) -> list[int]:
    """Return how many detections each filter shows."""
    return [project.count(wanted)[0] for wanted in choices]
