"""Why the review page shows no detections, and how they come while an analysis runs."""

from contextlib import closing
from threading import Event

import pytest

from core.domain import Verdict
from core.jobs import Progress
from core.store import Project, detections, recordings, runs
from core.store.detections import New
from gui.background import BackgroundJob
from gui.pages.states import State
from tests.core import made
from tests.gui.pages.handmade import WREN, project_of
from tests.gui.pages.heath import lark, settle, write_wav


@pytest.fixture
def heard(tmp_path):
    """Make a project of two files of the pond, in which a run heard these: score by start."""

    def make(scores, *, listed=True, finished=True):
        for n in range(2):
            write_wav(tmp_path / "Pond" / f"20250601_05{n:02d}00.wav", [lark()] * 3)
        folder = project_of(tmp_path / "New", tmp_path / "Pond", {})
        with closing(Project(folder)) as project, project.writing() as db:
            store(db, scores, listed=listed)
            if not finished:
                db.exec_driver_sql("UPDATE runs SET finished_utc = NULL")
        return folder

    return make


def store(db, scores, *, listed=True):
    run = runs.latest(db)
    file = next(iter(recordings.everything(db)))
    wren = made.label_ids(db, [WREN])[WREN.scientific_name]
    new = [New(wren, at, at + 3.0, score, 0.0, listed) for at, score in scores.items()]
    detections.add(db, run.id, file, new)


def open_review(qtbot, window, folder):
    window.open_at_start(folder, "review")
    settle(qtbot, window)
    return window.session.review


def analysing(page, gate):
    def steps():
        yield Progress(1, 4, "a.wav")
        gate.wait(20)
        yield Progress(2, 4, "b.wav")

    job = BackgroundJob(steps(), page.project)
    page.project.analysis.follow(job)
    job.finished.connect(page.project.detections_changed)
    job.start()
    return job


@pytest.fixture
def gate():
    made = Event()
    yield made
    made.set()


def test_an_analysis_that_found_nothing_says_what_could_be_done(qtbot, window, heard):
    page = open_review(qtbot, window, heard({}))
    assert page.states.state is State.NOTHING_FOUND
    assert page.states.empty.title.text() == "Nothing was found"
    assert "no score reached 0.25" in page.states.empty.sentence.text()
    page.states.empty.button.click()
    assert window.stack.currentWidget() is window.session.analysis


def test_the_report_of_an_analysis_that_found_nothing_says_so_too(qtbot, window, heard):
    open_review(qtbot, window, heard({}))
    window.go_to("report")
    settle(qtbot, window)
    assert window.session.report.rows.state is State.NOTHING_FOUND
    assert window.session.report.rows.empty.title.text() == "Nothing was found"


def test_an_analysis_that_was_stopped_is_not_taken_for_a_finished_one(qtbot, window, heard):
    page = open_review(qtbot, window, heard({}, finished=False))
    assert page.states.empty.title.text() == "Nothing was found so far"
    assert "start it again and it goes on" in page.states.empty.sentence.text()


def test_where_the_list_hides_all_it_says_so_and_shows_them(qtbot, window, heard):
    page = open_review(qtbot, window, heard({0.0: 0.9, 3.0: 0.8}, listed=False))
    below = page.body.states
    assert below.state is State.NOTHING_FOUND
    assert "2 detections" in below.empty.sentence.text()
    below.empty.button.click()
    settle(qtbot, window)
    assert below.state is State.CONTENT
    assert page.queue.table.rowCount() == 2


def test_filters_that_nothing_matches_can_be_cleared(qtbot, window, heard):
    page = open_review(qtbot, window, heard({0.0: 0.9}))
    page.species.view.selectRow(1)
    page.filters.verdict.choose(frozenset({Verdict.WRONG}))
    page.filters._read()
    settle(qtbot, window)
    below = page.body.states
    assert below.empty.title.text() == "No detection matches the filters"
    assert below.empty.button.text() == "Clear the filters"
    below.empty.button.click()
    settle(qtbot, window)
    assert below.state is State.CONTENT
    assert not page.filters.limited
    assert page.species.view.currentIndex().row() == 0


def test_what_matches_but_is_hidden_is_counted_and_can_be_shown(qtbot, window, heard):
    page = open_review(qtbot, window, heard({0.0: 0.9}, listed=False))
    page.filters.score.choose({"min_score": 0.5, "max_score": None})
    page.filters._read()
    settle(qtbot, window)
    below = page.body.states
    assert "hide 1 more" in below.empty.sentence.text()
    below.empty.other.click()
    settle(qtbot, window)
    assert page.queue.table.rowCount() == 1


def test_a_species_that_nobody_heard_is_not_found_and_all_come_again(qtbot, window, heard):
    page = open_review(qtbot, window, heard({0.0: 0.9}))
    qtbot.keyClicks(page.species.search, "ostrich")
    assert page.species.states.empty.title.text() == "No species matches"
    page.species.states.empty.button.click()
    assert page.species.states.state is State.CONTENT


def test_while_an_analysis_runs_it_says_so_and_how_far_it_is(qtbot, window, heard, gate):
    page = open_review(qtbot, window, heard({}, finished=False))
    job = analysing(page, gate)
    qtbot.waitUntil(lambda: page.states.state is State.BUSY)
    assert page.states.empty.title.text() == "The recordings are being analysed"
    qtbot.waitUntil(lambda: page.states.empty.how_far.text().startswith("1.0 of 4.0 h"))
    gate.set()
    qtbot.waitUntil(job.isFinished)
    settle(qtbot, window)
    assert page.states.state is State.NOTHING_FOUND


def test_what_is_found_comes_while_the_analysis_runs_and_nothing_moves(
    qtbot, window, heard, gate, monkeypatch
):
    page = open_review(qtbot, window, heard({}, finished=False))
    job = analysing(page, gate)
    with closing(Project(page.project.folder)) as other, other.writing() as db:
        store(db, {0.0: 0.5})
    page.project.detections_grew.emit()
    qtbot.waitUntil(lambda: page.states.state is State.CONTENT, timeout=20_000)
    settle(qtbot, window)
    here = page.current
    assert here.score == 0.5
    assert page.filters.counts.text() == "1 shown so far"
    told = []
    page.queue.current_changed.connect(told.append)
    with closing(Project(page.project.folder)) as other, other.writing() as db:
        store(db, {3.0: 0.9, 6.0: 0.4})
    page.project.detections_grew.emit()
    qtbot.waitUntil(lambda: page.queue.table.rowCount() == 3, timeout=20_000)
    settle(qtbot, window)
    assert page.current == here
    assert page.queue.row == 1
    assert told == []
    gate.set()
    qtbot.waitUntil(job.isFinished)
    settle(qtbot, window)


def test_an_earlier_analysis_does_not_grow_while_another_is_under_way(qtbot, window, heard, gate):
    page = open_review(qtbot, window, heard({0.0: 0.5}))
    job = analysing(page, gate)
    page.project.detections_grew.emit()
    settle(qtbot, window)
    assert page.filters.counts.text() == "1 shown"
    gate.set()
    qtbot.waitUntil(job.isFinished)
    settle(qtbot, window)


def test_an_analysis_that_breaks_off_before_it_began_says_why(qtbot, window, scanned):
    page = open_review(qtbot, window, scanned)
    assert page.states.state is State.EMPTY
    page.project.analysis.problem = "The disk is full."
    page.reload()
    settle(qtbot, window)
    assert page.states.state is State.FAILED
    assert page.states.empty.sentence.text() == "The disk is full."
