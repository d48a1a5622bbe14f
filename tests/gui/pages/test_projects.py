"""Making a project, and the recent ones."""

from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import Qt

from core.store import Project
from gui.pages.new_project_form import NewProjectForm
from gui.widgets import dialogs
from tests.gui.pages.heath import settle


@pytest.fixture
def form(qtbot, looks, tmp_path):
    made = NewProjectForm(None, (tmp_path,))
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)  # the test does
    qtbot.addWidget(made)
    looked(qtbot, made)
    return made


def looked(qtbot, form):
    qtbot.waitUntil(lambda: not form.requests.busy)


def test_a_new_project_says_which_folder_is_made_before_it_is(qtbot, form, tmp_path):
    form.name.setText("Spring 2026")
    looked(qtbot, form)
    assert form.folder == tmp_path / "Spring 2026"
    assert str(form.folder) in form.says.text()
    assert form.does.isEnabled()
    assert not form.folder.exists()


@pytest.mark.parametrize(
    ("name", "place", "says"),
    [
        ("", "", "Give it a name"),
        ("a/b", "", "without any of"),
        ("..", "", "Give it a name"),
        ("Spring", "nowhere", "Choose a folder that is there"),
        ("card", "", "There is a folder card"),
        ("Spring", "card", "away from the recordings"),
        ("Spring" * 50, "", "name"),
    ],
)
def test_a_folder_that_cannot_be_a_project_is_refused_while_typing(
    qtbot, form, tmp_path, name, place, says
):
    (tmp_path / "card").mkdir()
    (tmp_path / "card" / "20240501_050000.WAV").write_bytes(b"RIFF")
    form.name.setText(name)
    form.place.setText(str(tmp_path / place))
    looked(qtbot, form)
    assert says in form.says.text()
    assert not form.does.isEnabled()


def test_a_slow_disk_holds_up_nobody_who_types_and_the_press_of_the_button_is_kept(
    qtbot, form, tmp_path, monkeypatch
):
    goes_on, there, taken = Event(), Path.exists, []

    def slow(path):
        if path.is_relative_to(tmp_path):
            goes_on.wait(20)
        return there(path)

    monkeypatch.setattr(Path, "exists", slow)
    form.done_with.connect(lambda: taken.append(form.folder))
    for typed in ("S", "Sp", "Spr"):
        form.name.setText(typed)
    form.does.click()
    qtbot.waitUntil(lambda: form.says.text() == f"Looking at {tmp_path} …")
    assert not taken
    with qtbot.waitSignal(form.done_with):
        goes_on.set()
    assert taken == [tmp_path / "Spr"]


def test_the_place_offered_is_never_among_recordings(qtbot, window, tmp_path, monkeypatch):
    card, documents = tmp_path / "card", tmp_path / "documents"
    documents.mkdir()
    Project(card / "Spring").close()
    (card / "20240501_050000.WAV").write_bytes(b"RIFF")
    window._remembered.opened(card / "Spring")
    monkeypatch.setattr(dialogs, "documents", lambda: documents)
    window.projects.ask_new()
    (form,) = window.findChildren(NewProjectForm)
    looked(qtbot, form)
    assert form.folder.parent == documents
    form.reject()


def test_the_place_offered_is_there_where_a_system_names_a_folder_that_is_not(monkeypatch):
    monkeypatch.setattr(dialogs.QStandardPaths, "writableLocation", lambda _: "/no/documents")
    assert dialogs.documents().is_dir()


def test_recent_projects_tell_their_size_and_what_is_left_to_do(qtbot, window, heath):
    window.projects.open(heath)
    settle(qtbot, window)
    window.projects.close()
    told = window.welcome._entries[heath].text
    qtbot.waitUntil(lambda: "to review" in told())
    assert "B · " in told()
