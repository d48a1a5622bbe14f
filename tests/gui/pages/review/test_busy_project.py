"""Another program writes to the project: keys decide all the same, and nothing waits for it."""

import sqlite3
from contextlib import contextmanager
from functools import partial
from threading import Event

from PySide6.QtCore import Qt, QThreadPool

from core.domain import Verdict
from core.store import Project
from gui.main_window import MainWindow
from gui.pages.review.questions import ReviewQuestion
from gui.remembered import Remembered
from tests.gui.pages.heath import settle


@contextmanager
def written_elsewhere(folder):
    other = sqlite3.connect(folder / "project.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    yield
    other.execute("ROLLBACK")
    other.close()


def said(page):
    return [d.verdict for d in page.queue.table.rows]


def test_keys_decide_and_the_next_clip_comes_before_anything_is_stored(qtbot, page):
    _, second, third, *_ = page.queue.table.rows
    with written_elsewhere(page.project.folder):
        qtbot.keyClick(page.queue.view, Qt.Key.Key_Y)
        assert (said(page)[0], page.current.id) == (Verdict.CORRECT, second.id)
        qtbot.keyClick(page.queue.view, Qt.Key.Key_N)
        assert (said(page)[1], page.current.id) == (Verdict.WRONG, third.id)
        qtbot.waitUntil(lambda: page.clip.loaded)
        qtbot.keyClick(page.queue.view, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        assert (said(page)[1], page.current.id) == (None, second.id)
        assert page.project.changes.waiting == 3
    settle(qtbot, page.window())
    assert said(page)[:2] == [Verdict.CORRECT, None]
    assert page.current.id == second.id


def test_the_next_clip_waits_neither_for_a_writer_nor_for_readers_however_many(qtbot, page):
    project, done = page.project, Event()
    around = partial(page.requests.asked, ReviewQuestion.AROUND)

    def read_long():
        with project._project.reading() as db:
            db.exec_driver_sql("SELECT count(*) FROM detections").scalar()
            done.wait(30)

    pool = QThreadPool.globalInstance()
    with written_elsewhere(project.folder):
        for _ in range(2 * pool.maxThreadCount()):
            pool.start(read_long)
        try:
            for _ in range(2):
                former = page.current.id
                qtbot.keyClick(page.queue.view, Qt.Key.Key_Y)
                assert page.current.id != former
                qtbot.waitUntil(lambda: page.clip.loaded and not around())
            assert project.changes.waiting == 2
        finally:
            done.set()
    settle(qtbot, page.window())
    assert said(page)[:2] == [Verdict.CORRECT, Verdict.CORRECT]


def test_that_it_takes_long_is_said_and_closing_waits_for_it(qtbot, page):
    window, folder, first = page.window(), page.project.folder, page.current.id
    page.project.changes._slow.setInterval(20)
    with written_elsewhere(folder):
        qtbot.keyClick(page.queue.view, Qt.Key.Key_Y)
        qtbot.waitUntil(lambda: "waits to be saved" in window.notice.text.text())
        window.close()
        assert window.isVisible()
        assert window.notice.text.text() == "Closing as soon as what you said is saved …"
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=20_000)
    again = Project(folder)
    with again.reading() as db:
        held = db.exec_driver_sql("SELECT detection_id, verdict FROM current_verdicts").fetchall()
    again.close()
    assert (first, "correct") in held


def test_another_project_comes_once_everything_is_saved(qtbot, page, tmp_path):
    window, heath = page.window(), page.project
    with written_elsewhere(heath.folder):
        qtbot.keyClick(page.queue.view, Qt.Key.Key_Y)
        window.projects.open(tmp_path / "Other", create=True)
        qtbot.wait(600)
        assert window.projects.current is heath
    qtbot.waitUntil(lambda: window.projects.current.name == "Other", timeout=20_000)
    settle(qtbot, window)


def test_what_cannot_be_saved_loses_its_sign_and_is_said(qtbot, page, monkeypatch):
    def full(_self):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(Project, "writing", full)
        qtbot.keyClick(page.queue.view, Qt.Key.Key_Y)
        assert said(page)[0] is Verdict.CORRECT
        page.project.changes.finish()
    settle(qtbot, page.window())
    assert said(page)[0] is None
    assert "Not saved, and taken back: correct, 1 clip." in page.window().notice.text.text()


def test_a_second_window_of_a_project_says_so(qtbot, opened, tmp_path):
    second = MainWindow(Remembered(tmp_path / "second.ini"))
    qtbot.addWidget(second, before_close_func=lambda each: each.leave())
    second.show()
    second.projects.open(opened.projects.current.folder)
    settle(qtbot, second)
    assert "open in another window too" in second.notice.text.text()
    assert "another window" not in opened.notice.text.text()
