"""Looking into other projects from the page Teach."""

import shutil

import pytest
from PySide6.QtCore import Qt

from gui.pages.states import State
from gui.widgets import dialogs
from tests.core.heads.tones import SONGS
from tests.gui.pages.heath import settle

K = Qt.Key


@pytest.fixture
def heath(tones, tmp_path):
    folder = tmp_path / "heath"
    shutil.copytree(tones.folder, folder)
    return folder


@pytest.fixture
def both(qtbot, open_window, seeking, heath, monkeypatch):
    """The page, looking for a sound here and in another project."""
    monkeypatch.setattr(dialogs, "existing_folder", lambda *_: heath)
    seeking.sought.among.where.folder_wanted.emit()
    settle(qtbot, open_window)
    return seeking


def row_of(page, name):
    return next(n for n, c in enumerate(page.clips.table.clips) if c.place.name == name)


def test_clips_of_another_project_stand_between_those_of_this_one(both):
    alike = [c for c in both.clips.table.clips if c.likeness > 0.95]
    assert sorted(c.place.name for c in alike) == [""] * len(SONGS) + ["heath"] * len(SONGS)
    assert len({c.id for c in alike}) == len(alike)
    assert "heath" in both.sought.among.where.text()
    assert all(both.clips.pictures.held(c.id) is not None for c in alike)


def test_a_clip_of_another_project_is_heard_but_not_judged(both, press, write, said, monkeypatch):
    heard, told, opened = [], [], []
    monkeypatch.setattr(both.listening.player, "play", lambda *given: heard.append(given[0]))
    both.told.connect(told.append)
    both.project_wanted.connect(opened.append)
    press(K.Key_Slash)
    write("my toad")
    both.clips.go_to(row_of(both, "heath"))
    press(K.Key_Space, K.Key_Y)
    assert heard
    assert said() == []
    assert "judged in that project" in told[-1].sentence
    told[-1].action.do()
    assert [folder.name for folder in opened] == ["heath"]


def test_a_clip_of_another_project_is_an_example_of_what_is_sought_or_not(both, press, heath):
    both.clips.go_to(row_of(both, "heath"))
    press(K.Key_M)
    assert both.searching.sought.like[-1].project == heath
    both.clips.go_to(row_of(both, "heath"))
    both.actions_by_name["unlike"].trigger()
    assert both.searching.sought.unlike[-1].project == heath


def test_an_own_clip_is_judged_beside_others_and_leaves_the_ranking_once_it_is_learned(
    both, press, write, said
):
    press(K.Key_Slash)
    write("my toad")
    both.clips.go_to(row_of(both, ""))
    press(K.Key_Y)
    assert len(said()) == 1
    assert both.found.state is State.CONTENT


def test_where_it_looks_is_remembered_and_what_is_gone_can_be_left_out(
    qtbot, window, both, heath, tones
):
    heath.rename(heath.with_name("moor"))
    window.projects.close()
    window.open_at_start(tones.folder, "teach")
    settle(qtbot, window)
    page = window.session.teach
    assert page.where.places == (heath,)
    page.begin_with(both.searching.sought.like)
    settle(qtbot, window)
    among = page.sought.among
    assert "heath is not in" in among.trouble.text()
    assert page.found.state is State.CONTENT
    assert among.find_it.isVisible()
    among.leave_out.click()
    settle(qtbot, window)
    assert page.where.places == ()
    assert not among.trouble.isVisible()


def test_a_folder_that_is_no_project_is_refused_with_a_sentence(
    qtbot, open_window, seeking, tmp_path, monkeypatch
):
    monkeypatch.setattr(dialogs, "existing_folder", lambda *_: tmp_path)
    seeking.sought.among.where.folder_wanted.emit()
    settle(qtbot, open_window)
    assert "no project in" in seeking.sought.among.trouble.text()
    assert seeking.where.places == ()
