"""Reviewed clips beside the one in hand: shown, heard, kept and hidden."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from core.domain import Verdict
from core.review.plans import PlanRequest
from gui.tables.examples_table import spoken_words
from tests.gui.pages.heath import LARK, settle


@pytest.fixture
def page(qtbot, page):
    page.comparison.toggle()
    settle(qtbot, page.window())
    return page


@pytest.fixture
def cuckoos(qtbot, page):
    """The first cuckoo in hand, the second confirmed, the third rejected."""
    first, second, third = page.queue.table.rows[:3]
    page.project.decide([second.id], Verdict.CORRECT)
    page.project.decide([third.id], Verdict.WRONG)
    settle(qtbot, page.window())
    return first, second, third


def press(qtbot, page, key):
    qtbot.keyClick(page.queue.view, key)
    settle(qtbot, page.window())


def examples(page):
    return {(e.detection.id, e.verdict, e.kept) for e in page.examples.table.examples}


def test_what_was_confirmed_and_rejected_is_beside_the_clip_with_pictures(page, cuckoos):
    _, second, third = cuckoos
    assert examples(page) == {
        (second.id, Verdict.CORRECT, False), (third.id, Verdict.WRONG, False)
    }  # fmt: skip
    assert all(0.5 < e.similarity <= 1 for e in page.examples.table.examples)
    assert all(not page.queue.pictures.held(d.id).isNull() for d in (second, third))


def test_an_example_says_verdict_similarity_site_and_time(page, cuckoos):
    found = page.examples.table.examples[0]
    said = spoken_words(found)
    assert str(found.verdict).capitalize() in said
    assert f"{found.similarity:.2f}" in said
    assert found.detection.site in said
    assert f"{found.detection.at.local:%H:%M:%S}" in said


def test_without_verdicts_it_says_what_to_do(qtbot, page):
    settle(qtbot, page.window())
    assert "Confirm or reject some clips of Common Cuckoo" in page.examples.sentence.text()
    assert not page.examples.view.isVisible()


def test_without_embeddings_it_says_that_clips_can_be_kept(qtbot, page, cuckoos):
    for shard in (page.project.folder / "embeddings").iterdir():
        shard.unlink()
    page.queue.next()
    settle(qtbot, page.window())
    assert "kept nothing to compare by" in page.examples.sentence.text()
    assert page.examples.sentence.isVisible()


def test_a_kept_example_is_marked_and_kept_no_longer_with_delete(qtbot, page, cuckoos):
    second = cuckoos[1]
    page.queue.go_to_row(1)
    settle(qtbot, page.window())
    press(qtbot, page, Qt.Key.Key_K)
    assert page.verdicts.kept.isVisible()
    page.queue.go_to_row(0)
    settle(qtbot, page.window())
    assert (second.id, Verdict.CORRECT, True) in examples(page)
    assert not page.verdicts.kept.isVisible()
    page.examples.view.setCurrentIndex(page.examples.table.index(0, 0))
    qtbot.keyClick(page.examples.view, Qt.Key.Key_Delete)
    settle(qtbot, page.window())
    assert (second.id, Verdict.CORRECT, False) in examples(page)


def test_keeping_twice_keeps_no_longer_and_the_notice_takes_that_back(qtbot, page, cuckoos):
    page.queue.go_to_row(1)
    press(qtbot, page, Qt.Key.Key_K)
    press(qtbot, page, Qt.Key.Key_K)
    assert not page.verdicts.kept.isVisible()
    page.window().notice.action.click()
    settle(qtbot, page.window())
    assert page.verdicts.kept.isVisible()


def test_a_key_plays_one_example_after_the_other_without_a_cursor_on_the_clip(
    qtbot, page, cuckoos, monkeypatch
):
    heard, cursors = [], []
    monkeypatch.setattr(page.clip.player, "play", lambda *what: heard.append(what))
    monkeypatch.setattr(page.clip.view, "set_play_cursor", cursors.append)
    press(qtbot, page, Qt.Key.Key_X)
    press(qtbot, page, Qt.Key.Key_X)
    nearest = [e.detection for e in page.examples.table.examples]
    assert [what[1:3] for what in heard] == [(d.start_s, d.end_s) for d in nearest]
    assert [what[0].name for what in heard] == [d.path.name for d in nearest]
    page.clip.player.position_changed.emit(1.0)
    assert cursors == []
    press(qtbot, page, Qt.Key.Key_Space)
    page.clip.player.position_changed.emit(1.0)
    assert cursors == [1.0]


def test_a_click_plays_and_leaves_the_keys_to_the_queue(qtbot, page, cuckoos, monkeypatch):
    heard = []
    monkeypatch.setattr(page.clip.player, "play", lambda *what: heard.append(what))
    view, cell = page.examples.view, page.examples.table.index(0, 0)
    at = view.visualRect(cell).center()
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    settle(qtbot, page.window())
    assert len(heard) == 1
    assert page.queue.view.hasFocus()


def test_enter_shows_an_example_large_and_the_queue_waits_for_its_return(qtbot, page, cuckoos):
    page.examples.view.setCurrentIndex(page.examples.table.index(0, 0))
    qtbot.keyClick(page.examples.view, Qt.Key.Key_Return)
    settle(qtbot, page.window())
    assert page.current.id == cuckoos[1].id
    press(qtbot, page, Qt.Key.Key_S)
    assert page.current.id == cuckoos[0].id


def click(qtbot, page, row, column, *keys):
    view = page.examples.view
    held = Qt.KeyboardModifier.NoModifier
    for key in keys:
        held |= key
    at = view.visualRect(page.examples.table.index(row, column)).center()
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, held, at)
    settle(qtbot, page.window())


def menu(view):
    shown = view.example_actions.menu()
    return [action.text() for action in shown.actions() if action.isVisible() and action.text()]


def test_several_examples_are_chosen_copied_with_headings_and_kept_in_one_step(
    qtbot, page, cuckoos, monkeypatch
):
    heard, view = [], page.examples.view
    monkeypatch.setattr(page.clip.player, "play", lambda *what: heard.append(what))
    click(qtbot, page, 0, 0)
    assert menu(view)[:3] == ["Play", "Show this clip", "Keep as an example"]
    click(qtbot, page, 0, 1, Qt.KeyboardModifier.ControlModifier)
    assert len(heard) == 1  # choosing plays nothing
    assert view.hasFocus()
    assert [one.detection.id for one in view.chosen] == [d.id for d in cuckoos[1:]]
    assert menu(view)[:2] == ["Keep 1 clip as an example", "Copy 2 rows"]
    qtbot.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    headings, *rows = QGuiApplication.clipboard().text().splitlines()
    assert headings.startswith("Example\tSimilarity\tSpecies\tScientific name\tScore")
    assert [row.split("\t")[0] for row in rows] == ["correct", "wrong"]
    qtbot.keyClick(view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert len(view.chosen) == 2


def test_many_examples_are_kept_at_once_and_one_click_takes_that_back(qtbot, page, cuckoos):
    view = page.examples.view
    page.project.decide([cuckoos[2].id], Verdict.CORRECT)
    settle(qtbot, page.window())
    view.selectAll()
    view.example_actions.menu()
    assert view._keep.text() == "Keep 2 clips as examples"
    view._keep.trigger()
    settle(qtbot, page.window())
    assert {kept for *_, kept in examples(page)} == {True}
    view.selectAll()
    qtbot.keyClick(view, Qt.Key.Key_Delete)
    settle(qtbot, page.window())
    assert {kept for *_, kept in examples(page)} == {False}
    page.window().notice.action.click()
    settle(qtbot, page.window())
    assert {kept for *_, kept in examples(page)} == {True}


def test_arrows_among_the_examples_decide_nothing(qtbot, page, cuckoos):
    page.examples.view.setFocus()
    qtbot.keyClick(page.examples.view, Qt.Key.Key_Right)
    qtbot.keyClick(page.examples.view, Qt.Key.Key_Down)
    settle(qtbot, page.window())
    assert page.queue.table.rows[0].verdict is None
    assert page.queue.row == 0


def test_the_panel_is_hidden_and_shown_by_key_button_and_menu_and_that_is_remembered(qtbot, page):
    action = page.actions_by_name["examples"]
    press(qtbot, page, Qt.Key.Key_E)
    assert not page.examples.isVisible()
    assert not action.isChecked()
    assert page.remembered.value("review/examples") is False
    page.clip.examples.click()
    assert page.examples.isVisible()
    assert action.isChecked()
    action.trigger()
    assert not page.examples.isVisible()
    assert not page.clip.examples.isChecked()


def test_the_keyboard_goes_back_to_the_queue_when_the_panel_goes(qtbot, page, cuckoos):
    page.examples.view.setFocus()
    qtbot.keyClick(page.examples.view, Qt.Key.Key_E)
    assert page.queue.view.hasFocus()


def test_nothing_is_asked_for_while_it_is_hidden(qtbot, page, cuckoos):
    press(qtbot, page, Qt.Key.Key_E)
    page.examples.table.show(None)
    page.queue.next()
    settle(qtbot, page.window())
    assert page.examples.table.examples == []
    press(qtbot, page, Qt.Key.Key_E)
    assert page.examples.table.examples != []


def test_examples_of_another_species_go_at_once(qtbot, page, cuckoos):
    page.filters.show_hidden.click()
    settle(qtbot, page.window())
    row = next(n for n, d in page.queue.table.loaded() if d.species.scientific_name == LARK)
    page.queue.go_to_row(row)
    assert page.examples.table.examples == []


def test_a_picture_of_the_former_examples_stays_only_for_the_same_species(qtbot, page, cuckoos):
    page.filters.show_hidden.click()
    settle(qtbot, page.window())
    page.comparison.show_beside(cuckoos[1])
    assert not page.examples.updatesEnabled()
    lark = next(d for _, d in page.queue.table.loaded() if d.species.scientific_name == LARK)
    page.comparison.show_beside(lark)
    assert page.examples.updatesEnabled()


def review_blind(qtbot, page):
    """Go through all as Bo, who is not to see what others said."""
    page.tools.plans.pick(PlanRequest("All", "everything", wanted=page.loader.spec.wanted))
    settle(qtbot, page.window())
    page.tools.plans.give(page.loader.spec.plan, "Bo", bool, blind=True)
    settle(qtbot, page.window())
    page.tools.reviewers.take_name("Bo")
    blind = next(p for p in page.project.review.plans.everything() if p.blind)
    page.filters.plan_chosen.emit(blind.id)
    settle(qtbot, page.window())


def test_who_reviews_blind_is_not_shown_what_others_said(qtbot, page, cuckoos):
    review_blind(qtbot, page)
    assert page.examples.table.examples == []


def test_who_reviews_blind_keeps_and_drops_only_their_own_whoever_else_keeps_it(
    qtbot, page, cuckoos
):
    second = cuckoos[1].id
    page.queue.go_to_row(1)
    press(qtbot, page, Qt.Key.Key_K)
    review_blind(qtbot, page)
    page.loader.reveal(second)
    settle(qtbot, page.window())
    press(qtbot, page, Qt.Key.Key_K)
    assert "Only a confirmed clip" in page.window().notice.text.text()
    page.verdict_controller.decide(Verdict.CORRECT)
    for said, kept in (("Kept as", True), ("No longer kept", False)):
        page.loader.reveal(second)
        settle(qtbot, page.window())
        assert page.verdicts.kept.isVisible() is not kept
        press(qtbot, page, Qt.Key.Key_K)
        assert page.window().notice.text.text().startswith(said)
        assert page.verdicts.kept.isVisible() is kept
    page.filters.plan_chosen.emit(None)
    settle(qtbot, page.window())
    page.loader.reveal(second)
    settle(qtbot, page.window())
    assert page.verdicts.kept.isVisible()
