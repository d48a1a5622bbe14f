"""What is made for an open project goes with it."""

import gc
import weakref

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from core.errors import UserError
from core.jobs import Progress
from gui.background import BackgroundJob
from gui.start import PAGES
from tests.gui.pages.heath import settle


def let_qt_delete():
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()


def test_nothing_of_a_project_that_was_closed_lives_on(qtbot, opened):
    for name in PAGES:
        opened.go_to(name)
        settle(qtbot, opened)
    opened.show_heads()
    settle(qtbot, opened)
    session = opened.session
    parts = [session, session.project, session.project._project, session.lost, *session.pages]
    alive = {type(part).__name__: weakref.ref(part) for part in parts}
    del session, parts
    opened.projects.close()
    let_qt_delete()
    assert [name for name, part in alive.items() if part() is not None] == []


def test_jobs_of_a_project_end_before_it_is_closed(qtbot, opened):
    project, read_at_the_end = opened.projects.current, []

    def steps():
        try:
            while True:
                yield Progress(1, 2)
        finally:
            read_at_the_end.append(project.sites())

    job = BackgroundJob(steps(), project)
    job.start()
    opened.projects.close()
    assert job.isFinished()
    assert read_at_the_end == [["Heath", "Wood"]]


def test_a_closed_project_leads_back_to_the_welcome_page(opened):
    close = next(a for a in opened.menus.all_actions() if a.text() == "&Close project")
    close.trigger()
    assert opened.stack.currentWidget() is opened.welcome
    assert not any("Analyse" in action.text() for action in opened.menus.all_actions())
    assert not opened.menus.review.menuAction().isVisible()


def test_what_fails_to_be_done_is_told_after_its_project_was_closed(qtbot, opened):
    def refuse():
        raise UserError("The disk is full.")

    opened.session.report.asking.do("export", refuse, list)
    opened.projects.close()
    qtbot.waitUntil(lambda: opened.notice.text.text() == "The disk is full.")
