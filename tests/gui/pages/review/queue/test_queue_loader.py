"""Rows are on screen before it is known how many there are."""

from dataclasses import replace
from threading import Event

import pytest

from core.domain import Verdict
from core.store import detections, recordings
from core.store.detections import New
from gui.pages.review.questions import ReviewQuestion
from gui.pages.review.queue import queries
from tests.core import made
from tests.gui.pages.handmade import WREN, project_of, tones, write
from tests.gui.pages.heath import settle

SCORES = (0.3, 0.9, 0.5, 0.8, 0.35, 0.7, 0.6, 0.4, 0.95, 0.45)


@pytest.fixture
def page(qtbot, window, tmp_path):
    """Ten calls of a wren, a second each."""
    write(tmp_path / "sounds" / "20250510_053000.wav", tones(10, 22_050, 3000), 22_050)
    heard = [(WREN, n, n + 1, score) for n, score in enumerate(SCORES)]
    made = project_of(tmp_path / "project", tmp_path / "sounds", {"20250510_053000.wav": heard})
    window.projects.open(made)
    settle(qtbot, window)
    window.go_to("review")
    settle(qtbot, window)
    return window.session.review


class Counting:
    """Holds up the counting of rows that are shown already."""

    def __init__(self) -> None:
        self._held: list[Event] = []
        self._free = False

    @property
    def begun(self) -> int:
        return len(self._held)

    def wait(self) -> None:
        self._held.append(Event())
        if not self._free:
            self._held[-1].wait(20)

    def go_on(self) -> None:
        """Let those end that have begun."""
        for each in self._held:
            each.set()

    def free(self) -> None:
        self._free = True
        self.go_on()


@pytest.fixture
def counting(monkeypatch):
    held, opening = Counting(), queries.queue_start

    def slowly(*asked):
        held.wait()
        return opening(*asked)

    monkeypatch.setattr(queries, "_NEAR", 2)
    monkeypatch.setattr(queries, "queue_start", slowly)
    yield held
    held.free()


def seconds(page):
    return [round(d.start_s) for d in page.queue.table.rows]


def sort_by_time(qtbot, page):
    """Choose what begins at 6 s, sort, and wait until rows are there without numbers."""
    chosen = next(d for d in page.queue.table.rows if d.start_s == 6)
    page.queue.choose(chosen.id)
    settle(qtbot, page.window())
    page.loader.sort("time", descending=False)
    qtbot.waitUntil(lambda: page.requests.asked(ReviewQuestion.COUNTED))


def test_the_rows_around_the_current_one_come_first_and_get_their_numbers_later(
    qtbot, page, counting
):
    sort_by_time(qtbot, page)
    assert seconds(page) == [4, 5, 6, 7]
    assert page.current.start_s == 6
    counting.free()
    settle(qtbot, page.window())
    assert seconds(page) == list(range(10))
    assert (page.queue.row, page.current.start_s) == (6, 6)
    assert [i.row() for i in page.queue.view.selectionModel().selectedRows()] == [6]


def test_one_can_decide_before_the_rows_are_counted(qtbot, page, counting):
    sort_by_time(qtbot, page)
    page.verdict_controller.decide(Verdict.CORRECT)
    assert page.current.start_s == 7
    counting.free()
    settle(qtbot, page.window())
    assert (page.queue.row, page.current.start_s) == (7, 7)
    assert [d.verdict for d in page.queue.table.rows[5:8]] == [None, Verdict.CORRECT, None]


def test_undo_goes_back_to_what_is_not_on_screen_before_the_rows_are_counted(qtbot, page, counting):
    best = page.current
    page.verdict_controller.decide(Verdict.CORRECT)
    sort_by_time(qtbot, page)
    assert best.start_s not in seconds(page)
    page.verdict_controller.undo()
    qtbot.waitUntil(lambda: page.current.id == best.id)
    counting.free()
    settle(qtbot, page.window())
    assert (page.current.id, page.current.verdict) == (best.id, None)
    assert seconds(page) == list(range(10))


def only_unreviewed(qtbot, page, row):
    """Choose a row, filter, and wait until rows are there without numbers."""
    page.queue.go_to_row(row)
    settle(qtbot, page.window())
    page.filters.take(replace(page.filters.filter, verdicts=frozenset({None})))
    qtbot.waitUntil(lambda: page.requests.asked(ReviewQuestion.COUNTED))


def test_verdicts_while_unreviewed_ones_are_counted_lose_no_place(qtbot, page, counting):
    queries._NEAR = 4
    in_order = [d.id for d in page.queue.table.rows]
    only_unreviewed(qtbot, page, 3)
    page.verdict_controller.decide(Verdict.WRONG)
    qtbot.waitUntil(lambda: counting.begun == 1)
    counting.go_on()
    qtbot.waitUntil(lambda: counting.begun == 2)  # as the first count may lack it
    page.verdict_controller.decide(Verdict.CORRECT)
    assert page.current.id == in_order[5]
    counting.free()
    settle(qtbot, page.window())
    assert (page.queue.row, page.current.id) == (3, in_order[5])
    assert [d.id for d in page.queue.table.rows] == in_order[:3] + in_order[5:]


def test_undo_goes_back_while_unreviewed_ones_are_counted_again(qtbot, page, counting):
    best = page.current
    page.verdict_controller.decide(Verdict.CORRECT)
    only_unreviewed(qtbot, page, 5)
    page.verdict_controller.decide(Verdict.CORRECT)
    qtbot.waitUntil(lambda: counting.begun == 1)
    counting.go_on()
    qtbot.waitUntil(lambda: counting.begun == 2)
    page.verdict_controller.undo()
    page.verdict_controller.undo()
    qtbot.waitUntil(lambda: page.current.id == best.id)
    counting.free()
    settle(qtbot, page.window())
    assert page.current.id == best.id


def test_one_decides_about_what_one_sees_though_more_was_stored_meanwhile(qtbot, page, counting):
    sort_by_time(qtbot, page)
    page.verdict_controller.skip()
    seen = page.current
    assert seen.start_s == 7
    store = page.project._project
    with store.writing() as db:
        (recording,) = recordings.everything(db)
        wren = made.label_ids(db, [WREN])[WREN.scientific_name]
        between = New(wren, 6.5, 7.5, 0.5, 0.0, listed=True)
        detections.add(db, seen.run_id, recording, [between])
    counting.free()
    settle(qtbot, page.window())
    assert (page.queue.row, page.current.id) == (8, seen.id)
    page.verdict_controller.decide(Verdict.WRONG)
    assert [d.id for d in page.queue.table.rows if d.verdict] == [seen.id]


def test_a_page_of_before_does_not_overwrite_rows_without_numbers(
    qtbot, page, counting, monkeypatch
):
    sort_by_time(qtbot, page)
    counting.free()
    settle(qtbot, page.window())
    may_come, rows = Event(), queries.rows

    def slowly(*asked):
        may_come.wait(20)
        return rows(*asked)

    monkeypatch.setattr(queries, "rows", slowly)
    page.loader._fetch(0)
    counting._free = False
    page.loader.sort("score", descending=True)
    qtbot.waitUntil(lambda: page.requests.asked(ReviewQuestion.COUNTED))
    page.loader.sort("time", descending=False)
    qtbot.waitUntil(lambda: seconds(page) == [4, 5, 6, 7])
    may_come.set()
    qtbot.waitUntil(lambda: not page.requests.asked((ReviewQuestion.ROWS, 0)))
    assert seconds(page) == [4, 5, 6, 7]
    assert page.current.start_s == 6


def test_what_was_decided_since_the_counting_leaves_no_empty_rows_when_sorting(qtbot, page):
    page.filters.take(replace(page.filters.filter, verdicts=frozenset({None})))
    settle(qtbot, page.window())
    for _ in range(3):
        page.verdict_controller.decide(Verdict.CORRECT)
    page.loader.sort("time", descending=False)
    settle(qtbot, page.window())
    assert page.queue.table.rowCount() == len(page.queue.table.rows) == 7


def test_no_old_count_stands_over_other_rows(qtbot, page, counting):
    only_unreviewed(qtbot, page, 0)
    page.filters.take(replace(page.filters.filter, min_score=0.65))
    qtbot.waitUntil(lambda: page.filters.counts.text() == "Counting …")
    counting.free()
    settle(qtbot, page.window())
    assert page.filters.counts.text() == "4 of 10 shown"


def test_no_plan_is_made_of_rows_that_are_not_counted(qtbot, page, counting):
    sort_by_time(qtbot, page)
    with qtbot.waitSignal(page.told) as told:
        page.tools.plans.make_plan()
    assert "being counted" in told.args[0].sentence
