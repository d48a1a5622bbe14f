"""What is set holds at once and at the next start."""

import pytest

from gui.preferences import PreferencesBox, apply_preferences
from gui.remembered import Remembered
from gui.theme import theme


@pytest.fixture
def remembered(tmp_path, looks):
    yield Remembered(tmp_path / "window.ini")
    looks.enlarge(0)


def test_theme_and_size_of_text_hold_at_once_and_at_the_next_start(qtbot, remembered):
    usual = theme().sizes.normal
    box = PreferencesBox(None, remembered, None)
    qtbot.addWidget(box)
    box.look.setCurrentText("Dark")
    box.text.setCurrentText("Large")
    assert theme().colours.dark
    assert theme().sizes.normal == usual + 2
    theme().force(False)
    theme().enlarge(0)
    apply_preferences(remembered)
    assert theme().colours.dark
    assert theme().sizes.normal == usual + 2


def test_keys_are_changed_from_here_while_a_project_is_open(qtbot, remembered):
    pressed = []
    box = PreferencesBox(None, remembered, lambda: pressed.append(1))
    qtbot.addWidget(box)
    box.keys.click()
    assert pressed == [1]
