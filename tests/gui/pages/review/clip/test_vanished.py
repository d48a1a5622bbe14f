"""A recording that is not where it was."""

import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from core.domain import Verdict
from gui.widgets import dialogs
from tests.gui.pages.heath import settle


@pytest.fixture
def moved(qtbot, page, tmp_path):
    """The recordings, in a folder that the project does not know; they are gone for it."""
    root = page.clip._recording.root
    _lie_in(page, Path("/gone/card1"))
    settle(qtbot, page.window())
    return Path(shutil.copytree(root, tmp_path / "elsewhere"))


def _lie_in(page, folder):
    with page.project._project.writing() as db:
        db.exec_driver_sql("UPDATE media_roots SET path = ?", (str(folder),))
    page.project.places.changed.emit()


def test_it_is_said_once_and_review_goes_on(qtbot, page, moved):
    assert page.clip.missing.isVisible()
    assert "is not where it was" in page.clip.missing_words.text()
    assert not page.clip.view.message.isVisible()
    qtbot.keyClick(page.queue.view, Qt.Key.Key_Y)
    settle(qtbot, page.window())
    assert page.queue.table.rows[0].verdict == Verdict.CORRECT
    assert page.queue.row == 1


def test_it_is_found_again_from_the_clip_and_that_can_be_undone(qtbot, page, moved, monkeypatch):
    monkeypatch.setattr(dialogs, "existing_folder", lambda *_: moved)
    page.clip.find_button.click()
    settle(qtbot, page.window())
    assert not page.clip.missing.isVisible()
    assert not page.clip.view.message.isVisible()
    assert page.clip.loaded
    page.window().notice.action.click()
    settle(qtbot, page.window())
    assert page.clip.missing.isVisible()


def test_a_folder_that_holds_something_else_is_refused(qtbot, page, moved, monkeypatch):
    monkeypatch.setattr(dialogs, "existing_folder", lambda *_: moved / "Wood")
    page.clip.find_button.click()
    settle(qtbot, page.window())
    assert "does not hold the recordings" in page.window().notice.text.text()
    assert page.clip.missing.isVisible()


def test_a_folder_that_has_another_name_is_looked_through_and_what_is_found_is_shown_again(
    qtbot, page, moved, monkeypatch
):
    _lie_in(page, moved)
    folder = moved / page.clip._recording.path.parent.name
    renamed = folder.rename(moved / "Forest &b")
    page.reload()
    settle(qtbot, page.window())
    assert page.clip.missing.isVisible()
    monkeypatch.setattr(dialogs, "existing_folder", lambda *_: renamed)
    page.clip.find_button.click()
    qtbot.waitUntil(lambda: not page.project.busy, timeout=20_000)
    settle(qtbot, page.window())
    assert not page.clip.missing.isVisible()
    assert page.clip._recording.path.parent == renamed


def test_pictures_of_the_grid_come_back_with_the_recordings(qtbot, page, moved, monkeypatch):
    page.queue.pictures.read_with(page.project.review.pictures)
    page.show_grid(True)
    settle(qtbot, page.window())
    first = page.queue.table.rows[0].id
    assert page.queue.pictures.held(first).isNull()
    monkeypatch.setattr(dialogs, "existing_folder", lambda *_: moved)
    page.clip.find_wanted.emit(Path("/gone/card1"))
    settle(qtbot, page.window())
    assert not page.queue.pictures.held(first).isNull()
