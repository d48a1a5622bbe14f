"""The spectrogram shows a recording and answers mouse and keys."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication

from core.audio.spectrogram import Denoise, FrequencyAxis
from core.audio.tiles import Sound
from core.domain import Verdict
from gui.widgets.spectrogram import Box
from gui.widgets.spectrogram.tools import Mode
from tests.gui.widgets.spectrogram_sight import START, darkness, pixel, show


def drag(qtbot, view, start, end, modifier=Qt.KeyboardModifier.NoModifier):
    port = view.canvas.viewport()
    qtbot.mousePress(port, Qt.MouseButton.LeftButton, modifier, start)
    qtbot.mouseMove(port, (start + end) / 2)
    view.canvas.mouseMoveEvent(_move((start + end) / 2))
    view.canvas.mouseMoveEvent(_move(end))
    qtbot.mouseRelease(port, Qt.MouseButton.LeftButton, modifier, end)


def _move(at):
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QMouseEvent

    return QMouseEvent(
        QEvent.Type.MouseMove,
        QPointF(at),
        QPointF(at),
        Qt.MouseButton.NoButton,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )


def wheel(view, at, notches, modifier=Qt.KeyboardModifier.NoModifier):
    event = QWheelEvent(
        QPointF(at),
        QPointF(at),
        QPoint(),
        QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton,
        modifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(view.canvas.viewport(), event)


@pytest.mark.parametrize("axis", list(FrequencyAxis))
def test_a_tone_is_a_dark_line_at_its_frequency(qtbot, view, tone, axis):
    view.set_looks(view.looks.with_settings(axis=axis))
    show(qtbot, view, tone(4000.0))
    rows = darkness(view).mean(axis=1)
    top = view.canvas.plot_rect().top()
    assert rows.argmax() + top == pytest.approx(pixel(view, 1, 4000).y(), abs=5)
    assert rows.max() > 200


def test_go_to_shows_the_clip_and_its_context(qtbot, view, tone):
    show(qtbot, view, tone(4000.0, seconds=30))
    view.go_to(10, 13, context_s=2)
    assert view.range_s == pytest.approx((8, 15))


def test_a_clip_at_the_edge_stays_within_the_recording(qtbot, view, tone):
    show(qtbot, view, tone(4000.0, seconds=30))
    view.go_to(0, 3, context_s=3)
    assert view.range_s == pytest.approx((0, 9))
    view.go_to(27, 30, context_s=3)
    assert view.range_s == pytest.approx((21, 30))


def test_a_recording_of_a_fifth_of_a_second_is_shown(qtbot, view, tone):
    show(qtbot, view, tone(4000.0, seconds=0.2), 0, 3)
    assert view.range_s == pytest.approx((0, 0.2))
    assert darkness(view).max() > 200


def test_keys_zoom_and_move(qtbot, view, tone):
    show(qtbot, view, tone(4000.0, seconds=30), 10, 20)
    for key, expected in (
        (Qt.Key.Key_Plus, (12.5, 17.5)),
        (Qt.Key.Key_Minus, (10, 20)),
        (Qt.Key.Key_Home, (0, 10)),
        (Qt.Key.Key_PageDown, (9, 19)),
        (Qt.Key.Key_End, (20, 30)),
    ):
        qtbot.keyClick(view.canvas, key)
        assert view.range_s == pytest.approx(expected)


def test_zoom_reaches_the_millisecond_and_the_whole(qtbot, view, tone):
    show(qtbot, view, tone(4000.0, seconds=30))
    for _ in range(30):
        qtbot.keyClick(view.canvas, Qt.Key.Key_Plus)
    first, last = view.range_s
    assert last - first == pytest.approx(0.004)
    for _ in range(30):
        qtbot.keyClick(view.canvas, Qt.Key.Key_Minus)
    assert view.range_s == pytest.approx((0, 30))


def test_keys_of_the_review_are_left_to_the_page(qtbot, view, tone):
    show(qtbot, view, tone(4000.0))
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QKeyEvent

    for key in (Qt.Key.Key_Y, Qt.Key.Key_Up, Qt.Key.Key_Left, Qt.Key.Key_Space):
        event = QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier)
        view.canvas.keyPressEvent(event)
        assert not event.isAccepted()


def test_the_wheel_zooms_about_the_pointer(qtbot, view, tone):
    show(qtbot, view, tone(4000.0, seconds=30), 10, 20)
    at = pixel(view, 12, 4000)
    wheel(view, at, 2)
    first, last = view.range_s
    assert last - first < 10
    assert view.canvas.spot(QPointF(at)).at_s == pytest.approx(12, abs=0.05)


def test_the_wheel_with_shift_scrolls_and_with_ctrl_zooms_frequencies(qtbot, view, tone):
    show(qtbot, view, tone(4000.0, seconds=30), 10, 20)
    at = pixel(view, 12, 4000)
    wheel(view, at, -1, Qt.KeyboardModifier.ShiftModifier)
    assert view.range_s[0] > 10
    wheel(view, at, 3, Qt.KeyboardModifier.ControlModifier)
    low, high = view.canvas.heights_hz()
    assert 0 < low < 4000 < high < 16000


def test_dragging_moves_the_sound(qtbot, view, tone):
    show(qtbot, view, tone(4000.0, seconds=30), 10, 20)
    drag(qtbot, view, pixel(view, 15, 4000), pixel(view, 13, 4000))
    assert view.range_s == pytest.approx((12, 22), abs=0.05)


def test_a_span_drawn_with_the_annotation_tool_is_handed_over(qtbot, view, tone):
    show(qtbot, view, tone(4000.0, seconds=30), 10, 20)
    view.canvas.use(Mode.ANNOTATE)
    with qtbot.waitSignal(view.span_drawn) as drawn:
        drag(qtbot, view, pixel(view, 12, 6000), pixel(view, 14, 3000))
    assert drawn.args == pytest.approx([12, 14, 3000, 6000], rel=0.02)
    assert not view.canvas.rubber.isVisible()


def test_shift_measures_and_escape_puts_the_box_away(qtbot, view, tone):
    show(qtbot, view, tone(4000.0, seconds=30), 10, 20)
    shift = Qt.KeyboardModifier.ShiftModifier
    drag(qtbot, view, pixel(view, 12, 6000), pixel(view, 14, 3000), shift)
    assert view.canvas.rubber.isVisible()
    assert view.bar.readout.text().startswith("2.0")
    assert "3.0" in view.bar.readout.text()
    qtbot.keyClick(view.canvas, Qt.Key.Key_Escape)
    assert not view.canvas.rubber.isVisible()


def boxes():
    return [
        Box(1, 10, 13, "Eurasian Blackbird", Verdict.CORRECT, score=0.97),
        Box(2, 13, 16, "Eurasian Wren", current=True, score=0.5),
        Box("a1", 16.5, 18, "song", low_hz=2000.0, high_hz=5000.0, current=True, editable=True),
    ]


def test_a_click_on_a_box_names_it(qtbot, view, tone):
    show(qtbot, view, tone(4000.0, seconds=30), 10, 20)
    view.set_boxes(boxes())
    with qtbot.waitSignal(view.box_clicked) as clicked:
        qtbot.mouseClick(
            view.canvas.viewport(), Qt.MouseButton.LeftButton, pos=pixel(view, 11, 9000)
        )
    assert clicked.args == [1]


def test_a_click_on_bare_sound_gives_its_time(qtbot, view, tone):
    show(qtbot, view, tone(4000.0, seconds=30), 10, 20)
    view.set_boxes(boxes())
    with qtbot.waitSignal(view.clicked_at) as clicked:
        qtbot.mouseClick(
            view.canvas.viewport(), Qt.MouseButton.LeftButton, pos=pixel(view, 19, 9000)
        )
    assert clicked.args == pytest.approx([19], abs=0.05)


def test_a_click_within_the_current_detection_gives_its_time_whatever_else_is_there(
    qtbot, view, tone
):
    show(qtbot, view, tone(4000.0, seconds=30), 10, 20)
    view.set_boxes([*boxes(), Box(3, 13, 16, "Great Tit", score=0.4)])
    with qtbot.waitSignal(view.clicked_at) as clicked:
        qtbot.mouseClick(
            view.canvas.viewport(), Qt.MouseButton.LeftButton, pos=pixel(view, 14, 9000)
        )
    assert clicked.args == pytest.approx([14], abs=0.05)


def test_a_click_beside_the_sound_is_none_on_it(qtbot, view, tone):
    show(qtbot, view, tone(4000.0, seconds=30), 10, 20)
    port, heard = view.canvas.viewport(), []
    view.clicked_at.connect(heard.append)
    for across in (2, port.width() - 1):
        at = QPoint(across, port.height() // 2)
        qtbot.mouseClick(port, Qt.MouseButton.LeftButton, pos=at)
    assert heard == []


def test_captions_stand_above_the_sound_and_can_be_clicked(qtbot, view, tone):
    show(qtbot, view, tone(4000.0, seconds=30), 10, 20)
    view.set_boxes(boxes())
    assert sorted(view.band.captions()) == [
        "· Eurasian Wren  0.50",
        "· song",
        "✓ Eurasian Blackbird  0.97",
    ]
    placed = next(p for p in view.band._placed if p.box.id == 1)
    at = view.band._rect(placed).center().toPoint()
    with qtbot.waitSignal(view.box_clicked) as clicked:
        qtbot.mouseClick(view.band, Qt.MouseButton.LeftButton, pos=at)
    assert clicked.args == [1]


def test_boxes_are_outlines_that_leave_the_sound_alone(qtbot, view, tone):
    show(qtbot, view, tone(4000.0, seconds=30), 10, 20)
    before = darkness(view)
    view.set_boxes(boxes())
    changed = (darkness(view) != before).mean()
    assert 0 < changed < 0.05


def test_boxes_can_be_turned_off(qtbot, view, tone):
    show(qtbot, view, tone(4000.0, seconds=30), 10, 20)
    before = darkness(view)
    view.set_boxes(boxes())
    with qtbot.waitSignal(view.looks_changed) as changed:
        view.bar.boxes.click()
    assert not changed.args[0].boxes
    assert view.band.captions() == []
    assert (darkness(view) == before).all()


def test_an_annotation_is_moved_by_its_inside(qtbot, view, tone):
    show(qtbot, view, tone(4000.0, seconds=30), 10, 20)
    view.set_boxes(boxes())
    with qtbot.waitSignal(view.box_changed) as changed:
        drag(qtbot, view, pixel(view, 17.2, 3500), pixel(view, 18.2, 4500))
    assert changed.args[0] == "a1"
    assert changed.args[1:] == pytest.approx([17.5, 19, 3000, 6000], rel=0.03)


def test_an_annotation_is_resized_by_an_edge(qtbot, view, tone):
    show(qtbot, view, tone(4000.0, seconds=30), 10, 20)
    view.set_boxes(boxes())
    with qtbot.waitSignal(view.box_changed) as changed:
        drag(qtbot, view, pixel(view, 18, 3500), pixel(view, 19, 3500))
    assert changed.args[1:] == pytest.approx([16.5, 19, 2000, 5000], rel=0.03)


def test_del_asks_to_delete_the_current_annotation_only(qtbot, view, tone):
    show(qtbot, view, tone(4000.0, seconds=30), 10, 20)
    view.set_boxes(boxes())
    with qtbot.waitSignal(view.delete_asked) as asked:
        qtbot.keyClick(view.canvas, Qt.Key.Key_Delete)
    assert asked.args == ["a1"]


def test_the_readout_tells_time_frequency_and_level(qtbot, view, tone):
    show(qtbot, view, tone(4000.0, seconds=30), 10, 20)
    spot = view.canvas.spot(QPointF(pixel(view, 12.5, 4000)))
    view.canvas.hovered.emit(spot)
    text = view.bar.readout.text()
    assert "05:13:12.5" in text
    assert "kHz" in text
    level = float(text.split("·")[-1].replace("dB", "").replace("−", "-"))
    assert level == pytest.approx(-12, abs=3)


def test_the_overview_leads_anywhere(qtbot, view, tone):
    show(qtbot, view, tone(4000.0, seconds=60), 10, 20)
    left, right = view._edges()
    at = QPoint(round((left + right) / 2), 20)
    qtbot.mouseClick(view.overview, Qt.MouseButton.LeftButton, pos=at)
    assert view.range_s == pytest.approx((25, 35), abs=0.2)


def test_denoise_applies_at_once(qtbot, view, tone):
    show(qtbot, view, tone(4000.0, seconds=10))
    before = darkness(view).mean(axis=1).max()
    with qtbot.waitSignal(view.shown):
        view.set_looks(view.looks.with_settings(denoise=Denoise.MEDIAN))
    assert darkness(view).mean(axis=1).max() < before / 4


def test_prefetched_tiles_are_there_when_they_are_asked_for(qtbot, view, tone):
    show(qtbot, view, tone(4000.0, seconds=10))
    following = tone(6000.0, seconds=10, name="following")
    view.prefetch(following, 0, 3, context_s=3)
    qtbot.waitUntil(lambda: not view.loader._under_way)
    view.show_recording(following, START)
    view.go_to(0, 3, context_s=3)
    keys = view._keys(following, *view.range_s)
    assert keys
    assert all(view._cache.held(key) is not None for key in keys)


def test_a_recording_that_vanished_is_explained_in_its_place(qtbot, view, tmp_path):
    with qtbot.waitSignal(view.failed) as failed:
        view.show_recording(Sound(tmp_path / "gone.wav", 32000, 32000 * 10), START)
    assert view.message.isVisible()
    assert view.message.text() == failed.args[0]
    view.show_recording(None)
    assert not view.message.isVisible()


def test_a_recording_that_came_back_is_shown(qtbot, view, tone):
    sound = tone(4000.0)
    away = Path(f"{sound.path}.away")
    sound.path.rename(away)
    with qtbot.waitSignal(view.failed):
        view.show_recording(sound, START)
    away.rename(sound.path)
    with qtbot.waitSignal(view.shown):
        view.retry()
    assert darkness(view).max() > 200


def test_the_sound_follows_light_and_dark(qtbot, view, tone, looks):
    show(qtbot, view, tone(4000.0))
    light = darkness(view).mean()
    looks.force(True)
    assert darkness(view).mean() > light + 100


def test_the_play_cursor_is_a_line_over_the_sound(qtbot, view, tone):
    show(qtbot, view, tone(4000.0))
    before = darkness(view)
    view.set_play_cursor(1.5)
    columns = np.flatnonzero((darkness(view) != before).any(axis=0))
    left = view.canvas.plot_rect().left() + 2
    assert columns.mean() + left == pytest.approx(pixel(view, 1.5, 0).x(), abs=2)
    view.set_play_cursor(None)
    assert (darkness(view) == before).all()


def test_every_control_has_a_name_and_can_be_reached(view):
    for button in view.bar.findChildren(type(view.bar.boxes)):
        assert button.accessibleName()
        # Of the tools, Tab reaches the chosen one, and arrows the others from there.
        if button not in view.bar.modes.buttons() or button.isChecked():
            assert button.focusPolicy() & Qt.FocusPolicy.TabFocus
    assert view.canvas.accessibleName()
    assert view.overview.accessibleName()
