"""Two reviewers at one project: undo leaves what the other said since, and says so."""

from contextlib import closing

import pytest

from core.domain import Verdict
from core.review import Desk
from core.store import Project
from tests.gui.pages.heath import settle


@pytest.fixture
def bob(page):
    with closing(Project(page.project.folder)) as project:
        yield Desk(project, "Bob")


def first(page):
    return page.queue.table.rows[0]


def test_undo_leaves_anothers_newer_verdict_and_says_so(qtbot, page, bob):
    detection = page.current.id
    page.verdict_controller.decide(Verdict.CORRECT)
    settle(qtbot, page.window())
    bob.decide([detection], Verdict.WRONG)
    for again in (page.verdict_controller.undo, page.verdict_controller.redo):
        again()
        settle(qtbot, page.window())
        assert (first(page).verdict, first(page).reviewer) == (Verdict.WRONG, "Bob")
        assert page.window().notice.text.text() == "Bob said wrong since, and that stands."


def test_a_comment_on_anothers_verdict_leaves_it_theirs_and_is_shown_as_ones_own(qtbot, page, bob):
    bob.decide([page.current.id], Verdict.WRONG)
    page.project.reviewer = "Ann"
    page.project.comment(page.current.id, "a robin?")
    settle(qtbot, page.window())
    assert (first(page).verdict, first(page).reviewer) == (Verdict.WRONG, "Bob")
    assert "“a robin?” (Ann)" in page.verdicts.facts.toolTip()


def test_what_another_window_says_shows_without_being_asked_for(qtbot, page, bob):
    page.project.watching.look()
    qtbot.waitUntil(lambda: page.project.watching.ready)
    bob.decide([page.current.id], Verdict.WRONG)
    with qtbot.waitSignal(page.project.verdicts_changed) as said:
        page.project.watching.look()
    settle(qtbot, page.window())
    assert said.args == [[page.current.id]]
    assert (first(page).verdict, first(page).reviewer) == (Verdict.WRONG, "Bob")


def test_what_this_window_says_is_not_told_twice(qtbot, page):
    watching = page.project.watching
    watching.look()
    qtbot.waitUntil(lambda: watching.ready)
    page.verdict_controller.decide(Verdict.CORRECT)
    settle(qtbot, page.window())
    with qtbot.assertNotEmitted(page.project.verdicts_changed):
        watching.look()
        qtbot.waitUntil(lambda: watching.ready)


def test_a_word_of_ones_own_never_hides_a_later_one_of_another(qtbot, page, bob):
    watching, detection = page.project.watching, page.current.id
    page.project.decide([detection], Verdict.CORRECT)  # before the first look, and again after it
    settle(qtbot, page.window())
    watching.look()
    qtbot.waitUntil(lambda: watching.ready)
    page.project.decide([detection], Verdict.UNSURE)
    settle(qtbot, page.window())
    watching.look()
    qtbot.waitUntil(lambda: watching.ready)
    bob.decide([detection], Verdict.WRONG)
    with qtbot.waitSignal(page.project.verdicts_changed) as said:
        watching.look()
    assert said.args == [[detection]]
