"""Clips with human voices bear a sign, and are left out of exports where that was asked before."""

import pytest

from gui.pages.review.dialogs import export_tools
from gui.pages.review.dialogs.clips_form import ClipsForm
from tests.gui.pages.heath import settle


@pytest.fixture
def voiced(qtbot, page, monkeypatch):
    """The page, where a voice was heard in the first clip."""
    first = page.queue.table.rows[0].id
    monkeypatch.setattr(
        page.project.voices, "within", lambda clips: {c.id: 0.83 for c in clips if c.id == first}
    )
    page.project.detections_changed.emit()
    settle(qtbot, page.window())
    page.queue.go_to_row(0)
    settle(qtbot, page.window())
    return page


def test_the_clip_in_hand_says_that_a_voice_was_heard(qtbot, voiced):
    assert voiced.verdicts.voice.isVisible()
    assert "0.83" in voiced.verdicts.voice.accessibleName()
    voiced.queue.go_to_row(1)
    settle(qtbot, voiced.window())
    assert not voiced.verdicts.voice.isVisible()


def test_in_the_grid_the_sign_is_painted_and_told(qtbot, voiced):
    voiced.show_grid(True)
    settle(qtbot, voiced.window())
    grid = voiced.queue.grid
    assert "Human voices were heard" in grid.accessibleDescription()
    assert [voiced.voices.score(d.id) > 0 for d in voiced.queue.table.rows[:2]] == [True, False]
    with_sign = grid.grab(grid.sheet.place(0)).toImage()
    voiced.voices._known.clear()
    grid.viewport().update()
    assert grid.grab(grid.sheet.place(0)).toImage() != with_sign


def test_a_real_project_has_no_sign_where_no_voice_was_heard(qtbot, page):
    page.show_grid(True)
    settle(qtbot, page.window())
    shown = page.queue.table.rows
    assert shown
    assert not any(page.voices.score(d.id) for d in shown)
    assert not page.verdicts.voice.isVisible()


def test_that_voices_are_left_out_is_remembered(page, monkeypatch):
    monkeypatch.setattr(export_tools, "existing_folder", lambda *_: None)
    page.tools.exports._open_clips_form(0)
    form = page.window().findChild(ClipsForm)
    assert not form.no_speech.isChecked()
    form.no_speech.click()
    form.does.click()
    form.close()
    form.setParent(None)
    page.tools.exports._open_clips_form(0)
    again = page.window().findChild(ClipsForm)
    assert again.no_speech.isChecked()
    again.close()
