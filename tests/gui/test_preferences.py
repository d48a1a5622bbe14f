"""What is set holds at once and at the next start."""

import pytest
from PySide6.QtWidgets import QPushButton

from gui.preferences import PreferencesBox, apply_preferences, language_of_names
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


def test_species_are_called_in_another_language_at_once(qtbot, remembered, tmp_path, monkeypatch):
    monkeypatch.setenv("UNDERSONG_HOME", str(tmp_path / "home"))
    labels = tmp_path / "de.txt"
    labels.write_text("Turdus merula_Amsel\n")
    monkeypatch.setattr("gui.widgets.dialogs.file_to_read", lambda *_: labels)
    called = []
    box = PreferencesBox(None, remembered, None, called.append)
    qtbot.addWidget(box)
    box.more_names.click()
    assert box.names.currentText() == "Deutsch"
    assert called == ["de"]
    assert language_of_names(remembered) == "de"


def test_a_file_that_holds_no_names_is_told(qtbot, remembered, tmp_path, monkeypatch):
    labels = tmp_path / "de.txt"
    labels.write_text("nothing of the kind\n")
    monkeypatch.setattr("gui.widgets.dialogs.file_to_read", lambda *_: labels)
    box = PreferencesBox(None, remembered, None)
    qtbot.addWidget(box)
    box.more_names.click()
    assert "Turdus merula_Amsel" in box.said.text()


def test_a_folder_that_nothing_can_show_is_named(qtbot, remembered, monkeypatch):
    monkeypatch.setattr("gui.widgets.outside.QDesktopServices.openUrl", lambda _: False)
    box = PreferencesBox(None, remembered, None)
    qtbot.addWidget(box)
    next(each for each in box.findChildren(QPushButton) if each.text() == "Open").click()
    assert "nothing to open it with" in box.said.text()
