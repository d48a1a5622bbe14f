"""What the hands find on the review page, pressed as a person presses it."""

from operator import attrgetter

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMenu

from core.domain import Verdict
from tests.gui.pages.heath import settle
from tests.gui.speakers import Speakers

K = Qt.Key


@pytest.fixture
def played(page, monkeypatch):
    """Return what is asked of the player, instead of hearing it."""
    heard: list[tuple[object, ...]] = []
    monkeypatch.setattr(page.clip.player, "play", lambda *what: heard.append(what))
    return heard


def press(qtbot, page, *keys):
    """Press keys where the focus is."""
    for key in keys:
        qtbot.keyClick(QApplication.focusWidget(), key)
        settle(qtbot, page.window())


def said(page):
    return [d.verdict for d in page.queue.table.rows]


@pytest.mark.parametrize("where", ["queue.view", "clip.view.canvas", "verdicts"])
def test_arrows_walk_through_the_clips_and_decide_nothing(qtbot, page, where):
    focused = attrgetter(where)(page)
    focused.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    focused.setFocus()
    for key, row in ((K.Key_Down, 1), (K.Key_Down, 2), (K.Key_Up, 1)):
        press(qtbot, page, key)
        assert page.queue.row == row
    assert set(said(page)) == {None}


def test_whoever_comes_from_birdnet_can_have_arrows_that_decide(qtbot, page):
    page.remembered.keep("keys/preset", "BirdNET")
    page.use_keys()
    page.queue.take_focus()
    press(qtbot, page, K.Key_Down, K.Key_Up, K.Key_Left)
    assert said(page)[:2] == [Verdict.WRONG, None]


def test_enter_presses_the_button_that_has_the_focus_and_space_plays(qtbot, page, played):
    page.verdicts.unsure.setFocus(Qt.FocusReason.TabFocusReason)
    press(qtbot, page, K.Key_Space)
    assert len(played) == 1
    assert set(said(page)) == {None}
    press(qtbot, page, K.Key_Return)
    assert said(page)[0] == Verdict.UNSURE


def test_after_a_chip_closes_the_keys_are_the_clips_again(qtbot, page, played):
    for chip in (page.filters.score, page.filters.site):
        qtbot.mouseClick(chip, Qt.MouseButton.LeftButton)
        qtbot.keyClick(chip.pop, K.Key_Escape)
        chip.pop.close()
        assert page.queue.view.hasFocus()
    page.filters.verdict.setFocus()
    menu: QMenu = page.filters.verdict.menu()
    menu.popup(page.mapToGlobal(page.rect().center()))
    qtbot.keyClick(menu, K.Key_Escape)
    press(qtbot, page, K.Key_Space)
    assert len(played) == 1


def test_letters_are_typed_where_text_is_typed(qtbot, page, played):
    page.species.search.setFocus()
    qtbot.keyClicks(page.species.search, "a y")
    assert page.species.search.text() == "a y"
    assert (played, set(said(page))) == ([], {None})


def test_a_verdict_flashes_its_sign_on_the_sound(qtbot, page):
    page.queue.take_focus()
    name = page.current.heard_as
    press(qtbot, page, K.Key_N)
    flash = page.clip.flash
    assert (flash.sign.text(), flash.text.text()) == ("✕", f"Wrong  ·  {name}")
    flash._gone.timeout.emit()
    assert not flash.isVisible()


def test_a_corrected_clip_reads_as_what_it_is_and_never_with_a_cross(qtbot, page):
    page.queue.take_focus()
    press(qtbot, page, K.Key_Slash)
    qtbot.keyClicks(page.typed_entries.picker.field, "eurob")
    qtbot.keyClick(page.typed_entries.picker.field, K.Key_Return)
    settle(qtbot, page.window())
    assert page.clip.flash.sign.text() == ">"
    page.queue.previous()
    settle(qtbot, page.window())
    box = next(box for box in page.clip.view._boxes if box.current)
    assert box.caption == "> European Robin"
    bar = page.verdicts
    assert (bar.sign.text(), bar.verdict.text()) == (">", "European Robin")


def test_without_an_audio_device_play_is_grey_with_the_reason_said_once(qtbot, page):
    told = []
    page.clip.player.notice.connect(told.append)
    page.clip.player._open, page.clip.player._own_outputs = (lambda: None), False
    page.queue.take_focus()
    press(qtbot, page, K.Key_Space, K.Key_Space, K.Key_S)
    assert not page.verdicts.play.isEnabled()
    assert "no sound output" in page.verdicts.play.toolTip()
    assert len(told) == 1
    page.clip.player._open = Speakers
    press(qtbot, page, K.Key_Space)
    assert page.verdicts.play.isEnabled()


def test_the_buttons_say_the_keys_that_were_chosen(page):
    assert page.verdicts.correct.text().split() == ["Correct", "Y"]
    page.remembered.keep("keys/preset", "BirdNET")
    page.use_keys()
    assert page.verdicts.correct.text().split() == ["Correct", "↑"]
