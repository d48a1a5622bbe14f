"""The detections to go through, in some order: counted, read in pages, found, written."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.domain import Detection, Verdict
from core.exports import TableStyle, detections_csv
from core.exports.files import Writing
from core.review import plans, similar
from core.review.plans import ReviewPlan
from core.store import Project, detections
from core.store.detection_order import BEST_FIRST
from core.store.detections import Filter, Sort, SortBy
from gui.open_changes import ChangeQueue, over

Ids = NDArray[np.int64]
HELD_AT_MOST = 100_000
"""Rows whose order is held, so that a verdict does not move them out of a filter."""


@dataclass(frozen=True, slots=True)
class QueueSpec:
    """Which detections to go through, and in which order; a plan has its own."""

    wanted: Filter
    sort: Sort = BEST_FIRST
    plan: ReviewPlan | None = None
    reviewer: str = ""
    """Whose blind second opinion it is, where the plan is one."""
    like: tuple[int, ...] = ()
    """Detections to compare with: the most alike come first, before ``sort`` goes on."""

    @property
    def only_by(self) -> str | None:
        """Return whose words alone may be seen; None: everybody's."""
        return self.reviewer if self.plan and self.plan.blind else None


class OpenQueue:
    """Reads queues of an open project. Its methods may be called in another thread."""

    def __init__(self, project: Project, changes: ChangeQueue) -> None:
        self._project, self._changes = project, changes
        self._surveyed: tuple[QueueSpec | None, detections.Survey | None] = (None, None)

    def count(self, queue: QueueSpec) -> tuple[int, int]:
        """Return (how many rows the queue has, how many the species list hides)."""
        with self._project.reading() as db:
            return detections.count(db, queue.wanted)

    def by_score(self, wanted: Filter) -> list[int]:
        """Return how many detections have which score, in ``SCORE_BINS`` steps from 0 to 1."""
        with self._project.reading() as db:
            return detections.by_score(db, wanted)

    def by_verdict(self, wanted: Filter) -> dict[Verdict | None, int]:
        """Return how many detections have each verdict, None: not reviewed."""
        with self._project.reading() as db:
            return detections.by_verdict(db, wanted)

    def by_site(self, wanted: Filter) -> dict[str, int]:
        """Return how many detections each site has."""
        with self._project.reading() as db:
            return detections.by_site(db, wanted)

    def survey(self, queue: QueueSpec) -> None:
        """Count once what all questions for rows of this queue have to know."""
        if not queue.plan:
            with self._project.reading() as db:
                self._surveyed = queue, detections.survey(db, queue.wanted, queue.sort)

    def mark_out(self, queue: QueueSpec, length: int) -> None:
        """Note rows all along a queue, so that a jump far down it takes no longer than others."""
        known = self._known(queue)
        if known:
            with self._project.reading() as db:
                marked = detections.marked(db, queue.wanted, queue.sort, known, length)
            if self._known(queue) is known:
                self._surveyed = queue, marked

    def _known(self, queue: QueueSpec) -> detections.Survey | None:
        surveyed, known = self._surveyed
        return known if surveyed == queue else None

    def rows(self, queue: QueueSpec, offset: int, limit: int) -> list[Detection]:
        """Return rows from an offset on."""
        looks = self._changes.looks()
        if queue.plan:
            found = plans.items(
                self._project, queue.plan, queue.reviewer, offset=offset, limit=limit
            )
            return over(looks, found, queue.only_by)
        with self._project.reading() as db:
            found = detections.at_offset(
                db, queue.wanted, offset, sort=queue.sort, limit=limit, known=self._known(queue)
            )
        return over(looks, found)

    def rows_around(
        self, queue: QueueSpec, detection_id: int, before: int, limit: int
    ) -> list[Detection]:
        """Return rows with so many before a detection, which must be in the queue."""
        looks = self._changes.looks()
        with self._project.reading() as db:
            found = detections.around(
                db, queue.wanted, detection_id, before, sort=queue.sort, limit=limit
            )
        return over(looks, found)

    def first_look(
        self, queue: QueueSpec, keep: int | None, limit: int
    ) -> tuple[list[Detection], int]:
        """Return (rows around a detection of the queue, or the first ones; its place in them).

        Nothing is counted for it, so it takes no longer in a long queue.
        """
        wanted, sort, looks = queue.wanted, queue.sort, self._changes.looks()
        with self._project.reading() as db:
            if keep is None or not detections.holds(db, wanted, keep):
                return over(looks, detections.page(db, wanted, sort=sort, limit=limit)), 0
            found = detections.around(db, wanted, keep, limit // 2, sort=sort, limit=limit)
        return over(looks, found), next(n for n, d in enumerate(found) if d.id == keep)

    def place(self, queue: QueueSpec, detection_id: int) -> int | None:
        """Return the row of a detection, or None where it is not in the queue."""
        if queue.plan:
            found = plans.items(self._project, queue.plan, queue.reviewer, limit=-1)
            return next((n for n, d in enumerate(found) if d.id == detection_id), None)
        with self._project.reading() as db:
            return detections.position(
                db, queue.wanted, detection_id, sort=queue.sort, known=self._known(queue)
            )

    def held_ids(self, queue: QueueSpec) -> Ids | None:
        """Return the first ids in order where verdicts would move rows; otherwise None."""
        if not moved_by_verdicts(queue):
            return None
        with self._project.reading() as db:
            found = detections.ids(db, queue.wanted, sort=queue.sort, limit=HELD_AT_MOST)
        return np.asarray(found, np.int64)

    def most_alike_first(self, queue: QueueSpec) -> similar.Order | None:
        """Return how a queue begins that is sorted by what is alike; otherwise None."""
        if not queue.like:
            return None
        order = similar.most_alike_first(self._project, queue.wanted, queue.like)
        every = self.held_ids(queue)
        if every is not None:
            order = replace(order, ids=np.concatenate([order.ids, every[len(order.ids) :]]))
        return order

    def comparable(self, run_id: int | None) -> bool:
        """Tell whether a run's detections can be compared by how they sound."""
        return run_id is not None and similar.comparable(self._project, run_id)

    def by_ids(self, ids: Sequence[int]) -> list[Detection]:
        """Return detections as they stand, in the order of their ids."""
        looks = self._changes.looks()
        with self._project.reading() as db:
            return over(looks, detections.by_ids(db, ids))

    def as_seen(self, queue: QueueSpec, found: list[Detection]) -> list[Detection]:
        """Return detections with only what this queue may show of them."""
        if not (queue.plan and queue.plan.blind):
            return found
        looks = self._changes.looks()
        with self._project.reading() as db:
            return over(looks, plans.seen_by(db, found, queue.reviewer), queue.only_by)

    def first_of_plan(self, queue: QueueSpec) -> int | None:
        """Return the first row of a plan that is still to do."""
        if queue.plan is None:
            return None
        return plans.next_item(self._project, queue.plan, queue.reviewer)

    def write(self, queue: QueueSpec, path: Path, style: TableStyle) -> Writing:
        """Write the detections of a queue in its order; return how many."""
        if queue.plan:
            found = plans.items(self._project, queue.plan, queue.reviewer, limit=-1)
            return (yield from detections_csv.write_found(self._project, found, path, style))
        order = self.most_alike_first(queue)
        with self._project.reading() as db:
            ids = detections.ids(db, queue.wanted, sort=queue.sort)
        first = order.ids.tolist() if order else []
        ids = list(dict.fromkeys([*first, *ids]))
        return (yield from detections_csv.write_ids(self._project, ids, path, style))


def moved_by_verdicts(queue: QueueSpec) -> bool:
    """Tell whether what is said of a detection changes its place in a queue."""
    if queue.plan:
        return False
    wanted = queue.wanted
    by_words = (wanted.verdicts, wanted.held_species, wanted.reviewer, wanted.has_note)
    said = wanted.note or wanted.skip
    return queue.sort.by is SortBy.VERDICT or any(x is not None for x in by_words) or bool(said)
