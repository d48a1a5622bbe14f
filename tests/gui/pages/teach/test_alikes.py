"""Look-alikes are labelled at once after some were listened to; one that is wrong refuses it."""

import pytest
from PySide6.QtCore import Qt

from core.heads.seeking import ClipOrder
from tests.core.heads.tones import SONGS
from tests.gui.pages.heath import settle
from tests.gui.pages.teach.test_learning import label, pick

__all__ = ["pick"]
K = Qt.Key


@pytest.fixture
def confirmed(qtbot, open_window, tones, pick, press, monkeypatch):
    """The page with a confirmed clip in hand, and enough that is known not to be it."""
    monkeypatch.setattr("core.heads.audits.audit_size", lambda _clips: 2)
    label(tones, "my toad", SONGS[:1], at=(1.0, 1.5))
    for start_s in (2.5, 3.0, 3.5):
        label(tones, "my toad", range(8), present=False, at=(start_s, start_s + 0.5))
    page = pick("my toad")
    page.clips.order.chosen.emit(ClipOrder.WITH)
    settle(qtbot, open_window)
    page.clips.grid.setFocus()
    return page


def test_after_two_that_are_right_the_others_are_labelled_in_one_step(
    qtbot, open_window, confirmed, press, said
):
    press(K.Key_A)
    assert "Listen to 2 of 2" in open_window.notice.text.text()
    assert "2 look-alikes drawn at random" in confirmed.clips.ranked.text()
    before = len(said())
    press(K.Key_Y, K.Key_Y)
    assert "none is wrong" in open_window.notice.text.text()
    number = int(open_window.notice.action.text().split()[1])
    assert number > 0
    open_window.notice.action.click()
    settle(qtbot, open_window)
    assert len(said()) == before + 2 + number
    press(K.Key_Z)
    assert len(said()) == before + 2


def test_one_that_is_wrong_refuses_it_and_the_others_are_judged_one_by_one(
    qtbot, open_window, confirmed, press, said
):
    press(K.Key_A)
    before = len(said())
    press(K.Key_Y, K.Key_N)
    assert "not labelled at once" in open_window.notice.text.text()
    assert not open_window.notice.action.isVisible()
    assert len(said()) == before + 2
    assert "one by one" in confirmed.clips.ranked.text()


def test_what_is_unsure_is_asked_again(qtbot, open_window, confirmed, press):
    press(K.Key_A)
    press(K.Key_Y, K.Key_U)
    assert "Listen to 1 of 2" in open_window.notice.text.text()


def test_a_clip_that_nobody_confirmed_has_no_look_alikes(qtbot, open_window, seeking, press, write):
    press(K.Key_Slash)
    write("my toad")
    press(K.Key_A)
    assert "Say first" in open_window.notice.text.text()


def test_with_too_little_that_is_not_it_that_is_said(qtbot, open_window, seeking, press, write):
    press(K.Key_Slash)
    write("my toad")
    press(K.Key_Y, K.Key_A)
    assert "At least 20" in open_window.notice.text.text()
