"""How a run was listened to: who judged, from which plans, and how far reviewers agree."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from core.report import Report
from core.review import plans
from core.review.agreement import Agreement, agreement, reviewers
from core.review.plans import ReviewPlan
from core.store import Project, summaries

_PAIRS = 6


@dataclass(frozen=True, slots=True)
class ListeningShare:
    """What a methods section says of it."""

    reviewers: Sequence[str]
    plans: Sequence[ReviewPlan]
    """Of the run, the oldest first."""
    agreements: Sequence[tuple[str, str, Agreement]]
    """Of pairs of reviewers who judged the same clips: (one, other, over all species)."""
    hidden: int
    """Detections that the species list hides."""
    hidden_judged: int
    hidden_right: int


def listening(project: Project, found: Report) -> ListeningShare:
    """Read how what a report is of was listened to."""
    of = found.scope
    people = reviewers(project)
    pairs = list(combinations(people, 2))[:_PAIRS]
    agreed = [(one, other, agreement(project, one, other)[0]) for one, other in pairs]
    with project.reading() as db:
        judged = summaries.hidden_judged(db, of)
    mine = [p for p in plans.everything(project) if _run_of(p) in (None, of.run_id)]
    return ListeningShare(
        people, mine[::-1], [one for one in agreed if one[2].both], found.hidden, judged,
        found.hidden_right,
    )  # fmt: skip


def _run_of(plan: ReviewPlan) -> int | None:
    found: int | None = plan.settings.get("filter", {}).get("run_id")
    return found
