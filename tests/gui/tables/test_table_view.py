"""Headings that sort, and columns that are shown where there is room."""

import pytest
from PySide6.QtCore import QPoint, Qt

from gui.tables.columns import Column
from gui.tables.plain import PlainTable
from gui.tables.recordings_table import RecordingsTable
from gui.tables.table_view import TableView

COLUMNS = (
    Column("Name", str, width=100, key=str),
    Column("Length", lambda text: str(len(text)), number=True, width=100, key=len),
    Column("First letter", lambda text: text[0], width=100),
    Column("Last letter", lambda text: text[-1], width=100, spare=True),
)


@pytest.fixture
def view(qtbot, looks):
    table = PlainTable(COLUMNS)
    table.show(["beech", "alder", "oak"])
    made = TableView("Trees", table)
    qtbot.addWidget(made)
    made.mark_sorted(0, descending=False)
    made.resize(320, 200)
    made.show()
    return made


def click(qtbot, view, column):
    header = view.horizontalHeader()
    at = QPoint(header.sectionViewportPosition(column) + 20, header.height() // 2)
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=at)


def test_the_first_click_on_a_number_shows_the_largest_first_and_the_next_turns_it(qtbot, view):
    click(qtbot, view, 1)
    assert view.model().rows[-1] == "oak"
    click(qtbot, view, 1)
    assert view.model().rows[0] == "oak"


def test_a_heading_that_cannot_sort_leaves_the_order_and_its_arrow(qtbot, view):
    click(qtbot, view, 0)
    click(qtbot, view, 2)
    assert view.model().rows == ["oak", "beech", "alder"]
    assert view.horizontalHeader().sortIndicatorSection() == 0


@pytest.mark.parametrize(("width", "there"), [(320, False), (480, True)])
def test_a_spare_column_is_shown_where_there_is_room(view, width, there):
    view.resize(width, 200)
    assert view.isColumnHidden(3) is not there


@pytest.mark.parametrize("column", [0, 1])
def test_the_arrow_stands_beside_the_text(qtbot, view, column):
    header = view.horizontalHeader()
    header.setSortIndicatorShown(False)
    plain = header.grab().toImage()
    view.mark_sorted(column, descending=True)
    sorted_ = header.grab().toImage()
    changed = [
        x for x in range(plain.width()) for y in range(plain.height())
        if plain.pixel(x, y) != sorted_.pixel(x, y)
    ]  # fmt: skip
    written = [
        x for x in range(header.sectionPosition(column), header.sectionPosition(column) + 100)
        for y in range(6, plain.height() - 6)
        if plain.pixelColor(x, y).lightness() < 200
    ]  # fmt: skip
    assert changed
    assert max(changed) < min(written) - 2 or min(changed) > max(written) + 2


def test_a_column_is_as_wide_as_its_contents_where_there_is_room_until_somebody_pulls_it(
    qtbot, view
):
    told = []
    view.columns.changed.connect(lambda: told.append(view.columns.state))
    view.resize(480, 200)
    view.fit_at_first()
    view.model().show(["a copper beech in the park", "oak"])
    wide = view.columnWidth(0)
    assert 100 < wide <= 150
    assert not told  # nobody has said how wide it is to be
    view.horizontalHeader().resizeSection(0, 80)
    assert told[-1]["widths"]["Name"] == 80
    view.model().show(["a copper beech in the park", "ash"])
    assert view.columnWidth(0) == 80


def test_columns_that_are_cut_share_the_room_alike_and_none_takes_more_than_it_needs(view):
    view.columns.fit(445)
    view.columns.fit_contents([150, 105, 150, 100].__getitem__)
    assert [view.columnWidth(n) for n in range(3)] == [120, 105, 120]


def test_a_click_never_leaves_a_list_without_a_chosen_row(qtbot, view):
    def click_at(y, key=Qt.KeyboardModifier.NoModifier):
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, key, QPoint(30, y))
        return [index.row() for index in view.selectionModel().selectedRows()]

    row, ctrl = view.verticalHeader().defaultSectionSize(), Qt.KeyboardModifier.ControlModifier
    assert click_at(row + 5) == [1]
    assert click_at(view.viewport().height() - 5) == [1]
    assert click_at(row + 5, ctrl) == [1]
    assert click_at(5, ctrl) == [1, 0]
    assert click_at(row + 5, ctrl) == [0]


def test_no_cell_lights_up_by_itself_also_after_the_theme_has_changed(qtbot, looks, view):
    looks.force(True)
    looks.force(False)
    assert not view.viewport().testAttribute(Qt.WidgetAttribute.WA_Hover)


def test_columns_use_the_room_of_a_wider_window_unless_a_person_said_how_wide(qtbot, looks):
    table = PlainTable(COLUMNS)
    view = TableView("Trees", table)
    qtbot.addWidget(view)
    view.fit_at_first()
    view.resize(240, 200)
    view.show()
    table.show(["a beech beside the pond"])
    narrow = view.columnWidth(0)
    view.resize(800, 200)
    qtbot.waitUntil(lambda: view.columnWidth(0) > narrow)
    view.horizontalHeader().resizeSection(0, 60)
    view.resize(900, 200)
    view._fit_again()
    assert view.columnWidth(0) == 60


def test_widths_that_were_remembered_grow_with_the_text(qtbot, looks, view):
    view.horizontalHeader().resizeSection(1, 150)
    kept = view.columns.state
    looks.enlarge(4)
    again = TableView("Trees", PlainTable(COLUMNS))
    qtbot.addWidget(again)
    again.columns.restore(kept)
    assert again.columnWidth(1) == round(150 * looks.scale)
    looks.enlarge(0)


@pytest.mark.parametrize(("width", "there"), [(320, False), (480, True)])
def test_a_table_can_do_without_a_column_that_others_need(view, width, there):
    view.columns.leave_out(3)
    view.columns.spare(2)
    view.columns.choose(1, shown=True)
    view.resize(width - 100, 200)
    assert view.isColumnHidden(2) is not there


def test_fitting_columns_reads_only_rows_that_are_in_sight(qtbot, looks):
    table = RecordingsTable()
    view = TableView("Recordings", table)
    qtbot.addWidget(view)
    view.resize(900, 300)
    view.show()
    table.restart(100_000)
    view.repaint()
    asked = []
    table.page_wanted.connect(asked.append)
    view.columns.fit_contents(view.sizeHintForColumn)
    assert asked == []
