"""Making a project, and the recent ones."""

import pytest

from core.store import Project
from gui.pages.new_project_form import NewProjectForm
from gui.widgets import dialogs
from tests.gui.pages.heath import settle


@pytest.fixture
def form(qtbot, looks, tmp_path):
    made = NewProjectForm(None, tmp_path)
    qtbot.addWidget(made)
    return made


def test_a_new_project_says_which_folder_is_made_before_it_is(form, tmp_path):
    form.name.setText("Spring 2026")
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
    ],
)
def test_a_folder_that_cannot_be_a_project_is_refused_while_typing(
    form, tmp_path, name, place, says
):
    (tmp_path / "card").mkdir()
    (tmp_path / "card" / "20240501_050000.WAV").write_bytes(b"RIFF")
    form.name.setText(name)
    form.place.setText(str(tmp_path / place))
    assert says in form.says.text()
    assert not form.does.isEnabled()


def test_the_place_offered_is_never_among_recordings(window, tmp_path, monkeypatch):
    card, documents = tmp_path / "card", tmp_path / "documents"
    documents.mkdir()
    Project(card / "Spring").close()
    (card / "20240501_050000.WAV").write_bytes(b"RIFF")
    window._remembered.opened(card / "Spring")
    monkeypatch.setattr(dialogs, "documents", lambda: documents)
    window.projects.ask_new()
    (form,) = window.findChildren(NewProjectForm)
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
