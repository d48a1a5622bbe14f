"""Files, folders and projects dropped on the window, on any of its pages."""

from pathlib import Path
from threading import Event

import pytest

from core.store import Project
from gui.pages.new_project_form import NewProjectForm
from gui.widgets import dialogs
from tests.gui.drops import drop
from tests.gui.pages.heath import cuckoo, lark, settle, write_wav
from tests.gui.pages.test_recordings_page import column


@pytest.fixture
def page(qtbot, opened):
    opened.go_to("recordings")
    settle(qtbot, opened)
    return opened.session.recordings


def test_files_can_be_dropped_and_what_cannot_be_taken_says_why(qtbot, page, tmp_path):
    window, notice = page.window(), page.window().notice
    window.go_to("report")
    write_wav(tmp_path / "Marsh" / "20250511_061000.wav", [cuckoo(), cuckoo()])
    write_wav(tmp_path / "Marsh" / "20250511_062000.wav", [lark(), cuckoo()])
    (tmp_path / "notes.txt").write_text("no sound")
    drop(window, tmp_path / "Marsh" / "20250511_061000.wav", tmp_path / "notes.txt")
    qtbot.waitUntil(lambda: "added" in notice.text.text(), timeout=20_000)
    assert notice.text.text() == (
        "1 file added. Not taken: notes.txt (no sound file: WAV, FLAC, MP3 and OGG are read)."
    )
    drop(window, tmp_path / "notes.txt")
    settle(qtbot, window)
    assert notice.text.text().startswith("Not taken: notes.txt")
    settle(qtbot, window)
    assert column(page, "File").count("20250511_061000.wav") == 1
    assert "20250511_062000.wav" not in column(page, "File")


def asked(qtbot, window):
    form = next(one for one in window.findChildren(NewProjectForm) if one.isVisible())
    qtbot.waitUntil(lambda: not form.requests.busy)
    return form


def test_what_is_dropped_on_the_welcome_page_gets_a_project(qtbot, window, tmp_path, monkeypatch):
    (tmp_path / "documents").mkdir()
    monkeypatch.setattr(dialogs, "documents", lambda: tmp_path / "documents")
    write_wav(tmp_path / "Marsh" / "20250511_061000.wav", [cuckoo(), cuckoo()])
    drop(window, tmp_path / "Marsh")
    settle(qtbot, window)
    form, made = asked(qtbot, window), tmp_path / "documents" / "Marsh"
    assert form.folder == made
    assert "Then the recordings of Marsh will be added." in form.says.text()
    form.does.click()
    qtbot.waitUntil(lambda: window.notice.text.text() == "1 file added.", timeout=20_000)
    window.projects.close()
    drop(window, made)
    settle(qtbot, window)
    assert window.session.project.folder == made
    other = tmp_path / "documents" / "Other"
    Project(other).close()
    drop(window, other)
    qtbot.waitUntil(lambda: window.session.project.folder == other)


@pytest.mark.parametrize("file", ["*.undersong", "project.db"])
def test_a_project_may_be_dropped_by_a_file_in_it(qtbot, window, heath, file):
    drop(window, next(heath.glob(file)))
    qtbot.waitUntil(lambda: window.session is not None, timeout=20_000)
    assert window.session.project.folder == heath


def test_what_was_dropped_is_forgotten_with_the_form_that_asked_for_its_project(
    qtbot, window, tmp_path, monkeypatch
):
    monkeypatch.setattr(dialogs, "documents", lambda: tmp_path)
    write_wav(tmp_path / "Marsh" / "20250511_061000.wav", [cuckoo(), cuckoo()])
    drop(window, tmp_path / "Marsh")
    settle(qtbot, window)
    assert asked(qtbot, window).folder == tmp_path / "Marsh 2"
    asked(qtbot, window).reject()
    window.projects.open(tmp_path / "New", create=True)
    settle(qtbot, window)
    assert not window.job_bar.jobs
    assert not window.session.project.files.newest_id()


def test_a_slow_disk_holds_up_no_window_and_what_it_tells_is_of_the_project_it_was_dropped_on(
    qtbot, window, heath, monkeypatch, tmp_path
):
    window.projects.open(heath)
    settle(qtbot, window)
    goes_on, there = Event(), Path.is_dir

    def slow(path):
        if path == tmp_path / "Marsh":
            goes_on.wait(20)
        return there(path)

    monkeypatch.setattr(Path, "is_dir", slow)
    (tmp_path / "Marsh").mkdir()
    drop(window, tmp_path / "Marsh")
    qtbot.waitUntil(lambda: window.notice.text.text() == "Looking at what was dropped …")
    window.projects.open(tmp_path / "Other", create=True)
    qtbot.waitUntil(lambda: window.session.project.folder == tmp_path / "Other")
    goes_on.set()
    settle(qtbot, window)
    assert not window.notice.isVisible()
    assert not window.job_bar.jobs  # it was for the other project
