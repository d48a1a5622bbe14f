"""What is chosen for the picture of the sound is seen in it."""

from dataclasses import replace

import numpy as np
import pytest
import soundfile
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor

from core.audio import contents
from core.audio.spectrogram import Denoise, FrequencyAxis
from core.audio.tiles import Sound
from gui.widgets.spectrogram.colour_maps import ColourMap
from gui.widgets.spectrogram.looks import from_plain, to_plain
from tests.gui.widgets.spectrogram_sight import darkness, pixel, show


def choose(qtbot, view, name, text):
    box = getattr(panel(view), name)
    with qtbot.waitSignals([view.shown, view.looks_changed]):
        box.setCurrentText(text)
    view._panel.close()


def test_the_axis_chosen_in_the_panel_is_drawn_and_written(qtbot, view, tone):
    show(qtbot, view, tone(4000.0))
    for text in ("Mel, as ears hear", "Even in kHz"):
        choose(qtbot, view, "axis", text)
        top = view.canvas.plot_rect().top() + 2
        seen = darkness(view).mean(axis=1).argmax() + top
        assert seen == pytest.approx(pixel(view, 1, 4000).y(), abs=3)


def test_what_the_panel_takes_away_is_gone(qtbot, view, tone):
    show(qtbot, view, tone(4000.0, seconds=10))
    before = darkness(view).mean(axis=1).max()
    choose(qtbot, view, "denoise", "Without the steady background (median)")
    assert darkness(view).mean(axis=1).max() < before / 4


def test_nothing_shines_through_the_panel(qtbot, view, tone):
    show(qtbot, view, tone(4000.0))
    picture = panel(view).grab().toImage()
    view._panel.close()
    assert picture.pixelColor(6, 60) == QColor(view._theme.colours.surface)


def test_a_change_of_one_choice_leaves_the_others(qtbot, view, tone):
    show(qtbot, view, tone(4000.0))
    before = view.looks
    with qtbot.waitSignal(view.looks_changed):
        panel(view).colours.setCurrentText("Cividis")
    view._panel.close()
    assert view.looks == replace(before, colours=ColourMap.CIVIDIS)
    assert view.looks.colours is ColourMap.CIVIDIS
    assert view.looks.settings.axis is FrequencyAxis.LINEAR


@pytest.mark.parametrize(
    ("denoise", "said"),
    [(Denoise.MEDIAN, "0 dB above the background"), (Denoise.PCEN, "kHz"), (Denoise.LOCAL, "kHz")],
)
def test_the_readout_says_only_what_the_picture_means(qtbot, view, tone, denoise, said):
    view.set_looks(view.looks.with_settings(denoise=denoise))
    show(qtbot, view, tone(4000.0, seconds=10))
    view.canvas.hovered.emit(view.canvas.spot(QPointF(pixel(view, 5, 4000))))
    assert view.bar.readout.text().endswith(said)


def test_the_lowest_and_highest_frequency_are_chosen_and_hold_for_the_next_sound(qtbot, view, tone):
    show(qtbot, view, tone(4000.0))
    panel(view).lowest.setValue(2)
    view._panel.highest.setValue(6)
    view._panel.close()
    assert view.canvas.heights_hz() == pytest.approx((2000, 6000), rel=0.01)
    assert from_plain(to_plain(view.looks)) == view.looks
    show(qtbot, view, tone(5000.0))
    assert view.canvas.heights_hz() == pytest.approx((2000, 6000), rel=0.01)
    view.set_looks(replace(view.looks, low_hz=0.0, high_hz=None))
    view.suit(8000)
    assert view.canvas.heights_hz() == pytest.approx((0, 8000), rel=0.01)


def test_the_picture_is_what_is_on_screen_twice_as_fine(qtbot, view, tone, tmp_path):
    show(qtbot, view, tone(4000.0))
    picture = view.picture()
    assert picture.width() == 2 * view.canvas.width()
    assert picture.save(str(tmp_path / "seen.png"))
    seen = pixel(view, 1, 4000) + view.canvas.pos() - view.band.pos()
    light = picture.pixelColor(2 * seen.x(), 2 * (seen.y() + 40)).lightness()
    assert picture.pixelColor(2 * seen.x(), 2 * seen.y()).lightness() < light


def test_rarer_tools_go_into_a_menu_where_the_window_is_narrow(qtbot, view):
    view.show()
    for width, narrow in ((900, False), (420, True)):
        view.resize(width, 300)
        assert view.bar.more.isVisible() == narrow
        assert view.bar.readout.width() > 100
    view.bar.menu.aboutToShow.emit()
    assert "Save this picture …" in [action.text() for action in view.bar.menu.actions()]
    view.resize(200, 400)
    view.bar.menu.aboutToShow.emit()
    modes = {action.text(): action for action in view.bar.menu.actions()}
    modes["Measure by dragging (Shift)"].trigger()
    assert view.bar.modes.checkedButton().accessibleName() == "Measure by dragging (Shift)"


@pytest.fixture
def two(tmp_path):
    """2 kHz at the left, 6 kHz at the right."""
    at = np.arange(32000 * 5) / 32000
    path = tmp_path / "two.wav"
    soundfile.write(path, 0.25 * np.sin(2 * np.pi * at[:, None] * [2000, 6000]), 32000)
    return Sound.of(path, 5, 32000, contents.whole_hash(path), channels=2)


def panel(view):
    view.bar.display.click()
    return view._panel


def lines(view):
    """Return which of the two tones are seen."""
    rows = darkness(view).mean(axis=1)
    top = view.canvas.plot_rect().top() + 2
    places = {hz: round(pixel(view, 1, hz).y() - top) for hz in (2000, 6000)}
    return {hz for hz, row in places.items() if rows[row - 4 : row + 5].max() > 150}


def test_a_chosen_channel_is_shown_alone_and_said(qtbot, view, two):
    show(qtbot, view, two)
    assert lines(view) == {2000, 6000}
    choices = panel(view).channel
    assert [choices.itemText(n) for n in range(choices.count())] == ["Mix of all", "1", "2"]
    with qtbot.waitSignals([view.shown, view.looks_changed]):
        choices.setCurrentIndex(2)
    assert lines(view) == {6000}
    assert "channel 2" in view.bar.readout.text()


def test_channels_are_offered_only_where_there_are_several(qtbot, view, two, tone):
    show(qtbot, view, two)
    assert panel(view).channel.isVisible()
    view._panel.close()
    show(qtbot, view, tone(4000.0))
    assert not panel(view).channel.isVisible()
    view._panel.close()


def test_a_recording_without_the_chosen_channel_shows_its_mix_and_keeps_the_choice(
    qtbot, view, two, tone
):
    view.set_looks(view.looks.with_settings(channel=1))
    show(qtbot, view, tone(4000.0))
    assert darkness(view).max() > 200
    assert "channel" not in view.bar.readout.text()
    panel(view).contrast.setValue(20)
    view._panel.close()
    assert view.looks.settings.channel == 1
    show(qtbot, view, two)
    assert lines(view) == {6000}
