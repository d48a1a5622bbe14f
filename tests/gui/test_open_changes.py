"""What is said is on screen at once and stored in order, however busy the project is."""

import sqlite3
from contextlib import contextmanager

import pytest

from core.deployments import editing
from core.deployments.edit_step import earlier
from core.domain import Verdict
from core.errors import UserError
from core.review import Desk
from core.store import Project
from core.store.detections import Filter
from gui.open_project import OpenProject

C, W = Verdict.CORRECT, Verdict.WRONG


@pytest.fixture
def opened(qtbot, analysed: Project):
    project = OpenProject(analysed, earlier=earlier(analysed))
    project.failures = []
    project.changes.failed.connect(project.failures.append)
    yield project
    project.close()


@contextmanager
def busy(project):
    """Hold the lock that a writer needs, as another program does."""
    other = sqlite3.connect(project.folder / "project.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    yield
    other.execute("ROLLBACK")
    other.close()


def clips(project):
    return project.page(Filter(unlisted=True))


def seen(project):
    return [d.verdict for d in clips(project)]


def stored(qtbot, project):
    qtbot.waitUntil(lambda: not project.changes.waiting, timeout=20_000)
    return seen(project)


def test_what_is_said_while_another_writes_is_seen_at_once_and_stored_in_order(qtbot, opened):
    first, second, *_ = clips(opened)
    with busy(opened):
        opened.decide([first.id], C)
        opened.decide([second.id], W)
        opened.decide([first.id], W)
        opened.comment(first.id, "two birds")
        assert seen(opened)[:2] == [W, W]
        assert opened.detection(first.id).note == "two birds"
        assert opened.changes.waiting == 4
    assert stored(qtbot, opened)[:2] == [W, W]
    with opened._project.reading() as db:
        said = db.exec_driver_sql("SELECT detection_id, verdict FROM verdicts ORDER BY at_utc")
        assert said.fetchall()[-3:] == [(first.id, "correct"), (second.id, "wrong"),
                                        (first.id, "wrong")]  # fmt: skip


def test_what_waits_can_be_taken_back_and_made_again_before_it_is_stored(qtbot, opened):
    first = clips(opened)[0]
    opened.decide([first.id], C)
    stored(qtbot, opened)
    with busy(opened):
        opened.decide([first.id], W)
        for step, verdict in ((opened.undo, C), (opened.redo, W), (opened.undo, C)):
            step()
            assert seen(opened)[0] is verdict
        opened.undo()
        assert seen(opened)[0] is None
        assert not opened.can_undo
    assert stored(qtbot, opened)[0] is None
    opened.redo()
    assert stored(qtbot, opened)[0] is C


def test_what_cannot_be_stored_is_shown_no_more_and_said(qtbot, opened, monkeypatch):
    first, second, *_ = clips(opened)
    opened.decide([first.id], C)
    stored(qtbot, opened)
    with monkeypatch.context() as broken:
        broken.setattr(Project, "writing", _full)
        opened.decide([second.id], W)
        assert seen(opened)[1] is W
        opened.changes.finish()
    assert stored(qtbot, opened)[:2] == [C, None]
    assert opened.failures == [
        "The disk is full. Make room. Not saved, and taken back: wrong, 1 clip."
    ]
    opened.undo()
    assert stored(qtbot, opened)[0] is None


def test_a_step_that_could_not_be_undone_can_be_undone_later(qtbot, opened, monkeypatch):
    first = clips(opened)[0]
    opened.decide([first.id], C)
    stored(qtbot, opened)
    with monkeypatch.context() as broken:
        broken.setattr(Project, "writing", _full)
        opened.undo()
        assert seen(opened)[0] is None
        opened.changes.finish()
    assert stored(qtbot, opened)[0] is C
    assert opened.failures == ["The disk is full. Make room."]
    opened.undo()
    assert stored(qtbot, opened)[0] is None


def test_one_undo_is_about_verdicts_annotations_sites_and_removed_recordings(qtbot, opened):
    first, name = clips(opened)[0], opened.sites()[0]
    site = opened.places.overview().sites[0]
    opened.decide([first.id], C)
    opened.places.do(opened.places.rename(site.id, "Moor"), list)
    opened.review.draw(first.recording_id, (0.0, 1.0), (1000.0, 2000.0))
    opened.places.do(opened.places.remove([first.recording_id]), list)
    stored(qtbot, opened)

    def state():
        stored(qtbot, opened)
        found = opened.detection(first.id)
        drawn = len(opened.review.annotations(first.recording_id))
        return found.verdict, opened.sites()[0], drawn, opened.totals().removed

    states = [state()]
    while opened.can_undo:
        opened.undo()
        states.append(state())
    assert states == [
        (C, "Moor", 1, 1), (C, "Moor", 1, 0), (C, "Moor", 0, 0), (C, name, 0, 0),
        (None, name, 0, 0),
    ]  # fmt: skip
    for expected in reversed(states[:-1]):
        opened.redo()
        assert state() == expected


def test_an_edit_of_an_earlier_sitting_can_be_undone(qtbot, analysed: Project):
    before = OpenProject(analysed).sites()
    editing.rename_site(analysed, 1, "Moor")
    project = OpenProject(analysed, earlier=earlier(analysed))
    assert project.changes.history.to_undo.text.endswith("to Moor")
    project.undo()
    stored(qtbot, project)
    assert project.sites() == before


def test_an_edit_that_was_changed_since_is_said_and_no_longer_in_the_way(qtbot, opened):
    first, site = clips(opened)[0], opened.places.overview().sites[0]
    opened.decide([first.id], C)
    opened.places.do(opened.places.rename(site.id, "Moor"), list)
    stored(qtbot, opened)
    editing.rename_site(opened._project, site.id, "Fen")
    opened.undo()
    stored(qtbot, opened)
    assert "changed again since" in opened.failures[0]
    opened.undo()
    assert stored(qtbot, opened)[0] is None


def test_an_annotation_that_waits_is_seen_moved_and_erased(qtbot, opened):
    where = clips(opened)[0].recording_id
    with busy(opened):
        drawn = opened.review.draw(where, (0.0, 1.0), (1000.0, 2000.0))
        assert opened.review.annotations(where) == [drawn]
        opened.review.erase(drawn)
        assert opened.review.annotations(where) == []
        opened.undo()
        assert opened.review.annotations(where) == [drawn]
    stored(qtbot, opened)
    assert opened.review.annotations(where) == [drawn]


def test_closing_waits_until_everything_is_stored(qtbot, opened):
    first = clips(opened)[0]
    for verdict in (C, W) * 10:
        opened.decide([first.id], verdict)
    opened.close()
    again = Project(opened.folder)
    assert seen(OpenProject(again))[0] is W
    again.close()


def test_what_another_said_since_is_told(qtbot, opened):
    first, told = clips(opened)[0], []
    opened.changes.told.connect(told.append)
    opened.decide([first.id], C)
    stored(qtbot, opened)
    Desk(opened._project, "Bob").decide([first.id], W)
    opened.undo()
    assert stored(qtbot, opened)[0] is W
    assert told == ["Bob said wrong since, and that stands."]


@contextmanager
def _full(_project):
    raise UserError("The disk is full. Make room.")
    yield
