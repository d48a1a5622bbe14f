"""Fetches the queue: where it begins, the pages that are looked at, and what was said since."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Signal

from core.domain import Detection
from core.review.plans import ReviewPlan
from core.store.detection_order import BEST_FIRST
from core.store.detections import Filter, Sort, SortBy
from gui.open_project import OpenProject
from gui.open_queue import Ids, QueueSpec, moved_by_verdicts
from gui.pages.review.questions import ReviewQuestion
from gui.pages.review.queue import queries
from gui.pages.review.queue.queries import FirstRows, QueueStart
from gui.pages.review.queue.queue import Queue
from gui.requests import Requests, the_project

_AT_ONCE = 50


class QueueLoader(QObject):
    """Answers what the queue asks for; the newest filter, order and plan count."""

    opened = Signal(object)
    """The QueueStart, after the queue has it."""
    failed = Signal(str)
    """The queue could not be read: a sentence."""

    def __init__(
        self, project: OpenProject, requests: Requests, queue: Queue, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._requests, self._queue = requests, queue
        self.project = project
        self._held: Ids | None = None
        self._growing = False
        self._left_at: int | None = None
        self._counted: tuple[int, int] | None = None
        self.numbered = True
        """Whether the rows that are shown have their places in the whole queue."""
        self._said: set[int] = set()
        """What something was said of since the queue was asked for."""
        self._changed: set[int] = set()
        """What something was said of since the rows on screen were read."""
        self._due: set[int] = set()
        """Of this it is still being read how it stands now."""
        self._begun = 0
        self.spec = self._asked = QueueSpec(Filter())
        queue.table.page_wanted.connect(self._fetch)
        queue.table.sort_wanted.connect(self.sort)
        queue.bar.sort_wanted.connect(self.sort)
        queue.bar.alike_wanted.connect(self.sort_alike)
        queue.bar.references_wanted.connect(self._ask_references)

    @property
    def _current_id(self) -> int | None:
        return self._queue.current.id if self._queue.current else self._left_at

    def in_hand(self) -> object:
        """Return what is shown of one clip: its detection, and whose words may be seen of it."""
        return self._current_id, self.spec.only_by

    def shown(self) -> object:
        """Return which rows are shown: each beginning numbers them anew."""
        return self._begun

    def asked(self) -> object:
        """Return which rows are wanted."""
        return self._asked

    def begin(self) -> None:
        """Follow what is said, with nothing in the queue yet."""
        self.project.verdicts_expected.connect(self.again)
        self.project.verdicts_changed.connect(self.again)
        self._begin(QueueSpec(Filter(), self.spec.sort), numbered=True)
        self._counted = None
        self._queue.pictures.read_with(self.project.review.pictures)
        self._show_order(0, 0)
        self._queue.begin(0, {}, 0)

    def resume(self, sort: Sort, plan: ReviewPlan | None, detection_id: object) -> None:
        """Let the next queue be in this order, or of this plan, and begin at a detection."""
        name = self.project.reviewer
        wanted = Filter(unlisted=True, plan_id=plan.id) if plan else Filter()
        self.spec = self._asked = QueueSpec(wanted, sort, plan, name)
        self._left_at = detection_id if isinstance(detection_id, int) else None

    def read(self, wanted: Filter) -> None:
        """Show what a filter finds; the current detection stays current where it is in it."""
        plan = self._asked.plan
        self._open(replace(self._asked, wanted=replace(wanted, plan_id=plan.id if plan else None)))

    def grow(self) -> None:
        """Show what an analysis has stored since; nothing on screen moves."""
        ordered = self.spec.plan or self.spec.like or moved_by_verdicts(self.spec)
        under_way = self._requests.asked(ReviewQuestion.QUEUE) or self._requests.asked(
            ReviewQuestion.COUNTED
        )
        if not (ordered or under_way) and self.numbered:
            row = self._queue.table.row(self._queue.row)
            self._growing = True
            self._count(ReviewQuestion.COUNTED, row.id if row else None)

    def sort(self, by: str, descending: bool) -> None:  # what a Qt signal carries
        """Show the same in another order."""
        self._open(replace(self._asked, sort=Sort(SortBy(by), descending), like=()), same=True)

    def sort_alike(self, examples: Sequence[int]) -> None:
        """Show the same, what sounds like one of these first."""
        if examples:
            self._queue.bar.say_comparing()
            spec = replace(self._asked, sort=BEST_FIRST, like=tuple(examples))
            self._open(spec, same=True)

    def follow(self, plan: ReviewPlan | None, wanted: Filter) -> None:
        """Go through a plan in its own order, or through the filter again."""
        name = self.project.reviewer
        # A plan's items are in it whatever is filtered by.
        whole = Filter(unlisted=True, plan_id=plan.id) if plan else wanted
        spec = replace(self._asked, wanted=whole, plan=plan, reviewer=name, like=())
        self._open(spec, keep=False)

    def again(self, ids: Iterable[int]) -> None:
        """Show what was said of these since."""
        ids = list(ids)
        self._said.update(ids)
        self._changed.update(ids)
        if moved_by_verdicts(self.spec):
            self._counted = None
        self._read_again(ids)

    def _read_again(self, ids: Iterable[int]) -> None:
        shown = {d.id for d in (*self._queue.table.rows, self._queue.current) if d}
        changed = [i for i in ids if i in shown]
        if not changed:
            return
        if len(changed) <= _AT_ONCE:
            self._queue.show_again(_fresh(self.project, self.spec, changed))
        if len(changed) > _AT_ONCE or self._requests.asked(
            ReviewQuestion.FRESH
        ):  # that may be older
            self._due.update(changed)
            work = partial(_fresh, self.project, self.spec, list(self._due))
            self._requests.ask(ReviewQuestion.FRESH, self.shown, work, self._show_fresh)

    def _show_fresh(self, found: list[Detection]) -> None:
        self._due.clear()
        self._queue.show_again(found)

    def reveal(self, detection_id: int) -> None:
        """Make a detection current wherever in the queue it is."""
        if not self._queue.choose(detection_id):
            work = partial(queries.place, self.project, self.spec, self._held, detection_id)
            self._requests.ask(
                ReviewQuestion.PLACE, self._looking_at, work, partial(self._go_to, detection_id)
            )

    def _looking_at(self) -> object:
        return self.asked(), self.in_hand()

    def _go_to(self, detection_id: int, row: int | None) -> None:
        if row is not None and self.numbered:
            self._queue.go_to_row(row)
        elif found := self.project.detection(detection_id):
            self._queue.visit(*self.project.review.queue.as_seen(self.spec, [found]))

    def _open(self, spec: QueueSpec, *, keep: bool = True, same: bool = False) -> None:
        # ``keep``: the current detection stays current, where it is in the queue.
        # ``same``: only the order is another, and what was counted still holds.
        kept = self._current_id if keep else None
        counted = self._counted if same and spec.wanted == self.spec.wanted else None
        another = (spec.wanted, spec.sort) != (self.spec.wanted, self.spec.sort)
        self._asked = spec
        for question in (ReviewQuestion.QUEUE, ReviewQuestion.COUNTED, ReviewQuestion.PLACE):
            self._requests.forget(question)
        self._growing = False
        if another and not (spec.plan or spec.like or self._queue.as_grid):
            # Counting a million rows takes a while: some are shown before.
            some = partial(queries.first_rows, self.project, spec, kept)
            then = partial(self._show_some, counted)
            self._requests.ask(ReviewQuestion.QUEUE, self.asked, some, then, self.failed.emit)
        else:
            self._count(ReviewQuestion.QUEUE, kept, counted)

    def _show_some(self, counted: tuple[int, int] | None, found: FirstRows) -> None:
        self._begin(found.queue, numbered=False)
        self._counted = None
        self._show_order(0, 0)
        self._queue.begin(len(found.rows), {0: found.rows}, found.row)
        self._count(ReviewQuestion.COUNTED, self._current_id, counted)

    def _count(
        self, question: ReviewQuestion, keep: int | None, counted: tuple[int, int] | None = None
    ) -> None:
        self._said = set()
        work = partial(queries.queue_start, self.project, self._asked, keep, counted)
        self._requests.ask(
            question, self.asked, work, partial(self._take, question), self.failed.emit
        )

    def _take(self, question: ReviewQuestion, found: QueueStart) -> None:
        said = self._said
        if said and moved_by_verdicts(found.queue):
            self._count(question, self._current_id)  # nobody knows whether they are counted
        else:
            self._show(found)
            self.again(said)

    def _show(self, found: QueueStart) -> None:
        here = None
        if found.kept is not None and (self._growing or not self.numbered):
            here = self._queue.table.row_of(found.kept)
        self._growing = False
        self._begin(found.queue, numbered=True)
        self._held = found.held
        self._counted = None if found.queue.plan else (found.length, found.hidden)
        self._show_order(found.compared, found.length)
        if here is None:
            self._queue.begin(found.length, found.pages, found.row)
        else:
            self._queue.number(found.length, found.pages, found.row - here)
        self.opened.emit(found)
        if self._held is None:
            work = partial(self.project.review.queue.held_ids, self.spec)
            self._requests.ask(ReviewQuestion.HELD, self.shown, work, self._hold)
            marks = partial(self.project.review.queue.mark_out, self.spec, found.length)
            self._requests.ask(ReviewQuestion.MARKS, the_project, marks, lambda _: None)

    def _begin(self, spec: QueueSpec, *, numbered: bool) -> None:
        self.spec = self._asked = spec
        self._queue.skips = "" if spec.plan else spec.wanted.skip
        self._held, self.numbered = None, numbered
        self._changed, self._due = set(self._said), set()
        self._begun += 1

    def _show_order(self, compared: int, of: int) -> None:
        planned = self.spec.plan is not None
        alike = (compared, of) if self.spec.like else None
        self._queue.show_order(self.spec.sort, planned=planned, alike=alike)

    def _ask_references(self) -> None:
        current = self._queue.current
        if current:
            work = partial(self.project.review.references_of, current.current_species)
            self._requests.ask(ReviewQuestion.REFERENCES, self.asked, work, self.sort_alike)

    def _hold(self, ids: Ids | None) -> None:
        self._held = ids

    def _fetch(self, page: int) -> None:
        work = partial(queries.rows, self.project, self.spec, self._held, page)
        self._requests.ask((ReviewQuestion.ROWS, page), self.shown, work, partial(self._fill, page))

    def _fill(self, page: int, rows: list[Detection]) -> None:
        self._queue.table.fill(page, rows)
        self._read_again(self._changed.intersection(d.id for d in rows))  # perhaps read before


def _fresh(project: OpenProject, spec: QueueSpec, ids: list[int]) -> list[Detection]:
    return project.review.queue.as_seen(spec, project.review.queue.by_ids(ids))
