"""A plan goes out as a bundle, is reviewed in a window of its own, and comes back."""

from contextlib import closing

import numpy as np
import pytest

from core.audio.playback_chain import Treatment, listen
from core.bundles.opening import is_bundle
from core.domain import Verdict
from core.review import plans
from core.review.plans import PlanRequest
from core.store import Project
from gui.main_window import MainWindow
from gui.pages.review.dialogs import export_tools
from gui.remembered import Remembered
from tests.gui.pages.heath import settle


@pytest.fixture
def bundle(qtbot, opened, tmp_path, monkeypatch):
    """What the window packs of a plan for Bob."""
    opened.go_to("review")
    settle(qtbot, opened)
    review = opened.session.review
    wish = PlanRequest("dawn", "top", n=2, wanted=review.loader.spec.wanted, reviewer="Bob")
    review.tools.plans.pick(wish)
    settle(qtbot, opened)
    file = tmp_path / "sent" / "for Bob.undersong"
    file.parent.mkdir()
    monkeypatch.setattr(export_tools, "file_to_write", lambda *_: file)
    review.actions_by_name["bundle"].trigger()
    qtbot.waitUntil(lambda: "Send it to the reviewer" in opened.notice.text.text(), timeout=30_000)
    return file


@pytest.fixture
def theirs(qtbot, bundle, tmp_path):
    """The window of the reviewer, with the bundle open."""
    made = MainWindow(Remembered(tmp_path / "theirs.ini"))
    qtbot.addWidget(made, before_close_func=lambda each: each.leave())
    made.resize(1280, 800)
    with qtbot.waitExposed(made):
        made.show()
    made.projects.open(bundle)
    settle(qtbot, made)
    return made


def test_a_bundle_is_reviewed_in_a_window_and_comes_back(qtbot, opened, bundle, theirs):
    assert is_bundle(bundle)
    review = theirs.session.review
    assert theirs.stack.currentWidget() is review
    assert "no other sound" in theirs.notice.text.text()
    assert "bundle" in theirs.header.project.text()
    assert review.queue.table.rowCount() == 2
    assert "2" in review.filters.plan.text()
    assert theirs.session.project.reviewer == "Bob"
    assert not review.clip.missing.isVisible()
    for verdict in (Verdict.CORRECT, Verdict.WRONG):
        review.verdict_controller.decide(verdict)
        settle(qtbot, theirs)
    folder = theirs.session.project.folder
    theirs.projects.close()
    opened.session.review.tools.reviewers.merge(folder / "project.db")
    settle(qtbot, opened)
    assert "2 verdicts taken in" in opened.notice.text.text()
    with closing(Project(opened.session.project.folder, read_only=True)) as project:
        (plan,) = plans.everything(project)
        assert plan.done == 2


def test_its_clip_is_drawn_and_heard(theirs):
    clip = theirs.session.review.clip
    cache = clip.view.loader._cache
    shown = [key for key in clip.view._visible() if cache.held(key) is not None]
    assert shown
    assert all(cache.held(key).max() > 40 for key in shown)
    found = theirs.session.review.current
    file = theirs.session.project.recording(found.recording_id)
    span = (found.start_s, found.end_s)
    heard = np.concatenate([*listen(file.path, span, Treatment(), 48_000, file.content_hash)])
    assert np.abs(heard).max() > 0.1
