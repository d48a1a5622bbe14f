"""Minutes are drawn, heard and labelled in the window, and recall is said."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from core.review.minutes import MinutesWish
from gui.pages.minutes_box import MinutesBox
from gui.pages.minutes_form import MinutesForm
from gui.pages.states import State
from tests.gui.pages.heath import settle


@pytest.fixture
def box(qtbot, opened):
    opened.go_to("report")
    settle(qtbot, opened)
    opened.session.report._show_minutes()
    box = opened.session.report.findChild(MinutesBox)
    qtbot.waitUntil(lambda: not box.requests.busy)
    yield box
    box.close()


def read(qtbot, box):
    changes = box._project.changes
    qtbot.waitUntil(lambda: not (box.requests.busy or changes.waiting), timeout=20_000)


def test_minutes_are_drawn_heard_and_counted(qtbot, box):
    read(qtbot, box)
    assert not box.done_button.isEnabled()
    assert box.states.state is State.EMPTY
    assert box.states.empty.button.text() == "Draw minutes …"
    box.begin(MinutesWish(box._run_id, None, (9, 0, 0)))
    read(qtbot, box)
    assert box.states.has_content
    plan = box.at_hand
    assert len(plan.heard) == len(box.table.rows) > 1
    box.heard.setText("Common Cuckoo, a fox")
    qtbot.mouseClick(box.done_button, Qt.MouseButton.LeftButton)
    read(qtbot, box)
    assert box.at_hand.done == 1
    assert box.minutes.currentIndex().row() == 1  # the next one
    assert "Common Cuckoo: recall" in box.says.text()
    box.minutes.choose_row(0)
    assert set(box.heard.text().split(", ")) >= {"Common Cuckoo", "a fox"}
    box.heard.setText("")
    box.say()
    read(qtbot, box)
    assert "a fox" not in box.at_hand.said[0]
    assert box.at_hand.done == 1


def test_minutes_are_a_table_of_which_several_rows_can_be_copied(qtbot, box):
    box.begin(MinutesWish(box._run_id, None, (9, 0, 0)))
    read(qtbot, box)
    first = box.minutes.visualRect(box.table.index(0, 0)).center()
    qtbot.mouseClick(box.minutes.viewport(), Qt.MouseButton.LeftButton, pos=first)
    assert box.minutes.hasFocus()
    for key in (Qt.Key.Key_A, Qt.Key.Key_C):
        qtbot.keyClick(box.minutes, key, Qt.KeyboardModifier.ControlModifier)
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0] == "No.\tListened completely\tRecording\tFrom (s)\tSpecies"
    assert len(lines) == 1 + len(box.at_hand.heard)


def test_the_form_says_what_will_be_drawn(qtbot, box):
    box.draw()
    form = box.findChild(MinutesForm)
    assert form.wish.species == "Cuculus canorus"
    assert "140 minutes are drawn where the network was silent" in form.says.text()
    form.species.setCurrentIndex(0)
    assert "every species" in form.says.text()
    for field in form.numbers:
        field.setValue(0)
    assert not form.does.isEnabled()
    form.reject()
