"""Review plans and reviewers of an open project: who listens to what, and how far they agree."""

from contextlib import closing
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from core.bundles.opening import opened_from
from core.review import agreement as agreements
from core.review import drawing_on, plan_files, plans
from core.review.agreement import Agreement
from core.review.drawing_on import DrawnMore
from core.review.merge import Merged, merge
from core.review.people import known_as
from core.review.plan_files import TakenIn
from core.review.plans import PlanRequest, ReviewPlan
from core.statistics.stages import SpeciesToJudge
from core.store import Project, verdicts
from core.store.detections import Filter


class OpenPlans(QObject):
    """Makes and gives plans. Reading methods may be called in another thread."""

    changed = Signal()

    def __init__(self, project: Project, parent: QObject) -> None:
        super().__init__(parent)
        self._project = project

    def reviewers(self) -> list[str]:
        """Return everybody who said something, by name."""
        with self._project.reading() as db:
            return list(verdicts.reviewers(db))

    def reviewer_called(self, typed: str) -> str:
        """Return the name that the project knows a reviewer by. Raises UserError for no name."""
        with self._project.reading() as db:
            return known_as(db, typed)

    def everything(self) -> list[ReviewPlan]:
        """Return all plans, the newest first."""
        return plans.everything(self._project)

    def make(self, wish: PlanRequest) -> ReviewPlan:
        """Pick and store a plan. Raises UserError where nothing fits. May take a while."""
        return plans.make(self._project, wish)

    def to_judge(self, wanted: Filter) -> list[SpeciesToJudge]:
        """Return what a filter shows, species by species, with what was judged of each."""
        return drawing_on.to_judge(self._project, wanted)

    def draw_more(self, plan: ReviewPlan) -> DrawnMore:
        """Add the clips that tell most of the species that are still open.

        Raises UserError for a plan that cannot go on, and where there is nothing to add.
        """
        return drawing_on.draw_more(self._project, plan)

    def give(self, plan: ReviewPlan, reviewer: str, *, blind: bool) -> ReviewPlan:
        """Give the same items to another reviewer."""
        given = plans.give(self._project, plan, reviewer, blind=blind)
        self.changed.emit()
        return given

    def save(self, plan: ReviewPlan, file: Path) -> None:
        """Write a plan to a file, for another copy of the project. May take a while."""
        plan_files.save(self._project, plan, file)

    def take_in(self, file: Path) -> TakenIn:
        """Store the plan of such a file. May take a while."""
        return plan_files.take_in(self._project, file)

    def agreement(self, first: str, second: str) -> list[Agreement]:
        """Return how far two reviewers agree: all species together, then each."""
        return agreements.agreement(self._project, first, second)

    def merge(self, folder: Path) -> Merged:
        """Take in what was said in another copy. May take a while."""
        with closing(Project(opened_from(folder), create=False, read_only=True)) as other:
            return merge(self._project, other)
