"""Minutes are drawn, heard and labelled in the window, and recall is said."""

import pytest
from PySide6.QtCore import Qt

from core.review.minutes import MinutesWish
from gui.pages.minutes_box import MinutesBox
from gui.pages.minutes_form import MinutesForm
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
    assert not box.done_button.isEnabled()
    assert "Draw minutes" in box.says.text()
    box.begin(MinutesWish(box._run_id, None, (9, 0, 0)))
    read(qtbot, box)
    plan = box.at_hand
    assert len(plan.heard) == box.minutes.count() > 1
    box.heard.setText("Common Cuckoo, a fox")
    qtbot.mouseClick(box.done_button, Qt.MouseButton.LeftButton)
    read(qtbot, box)
    assert box.at_hand.done == 1
    assert box.minutes.currentRow() == 1  # the next one
    assert "Common Cuckoo: recall" in box.says.text()
    box.minutes.setCurrentRow(0)
    assert set(box.heard.text().split(", ")) >= {"Common Cuckoo", "a fox"}
    box.heard.setText("")
    box.say()
    read(qtbot, box)
    assert "a fox" not in box.at_hand.said[0]
    assert box.at_hand.done == 1


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
