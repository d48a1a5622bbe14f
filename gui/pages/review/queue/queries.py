"""What the queue asks of core in one go, in another thread."""

from dataclasses import dataclass, replace

import numpy as np

from core.domain import Detection
from core.store.runs import Run
from gui.open_project import OpenProject
from gui.open_queue import Ids, QueueSpec
from gui.tables.paged import PAGE

_NEAR = 40
"""Rows that fill a tall screen, above or below the current one."""


@dataclass(frozen=True, slots=True)
class FirstRows:
    """Rows of a queue before it is known how many there are."""

    queue: QueueSpec
    rows: list[Detection]
    row: int
    """Where among them to begin."""


@dataclass(frozen=True, slots=True)
class QueueStart:
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


def first_rows(project: OpenProject, queue: QueueSpec, keep: int | None) -> FirstRows:
    """Return some rows of a filter, as soon as there are any."""
    queue = _of_a_run(queue, project.runs())
    return FirstRows(queue, *project.review.queue.first_look(queue, keep, 2 * _NEAR))


def queue_start(
    project: OpenProject, queue: QueueSpec, keep: int | None, counted: tuple[int, int] | None = None
) -> QueueStart:
    """Return where a queue begins, in the newest run where it names none.

    ``counted``: what it holds and hides, where only its order is another.
    """
    runs = project.runs()
    queue = _of_a_run(queue, runs)
    length, hidden = counted or project.review.queue.count(queue)
    length = queue.plan.items if queue.plan else length
    project.review.queue.survey(queue)
    order = project.review.queue.most_alike_first(queue)
    held = order.ids if order else None
    row = None if keep is None else place(project, queue, held, keep)
    kept = keep if row is not None else None
    if row is None:
        row = project.review.queue.first_of_plan(queue) or 0
    first = row // PAGE
    # Near the edge of a page what is above or below the current row is on screen too.
    wanted = sorted({max(0, row - _NEAR) // PAGE, first, (row + _NEAR) // PAGE})
    pages = {}
    if kept is not None and held is None and queue.plan is None:
        pages[first] = project.review.queue.rows_around(queue, kept, row - first * PAGE, PAGE)
    for n in wanted:
        if n not in pages and n * PAGE < length:
            pages[n] = rows(project, queue, held, n)
    compared = order.compared if order else 0
    sites = project.sites()
    return QueueStart(queue, runs, sites, length, hidden, row, pages, held, compared, kept)


def _of_a_run(queue: QueueSpec, runs: list[Run]) -> QueueSpec:
    if runs and queue.wanted.run_id not in [run.id for run in runs]:
        return replace(queue, wanted=replace(queue.wanted, run_id=runs[0].id))
    return queue


def rows(project: OpenProject, queue: QueueSpec, held: Ids | None, page: int) -> list[Detection]:
    """Return a page of the queue, of the order that is held where there is one."""
    first = page * PAGE
    if held is not None and first < len(held):  # an order that is cut ends with a whole page
        found = project.review.queue.by_ids(held[first : first + PAGE].tolist())
        return project.review.queue.as_seen(queue, found)
    return project.review.queue.rows(queue, first, PAGE)


def place(project: OpenProject, queue: QueueSpec, held: Ids | None, wanted: int) -> int | None:
    """Return the row of a detection, of the order that is held where there is one."""
    if held is not None and (found := np.flatnonzero(held == wanted)).size:
        return int(found[0])
    return project.review.queue.place(queue, wanted)
