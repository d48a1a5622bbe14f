"""Among which clips: how alike they are at least, sites, days, what nobody has labelled."""

import numpy as np
import pytest
from PySide6.QtCore import QDate, QPoint, Qt

from core.analysis import Settings
from core.heads.seeking import SightingProgress
from core.jobs import Progress
from gui.open_teaching import OpenTeaching
from gui.pages.states import State
from gui.pages.teach.likeness_plot import LikenessPlot
from gui.pages.teach.questions import TeachQuestion
from tests.core.heads.tones import heard
from tests.gui.pages.heath import settle
from tests.gui.pages.teach.test_learning import label

K = Qt.Key


@pytest.fixture
def plot(qtbot, looks):
    made = LikenessPlot()
    made.resize(200, 56)
    counts = np.zeros(100, np.int64)
    counts[60:] = np.arange(40)
    made.show_counts(counts)
    qtbot.addWidget(made)
    made.cuts = []
    made.cut_changed.connect(made.cuts.append)
    return made


def test_arrows_move_the_limit_and_home_takes_it_away(qtbot, plot):
    for key in (K.Key_Right, K.Key_Right, K.Key_Left, K.Key_Home):
        qtbot.keyClick(plot, key)
    assert plot.cuts == [0.02, 0.04, 0.02, -1.0]


def test_a_drag_tells_where_it_ends_and_paints_where_it_is(qtbot, plot):
    qtbot.mousePress(plot, Qt.MouseButton.LeftButton, pos=QPoint(100, 20))
    assert plot.cut == pytest.approx(0.5, abs=0.02)
    assert plot.cuts == []
    qtbot.mouseMove(plot, QPoint(150, 20))
    qtbot.mouseRelease(plot, Qt.MouseButton.LeftButton, pos=QPoint(150, 20))
    assert plot.cuts == [pytest.approx(0.76, abs=0.02)]
    plot.grab()
    assert "from 0.7" in plot.accessibleDescription()


def test_only_clips_that_are_alike_enough_are_shown(qtbot, open_window, seeking):
    every = [clip.id for clip in seeking.clips.table.clips if clip.likeness >= 0.5]
    seeking.sought.among.plot.show_cut(0.5)
    seeking.sought.among.changed.emit()
    settle(qtbot, open_window)
    assert [clip.id for clip in seeking.clips.table.clips] == every
    seeking.begin_with(seeking.searching.sought.like)
    settle(qtbot, open_window)
    assert seeking.sought.among.plot.cut == -1.0
    assert seeking.clips.table.rowCount() > len(every)


def test_days_on_which_nothing_is_known_to_begin_leave_nothing(qtbot, open_window, seeking):
    among = seeking.sought.among
    among.day.open()
    among.day.first.setDate(QDate(2025, 5, 10))
    settle(qtbot, open_window)
    assert seeking.found.state is not State.CONTENT
    assert "leave none" in seeking.found.empty.sentence.text()
    seeking.found.empty.button.click()
    settle(qtbot, open_window)
    assert seeking.found.state is State.CONTENT


def test_clips_of_which_something_is_said_are_left_out(qtbot, open_window, seeking, press, write):
    press(K.Key_Slash)
    write("my toad")
    press(K.Key_N)
    first = seeking.clips.table.clips[0].id
    seeking.sought.among.unlabelled.click()
    settle(qtbot, open_window)
    assert first not in {clip.id for clip in seeking.clips.table.clips}


def test_what_is_found_comes_on_screen_while_more_is_looked_at(
    qtbot, open_window, seeking, monkeypatch
):
    clips, real, go_on = seeking.clips.table.clips[:3], OpenTeaching.seek, []

    def slowly(self, sought, left):
        while not go_on:
            yield SightingProgress(1, 2, clips=clips)
        yield Progress(2, 2)
        return (yield from real(self, sought, left))

    monkeypatch.setattr(OpenTeaching, "seek", slowly)
    seeking.begin_with(seeking.searching.sought.like)
    qtbot.waitUntil(lambda: seeking.clips.table.rowCount() == 3)
    assert seeking.requests.asked(TeachQuestion.SEEK)
    seeking.clips.go_to(1)
    in_hand = seeking.clips.current.id
    go_on.append(True)
    settle(qtbot, open_window)
    assert seeking.clips.current.id == in_hand
    assert seeking.clips.table.rowCount() > 3


def test_the_clips_of_an_analysis_that_is_chosen_are_looked_at(qtbot, open_window, tones, toy):
    page = open_window.session.teach
    chip = page.sought.among.heard_by
    assert chip.isHidden()  # there is one analysis
    heard(tones, toy, Settings(network="toy-1", overlap_s=0.0))
    label(tones, "my toad", [0, 1])
    open_window.session.project.detections_changed.emit()
    open_window.go_to("teach")
    settle(qtbot, open_window)
    assert not chip.isHidden()
    newest = page.clips.table.clips
    assert {clip.start_s % 0.5 for clip in newest} == {0.0}  # without overlap
    (older,) = page.project.teaching.passes()[1:]
    chip.choose(older)
    chip.chosen.emit(older)
    settle(qtbot, open_window)
    assert page.project.teaching.run == older
    assert {clip.start_s % 0.5 for clip in page.clips.table.clips} == {0.0, 0.25}
