"""The sound of a recording outside Review: where none can be heard, Play is grey and says why."""

from gui.pages.sound_panel import SoundPanel
from gui.pages.teach.answer_bar import AnswerBar
from gui.player import NO_OUTPUT
from gui.remembered import Remembered


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


def test_play_on_teach_is_grey_too(qtbot, looks):
    bar = AnswerBar()
    qtbot.addWidget(bar)
    bar.show_silent(NO_OUTPUT)
    assert not bar.play.isEnabled()
    assert NO_OUTPUT in bar.play.toolTip()
