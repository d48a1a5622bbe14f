"""Combining analyses in the window."""

from contextlib import closing

import pytest

from core.combining import CombinationRule
from core.domain import Verdict
from core.scan import scan
from core.store import Project
from gui.pages.analysis.combine_form import CombineForm
from tests.core.combining.test_combine import LONG, analysed
from tests.core.networks.test_toy_journey import pond
from tests.core.networks.toy import Toy
from tests.gui.pages.heath import settle

__all__ = ["pond"]


@pytest.fixture
def ponds(qtbot, window, pond, tmp_path):
    """Return what opens the analysis page on a project that these networks have heard."""

    def heard_by(*networks):
        with closing(Project(tmp_path / "Pond")) as project:
            list(scan(project, pond))
            analysed(project, *networks)
        window.projects.open(tmp_path / "Pond")
        settle(qtbot, window)
        window.go_to("analysis")
        settle(qtbot, window)
        return window.session.analysis

    return heard_by


def shown_form(qtbot, page):
    page.panel.combine.click()
    settle(qtbot, page.window())
    (form,) = page.window().findChildren(CombineForm)
    return form


def test_one_analysis_alone_offers_nothing_to_combine(ponds):
    page = ponds(Toy())
    assert not page.panel.combine.isVisible()
    assert not page.combine_action.isEnabled()


def test_two_analyses_are_combined_reviewed_and_reported(qtbot, ponds):
    page = ponds(Toy(), LONG)
    form, window = shown_form(qtbot, page), page.window()
    assert not form.does.isEnabled()
    for box in form.boxes:
        box.click()
    form.does.click()
    settle(qtbot, window)
    qtbot.waitUntil(lambda: not window.job_bar.jobs, timeout=60_000)
    settle(qtbot, window)
    assert "Combined of Long 1" in page.panel.result.text()
    assert "not calibrated" in page.panel.result.text()
    window.go_to("review")
    settle(qtbot, window)
    newest, review = page.project.runs()[0].id, window.session.review
    review.filters.run.choose(newest)
    review.filters.run.chosen.emit(newest)
    settle(qtbot, window)
    shown = review.queue.table.rows
    assert {d.network_title for d in shown} == {"Long 1 + Toy 1, both"}
    review.verdicts.correct.click()
    settle(qtbot, window)
    assert [d.verdict for d in review.queue.table.rows].count(Verdict.CORRECT) == 1
    window.go_to("report")
    settle(qtbot, window)
    assert "Combined of Long 1" in window.session.report.facts.text()


def test_weights_are_asked_for_where_they_count(qtbot, ponds):
    form = shown_form(qtbot, ponds(Toy(), LONG))
    assert not form.weights[0].isVisible()
    form.rule.setCurrentText("Their mean score")
    for box in form.boxes:
        box.click()
    form.weights[0].setValue(2)
    wish = form.wish
    assert wish.rule is CombinationRule.WEIGHTED
    assert sorted(wish.weights.values()) == [1, 2]
    assert (wish.min_score, wish.overlap_s) == (None, None)
    form.min_score.setValue(0.4)
    form.overlap.setValue(0.0)
    assert (form.wish.min_score, form.wish.overlap_s) == (0.4, 0.0)


def test_what_cannot_be_combined_is_said(qtbot, ponds):
    page = ponds(Toy(), LONG)
    page.begin_combining(shown_form(qtbot, page).wish)
    settle(qtbot, page.window())
    assert "two analyses at least" in page.window().notice.text.text()
