"""Annotations are drawn, named, moved and deleted with mouse and keys, and go into reports."""

import csv

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtWidgets import QApplication

from core.exports import PLAIN, Selection
from core.report import build
from gui.widgets.spectrogram.tools import Mode
from tests.gui.pages.heath import settle

LEFT = Qt.MouseButton.LeftButton
NONE, CTRL = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def pixel(page, at_s, hz):
    canvas = page.clip.view.canvas
    return canvas.view_box.mapViewToScene(QPointF(at_s, canvas._scale.position(hz))).toPoint()


def drag(qtbot, page, first, last, how=NONE):
    """Drag from one (seconds, Hz) to another."""
    port, start, end = page.clip.view.canvas.viewport(), pixel(page, *first), pixel(page, *last)
    qtbot.mousePress(port, LEFT, how, start)
    for step in (1, 2, 3):
        qtbot.mouseMove(port, start + (end - start) * step / 3)
    qtbot.mouseRelease(port, LEFT, how, end)
    settle(qtbot, page.window())


def type_name(qtbot, page, letters, end=Qt.Key.Key_Return):
    field = QApplication.focusWidget()
    qtbot.keyClicks(field, letters)
    qtbot.keyClick(field, end)
    settle(qtbot, page.window())


def click(qtbot, page, at_s, hz):
    qtbot.mouseClick(page.clip.view.canvas.viewport(), LEFT, pos=pixel(page, at_s, hz))
    settle(qtbot, page.window())


def press(qtbot, page, key, how=NONE):
    qtbot.keyClick(page.clip.view.canvas, key, how)
    settle(qtbot, page.window())


def stored(page):
    return page.project.review.annotations(page.queue.current.recording_id)


def span(page):
    (drawn,) = stored(page)
    return drawn.start_s, drawn.end_s, drawn.low_hz, drawn.high_hz


def near(*span):
    return pytest.approx(span, rel=0.03, abs=0.05)


def handle(page, *edges):
    """Return where (seconds, Hz) the middle of an edge of the annotation is."""
    start_s, end_s, low_hz, high_hz = span(page)
    at_s = {"left": start_s, "right": end_s}.get(edges[0], (start_s + end_s) / 2)
    hz = {"top": high_hz, "bottom": low_hz}.get(edges[-1], (low_hz + high_hz) / 2)
    return at_s, hz


@pytest.fixture
def robin(qtbot, page):
    """The page, with an annotation of a robin at 1 to 2 s and 3 to 6 kHz of the clip's sound."""
    page.clip.view.canvas.show_range(0, 9)
    drag(qtbot, page, (1, 6000), (2, 3000), CTRL)
    type_name(qtbot, page, "eurob")
    return page


def test_a_drag_draws_a_box_and_a_few_letters_name_it(robin):
    assert span(robin) == near(1, 2, 3000, 6000)
    assert stored(robin)[0].species.common_name == "European Robin"
    assert "✎ European Robin" in robin.clip.view.band.captions()


def test_what_was_drawn_can_be_heard_alone_while_it_is_in_hand(qtbot, robin):
    assert robin.clip.playback.band.isEnabled()
    robin.clip.playback.band.click()
    assert robin.clip.player._treatment.band_hz == near(3000, 6000)
    press(qtbot, robin, Qt.Key.Key_Delete)
    assert not robin.clip.playback.band.isEnabled()


def test_the_tool_draws_without_a_key_held(qtbot, page):
    annotate = page.clip.view.bar.modes.buttons()[list(Mode).index(Mode.ANNOTATE)]
    qtbot.mouseClick(annotate, LEFT)
    page.clip.view.canvas.show_range(0, 9)
    drag(qtbot, page, (2, 3000), (1, 6000))
    type_name(qtbot, page, "", Qt.Key.Key_Escape)
    assert span(page) == near(1, 2, 3000, 6000)
    assert "✎ no name yet" in page.clip.view.band.captions()


def test_a_name_typed_at_once_is_not_lost(qtbot, page):
    canvas = page.clip.view.canvas
    page.typed_entries.ask_species()  # the names are there
    settle(qtbot, page.window())
    type_name(qtbot, page, "", Qt.Key.Key_Escape)
    canvas.show_range(0, 9)
    canvas.span_drawn.emit(1, 2, 3000, 6000)
    type_name(qtbot, page, "eurob")
    assert stored(page)[0].species.common_name == "European Robin"


@pytest.mark.parametrize(
    ("edges", "to", "expected"),
    [
        (["right"], (3, 4500), (1, 3, 3000, 6000)),
        (["left"], (0.5, 4500), (0.5, 2, 3000, 6000)),
        (["top"], (1.5, 9000), (1, 2, 3000, 9000)),
        (["bottom"], (1.5, 1500), (1, 2, 1500, 6000)),
        (["right", "top"], (3, 9000), (1, 3, 3000, 9000)),
        (["right"], (0.5, 4500), (0.5, 1, 3000, 6000)),
        ([""], (3.5, 5500), (3, 4, 4000, 7000)),
        ([""], (0, 4500), (0, 1, 3000, 6000)),
    ],
)
def test_edges_corners_and_the_inside_are_dragged(qtbot, robin, edges, to, expected):
    drag(qtbot, robin, handle(robin, *edges), to)
    assert span(robin) == near(*expected)
    assert stored(robin)[0].species.common_name == "European Robin"


def test_each_change_is_a_step_to_undo_and_redo(qtbot, robin):
    drag(qtbot, robin, handle(robin, "right"), (3, 4500))
    press(qtbot, robin, Qt.Key.Key_Delete)
    assert stored(robin) == []
    press(qtbot, robin, Qt.Key.Key_Z, CTRL)
    assert span(robin) == near(1, 3, 3000, 6000)
    press(qtbot, robin, Qt.Key.Key_Z, CTRL)
    assert span(robin) == near(1, 2, 3000, 6000)
    press(qtbot, robin, Qt.Key.Key_Z, CTRL)
    assert stored(robin)[0].species is None
    press(qtbot, robin, Qt.Key.Key_Z, CTRL)
    assert stored(robin) == []
    for _ in range(3):
        press(qtbot, robin, Qt.Key.Key_Z, CTRL | SHIFT)
    assert span(robin) == near(1, 3, 3000, 6000)
    assert stored(robin)[0].species.common_name == "European Robin"


def test_del_deletes_only_what_is_in_hand(qtbot, robin):
    click(qtbot, robin, 8.5, 20_000)
    detection = next(b for b in robin.clip.view._boxes if isinstance(b.id, int))
    robin.clip.view.box_clicked.emit(detection.id)
    settle(qtbot, robin.window())
    press(qtbot, robin, Qt.Key.Key_Delete)
    assert len(stored(robin)) == 1


def test_a_click_takes_it_in_hand_and_another_names_it_anew(qtbot, robin):
    detection = next(b for b in robin.clip.view._boxes if isinstance(b.id, int))
    robin.clip.view.box_clicked.emit(detection.id)
    settle(qtbot, robin.window())
    robin.clip.view.canvas.show_range(0, 9)
    click(qtbot, robin, 1.5, 4500)
    click(qtbot, robin, 1.5, 4500)
    type_name(qtbot, robin, "comcha")
    assert stored(robin)[0].species.common_name == "Common Chaffinch"


def test_a_verdict_is_still_about_the_detection(qtbot, robin):
    press(qtbot, robin, Qt.Key.Key_Y)
    assert robin.queue.table.rows[0].verdict is not None
    assert len(robin.project.review.annotations(robin.queue.table.rows[0].recording_id)) == 1


def test_it_counts_in_the_report_and_stands_in_the_export(qtbot, robin, tmp_path):
    found = build(robin.project._project, None)
    counted = {row.species.common_name: row.annotations for row in found.rows}
    assert counted["European Robin"] == 1
    run_id = robin.project.runs()[0].id
    job = robin.project.exports.write(
        Selection(run_id), "annotations-csv", tmp_path / "drawn.csv", PLAIN
    )
    with qtbot.waitSignal(job.answered) as answered:
        job.start()
    assert answered.args[0].rows == 1
    with (tmp_path / "drawn.csv").open(newline="", encoding="utf-8-sig") as file:
        (row,) = csv.DictReader(file)
    assert row["common_name"] == "European Robin"
    assert float(row["offset_s"]) == pytest.approx(1, abs=0.05)
    assert float(row["high_hz"]) == pytest.approx(6000, rel=0.03)


@pytest.fixture
def played(page):
    """What is played of the nine seconds on screen."""
    spans = []
    page.clip.player.play = lambda _path, *what: spans.append(what[:2])
    page.clip.view.canvas.show_range(0, 9)
    return spans


def test_what_is_measured_is_heard_and_nothing_is_stored(qtbot, page, played):
    drag(qtbot, page, (4, 6000), (5, 3000), SHIFT)
    assert stored(page) == []
    press(qtbot, page, Qt.Key.Key_Space)
    assert played == [near(4, 5)]


def test_a_click_puts_a_cursor_from_which_space_plays_until_escape(qtbot, page, played):
    click(qtbot, page, 1.5, 9000)
    press(qtbot, page, Qt.Key.Key_Space)
    assert played == [near(1.5, 9), near(1.5, 9)]
    assert page.clip.view.canvas.play_cursor.isVisible()
    press(qtbot, page, Qt.Key.Key_Escape)
    assert not page.clip.view.canvas.play_cursor.isVisible()
    press(qtbot, page, Qt.Key.Key_Space)
    assert played[2:] == [near(page.current.start_s, page.current.end_s)]


def test_the_cursor_goes_with_its_clip_and_before_a_selection(qtbot, page, played):
    click(qtbot, page, 1.5, 9000)
    drag(qtbot, page, (4, 6000), (5, 3000), SHIFT)
    press(qtbot, page, Qt.Key.Key_Space)
    assert played[1:] == [near(4, 5)]
    click(qtbot, page, 1.5, 9000)
    press(qtbot, page, Qt.Key.Key_S)
    assert not page.clip.view.canvas.play_cursor.isVisible()
    press(qtbot, page, Qt.Key.Key_Space)
    assert played[3:] == [near(page.current.start_s, page.current.end_s)]


def test_in_the_grid_space_plays_the_clip_wherever_the_cursor_is(qtbot, page, played):
    click(qtbot, page, 1.5, 9000)
    page.show_grid(True)
    settle(qtbot, page.window())
    qtbot.keyClick(page.queue.grid, Qt.Key.Key_Space)
    assert played[1:] == [near(page.current.start_s, page.current.end_s)]


def test_a_drag_over_the_edge_ends_at_the_sounds_end(qtbot, page):
    canvas = page.clip.view.canvas
    canvas.show_range(0, 9)
    port, start = canvas.viewport(), pixel(page, 8, 6000)
    qtbot.mousePress(port, LEFT, CTRL, start)
    qtbot.mouseRelease(port, LEFT, CTRL, QPoint(canvas.width() + 50, start.y() + 4000))
    settle(qtbot, page.window())
    type_name(qtbot, page, "", Qt.Key.Key_Escape)
    assert span(page) == near(8, 9, 0, 6000)
