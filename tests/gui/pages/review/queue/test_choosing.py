"""A long grid on its own: what mouse and keys choose, and where the mouse rests."""

from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt

from core.domain import Detection, Species
from gui.pages.review.queue.grid import Grid
from gui.pages.review.queue.grid_cells import paint_detection
from gui.pages.review.queue.queue import Queue
from gui.pages.review.queue.thumbnails import Thumbnails
from gui.tables.detections_table import DetectionsTable
from gui.tables.paged import CHOSEN_AT_MOST, PAGE

SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
PLAIN = Qt.KeyboardModifier.NoModifier
LEFT = Qt.MouseButton.LeftButton
WREN = Species("Troglodytes troglodytes", "Eurasian Wren")


def clip(number):
    return Detection(
        id=number, run_id=1, network="birdnet-2.4", recording_id=1, path=Path("a.wav"),
        species=WREN, start_s=3.0, end_s=6.0, low_hz=None, high_hz=None, score=0.9, listed=True,
    )  # fmt: skip


def answer(table, page):
    first = page * PAGE
    table.fill(page, [clip(n) for n in range(first, min(first + PAGE, table.rowCount()))])


@pytest.fixture
def table(qtbot):
    made = DetectionsTable()
    made.page_wanted.connect(lambda page: answer(made, page))
    made.restart(3 * PAGE)
    answer(made, 0)
    return made


@pytest.fixture
def grid(qtbot, looks, table):
    made = Grid(table, Thumbnails(table), paint_detection)
    made.moved.connect(made.show_current)
    qtbot.addWidget(made)
    made.resize(820, 620)  # four clips side by side, four lines
    with qtbot.waitExposed(made):
        made.show()
    made.begin()
    made.show_current(0)
    return made


def at(grid, row):
    return grid.sheet.place(row).center() - QPoint(0, grid.verticalScrollBar().value())


def click(qtbot, grid, row, how=PLAIN):
    qtbot.mouseClick(grid.viewport(), LEFT, how, at(grid, row))


def drag(qtbot, grid, first, last, how=PLAIN):
    qtbot.mousePress(grid.viewport(), LEFT, how, first)
    qtbot.mouseMove(grid.viewport(), last)


def chosen(grid):
    return [d.id for d in grid.selection()]


def test_a_click_chooses_one_and_no_other(qtbot, grid):
    click(qtbot, grid, 2)
    click(qtbot, grid, 5)
    assert chosen(grid) == [5]


def test_ctrl_and_a_click_add_and_take_away(qtbot, grid):
    for row in (2, 5, 9, 5):
        click(qtbot, grid, row, CTRL)
    assert chosen(grid) == [0, 2, 9]


def test_shift_and_a_click_choose_all_between_either_way(qtbot, grid):
    click(qtbot, grid, 6)
    click(qtbot, grid, 9, SHIFT)
    assert chosen(grid) == [6, 7, 8, 9]
    click(qtbot, grid, 4, SHIFT)
    assert chosen(grid) == [4, 5, 6]


def test_an_arrow_leaves_only_the_next_chosen(qtbot, grid):
    click(qtbot, grid, 5)
    click(qtbot, grid, 6, CTRL)
    for key, row in ((Qt.Key.Key_Right, 7), (Qt.Key.Key_Down, 11), (Qt.Key.Key_Left, 10)):
        qtbot.keyClick(grid, key)
        assert chosen(grid) == [row]


def test_shift_and_arrows_stretch_and_shrink_the_choice(qtbot, grid):
    click(qtbot, grid, 5)
    qtbot.keyClick(grid, Qt.Key.Key_Down, SHIFT)
    assert chosen(grid) == [5, 6, 7, 8, 9]
    qtbot.keyClick(grid, Qt.Key.Key_Left, SHIFT)
    assert chosen(grid) == [5, 6, 7, 8]


def test_home_and_end_reach_the_ends_and_bring_them_into_view(qtbot, grid):
    qtbot.keyClick(grid, Qt.Key.Key_End)
    qtbot.waitUntil(lambda: chosen(grid) == [3 * PAGE - 1])
    assert grid.viewport().rect().contains(at(grid, 3 * PAGE - 1))
    qtbot.keyClick(grid, Qt.Key.Key_Home)
    assert chosen(grid) == [0]


def test_a_drag_chooses_the_clips_it_touches(qtbot, grid):
    drag(qtbot, grid, at(grid, 1), at(grid, 6))
    assert chosen(grid) == [1, 2, 5, 6]


def test_a_drag_with_ctrl_adds_to_the_choice(qtbot, grid):
    click(qtbot, grid, 12)
    drag(qtbot, grid, at(grid, 0), at(grid, 5), CTRL)
    assert chosen(grid) == [0, 1, 4, 5, 12]


def test_a_drag_beyond_the_edge_scrolls_and_chooses_on(qtbot, grid):
    below = QPoint(at(grid, 0).x(), grid.viewport().height() + 40)
    drag(qtbot, grid, at(grid, 0), below)
    qtbot.waitUntil(lambda: len(chosen(grid)) > 8)
    qtbot.mouseRelease(grid.viewport(), LEFT, pos=below)
    assert chosen(grid) == list(range(0, len(chosen(grid)) * grid.sheet.columns, 4))


def test_another_mouse_button_chooses_nothing(qtbot, grid):
    qtbot.mouseClick(grid.viewport(), Qt.MouseButton.MiddleButton, PLAIN, at(grid, 3))
    assert chosen(grid) == [0]


def test_all_are_chosen_also_those_that_were_not_here_yet(qtbot, grid):
    with qtbot.waitSignal(grid.chosen_changed) as told:
        qtbot.keyClick(grid, Qt.Key.Key_A, CTRL)
    assert told.args == [3 * PAGE]
    assert grid.choosing
    qtbot.waitUntil(lambda: not grid.choosing)
    assert len(chosen(grid)) == 3 * PAGE


def test_of_more_than_can_be_here_as_many_are_chosen_as_can(qtbot, grid, table):
    table.restart(CHOSEN_AT_MOST + 1)
    grid.begin()
    with qtbot.waitSignal(grid.chosen_changed) as told:
        grid.choose_all()
    assert told.args == [CHOSEN_AT_MOST]
    qtbot.waitUntil(lambda: not grid.choosing)
    assert len(chosen(grid)) == CHOSEN_AT_MOST


def test_another_order_keeps_of_the_choice_what_is_here(qtbot, grid, table):
    click(qtbot, grid, 3)
    table.restart(PAGE)
    table.fill(0, [clip(n) for n in reversed(range(PAGE))])
    grid.begin()
    assert chosen(grid) == [3]


def test_the_mouse_rests_on_a_clip_and_leaves_it(qtbot, grid):
    with qtbot.waitSignal(grid.rested_on) as rested:
        qtbot.mouseMove(grid.viewport(), at(grid, 5))
    assert rested.args[0].id == 5
    with qtbot.waitSignal(grid.left):
        qtbot.mouseMove(grid.viewport(), at(grid, 6))


@pytest.mark.parametrize("leave", ["view", "page"])
def test_a_mouse_that_only_passes_rests_nowhere(qtbot, grid, leave):
    rested = []
    grid.rested_on.connect(rested.append)
    qtbot.mouseMove(grid.viewport(), at(grid, 5))
    if leave == "view":
        grid.viewportEvent(QEvent(QEvent.Type.Leave))
    else:
        grid.hide()
    qtbot.wait(400)
    assert rested == []


@pytest.fixture
def queue(qtbot, looks):
    made = Queue()
    made.table.page_wanted.connect(lambda page: answer(made.table, page))
    qtbot.addWidget(made)
    made.resize(820, 400)
    with qtbot.waitExposed(made):
        made.show()
    made.begin(3 * PAGE, {0: [clip(n) for n in range(PAGE)]}, 0)
    return made


def click_row(qtbot, queue, row, how=PLAIN):
    at = queue.view.visualRect(queue.table.index(row, 0)).center()
    qtbot.mouseClick(queue.view.viewport(), LEFT, how, at)


def test_several_rows_of_the_list_are_decided_about_together(qtbot, queue):
    click_row(qtbot, queue, 1)
    assert [one.id for one in queue.chosen()] == [1]
    click_row(qtbot, queue, 3, SHIFT)
    click_row(qtbot, queue, 5, CTRL)
    assert [one.id for one in queue.chosen()] == [1, 2, 3, 5]
    assert queue.current.id == 5
    queue.next()
    assert [one.id for one in queue.chosen()] == [6]


def test_nothing_is_decided_while_chosen_rows_are_on_their_way(qtbot, queue):
    queue.view.setFocus()
    qtbot.keyClick(queue.view, Qt.Key.Key_A, CTRL)
    assert queue.chosen() == []
    qtbot.waitUntil(lambda: len(queue.chosen()) == 3 * PAGE)


def test_a_click_in_the_queue_moves_no_row_and_a_key_keeps_some_ahead_in_view(qtbot, queue):
    queue.resize(820, queue.height_of_rows(3) - 10)
    view = queue.view
    cut = view.visualRect(queue.table.index(2, 0))
    assert cut.top() < view.viewport().height() < cut.bottom()
    qtbot.mouseClick(view.viewport(), LEFT, pos=cut.topLeft() + QPoint(20, 5))
    assert queue.row == 2
    assert view.visualRect(queue.table.index(2, 0)) == cut
    qtbot.keyClick(view, Qt.Key.Key_Down)
    assert view.visualRect(queue.table.index(5, 0)).top() < view.viewport().height()
