"""Many clips at once are chosen together and decided together."""

from dataclasses import replace
from functools import partial
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication
from PySide6.QtWidgets import QApplication

from core.domain import Verdict
from gui.background import wait_for_calls
from gui.pages.review.queue.grid_cells import CELL
from gui.theme import GRID
from tests.gui.pages.heath import settle
from tests.gui.speakers import Speakers

SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def grid(qtbot, page):
    page.show_grid(True)
    settle(qtbot, page.window())
    return page.queue.grid


def press(qtbot, page, key, how=Qt.KeyboardModifier.NoModifier):
    qtbot.keyClick(page.queue.grid, key, how)
    settle(qtbot, page.window())


def click(qtbot, grid, row, how=Qt.KeyboardModifier.NoModifier):
    at = grid.sheet.place(row).center() - QPoint(0, grid.verticalScrollBar().value())
    qtbot.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, how, at)


def right_click(qtbot, grid, row):
    at = grid.sheet.place(row).center() - QPoint(0, grid.verticalScrollBar().value())
    qtbot.mousePress(grid.viewport(), Qt.MouseButton.RightButton, pos=at)
    reason = QContextMenuEvent.Reason.Mouse
    event = QContextMenuEvent(reason, at, grid.viewport().mapToGlobal(at))
    QApplication.sendEvent(grid.viewport(), event)
    return QApplication.activePopupWidget()


def verdicts(page):
    return [d.verdict for d in page.queue.table.rows]


def test_g_shows_a_picture_of_each_clip(qtbot, page):
    qtbot.keyClick(page.queue.view, Qt.Key.Key_G)
    settle(qtbot, page.window())
    pictures = [page.queue.pictures.held(d.id) for d in page.queue.table.rows]
    assert page.queue.grid.isVisible()
    assert not page.clip.isVisible()
    assert all(picture and not picture.isNull() for picture in pictures)


def test_an_arrow_moves_and_decides_nothing(qtbot, page, grid):
    press(qtbot, page, Qt.Key.Key_Right)
    assert page.queue.row == 1
    assert set(verdicts(page)) == {None}


def test_a_verdict_is_about_all_that_is_chosen_and_one_undo_takes_it_back(qtbot, page, grid):
    click(qtbot, grid, 0)
    click(qtbot, grid, 1, SHIFT)
    press(qtbot, page, Qt.Key.Key_N)
    assert verdicts(page)[:3] == [Verdict.WRONG, Verdict.WRONG, None]
    press(qtbot, page, Qt.Key.Key_Z, CTRL)
    assert set(verdicts(page)) == {None}


def test_ctrl_and_a_click_choose_one_more_or_one_less(qtbot, page, grid):
    click(qtbot, grid, 0)
    click(qtbot, grid, 2, CTRL)
    assert [d.id for d in grid.selection()] == [
        page.queue.table.rows[0].id, page.queue.table.rows[2].id,
    ]  # fmt: skip
    click(qtbot, grid, 0, CTRL)
    assert [d.id for d in grid.selection()] == [page.queue.table.rows[2].id]


def test_shift_and_arrows_choose_a_stretch(qtbot, page, grid):
    press(qtbot, page, Qt.Key.Key_Home)
    press(qtbot, page, Qt.Key.Key_Right, SHIFT)
    assert len(grid.selection()) == 2


def test_a_drag_chooses_what_it_touches(qtbot, page, grid):
    viewport = grid.viewport()
    qtbot.mousePress(viewport, Qt.MouseButton.LeftButton, pos=QPoint(2, 2))
    qtbot.mouseMove(viewport, grid.sheet.place(1).center())
    qtbot.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=grid.sheet.place(1).center())
    assert len(grid.selection()) == 2


def test_all_are_chosen_at_once(qtbot, page, grid):
    press(qtbot, page, Qt.Key.Key_A, CTRL)
    press(qtbot, page, Qt.Key.Key_Y)
    assert set(verdicts(page)) == {Verdict.CORRECT}


def test_a_comment_outlives_a_verdict_about_many(qtbot, page, grid):
    page.project.comment(page.queue.table.rows[1].id, "two birds")
    settle(qtbot, page.window())
    press(qtbot, page, Qt.Key.Key_A, CTRL)
    press(qtbot, page, Qt.Key.Key_Y)
    assert page.queue.table.rows[1].note == "two birds"


def test_enter_opens_the_clip_large(qtbot, page, grid):
    press(qtbot, page, Qt.Key.Key_Right)
    chosen = page.current
    press(qtbot, page, Qt.Key.Key_Return)
    assert page.clip.isVisible()
    assert page.current == chosen


def test_a_clip_whose_recording_is_gone_says_so_and_the_others_are_shown(qtbot, page):
    page.queue.pictures.read_with(_without(page.queue.table.rows[0].id, page))
    page.show_grid(True)
    settle(qtbot, page.window())
    first, second = (page.queue.pictures.held(d.id) for d in page.queue.table.rows[:2])
    assert first.isNull()
    assert not second.isNull()


def test_pictures_that_come_after_another_project_was_opened_are_not_shown_in_it(qtbot, page):
    pictures, may_go_on = page.queue.pictures, Event()
    first = page.queue.table.rows[0]

    def slowly(wanted, size):
        may_go_on.wait(20)
        return page.project.review.pictures(wanted, size)

    pictures.read_with(slowly)
    pictures.want([first])
    pictures.read_with(page.project.review.pictures)
    may_go_on.set()
    wait_for_calls()
    settle(qtbot, page.window())
    assert pictures.held(first.id) is None


def _without(missing, page):
    def read(wanted, size):
        pictures = page.project.review.pictures(wanted, size)
        return [p if d.id != missing else None for d, p in zip(wanted, pictures, strict=True)]

    return read


# --- order ---


def orders(page):
    page.queue.bar.fill()
    return {a.text(): a for a in page.queue.bar.menu.actions() if not a.isSeparator()}


def shown(page):
    return [d.id for d in page.queue.table.rows]


def test_the_grid_can_be_sorted_by_score_time_and_site(qtbot, page, grid):
    by_score = sorted(page.queue.table.rows, key=lambda d: -d.score)
    assert shown(page) == [d.id for d in by_score]
    orders(page)["Latest first"].trigger()
    settle(qtbot, page.window())
    times = [d.at.local for d in page.queue.table.rows]
    assert times == sorted(times, reverse=True)
    assert page.queue.bar.order.accessibleName() == "Order: Latest first"


def test_what_sounds_like_the_current_clip_can_come_first(qtbot, page, grid):
    last = shown(page)[-1]
    page.queue.go_to_row(len(shown(page)) - 1)
    orders(page)["Most like the current clip"].trigger()
    settle(qtbot, page.window())
    assert shown(page)[0] == last == page.current.id
    assert page.queue.bar.compared.text() == f"All {len(shown(page))} compared"
    assert not page.queue.view.horizontalHeader().isSortIndicatorShown()


def test_another_filter_keeps_the_order_of_what_is_alike_and_a_column_ends_it(qtbot, page, grid):
    page.queue.go_to_row(2)
    orders(page)["Most like the current clip"].trigger()
    settle(qtbot, page.window())
    alike = shown(page)
    page.filters.choose_hidden(True)
    settle(qtbot, page.window())
    assert shown(page)[0] == alike[0]
    assert len(shown(page)) > len(alike)
    orders(page)["Best score first"].trigger()
    settle(qtbot, page.window())
    assert page.queue.bar.compared.text() == ""
    assert not page.queue.bar.order.isChecked()


def test_a_verdict_moves_no_clip_of_an_order_by_what_is_alike(qtbot, page, grid):
    page.filters.take(replace(page.filters.filter, verdicts=frozenset({None})))
    settle(qtbot, page.window())
    page.queue.go_to_row(1)
    orders(page)["Most like the current clip"].trigger()
    settle(qtbot, page.window())
    before = shown(page)
    press(qtbot, page, Qt.Key.Key_Y)
    assert shown(page) == before


def test_several_chosen_clips_are_what_others_are_compared_with(qtbot, page, grid):
    press(qtbot, page, Qt.Key.Key_A, CTRL)
    assert "Most like the 3 chosen clips" in orders(page)
    assert page.queue.bar.number.text() == "3 clips chosen"


def test_kept_references_can_be_compared_with_once_there_are_some(qtbot, page, grid):
    orders(page)["Most like the kept references"].trigger()
    settle(qtbot, page.window())
    assert "is kept as a reference yet" in page.window().notice.text.text()
    kept = page.queue.table.rows[2]
    page.project.decide([kept.id], Verdict.CORRECT)
    settle(qtbot, page.window())
    page.project.review.keep_or_drop_reference(page.loader.spec, page.project.detection(kept.id))
    orders(page)["Most like the kept references"].trigger()
    settle(qtbot, page.window())
    assert shown(page)[0] == kept.id


def test_without_embeddings_the_order_cannot_be_had_and_says_why(qtbot, page, grid):
    page.queue.bar.allow_comparing(False)
    action = orders(page)["Most like the current clip  (this analysis kept nothing to compare by)"]
    assert not action.isEnabled()


# --- sound ---


@pytest.fixture
def heard(page, grid):
    """What comes out where the mouse rests, and where Space plays."""
    made = {"mouse": [], "space": []}
    for who, player in (("mouse", page.hover_playback.player), ("space", page.clip.player)):
        player._open = partial(_speakers, made[who])
    return made


def _speakers(made):
    made.append(Speakers())
    return made[-1]


def rest(qtbot, grid, row):
    qtbot.mouseMove(grid.viewport(), QPoint(1, 1))
    with qtbot.waitSignal(grid.rested_on):
        qtbot.mouseMove(grid.viewport(), grid.sheet.place(row).center())


def test_the_mouse_plays_only_once_that_is_switched_on_and_it_is_remembered(
    qtbot, page, grid, heard
):
    rest(qtbot, grid, 1)
    settle(qtbot, page.window())
    assert heard["mouse"] == []
    page.queue.bar.hover.click()
    assert page.remembered.value("review/hover") is True
    rest(qtbot, grid, 2)
    qtbot.waitUntil(lambda: bool(heard["mouse"] and heard["mouse"][0].heard))


def test_a_mouse_that_leaves_the_clip_silences_it(qtbot, page, grid, heard):
    page.queue.bar.hover.click()
    rest(qtbot, grid, 1)
    qtbot.waitUntil(lambda: page.hover_playback.player.playing)
    assert page.queue.row == 0
    qtbot.mouseMove(grid.viewport(), grid.sheet.place(2).center())
    assert not page.hover_playback.player.playing
    assert heard["mouse"][0].closed


def test_space_plays_the_current_clip_and_silences_the_mouse(qtbot, page, grid, heard):
    page.queue.bar.hover.click()
    rest(qtbot, grid, 1)
    qtbot.waitUntil(lambda: page.hover_playback.player.playing)
    grid.setFocus()
    qtbot.keyClick(grid, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: bool(heard["space"] and heard["space"][0].heard))
    assert not page.hover_playback.player.playing
    assert grid._heard[0] == page.current.id


def test_the_mouse_on_a_clip_whose_recording_is_gone_is_silent(qtbot, page, grid, heard):
    page.queue.bar.hover.click()
    gone = replace(page.project.recording(page.current.recording_id), path=Path("gone.wav"))
    page.project.recording = lambda _id: gone
    rest(qtbot, grid, 1)
    settle(qtbot, page.window())
    assert heard["mouse"] == []


def test_a_click_moves_no_clip(qtbot, page, grid):
    grid.setFixedSize(CELL.width() + 3 * GRID, CELL.height() + 5 * GRID)
    settle(qtbot, page.window())
    at = QPoint(4 * GRID, CELL.height() + 3 * GRID)
    qtbot.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=at)
    settle(qtbot, page.window())
    assert page.queue.row == 1
    assert grid.verticalScrollBar().value() == 0
    press(qtbot, page, Qt.Key.Key_Down)
    assert grid.verticalScrollBar().value() > 0


def test_clips_have_a_menu_and_are_copied_as_rows_with_headings(qtbot, page, grid):
    click(qtbot, grid, 0)
    click(qtbot, grid, 1, SHIFT)
    menu = right_click(qtbot, grid, 1)
    offered = [action.text() for action in menu.actions() if action.text()]
    assert offered[:5] == ["Show it large", "Play or stop", "Correct", "Wrong", "Unsure"]
    assert "Copy 2 rows" in offered
    menu.close()
    qtbot.keyClick(grid, Qt.Key.Key_C, CTRL)
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0].startswith("Verdict\tSpecies\tScientific name\tScore")
    assert len(lines) == 3
    right_click(qtbot, grid, 2).close()
    assert [d.id for d in grid.selection()] == [page.queue.table.row(2).id]
    qtbot.keyClick(grid, Qt.Key.Key_A, CTRL)
    assert len(grid.selection()) == 3
