"""Everything the review page asks of core, beyond what all pages ask."""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from core.audio.thumbnails import Picture, thumbnail
from core.domain import Detection, Excerpt, Recording, Species, Verdict
from core.errors import UserError
from core.exports import TableStyle, detections_csv
from core.exports.clips import CONFIRMED
from core.exports.files import Writing
from core.review import Desk, Stepped, bulk, plan_files, plans, reference, similar
from core.review import agreement as agreements
from core.review.agreement import Agreement
from core.review.bulk import Preview
from core.review.elsewhere import OtherNetwork, said_elsewhere
from core.review.likeness import Likeness
from core.review.merge import Merged, merge
from core.review.people import known_as
from core.review.plan_files import TakenIn
from core.review.plans import PlanRequest, ReviewPlan
from core.review.reference import Alike
from core.review.species_search import SpeciesSearch
from core.store import Project, annotations, detections, heads, recordings, saved_filters, verdicts
from core.store.annotations import Annotation
from core.store.detection_order import BEST_FIRST
from core.store.detections import Filter, Sort, SortBy
from gui.background import BackgroundJob

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


class OpenReview(QObject):
    """Reviews an open project. Reading methods may be called in another thread."""

    annotations_changed = Signal()
    references_changed = Signal()
    plans_changed = Signal()
    filters_changed = Signal()
    merged = Signal()

    def __init__(self, project: Project, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._project, self._desk = project, desk
        self._likeness = Likeness(project)
        self._surveyed: tuple[QueueSpec | None, detections.Survey | None] = (None, None)

    # --- the queue ---

    def count(self, queue: QueueSpec) -> tuple[int, int]:
        """Return (how many rows the queue has, how many the species list hides)."""
        with self._project.reading() as db:
            return detections.count(db, queue.wanted)

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
        if queue.plan:
            return plans.items(
                self._project, queue.plan, queue.reviewer, offset=offset, limit=limit
            )
        with self._project.reading() as db:
            return detections.at_offset(
                db, queue.wanted, offset, sort=queue.sort, limit=limit, known=self._known(queue)
            )

    def rows_around(
        self, queue: QueueSpec, detection_id: int, before: int, limit: int
    ) -> list[Detection]:
        """Return rows with so many before a detection, which must be in the queue."""
        with self._project.reading() as db:
            return detections.around(
                db, queue.wanted, detection_id, before, sort=queue.sort, limit=limit
            )

    def first_look(
        self, queue: QueueSpec, keep: int | None, limit: int
    ) -> tuple[list[Detection], int]:
        """Return (rows around a detection of the queue, or the first ones; its place in them).

        Nothing is counted for it, so it takes no longer in a long queue.
        """
        wanted, sort = queue.wanted, queue.sort
        with self._project.reading() as db:
            if keep is None or not detections.holds(db, wanted, keep):
                return detections.page(db, wanted, sort=sort, limit=limit), 0
            found = detections.around(db, wanted, keep, limit // 2, sort=sort, limit=limit)
        return found, next(n for n, d in enumerate(found) if d.id == keep)

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

    def references_of(self, species: Species) -> tuple[int, ...]:
        """Return the kept examples of a species. Raises UserError where there are none."""
        with self._project.reading() as db:
            kept = reference.of_species(db, species.scientific_name)
        if not kept:
            raise UserError(
                f"No clip of {species.common_name} is kept as a reference yet. "
                "Keep a confirmed one with K, then sort again."
            )
        return tuple(d.id for d in kept)

    def by_ids(self, ids: Sequence[int]) -> list[Detection]:
        """Return detections as they stand, in the order of their ids."""
        with self._project.reading() as db:
            return detections.by_ids(db, ids)

    def as_seen(self, queue: QueueSpec, found: list[Detection]) -> list[Detection]:
        """Return detections with only what this queue may show of them."""
        if not (queue.plan and queue.plan.blind):
            return found
        with self._project.reading() as db:
            return plans.seen_by(db, found, queue.reviewer)

    def first_of_plan(self, queue: QueueSpec) -> int | None:
        """Return the first row of a plan that is still to do."""
        if queue.plan is None:
            return None
        return plans.next_item(self._project, queue.plan, queue.reviewer)

    # --- pictures and what is alike ---

    def pictures(self, wanted: Sequence[Excerpt], size: tuple[int, int]) -> list[Picture | None]:
        """Return the clips' thumbnails, None where the recording cannot be read."""
        with self._project.reading() as db:
            there = recordings.by_ids(db, (d.recording_id for d in wanted))
        return [_picture(there[d.recording_id], d, size) for d in wanted]

    def alternatives(self, detection: Detection, limit: int = 9) -> list[Species]:
        """Return what else a detection may be, the likeliest first."""
        return reference.alternatives(self._project, detection, limit=limit)

    def said_elsewhere(self, detection: Detection) -> list[OtherNetwork]:
        """Return what other networks say of a detection."""
        return said_elsewhere(self._project, detection)

    def alike(self, queue: QueueSpec, detection: Detection) -> Alike:
        """Return reviewed clips to compare with; in a blind plan only the reviewer's own."""
        only_by = queue.only_by
        return reference.alike(self._project, self._likeness, detection, only_by=only_by)

    def keep_or_drop_reference(self, queue: QueueSpec, detection: Detection) -> bool:
        """Keep a clip as an example, or no longer where it is kept; tell whether it is now.

        In a blind plan only what the reviewer keeps counts and is changed, so that it does not
        tell what others keep. Raises UserError where nobody confirmed the clip.
        """
        only_by = queue.only_by
        reviewer = only_by or self._desk.reviewer
        with self._project.reading() as db:
            kept = reference.is_kept(db, detection.id, only_by)
        if kept:
            reference.drop(self._project, detection.id, reviewer, only_by=only_by)
        else:
            reference.keep(self._project, detection, reviewer)
        self.references_changed.emit()
        return not kept

    # --- annotations ---

    def annotations(self, recording_id: int, only_by: str | None = None) -> list[Annotation]:
        """Return what people, or only this one, drew on a recording."""
        with self._project.reading() as db:
            drawn = annotations.in_recording(db, recording_id)
        return [a for a in drawn if only_by in (None, a.reviewer)]

    def draw(
        self, recording_id: int, span_s: tuple[float, float], band_hz: tuple[float, float]
    ) -> Annotation:
        """Add an annotation without a name yet."""
        drawn = self._desk.draw(recording_id, span_s, band_hz)
        self.annotations_changed.emit()
        return drawn

    def redraw(self, changed: Annotation) -> None:
        """Move, resize or name an annotation."""
        self._desk.redraw(changed)
        self.annotations_changed.emit()

    def erase(self, annotation_id: str) -> None:
        """Delete an annotation; undo brings it back."""
        self._desk.erase(annotation_id)
        self.annotations_changed.emit()

    def label_too(self, detection: Detection, species: Species) -> None:
        """Say that another species sings in the same clip."""
        self._desk.label_too(detection, species)
        self.annotations_changed.emit()

    # --- many at once ---

    def below(self, wanted: Filter, score: float) -> Preview:
        """Return what "all below this score are wrong" would be about."""
        return bulk.preview(self._project, bulk.below(wanted, score))

    def decide_all(self, wanted: Filter, verdict: Verdict) -> list[int]:
        """Say the same of all that a filter shows: one step to undo. May take a while."""
        return self._desk.decide_all(wanted, verdict)

    def decide_many(
        self, ids: Sequence[int], verdict: Verdict, corrected: Species | None
    ) -> list[int]:
        """Say the same of these, without telling of it yet: many take a while."""
        self._desk.decide(ids, verdict, corrected=corrected)
        return list(ids)

    def ahead(self, *, redo: bool) -> int:
        """Return how many detections the next undo, or redo, is about."""
        return self._desk.ahead(redo=redo)

    def step(self, *, redo: bool) -> Stepped | None:
        """Undo or redo, without telling of it yet: what is about many takes a while."""
        return self._desk.redo() if redo else self._desk.undo()

    # --- saved filters ---

    def saved_filters(self) -> dict[str, Filter]:
        """Return name -> filter."""
        with self._project.reading() as db:
            return saved_filters.everything(db)

    def save_filter(self, name: str, wanted: Filter) -> None:
        """Keep a filter under a name."""
        with self._project.writing() as db:
            saved_filters.save(db, name, wanted)
        self.filters_changed.emit()

    def forget_filter(self, name: str) -> None:
        """Remove a saved filter."""
        with self._project.writing() as db:
            saved_filters.remove(db, name)
        self.filters_changed.emit()

    # --- plans and reviewers ---

    def reviewers(self) -> list[str]:
        """Return everybody who said something, by name."""
        with self._project.reading() as db:
            return list(verdicts.reviewers(db))

    def reviewer_called(self, typed: str) -> str:
        """Return the name that the project knows a reviewer by. Raises UserError for no name."""
        with self._project.reading() as db:
            return known_as(db, typed)

    def plans(self) -> list[ReviewPlan]:
        """Return all plans, the newest first."""
        return plans.everything(self._project)

    def make_plan(self, wish: PlanRequest) -> ReviewPlan:
        """Pick and store a plan. Raises UserError where nothing fits. May take a while."""
        return plans.make(self._project, wish)

    def give_plan(self, plan: ReviewPlan, reviewer: str, *, blind: bool) -> ReviewPlan:
        """Give the same items to another reviewer."""
        given = plans.give(self._project, plan, reviewer, blind=blind)
        self.plans_changed.emit()
        return given

    def save_plan(self, plan: ReviewPlan, file: Path) -> None:
        """Write a plan to a file, for another copy of the project. May take a while."""
        plan_files.save(self._project, plan, file)

    def take_in_plan(self, file: Path) -> TakenIn:
        """Store the plan of such a file. May take a while."""
        return plan_files.take_in(self._project, file)

    def agreement(self, first: str, second: str) -> list[Agreement]:
        """Return how far two reviewers agree: all species together, then each."""
        return agreements.agreement(self._project, first, second)

    def merge(self, folder: Path) -> Merged:
        """Take in what was said in another copy. May take a while."""
        with closing(Project(folder, create=False, read_only=True)) as other:
            return merge(self._project, other)

    # --- exports ---

    def export_shown(self, queue: QueueSpec, path: Path, style: TableStyle) -> BackgroundJob:
        """Return the job, not yet started, that writes the detections of a queue in its order."""
        return BackgroundJob(self._writing_shown(queue, path, style), self.parent())

    def _writing_shown(self, queue: QueueSpec, path: Path, style: TableStyle) -> Writing:
        if queue.plan:
            found = plans.items(self._project, queue.plan, queue.reviewer, limit=-1)
            return (yield from detections_csv.write_found(self._project, found, path, style))
        order = self.most_alike_first(queue)
        with self._project.reading() as db:
            ids = detections.ids(db, queue.wanted, sort=queue.sort)
        first = order.ids.tolist() if order else []
        ids = list(dict.fromkeys([*first, *ids]))
        return (yield from detections_csv.write_ids(self._project, ids, path, style))

    def species_search(self, network_id: str) -> SpeciesSearch:
        """Return how all that a network's labels stand for is found by typing. Takes a moment."""
        with self._project.reading() as db:
            return SpeciesSearch(heads.species(db, network_id))

    def confirmed(self) -> int:
        """Return how many detections were confirmed, in all analyses."""
        with self._project.reading() as db:
            return detections.count(db, CONFIRMED)[0]


def _picture(recording: Recording, clip: Excerpt, size: tuple[int, int]) -> Picture | None:
    try:
        span_s = (clip.start_s, clip.end_s)
        return thumbnail(recording.path, span_s, size, recording.content_hash)
    except UserError:  # said where the picture should be
        return None


def moved_by_verdicts(queue: QueueSpec) -> bool:
    """Tell whether what is said of a detection changes its place in a queue."""
    if queue.plan:
        return False
    wanted = queue.wanted
    by_words = (wanted.verdicts, wanted.held_species, wanted.reviewer, wanted.has_note)
    return (
        queue.sort.by is SortBy.VERDICT or any(x is not None for x in by_words) or bool(wanted.note)
    )
