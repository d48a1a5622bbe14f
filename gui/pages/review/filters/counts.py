"""How many detections there are, of which species, and what else there is to choose from."""

from dataclasses import dataclass, replace

from core.domain import SpeciesCount
from core.review.plans import ReviewPlan
from core.store.detections import Filter
from gui.open_project import OpenProject


@dataclass(frozen=True, slots=True)
class Counts:
    """What is shown around the queue."""

    species: list[SpeciesCount]
    in_all: int
    """Detections of the run, without the filter."""
    reviewers: list[str]
    saved: dict[str, Filter]
    plans: list[ReviewPlan]
    comparable: bool
    """Whether there are embeddings to sort by."""
    not_whole: list[str]
    """What the run has not been through, and which later analysis was not finished."""


def counts(project: OpenProject, wanted: Filter) -> Counts:
    """Return what is shown around the queue; it may take longer than the queue itself."""
    in_all, _ = project.count(Filter(run_id=wanted.run_id, unlisted=wanted.unlisted))
    review = project.review
    return Counts(
        species(project, wanted),
        in_all,
        review.plans.reviewers(),
        review.saved_filters(),
        review.plans.everything(),
        review.queue.comparable(wanted.run_id),
        project.not_whole(wanted.run_id),
    )


def species(project: OpenProject, wanted: Filter) -> list[SpeciesCount]:
    """Return the species that a filter finds, whichever of them it chooses."""
    return project.species(replace(wanted, species=None, several=None))
