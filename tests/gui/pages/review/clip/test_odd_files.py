"""Very short, very fast, many channels, at the very edge, half unreadable: all are reviewed."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QApplication

from core.audio.spectrogram import FrequencyAxis
from core.domain import Verdict
from tests.core.audio.bad_card import bad_spot
from tests.gui.pages.handmade import WREN, project_of, tones, write
from tests.gui.pages.heath import settle
from tests.gui.speakers import Speakers

INSIDE = 2
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def review(qtbot, window, tmp_path):
    """Open the review page on one recording with a detection: ``review(path, start, end)``."""

    def open_(path, *span):
        folder = project_of(tmp_path / "project", path.parent, {path.name: [(WREN, *span, 0.9)]})
        window.projects.open(folder)
        settle(qtbot, window)
        window.go_to("review")
        settle(qtbot, window)
        page = window.session.review
        page.speakers = []
        page.clip.player._open = lambda: page.speakers.append(Speakers()) or page.speakers[-1]
        return page

    return open_


@pytest.fixture
def sounds(tmp_path):
    return tmp_path / "sounds"


def listen(qtbot, page):
    """Play the clip by key; return what was heard, [frames] at 8 kHz."""
    with qtbot.waitSignal(page.clip.player.playing_changed, check_params_cb=lambda on: not on):
        qtbot.keyClick(page.queue.view, Qt.Key.Key_Space)
    return page.speakers[-1].frames[:, 0].astype(float)


def loudest_hz(heard):
    return np.abs(np.fft.rfft(heard * np.hanning(len(heard)))).argmax() * 8000 / len(heard)


def pixel(page, at_s, hz):
    canvas = page.clip.view.canvas
    return canvas.view_box.mapViewToScene(QPointF(at_s, canvas._scale.position(hz))).toPoint()


def darkness(page):
    """Return how dark each pixel of the sound is: [height, width]."""
    canvas = page.clip.view.canvas
    inside = canvas.plot_rect().toRect().adjusted(INSIDE, INSIDE, -INSIDE, -INSIDE)
    picture = canvas.viewport().grab(inside).toImage()
    grey = picture.convertToFormat(picture.Format.Format_Grayscale8)
    rows = np.frombuffer(grey.constBits(), np.uint8).reshape(grey.height(), -1)
    return 255 - rows[:, : grey.width()].astype(int)


def draw(qtbot, page, first, last):
    """Drag a box from one (seconds, Hz) to another with Ctrl; leave it without a name."""
    port, view = page.clip.view.canvas.viewport(), page.clip.view
    start, end = pixel(page, *first), pixel(page, *last)
    with qtbot.waitSignal(view.span_drawn):
        qtbot.mousePress(port, Qt.MouseButton.LeftButton, CTRL, start)
        qtbot.mouseMove(port, (start + end) / 2)
        qtbot.mouseRelease(port, Qt.MouseButton.LeftButton, CTRL, end)
    settle(qtbot, page.window())
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    settle(qtbot, page.window())
    (drawn,) = page.project.review.annotations(page.queue.current.recording_id)
    return drawn.start_s, drawn.end_s, drawn.low_hz, drawn.high_hz


def decide(qtbot, page):
    qtbot.keyClick(page.queue.view, Qt.Key.Key_Y)
    settle(qtbot, page.window())
    assert page.queue.table.rows[0].verdict == Verdict.CORRECT


def assert_the_axis_tells_the_truth(qtbot, page, hz):
    view = page.clip.view
    for axis in reversed(FrequencyAxis):
        with qtbot.waitSignal(view.shown):
            view.set_looks(replace(view.looks.with_settings(axis=axis), boxes=False))
        rows = darkness(page)[:, 20:-20].mean(axis=1)
        top = view.canvas.plot_rect().top() + INSIDE
        assert rows.argmax() + top == pytest.approx(pixel(page, 0, hz).y(), abs=5)


def test_a_fifth_of_a_second(qtbot, review, sounds):
    # The network's window reaches far past the end of so short a file.
    page = review(write(sounds / "20250510_060000.wav", tones(0.2, 48_000, 2000), 48_000), 0, 3)
    assert page.clip.view.range_s == pytest.approx((0, 0.2))
    assert_the_axis_tells_the_truth(qtbot, page, 2000)
    heard = listen(qtbot, page)
    assert len(heard) == pytest.approx(1600, abs=2)
    assert loudest_hz(heard) == pytest.approx(2000, rel=0.02)
    drawn = draw(qtbot, page, (0.05, 3000), (0.15, 1000))
    assert drawn == pytest.approx((0.05, 0.15, 1000, 3000), rel=0.15)
    decide(qtbot, page)


def test_bats_at_384_khz(qtbot, review, sounds):
    sound = write(sounds / "20250510_220000.wav", tones(6, 384_000, 45_000), 384_000)
    page = review(sound, 1.5, 4.5)
    page.clip.view.canvas.show_heights(0, 192_000)  # at first as far up as BirdNET's birds sing
    assert_the_axis_tells_the_truth(qtbot, page, 45_000)
    assert page.clip.view.canvas.limits == (6, 192_000)
    assert page.clip.playback.bats.isVisible()
    page.clip.playback.bats.click()
    page.clip.playback.around.setValue(44)
    assert loudest_hz(listen(qtbot, page)) == pytest.approx(1000, rel=0.02)
    page.clip.playback.bats.click()
    page.clip.playback.speed.setCurrentIndex(page.clip.playback.speed.findData(0.05))
    qtbot.keyClick(page.queue.view, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: len(page.speakers[-1].frames) > 8000)
    page.clip.player.stop()
    assert loudest_hz(page.speakers[-1].frames[:, 0]) == pytest.approx(2250, rel=0.02)
    drawn = draw(qtbot, page, (2, 60_000), (3, 30_000))
    assert drawn == pytest.approx((2, 3, 30_000, 60_000), rel=0.15)
    decide(qtbot, page)


def test_eight_channels_of_which_one_is_chosen(qtbot, review, sounds):
    hz = [400 + 400 * n for n in range(8)]
    page = review(write(sounds / "20250510_060000.wav", tones(9, 16_000, *hz), 16_000), 3, 6)
    page.clip.view.bar.display.click()
    chooser = page.clip.view._panel.channel
    assert chooser.isVisible()
    chooser.setCurrentText("7")
    page.clip.view._panel.close()
    settle(qtbot, page.window())
    assert_the_axis_tells_the_truth(qtbot, page, 2800)
    assert loudest_hz(listen(qtbot, page)) == pytest.approx(2800, rel=0.02)
    assert page.remembered.value("spectrogram")["settings"]["channel"] == 6
    draw(qtbot, page, (4, 3000), (5, 2000))
    decide(qtbot, page)


@pytest.mark.parametrize(("span", "shown"), [((0, 3), (0, 9)), ((27, 30), (21, 30))])
def test_a_clip_at_the_very_edge(qtbot, review, sounds, span, shown):
    sound = write(sounds / "20250510_060000.wav", tones(30, 16_000, 2000), 16_000)
    page = review(sound, *span)
    assert page.clip.view.range_s == pytest.approx(shown)
    assert_the_axis_tells_the_truth(qtbot, page, 2000)
    assert len(listen(qtbot, page)) == pytest.approx(24_000, abs=2)
    edge = span[0] if span[0] == 0 else span[1]
    drawn = draw(qtbot, page, (np.mean(span), 3000), (edge, 1000))
    assert (drawn[0] if edge == 0 else drawn[1]) == pytest.approx(edge, abs=0.05)
    decide(qtbot, page)


@pytest.fixture
def half_read(review, sounds, monkeypatch):
    """Thirty seconds of a tone on a card that cannot be read from 15 to 15.5 s; a clip there."""
    sound = write(sounds / "20250510_060000.wav", tones(30, 16_000, 2000), 16_000)
    bad_spot(monkeypatch, sound, 44 + 15 * 32_000, 44 + 31 * 16_000)
    return review(sound, 14, 17)


def test_an_unreadable_stretch_is_hatched_and_the_rest_is_seen_and_heard(qtbot, half_read):
    page, view = half_read, half_read.clip.view
    assert not view.message.isVisible()
    assert "cannot be read" in view.bar.readout.text()
    plot = view.canvas.plot_rect().topLeft()
    row = round(pixel(page, 0, 2000).y() - plot.y()) - INSIDE
    seen = darkness(page)[row - 3 : row + 4].max(axis=0)
    at = [seen[round(pixel(page, s, 0).x() - plot.x()) - INSIDE] for s in (13, 14.2, 15.25, 16.5)]
    # The hatch is grey, the tone is nearly black.
    assert [level > 180 for level in at] == [True, True, False, True]
    heard = np.abs(listen(qtbot, page))
    assert len(heard) == pytest.approx(24_000, abs=2)
    assert heard[:3000].max() > 3000
    assert heard[9000:11_000].max() < 500
    assert heard[-3000:].max() > 3000
    drawn = draw(qtbot, page, (14, 3000), (16, 1000))
    assert drawn[:2] == pytest.approx((14, 16), abs=0.05)
    decide(qtbot, page)
