"""Many clips at once are chosen together and decided together."""

import pytest
from PySide6.QtCore import QPoint, Qt

from core.domain import Verdict
from tests.gui.pages.heath import settle

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
    at = grid._rect(row).center() - QPoint(0, grid.verticalScrollBar().value())
    qtbot.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, how, at)


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
    qtbot.mouseMove(viewport, grid._rect(1).center())
    qtbot.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=grid._rect(1).center())
    assert len(grid.selection()) == 2


def test_all_are_chosen_at_once(qtbot, page, grid):
    press(qtbot, page, Qt.Key.Key_A, CTRL)
    press(qtbot, page, Qt.Key.Key_Y)
    assert set(verdicts(page)) == {Verdict.CORRECT}


def test_a_comment_outlives_a_verdict_about_many(qtbot, page, grid):
    page.project.comment(page.queue.table.rows[1].id, "two birds")
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


def _without(missing, page):
    from core.errors import UserError

    def read(detection, size):
        if detection.id == missing:
            raise UserError("gone")
        return page.project.review.picture(detection, size)

    return read
