"""What the page asks of core in one go, in another thread."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from core.domain import Detection, Recording, Species, SpeciesCount, Verdict
from core.heads.examples import SearchExample
from core.review.plans import ReviewPlan
from core.store.annotations import Annotation
from core.store.detections import Filter
from core.store.runs import Run
from gui.open_project import OpenProject
from gui.open_review import Ids, QueueSpec
from gui.tables.paged import PAGE

_NEAR = 40
"""Rows that fill a tall screen, above or below the current one."""


@dataclass(frozen=True, slots=True)
class Glimpse:
    """Rows of a queue before it is known how many there are."""

    queue: QueueSpec
    rows: list[Detection]
    row: int
    """Where among them to begin."""


@dataclass(frozen=True, slots=True)
class Opening:
    """The beginning of a queue, or what is around the detection that stays current."""

    queue: QueueSpec
    runs: list[Run]
    sites: list[str]
    length: int
    hidden: int
    row: int
    pages: dict[int, list[Detection]]
    held: Ids | None = None
    """The first ids in order, where the order is no column's."""
    compared: int = 0
    kept: int | None = None
    """The detection that stays current."""


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


@dataclass(frozen=True, slots=True)
class Around:
    """A detection with where it is from and what is next to it."""

    detection: Detection
    recording: Recording
    there: bool
    """Whether its file is where it was."""
    neighbours: list[Detection]
    annotations: list[Annotation]


def glimpse(project: OpenProject, queue: QueueSpec, keep: int | None) -> Glimpse:
    """Return some rows of a filter, as soon as there are any."""
    queue = _of_a_run(queue, project.runs())
    return Glimpse(queue, *project.review.first_look(queue, keep, 2 * _NEAR))


def opening(
    project: OpenProject, queue: QueueSpec, keep: int | None, counted: tuple[int, int] | None = None
) -> Opening:
    """Return where a queue begins, in the newest run where it names none.

    ``counted``: what it holds and hides, where only its order is another.
    """
    runs = project.runs()
    queue = _of_a_run(queue, runs)
    length, hidden = counted or project.review.count(queue)
    length = queue.plan.items if queue.plan else length
    project.review.survey(queue)
    order = project.review.most_alike_first(queue)
    held = order.ids if order else None
    row = None if keep is None else place(project, queue, held, keep)
    kept = keep if row is not None else None
    if row is None:
        row = project.review.first_of_plan(queue) or 0
    first = row // PAGE
    # Near the edge of a page what is above or below the current row is on screen too.
    wanted = sorted({max(0, row - _NEAR) // PAGE, first, (row + _NEAR) // PAGE})
    pages = {}
    if kept is not None and held is None and queue.plan is None:
        pages[first] = project.review.rows_around(queue, kept, row - first * PAGE, PAGE)
    for n in wanted:
        if n not in pages and n * PAGE < length:
            pages[n] = rows(project, queue, held, n)
    compared = order.compared if order else 0
    sites = project.sites()
    return Opening(queue, runs, sites, length, hidden, row, pages, held, compared, kept)


def _of_a_run(queue: QueueSpec, runs: list[Run]) -> QueueSpec:
    if runs and queue.wanted.run_id not in [run.id for run in runs]:
        return replace(queue, wanted=replace(queue.wanted, run_id=runs[0].id))
    return queue


def counts(project: OpenProject, wanted: Filter) -> Counts:
    """Return what is shown around the queue; it may take longer than the queue itself."""
    in_all, _ = project.count(Filter(run_id=wanted.run_id, unlisted=wanted.unlisted))
    review = project.review
    return Counts(
        species(project, wanted),
        in_all,
        review.reviewers(),
        review.saved_filters(),
        review.plans(),
        review.comparable(wanted.run_id),
        project.not_whole(wanted.run_id),
    )


def rows(project: OpenProject, queue: QueueSpec, held: Ids | None, page: int) -> list[Detection]:
    """Return a page of the queue, of the order that is held where there is one."""
    first = page * PAGE
    if held is not None and first < len(held):  # an order that is cut ends with a whole page
        found = project.review.by_ids(held[first : first + PAGE].tolist())
        return project.review.as_seen(queue, found)
    return project.review.rows(queue, first, PAGE)


def place(project: OpenProject, queue: QueueSpec, held: Ids | None, wanted: int) -> int | None:
    """Return the row of a detection, of the order that is held where there is one."""
    if held is not None and (found := np.flatnonzero(held == wanted)).size:
        return int(found[0])
    return project.review.place(queue, wanted)


def species(project: OpenProject, wanted: Filter) -> list[SpeciesCount]:
    """Return the species that a filter finds, whichever of them it chooses."""
    return project.species(replace(wanted, species=None))


def around(project: OpenProject, queue: QueueSpec, detection: Detection) -> Around:
    """Return where a detection is from and what is next to it."""
    recording = project.recording(detection.recording_id)
    near = project.review.as_seen(queue, project.neighbours(detection))
    drawn = project.review.annotations(detection.recording_id, queue.only_by)
    return Around(detection, recording, recording.path.exists(), near, drawn)


def upcoming(project: OpenProject, detection: Detection) -> tuple[Detection, Recording]:
    """Return a detection with its recording."""
    return detection, project.recording(detection.recording_id)


def alternatives(project: OpenProject, detection: Detection) -> tuple[int, Sequence[Species]]:
    """Return what else a detection may be, with its id."""
    return detection.id, project.review.alternatives(detection)


def sought(
    chosen: Sequence[Detection], drawn: tuple[float, float] | None
) -> tuple[list[SearchExample], str]:
    """Return what to find more of: the span that was drawn, or these; and what it is held to be."""
    if drawn and len(chosen) == 1:
        where = (chosen[0].path.name, *drawn)
        return [SearchExample(*where, recording_id=chosen[0].recording_id)], ""
    names = {
        d.current_species.common_name for d in chosen if d.corrected or d.verdict is Verdict.CORRECT
    }
    examples = [
        SearchExample(d.path.name, max(0.0, d.start_s), d.end_s, recording_id=d.recording_id)
        for d in chosen
    ]
    return examples, names.pop() if len(names) == 1 else ""
