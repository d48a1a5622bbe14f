"""Any number of names out of many."""

import pytest
from PySide6.QtCore import Qt

from gui.widgets.many_chip import ManyChip

SITES = ["Bog", "Heath East", "Heath West", "Wood"]


@pytest.fixture
def chip(qtbot, looks):
    made = ManyChip("site")
    qtbot.addWidget(made)
    made.offer(SITES)
    made.show()
    made.told = []
    made.chosen.connect(made.told.append)
    return made


def listed(chip):
    found = [chip.pop.list.item(n) for n in range(chip.pop.list.count())]
    return {item.text(): item.checkState() == Qt.CheckState.Checked for item in found}


def click(qtbot, chip, row):
    middle = chip.pop.list.visualItemRect(chip.pop.list.item(row)).center()
    qtbot.mouseClick(chip.pop.list.viewport(), Qt.MouseButton.LeftButton, pos=middle)


def test_clicks_check_several_and_the_chip_counts_them(qtbot, chip):
    chip.open()
    for row in (0, 1, 3):
        click(qtbot, chip, row)
    assert chip.told[-1] == frozenset({"Bog", "Heath East", "Wood"})
    assert chip.text().startswith("3 sites")
    assert listed(chip) == {"Bog": True, "Heath East": True, "Heath West": False, "Wood": True}
    assert chip.pop.isVisible()


def test_a_click_on_the_box_counts_once(qtbot, chip):
    chip.open()
    line = chip.pop.list.visualItemRect(chip.pop.list.item(2))
    box = line.center()
    box.setX(line.left() + 12)
    qtbot.mouseClick(chip.pop.list.viewport(), Qt.MouseButton.LeftButton, pos=box)
    assert chip.told == [frozenset({"Heath West"})]
    assert chip.text().startswith("Heath West")


def test_letters_find_and_enter_checks_and_unchecks(qtbot, chip):
    chip.open()
    qtbot.keyClicks(chip.pop.field, "west he")
    assert list(listed(chip)) == ["Heath West"]
    qtbot.keyClick(chip.pop.field, Qt.Key.Key_Return)
    assert listed(chip) == {"Heath West": True}
    qtbot.keyClick(chip.pop.field, Qt.Key.Key_Return)
    assert chip.told == [frozenset({"Heath West"}), None]


def test_all_can_be_let_go_at_once(qtbot, chip):
    chip.choose(frozenset({"Bog", "Wood"}))
    chip.open()
    qtbot.mouseClick(chip.pop.clear, Qt.MouseButton.LeftButton)
    assert chip.told == [None]
    assert (chip.text(), chip.isChecked()) == ("Site  ▾", False)


def test_a_name_that_is_gone_is_no_longer_chosen(chip):
    chip.choose(frozenset({"Bog", "Wood"}))
    chip.offer(["Heath East", "Wood"])
    assert chip.value == frozenset({"Wood"})
    chip.offer(["Heath East"])
    assert chip.value is None
    assert chip.accessibleName() == "Site: any"
