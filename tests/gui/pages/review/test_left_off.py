"""A project opens where its review was left, and the page says how far it is."""

from dataclasses import replace

from PySide6.QtCore import Qt

from core.domain import Verdict
from core.review.plans import PlanRequest
from tests.gui.pages.heath import CUCKOO, settle


def reopened(qtbot, window, folder):
    window.leave()
    window.projects.open(folder)
    settle(qtbot, window)
    window.go_to("review")
    settle(qtbot, window)
    return window.session.review


def test_a_project_opens_on_the_clip_the_filters_and_the_order_where_it_was_left(
    qtbot, page, heath
):
    window = page.window()
    page.loader.sort("time", descending=False)
    wanted = replace(page.filters.filter, species=CUCKOO, sites=frozenset({"Heath"}))
    page.filters.take(wanted)
    settle(qtbot, window)
    page.queue.go_to_row(1)
    settle(qtbot, window)
    left, rows = page.current.id, [d.id for d in page.queue.table.rows]
    page = reopened(qtbot, window, heath)
    assert page.current.id == left
    assert [d.id for d in page.queue.table.rows] == rows
    assert (page.filters.filter.species, page.filters.filter.sites) == (CUCKOO, {"Heath"})
    assert page.filters.site.value == {"Heath"}
    chosen = page.species.view.selectionModel().selectedRows()
    assert [page.species.table.rows[i.row()].species.scientific_name for i in chosen] == [CUCKOO]


def test_a_project_opens_on_the_plan_that_was_followed(qtbot, page, heath):
    window = page.window()
    page.tools.plans.pick(PlanRequest("Two", "top", n=2, wanted=page.loader.spec.wanted))
    settle(qtbot, window)
    page.queue.next()
    settle(qtbot, window)
    left, plan = page.current.id, page.loader.spec.plan
    page = reopened(qtbot, window, heath)
    assert (page.loader.spec.plan.id, page.current.id) == (plan.id, left)
    assert page.species.progress.says.text() == f"0 of {plan.items} reviewed"


def test_it_says_how_many_are_reviewed_whatever_verdicts_are_shown(qtbot, page):
    every = page.queue.table.rowCount()
    assert page.species.progress.says.text() == f"0 of {every} reviewed"
    qtbot.keyClick(page.queue.view, Qt.Key.Key_Y)
    settle(qtbot, page.window())
    assert page.species.progress.says.text() == f"1 of {every} reviewed, 1 today"
    page.filters.take(replace(page.filters.filter, verdicts=frozenset({Verdict.CORRECT})))
    settle(qtbot, page.window())
    assert page.species.progress.says.text() == f"1 of {every} reviewed, 1 today"
