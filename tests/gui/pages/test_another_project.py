"""When another project is opened nothing of the former stays, and nothing of it comes late."""

import shutil
from contextlib import closing
from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox

from core.domain import Verdict
from core.jobs import Progress
from core.store import Project, detections
from core.store.detections import Filter
from gui.background import BackgroundJob
from gui.open_project import OpenProject
from gui.page_names import PAGES
from gui.pages.states import State
from tests.gui.pages.heath import settle


@pytest.fixture
def other(scanned_folder, tmp_path):
    """A project in which nothing was analysed."""
    return shutil.copytree(scanned_folder, tmp_path / "Moor")


def said(folder):
    with closing(Project(folder)) as project, project.reading() as db:
        return [d.verdict for d in detections.page(db, Filter(unlisted=True))]


@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_shown_until_something_of_the_new_one_is_read(
    qtbot, opened, other, held_back, name
):
    opened.go_to(name)
    opened.session.page(name).reload()
    opened.projects._came(partial(OpenProject, Project(other)))
    page = opened.session.page(name)
    assert page.states.state is State.UNKNOWN
    assert not any(action.isEnabled() for action in opened.session.analysis.page_actions())
    assert not any(action.isEnabled() for action in opened.session.report.page_actions())
    while held_back.outstanding():
        held_back.deliver(0)
    held_back.let_go()
    settle(qtbot, opened)
    assert page.project.name == "Moor"
    assert opened.session.review.current is None
    assert opened.session.report._report is None


def test_keys_decide_nothing_in_the_new_one_about_a_clip_of_the_former(
    qtbot, opened, heath_folder, held_back, tmp_path
):
    twin = shutil.copytree(heath_folder, tmp_path / "Twin")  # the same ids
    opened.go_to("review")
    opened.projects._came(partial(OpenProject, Project(twin)))
    qtbot.keyClick(opened.session.review.queue.view, Qt.Key.Key_Y)
    opened.session.review.verdict_controller.decide(Verdict.CORRECT)
    assert set(said(twin)) == {None}


def test_while_something_is_asked_about_a_project_it_stays_open(qtbot, opened, other):
    opened.go_to("review")
    settle(qtbot, opened)
    opened.session.review.verdict_controller.below()
    qtbot.waitUntil(lambda: opened.findChild(QMessageBox) is not None)
    heath = opened.projects.current
    opened.projects.open(other)
    qtbot.wait(600)
    assert opened.projects.current is heath
    opened.findChild(QMessageBox).reject()
    qtbot.waitUntil(lambda: opened.projects.current.name == "Moor")
    settle(qtbot, opened)


def test_the_end_of_a_job_is_not_told_in_another_project(qtbot, opened, other, sounds):
    opened.session.recordings.add_folders([sounds])
    (job,) = opened.job_bar.jobs
    job.wait()  # what it tells is on its way
    opened.projects._came(partial(OpenProject, Project(other)))
    settle(qtbot, opened)
    assert "listed" not in opened.notice.text.text()
    assert opened.job_bar.jobs == []


def test_a_job_that_is_stopped_as_its_project_is_left_is_told(qtbot, opened, other):
    job = BackgroundJob((Progress(n, 2) for n in range(2)), opened.projects.current)
    job.pause()
    job.start()
    opened.projects.open(other)
    qtbot.waitUntil(lambda: opened.projects.current.name == "Moor")
    assert "What was running in Heath and wood was stopped" in opened.notice.text.text()
    settle(qtbot, opened)
