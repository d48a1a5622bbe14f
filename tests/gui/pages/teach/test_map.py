"""The map of sounds: encircled clips are judged in one step, or gone through; clicks are heard."""

import numpy as np
import pytest
from PySide6.QtCore import Qt

from core.heads.choosing import WindowChoice
from core.heads.sound_map import MapFacts
from gui.pages.states import State
from gui.pages.teach.map_colours import MapColour, colouring
from tests.core.heads.tones import SONGS
from tests.gui.pages.heath import settle
from tests.gui.pages.teach.test_learning import label, pick

__all__ = ["pick"]
K = Qt.Key


@pytest.fixture
def mapped(qtbot, open_window, tones, pick, press):
    """The page Teach with its map on screen, of a sound that has clips."""
    label(tones, "my toad", SONGS[:1], at=(1.0, 1.5))
    page = pick("my toad")
    page.clips.grid.setFocus()
    press(K.Key_G)
    return page


def take(qtbot, window, page, numbers):
    page.clips.map.encircled.emit(np.array(numbers, np.int64))
    settle(qtbot, window)


def test_g_shows_the_map_with_all_clips_and_the_grid_again(mapped, press):
    view = mapped.clips.map
    assert view.states.state is State.CONTENT
    assert len(view.mapped.found.window) == view.mapped.found.total
    assert view.facts.text().startswith(f"{view.mapped.found.total} clips")
    press(K.Key_G)
    assert not mapped.clips.on_map


def test_encircled_clips_are_judged_in_one_step_and_undone_in_one(
    qtbot, open_window, mapped, press, said
):
    before = said()
    take(qtbot, open_window, mapped, [0, 1, 20])
    assert mapped.clips.map.number.text().startswith("3 clips chosen")
    press(K.Key_N)
    assert len(said()) == len(before) + 3
    press(K.Key_Z)
    assert said() == before


def test_what_is_said_is_seen_on_the_map_at_once(qtbot, open_window, mapped, press):
    view = mapped.clips.map
    assert (view.mapped.facts.label > 0).sum() == 1
    take(qtbot, open_window, mapped, [0, 1, 20])
    press(K.Key_Y)
    assert (view.mapped.facts.label > 0).sum() == 4
    assert len(view.chosen) == 3


def test_encircled_clips_are_gone_through_in_the_grid(qtbot, open_window, mapped):
    take(qtbot, open_window, mapped, [40, 41, 80])
    ids = {clip.id for clip in mapped.clips.map.chosen}
    mapped.clips.map.go_through.click()
    settle(qtbot, open_window)
    assert not mapped.clips.on_map
    assert {clip.id for clip in mapped.clips.table.clips[:3]} == ids


def test_a_click_has_the_clip_in_hand_and_is_heard_where_that_is_wished(
    qtbot, open_window, mapped, monkeypatch
):
    heard = []
    monkeypatch.setattr(mapped.listening.player, "play", lambda *given: heard.append(given[1:3]))
    mapped.clips.hear.setChecked(True)
    mapped.clips.map.plot.taken.emit(7)
    settle(qtbot, open_window)
    clip = mapped.clips.current
    assert heard == [(clip.start_s, clip.end_s)]
    assert clip.file in mapped.clips.foot.place.text()


def test_too_many_at_once_are_refused_and_none_is_chosen(qtbot, open_window, mapped, monkeypatch):
    monkeypatch.setattr("gui.pages.teach.mapping._MOST", 2)
    take(qtbot, open_window, mapped, [0, 1, 2])
    assert "at most 2" in open_window.notice.text.text()
    assert mapped.clips.map.chosen == []


def test_the_map_follows_the_limits_and_says_where_too_few_are_left(
    qtbot, open_window, mapped, monkeypatch
):
    among = mapped.sought.among
    nowhere = WindowChoice(frozenset({"nowhere"}))
    monkeypatch.setattr(type(among), "choice", property(lambda _: nowhere))
    among.changed.emit()
    settle(qtbot, open_window)
    assert mapped.clips.map.states.state is State.FAILED
    assert "too few" in mapped.clips.map.states.empty.sentence.text()


def facts(label=(), labels=("",), site=(), sites=("",), hour=()):
    columns = (np.array(one, np.int64) for one in (label, site, hour))
    label, site, hour = columns
    return MapFacts(label, tuple(labels), site, tuple(sites), hour, {})


def test_the_most_frequent_names_have_colours_and_the_rest_is_counted():
    names = ("", *(f"<b>{n}</b>" for n in range(12)))
    found = colouring(facts(label=[0, 0, *[3] * 5, *range(1, 13)], labels=names), MapColour.LABEL)
    assert found.legend[0][1] == "<b>2</b>"
    assert [text for colour, text in found.legend if not colour] == ["5 others", "not labelled"]
    assert found.column.tolist()[:2] == [0, 0]
    assert len(found.legend) == 9


def test_midnight_has_one_colour_from_both_sides_and_no_time_none():
    found = colouring(facts(hour=[-1, 0, 23]), MapColour.HOUR)
    assert found.column.tolist() == [0, 1, 24]
    assert found.legend[-1] == ("", "time unknown")
    assert len(set(found.colours)) == 24
