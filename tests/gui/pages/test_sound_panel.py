"""The sound of a recording outside Review: where none can be heard, Play is grey and says why."""

from dataclasses import replace

import pytest

from gui.pages.sound_panel import SoundPanel
from gui.pages.teach.answer_bar import AnswerBar
from gui.player import NO_OUTPUT
from gui.remembered import Remembered
from tests.gui.tables.test_tables import file


def test_play_of_a_recording_is_grey_with_the_reason_where_there_is_no_sound_output(
    qtbot, looks, tmp_path
):
    panel = SoundPanel(Remembered(tmp_path / "window.ini"))
    qtbot.addWidget(panel)
    panel.player.muted_changed.emit(True)
    assert not panel.play_button.isEnabled()
    assert NO_OUTPUT in panel.play_button.toolTip()
    panel.player.muted_changed.emit(False)
    assert panel.play_button.isEnabled()


@pytest.mark.parametrize(("rate", "highest"), [(48_000, 24_000), (256_000, 128_000)])
def test_a_recording_for_bats_is_shown_whole_and_ten_times_slower_is_offered(
    qtbot, looks, tmp_path, tone, rate, highest
):
    sound = tone(20_000.0, rate=rate)
    made = replace(file(1), recording=replace(file(1).recording, path=sound.path, sample_rate=rate))
    panel = SoundPanel(Remembered(tmp_path / "window.ini"))
    qtbot.addWidget(panel)
    panel.show()
    panel.show_file(made)
    qtbot.waitUntil(lambda: panel.view.canvas.heights_hz()[1] == pytest.approx(highest))
    assert panel.playback.slow.isVisible() == (rate == 256_000)
    assert "Shift" in panel.playback.band.toolTip()  # what is grey says how it is had


def test_play_on_teach_is_grey_too(qtbot, looks):
    bar = AnswerBar()
    qtbot.addWidget(bar)
    bar.show_silent(NO_OUTPUT)
    assert not bar.play.isEnabled()
    assert NO_OUTPUT in bar.play.toolTip()
