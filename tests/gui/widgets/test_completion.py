import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QLineEdit

from gui.widgets.completion import Completion


@pytest.fixture
def field(qtbot, looks):
    made = QLineEdit()
    made.setCompleter(Completion(["Eurasian Wren", "House Wren", "Dunnock"], made))
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    return made


def offered(field):
    found = field.completer().completionModel()
    return [found.index(row, 0).data() for row in range(found.rowCount())]


def test_every_name_with_the_letters_is_offered(qtbot, field):
    qtbot.keyClicks(field, "WREN")
    assert offered(field) == ["Eurasian Wren", "House Wren"]


def test_what_is_offered_looks_like_the_window_in_light_and_dark(qtbot, field, looks):
    for dark in (False, True):
        looks.force(dark)
        field.clear()
        qtbot.keyClicks(field, "wren")
        popup = field.completer().popup()
        picture = popup.grab().toImage()
        popup.hide()
        assert picture.pixelColor(picture.width() - 6, 4) == QColor(looks.colours.surface)
