"""Review plans and reviewers of an open project: who listens to what, and how far they agree."""

from contextlib import closing
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from core.review import agreement as agreements
from core.review import plan_files, plans
from core.review.agreement import Agreement
from core.review.merge import Merged, merge
from core.review.people import known_as
from core.review.plan_files import TakenIn
from core.review.plans import PlanRequest, ReviewPlan
from core.store import Project, verdicts


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
        with closing(Project(folder, create=False, read_only=True)) as other:
            return merge(self._project, other)
