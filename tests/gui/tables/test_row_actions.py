"""What every list of rows can do: choosing several, copying, a menu on each row, columns."""

import pytest
from PySide6.QtCore import QEvent, QItemSelectionModel, QPoint, Qt
from PySide6.QtGui import QAction, QContextMenuEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QPushButton

from gui.remembered import Remembered
from gui.tables.columns import Column
from gui.tables.paged import CHOSEN_AT_MOST, PAGE, PagedTable
from gui.tables.plain import PlainTable
from gui.tables.table_view import TableView
from gui.widgets.plain import tip

TREES = ("beech", "=alder()", "oak\t2\n", "elm", "larch", "yew")
COLUMNS = (
    Column("Tree", str, width=100, key=str, second_heading="Genus", second=lambda _: "Arbor"),
    Column("Rings", lambda text: f"{1000 * len(text):,}", number=True, width=100, key=len),
    Column("✓", lambda text: text[0], width=100, about="First letter"),
)
A_MILLION = 1_000_000


def shown(qtbot, table, height=400):
    made = TableView("Trees", table)
    qtbot.addWidget(made)
    made.resize(500, height)
    with qtbot.waitExposed(made):
        made.show()
    return made


@pytest.fixture
def view(qtbot, looks):
    table = PlainTable(COLUMNS)
    table.show(TREES)
    return shown(qtbot, table)


@pytest.fixture
def large(qtbot, looks):
    table = PagedTable(COLUMNS)
    table.asked = []
    table.page_wanted.connect(table.asked.append)
    table.restart(A_MILLION)
    return shown(qtbot, table)


def click(qtbot, view, row, *keys):
    held = Qt.KeyboardModifier.NoModifier
    for key in keys:
        held |= key
    at = view.visualRect(view.model().index(row, 0)).center()
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, held, at)


def right_click(view, at, on=None):
    on = on or view.viewport()
    reason = QContextMenuEvent.Reason.Mouse
    QApplication.sendEvent(on, QContextMenuEvent(reason, at, on.mapToGlobal(at)))
    return QApplication.activePopupWidget()


def names(menu):
    return [action.text() for action in menu.actions() if not action.isSeparator()]


def clipboard():
    return QGuiApplication.clipboard().text()


def test_shift_control_and_all_choose_several_rows(qtbot, view):
    click(qtbot, view, 0)
    click(qtbot, view, 2, Qt.KeyboardModifier.ShiftModifier)
    click(qtbot, view, 4, Qt.KeyboardModifier.ControlModifier)
    assert view.row_actions.chosen == [range(3), range(4, 5)]
    qtbot.keyClick(view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert view.row_actions.chosen == [range(6)]


def test_rows_are_copied_with_their_headings_and_no_spreadsheet_runs_them(qtbot, view):
    view.setFocus()
    click(qtbot, view, 1)
    click(qtbot, view, 2, Qt.KeyboardModifier.ShiftModifier)
    view.columns.choose(2, shown=True)
    qtbot.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert clipboard().split("\n") == [
        "Tree\tGenus\tRings\tFirst letter",
        "'=alder()\tArbor\t8000\t'=",
        "oak 2\tArbor\t6000\to",
        "",
    ]


def test_what_is_copied_are_the_columns_on_screen_in_their_order(qtbot, view):
    view.columns.choose(2, shown=False)
    view.horizontalHeader().moveSection(1, 0)
    click(qtbot, view, 3)
    qtbot.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert clipboard() == "Rings\tTree\tGenus\n3000\telm\tArbor\n"


def test_a_click_leaves_the_row_where_it_is(qtbot, view):
    view.resize(500, 110)
    last = view.rowAt(view.viewport().height() - 2)
    assert view.visualRect(view.model().index(last, 0)).bottom() > view.viewport().height()
    at = QPoint(20, view.viewport().height() - 2)
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert view.currentIndex().row() == last
    assert view.verticalScrollBar().value() == 0
    qtbot.keyClick(view, Qt.Key.Key_Down)
    assert view.verticalScrollBar().value() > 0


def test_each_row_has_a_menu_with_what_can_be_done_and_its_key_does_it_too(qtbot, view):
    done = []
    fell, opened = QAction("Fell"), QAction("Look at it")
    fell.setShortcut("Del")
    fell.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
    fell.triggered.connect(lambda: done.append(view.row_actions.chosen))
    opened.triggered.connect(lambda: done.append("opened"))
    view.row_actions.offer(fell)
    view.row_actions.opens_with(opened)
    click(qtbot, view, 0)
    menu = right_click(view, view.visualRect(view.model().index(1, 0)).center())
    assert names(menu) == ["Look at it", "Fell", "Copy", "Choose all", "Columns"]
    assert menu.defaultAction() is opened
    menu.close()
    qtbot.keyClick(view, Qt.Key.Key_Delete)
    qtbot.keyClick(view, Qt.Key.Key_Return)
    at = view.visualRect(view.model().index(2, 0)).center()
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    qtbot.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert done == [[range(1)], "opened", "opened"]


def test_a_million_rows_are_chosen_without_being_read_and_are_too_many_to_copy(qtbot, large):
    QGuiApplication.clipboard().setText("before")
    qtbot.keyClick(large, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(large, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    qtbot.wait(10)
    assert large.row_actions.chosen == [range(A_MILLION)]
    assert set(large.model().asked) <= {0}
    assert clipboard() == "before"
    assert CHOSEN_AT_MOST < A_MILLION


def test_rows_that_were_never_on_screen_are_fetched_to_be_copied(qtbot, large):
    table, flags = large.model(), QItemSelectionModel.SelectionFlag
    table.fill(0, ["beech"] * PAGE)
    large.selectionModel().select(table.index(0, 0), flags.Select | flags.Rows)
    large.selectionModel().select(table.index(5 * PAGE, 0), flags.Select | flags.Rows)
    qtbot.keyClick(large, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: 5 in table.asked)
    table.fill(5, ["oak"] * PAGE)
    assert [line.split("\t")[0] for line in clipboard().splitlines()] == ["Tree", "beech", "oak"]


def test_columns_are_hidden_from_the_heading_and_that_is_remembered(qtbot, view, tmp_path):
    remembered = Remembered(tmp_path / "window.ini")
    remembered.restore_columns(view.columns, "trees")
    header = view.horizontalHeader()
    menu = right_click(view, QPoint(150, 5), header.viewport())
    next(a for a in menu.actions() if a.text() == "First letter").trigger()
    menu.close()
    header.moveSection(1, 0)
    header.resizeSection(1, 77)
    again = shown(qtbot, PlainTable(COLUMNS))
    Remembered(tmp_path / "window.ini").restore_columns(again.columns, "trees")
    assert [column.name for column in again.columns.shown] == ["Rings", "Tree"]
    assert again.horizontalHeader().sectionSize(1) == 77
    again.columns.reset()
    assert [column.name for column in again.columns.shown] == ["Tree", "Rings", "First letter"]


@pytest.mark.parametrize("width", [280, 420])
def test_the_last_column_gives_way_rather_than_being_scrolled_to(view, width):
    view.resize(width, 300)
    assert view.horizontalHeader().length() == max(280, view.viewport().width())


def test_a_name_that_may_have_no_room_is_said_on_hover_letter_by_letter(view):
    name = "<b>موقع</b> " * 20
    view.model().show([name])
    shown = view.model().index(0, 0).data(Qt.ItemDataRole.ToolTipRole)
    assert shown == tip(name)
    view.model().show(["oak"])
    assert view.model().index(0, 0).data(Qt.ItemDataRole.ToolTipRole) is None


def test_a_column_that_says_nothing_now_is_not_offered(view):
    view.columns.leave_out(2)
    menu = right_click(view, QPoint(150, 5), view.horizontalHeader().viewport())
    assert "First letter" not in names(menu)
    menu.close()
    view.columns.leave_out(2, absent=False)
    assert not view.isColumnHidden(2)


def test_a_remembered_choice_that_is_none_does_no_harm(view):
    for odd in (5, None, ["Tree"], {"Tree": -1, "Rings": "x"}, {"Tree": False, "Rings": False}):
        view.columns.restore({"widths": odd, "order": odd, "chosen": odd})
    assert view.columns.shown


def test_the_whole_row_below_the_mouse_lights_up_also_where_rows_come_to_it(qtbot, large):
    at = large.visualRect(large.model().index(2, 0)).center()
    qtbot.mouseMove(large.viewport(), at)
    assert large.is_hovered(2)
    large.verticalScrollBar().setValue(3 * large.rowHeight(0))
    qtbot.waitUntil(lambda: large.is_hovered(5))
    QApplication.sendEvent(large.viewport(), QEvent(QEvent.Type.Leave))
    assert not large.is_hovered(5)


def test_what_buttons_beside_a_list_do_is_in_its_menu_as_they_stand_just_then(qtbot, view):
    made, pressed = QPushButton("Fell", view), []
    made.clicked.connect(lambda: pressed.append(made.text()))
    view.row_actions.offer_buttons(made)
    made.show()
    made.setText("Fell 2 trees")
    menu = view.row_actions.menu()
    menu.actions()[0].trigger()
    assert (menu.actions()[0].text(), pressed) == ("Fell 2 trees", ["Fell 2 trees"])
    made.hide()
    assert not view.row_actions.menu().actions()[0].isVisible()
