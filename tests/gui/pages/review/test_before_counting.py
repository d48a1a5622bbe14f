"""Rows are on screen before it is known how many there are."""

from dataclasses import replace
from threading import Event

import pytest

from core.domain import Verdict
from gui.pages.review import looking
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
    window.go_to("review")
    settle(qtbot, window)
    return window.review


@pytest.fixture
def counted(monkeypatch):
    """Set to let the counting go on of rows that are shown already."""
    may_go_on, opening = Event(), looking.opening

    def slowly(*asked):
        may_go_on.wait(20)
        return opening(*asked)

    monkeypatch.setattr(looking, "_ON_SCREEN", 4)
    monkeypatch.setattr(looking, "opening", slowly)
    yield may_go_on
    may_go_on.set()


def seconds(page):
    return [round(d.start_s) for d in page.queue.table.rows]


def sort_by_time(qtbot, page):
    """Choose what begins at 6 s, sort, and wait until rows are there without numbers."""
    chosen = next(d for d in page.queue.table.rows if d.start_s == 6)
    page.queue.choose(chosen.id)
    settle(qtbot, page.window())
    page.reading.sort("time", descending=False)
    qtbot.waitUntil(lambda: page.asking.asked("counted"))


def test_the_rows_around_the_current_one_come_first_and_get_their_numbers_later(
    qtbot, page, counted
):
    sort_by_time(qtbot, page)
    assert seconds(page) == [4, 5, 6, 7]
    assert page.current.start_s == 6
    counted.set()
    settle(qtbot, page.window())
    assert seconds(page) == list(range(10))
    assert (page.queue.row, page.current.start_s) == (6, 6)
    assert [i.row() for i in page.queue.view.selectionModel().selectedRows()] == [6]


def test_one_can_decide_before_the_rows_are_counted(qtbot, page, counted):
    sort_by_time(qtbot, page)
    page.deciding.decide(Verdict.CORRECT)
    assert page.current.start_s == 7
    counted.set()
    settle(qtbot, page.window())
    assert (page.queue.row, page.current.start_s) == (7, 7)
    assert [d.verdict for d in page.queue.table.rows[5:8]] == [None, Verdict.CORRECT, None]


def test_undo_goes_back_to_what_is_not_on_screen_before_the_rows_are_counted(qtbot, page, counted):
    best = page.current
    page.deciding.decide(Verdict.CORRECT)
    sort_by_time(qtbot, page)
    assert best.start_s not in seconds(page)
    page.deciding.undo()
    qtbot.waitUntil(lambda: page.current.id == best.id)
    counted.set()
    settle(qtbot, page.window())
    assert (page.current.id, page.current.verdict) == (best.id, None)
    assert seconds(page) == list(range(10))


def test_a_verdict_before_the_counting_loses_no_place_in_what_is_not_reviewed(qtbot, page, counted):
    page.queue.go_to_row(5)
    settle(qtbot, page.window())
    undecided, following = page.current, page.queue.upcoming()
    page.filters.take(replace(page.filters.filter, verdicts=frozenset({None})))
    qtbot.waitUntil(lambda: page.asking.asked("counted"))
    page.deciding.decide(Verdict.WRONG)
    assert page.current.id == following.id
    counted.set()
    settle(qtbot, page.window())
    assert page.current.id == following.id
    assert undecided.id not in [d.id for d in page.queue.table.rows]
    assert page.queue.table.rowCount() == 9
