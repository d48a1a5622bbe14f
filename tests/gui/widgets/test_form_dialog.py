"""Small windows with fields: the keyboard begins in the first, the buttons come last."""

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QWidget

from gui.widgets import dialogs
from gui.widgets.form_dialog import FormDialog
from gui.widgets.parts import row


def test_the_keyboard_begins_in_the_first_field_and_the_buttons_come_last(qtbot, looks):
    owner = QWidget()
    qtbot.addWidget(owner)
    form = FormDialog(owner, "Rename a toad", "Rename")
    name, file = QLineEdit("a toad"), QWidget()
    file.setLayout(row(QPushButton("Choose …")))
    form.add([("Name", name)])
    form.add([("File", file)])
    form.open()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is name)
    reached = []
    for _ in range(3):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        reached.append(QApplication.focusWidget().text())
    assert reached == ["Choose …", "Cancel", "Rename"]


def test_a_form_of_many_fields_stays_on_the_screen_and_its_buttons_too(qtbot, looks):
    owner = QWidget()
    qtbot.addWidget(owner)
    form = FormDialog(owner, "Keys", "Use these keys")
    form.add([(f"Key {number}", QLineEdit()) for number in range(60)])
    form.show()
    form.says.setText("Two keys do the same. " * 12)
    said = form.says
    qtbot.waitUntil(lambda: said.height() >= said.heightForWidth(said.width()))
    assert form.height() < form.screen().availableSize().height()
    assert form.rect().contains(form.does.geometry())
    assert not said.geometry().intersects(form._fields.geometry())


def test_a_form_is_no_higher_than_what_it_holds(qtbot, looks):
    owner = QWidget()
    qtbot.addWidget(owner)
    form = FormDialog(
        owner, "Places", "Save", "Species with commas between them, by any name. " * 3
    )
    form.add([("Species", QLineEdit())])
    form.show()
    assert form._fields.height() <= form._fields.sizeHint().height() + 1


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Escape])
def test_a_line_of_text_is_asked_for_in_a_form(qtbot, looks, key):
    def answer():
        form = QApplication.activeModalWidget()
        assert isinstance(form, FormDialog)
        assert form.does.text() == "Rename"
        field = form.findChild(QLineEdit)
        field.setText(" Marsh ")
        qtbot.keyClick(field, key)

    owner = QWidget()
    qtbot.addWidget(owner)
    QTimer.singleShot(0, answer)
    said = dialogs.text(owner, "Rename the site", "New name", "Heath", does="Rename")
    assert said == ("Marsh" if key == Qt.Key.Key_Return else None)
