"""A few letters find; arrows choose, Enter takes."""

import pytest
from PySide6.QtCore import Qt

from gui.widgets.typed_list import Entry, TypedList

WOODS = ("Alder", "Birch", "Beech", "Oak")


class Woods(TypedList):
    def entries(self, text):
        return [Entry(name, name.upper()) for name in WOODS if text.lower() in name.lower()]


@pytest.fixture
def woods(qtbot, looks):
    made = Woods(None, "Which wood", "Woods")
    qtbot.addWidget(made)
    made.begin()
    return made


def shown(woods):
    return [woods.list.item(n).text() for n in range(woods.list.count())]


def test_everything_is_there_before_anything_is_typed(woods):
    assert shown(woods) == list(WOODS)


def test_letters_leave_what_fits_and_enter_takes_the_first(qtbot, woods):
    qtbot.keyClicks(woods.field, "ch")
    assert shown(woods) == ["Birch", "Beech"]
    with qtbot.waitSignal(woods.taken) as taken:
        qtbot.keyClick(woods.field, Qt.Key.Key_Return)
    assert taken.args == ["BIRCH"]
    assert not woods.isVisible()


def test_arrows_choose_and_stay_within_the_list(qtbot, woods):
    for key in (Qt.Key.Key_Up, *[Qt.Key.Key_Down] * 9):
        qtbot.keyClick(woods.field, key)
    with qtbot.waitSignal(woods.taken) as taken:
        qtbot.keyClick(woods.field, Qt.Key.Key_Return)
    assert taken.args == ["OAK"]


def test_a_click_takes(qtbot, woods):
    middle = woods.list.visualItemRect(woods.list.item(2)).center()
    with qtbot.waitSignal(woods.taken) as taken:
        qtbot.mouseClick(woods.list.viewport(), Qt.MouseButton.LeftButton, pos=middle)
    assert taken.args == ["BEECH"]


def test_enter_takes_nothing_where_nothing_fits(qtbot, woods):
    qtbot.keyClicks(woods.field, "palm")
    with qtbot.assertNotEmitted(woods.taken):
        qtbot.keyClick(woods.field, Qt.Key.Key_Return)
    assert woods.isVisible()


def test_it_begins_empty_when_it_opens_again(qtbot, woods):
    qtbot.keyClicks(woods.field, "oak")
    woods.close()
    woods.begin()
    assert shown(woods) == list(WOODS)
