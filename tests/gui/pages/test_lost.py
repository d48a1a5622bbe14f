"""The project's folder goes away while it is open: the window says so, and saves a copy."""

import shutil
from contextlib import closing

import pytest
from PySide6.QtCore import Qt

from core.domain import Verdict
from core.store import Project, detections
from core.store.detections import Filter
from gui.widgets import dialogs
from tests.gui.pages.heath import settle


@pytest.fixture
def page(qtbot, opened):
    opened.go_to("review")
    settle(qtbot, opened)
    opened.projects.current.watching._timer.stop()  # it looks when a test says so
    return opened.session.review


def look(qtbot, window):
    watching = window.projects.current.watching
    qtbot.waitUntil(lambda: not watching._waiting)
    watching.look()
    qtbot.waitUntil(lambda: not watching._waiting)


def said(folder):
    with closing(Project(folder, create=False)) as project, project.reading() as db:
        return [d.verdict for d in detections.page(db, Filter(unlisted=True))]


def test_a_key_decides_nothing_any_more_and_says_why(qtbot, page):
    shutil.rmtree(page.project.folder)
    first = page.current
    qtbot.keyClick(page.queue.view, Qt.Key.Key_Y)
    settle(qtbot, page.window())
    said = page.window().notice.text.text()
    assert "deleted or moved" in said
    assert said.endswith("Not saved, and taken back: correct, 1 clip.")
    assert page.current.id == first.id
    assert {d.verdict for d in page.queue.table.rows} == {None}


def test_it_is_noticed_and_stays_said_on_every_page(qtbot, page):
    window = page.window()
    assert not window.session.lost.isVisible()
    shutil.rmtree(page.project.folder)
    look(qtbot, window)
    for name in ("report", "review"):
        window.go_to(name)
        assert window.session.lost.isVisible()
        assert "deleted or moved" in window.session.lost.text.text()


def test_it_is_said_once(qtbot, page):
    window = page.window()
    shutil.rmtree(page.project.folder)
    qtbot.keyClick(page.queue.view, Qt.Key.Key_Y)
    settle(qtbot, window)
    assert window.notice.isVisible()
    look(qtbot, window)
    assert not window.notice.isVisible()
    qtbot.keyClick(page.queue.view, Qt.Key.Key_Y)
    settle(qtbot, window)
    assert not window.notice.isVisible()


def test_a_copy_holds_what_was_said_and_is_gone_on_with(qtbot, page, tmp_path, monkeypatch):
    window, copy = page.window(), tmp_path / "rescued"
    qtbot.keyClick(page.queue.view, Qt.Key.Key_N)
    settle(qtbot, window)
    shutil.rmtree(page.project.folder)
    look(qtbot, window)
    monkeypatch.setattr(dialogs, "new_folder", lambda *_: copy)
    qtbot.mouseClick(window.session.lost.save, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.projects.current.folder == copy, timeout=10_000)
    settle(qtbot, window)
    assert not window.session.lost.isVisible()
    assert said(copy).count(Verdict.WRONG) == 1
    qtbot.keyClick(window.session.review.queue.view, Qt.Key.Key_Y)
    settle(qtbot, window)
    assert said(copy).count(Verdict.CORRECT) == 1


def test_a_job_in_what_is_gone_ends_with_a_sentence(qtbot, opened, sounds):
    shutil.rmtree(opened.projects.current.folder)
    job = opened.projects.current.scan(sounds)
    with qtbot.waitSignal(job.failed) as failed:
        job.start()
    job.wait()
    assert "Nothing can be stored in it" in failed.args[0]


def test_a_drive_that_comes_back_is_worked_on(qtbot, page):
    window, folder = page.window(), page.project.folder
    folder.rename(folder.with_name("unplugged"))
    look(qtbot, window)
    folder.with_name("unplugged").rename(folder)
    look(qtbot, window)
    assert not window.session.lost.isVisible()
    qtbot.keyClick(page.queue.view, Qt.Key.Key_Y)
    settle(qtbot, window)
    assert said(folder).count(Verdict.CORRECT) == 1
