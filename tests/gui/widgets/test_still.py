"""The former picture stays for a moment, and not longer."""

import pytest
from PySide6.QtWidgets import QWidget

from gui.widgets.still import Still


@pytest.fixture
def widget(qtbot):
    made = QWidget()
    qtbot.addWidget(made)
    return made


def test_nothing_is_painted_until_what_comes_is_here(widget):
    still = Still(widget, 60_000)
    still.hold()
    assert not widget.updatesEnabled()
    still.let_go()
    assert widget.updatesEnabled()


def test_what_does_not_come_is_not_waited_for(qtbot, widget):
    Still(widget, 1).hold()
    qtbot.waitUntil(widget.updatesEnabled)
