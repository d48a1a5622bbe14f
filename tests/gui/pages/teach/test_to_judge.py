"""In the window of heads a head that finds much is judged on Teach before it makes detections."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from core.heads import library
from core.heads.teaching import TrainingRequest, teach
from core.heads.windows import windows_of
from core.store import asked_clips, runs
from tests.core.heads.tones import CALLS, SONGS
from tests.gui.pages.heath import settle
from tests.gui.pages.teach.test_learning import label

K = Qt.Key


@pytest.fixture
def heads(qtbot, open_window, tones):
    """The window of heads, with one that was kept and finds much."""
    label(tones, "my toad", SONGS[:3])
    label(tones, "my toad", CALLS, present=False)
    library.keep(tones, teach(windows_of(tones), TrainingRequest("my toad")).head)
    open_window.go_to("teach")
    settle(qtbot, open_window)
    open_window.show_heads()
    settle(qtbot, open_window)
    return open_window.heads.window


def test_its_clips_are_gone_through_on_teach_and_then_it_makes_detections(
    qtbot, open_window, heads, tones, press
):
    heads.details.detect.click()
    qtbot.waitUntil(lambda: not heads.isVisible(), timeout=20_000)
    settle(qtbot, open_window)
    page = open_window.session.teach
    assert open_window.stack.currentWidget() is page
    assert page.searching.sought.label == "my toad"
    assert page.clips.ranked.toolTip().endswith("that my toad finds")
    with tones.reading() as db:
        (asked,) = asked_clips.of_label(db, "my toad")[-1:]
    shown = [(clip.recording_id, clip.start_s) for clip in page.clips.table.clips]
    assert shown[: len(asked.clips)] == [(c.recording_id, c.start_s) for c in asked.clips]
    for _ in asked.clips:
        press(K.Key_Y)
    assert "it can make detections" in open_window.notice.text.text()
    open_window.notice.action.click()
    settle(qtbot, open_window)
    again = open_window.heads.window
    for _ in range(3):  # of what overlaps a judged clip more may be asked
        again.details.detect.click()
        settle(qtbot, open_window)
        qtbot.wait(50)
        if not again.isVisible():
            break
    qtbot.waitUntil(lambda: not open_window.job_bar.jobs, timeout=30_000)


def test_a_head_that_made_detections_before_is_not_asked_about(heads, tones):
    chosen = heads.chosen
    assert heads._heads.to_judge(chosen) is not None
    assert heads._heads.to_judge(replace(chosen, detects=True)) is None
    with tones.reading() as db:
        assert all("head" not in run.settings for run in runs.everything(db))
