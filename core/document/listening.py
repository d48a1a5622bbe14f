"""How a run was listened to: who judged, from which plans, and how far reviewers agree."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from sqlalchemy import func, select

from core.domain import Verdict
from core.review import plans
from core.review.agreement import Agreement, agreement, reviewers
from core.review.plans import ReviewPlan
from core.store import Project
from core.store.detection_filter import plain
from core.store.schema import DetectionRow
from core.store.scope import ReportScope

D = DetectionRow
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


def listening(project: Project, of: ReportScope) -> ListeningShare:
    """Read how a run was listened to."""
    people = reviewers(project)
    pairs = list(combinations(people, 2))[:_PAIRS]
    agreed = [(one, other, agreement(project, one, other)[0]) for one, other in pairs]
    with project.reading() as db:
        row = db.execute(
            select(
                func.count(),
                func.count(D.verdict),
                func.count().filter(D.verdict == Verdict.CORRECT),
            ).where(*of.within, plain("listed") == 0, ~D.ruled)
        ).one()
    mine = [p for p in plans.everything(project) if _run_of(p) in (None, of.run_id)]
    return ListeningShare(
        people, mine[::-1], [one for one in agreed if one[2].both], row[0], row[1], row[2]
    )


def _run_of(plan: ReviewPlan) -> int | None:
    found: int | None = plan.settings.get("filter", {}).get("run_id")
    return found
