"""Ten at a time: what is asked for comes first, is kept in the project, and the next ten follow."""

import pytest
from PySide6.QtCore import Qt

from core.heads.seeking import ClipOrder
from core.store import asked_clips
from tests.core.heads.tones import CALLS, SONGS
from tests.gui.pages.heath import settle
from tests.gui.pages.teach.test_learning import label, pick

__all__ = ["pick"]
K = Qt.Key


@pytest.fixture
def rounds(tones):
    """Return how many rounds were asked."""

    def read():
        with tones.reading() as db:
            return asked_clips.of_label(db, "my toad")

    return read


def asked(page):
    return [clip for clip in page.clips.table.clips if clip.why]


def test_what_is_asked_for_comes_first_with_its_reason_and_is_kept(tones, pick, rounds):
    label(tones, "my toad", SONGS[:2])
    page = pick("my toad")
    (only,) = rounds()
    assert [(c.recording_id, c.start_s) for c in only.clips] == [
        (c.recording_id, c.start_s) for c in asked(page)
    ]
    assert page.clips.table.clips[: len(only.clips)] == asked(page)
    assert len({clip.recording_id for clip in asked(page)}) == len(asked(page))


def test_when_a_round_is_judged_the_next_one_follows_behind_the_clip_in_hand(
    tones, pick, rounds, answer
):
    label(tones, "my toad", SONGS[:2])
    page = pick("my toad")
    for _ in range(len(asked(page))):
        answer(K.Key_N)
    assert len(rounds()) == 2
    row = page.clips.row
    assert all(clip.present is False for clip in page.clips.table.clips[:row])
    assert page.clips.table.clips[row + 1].why


def test_in_another_order_nothing_is_asked_for(qtbot, open_window, tones, pick, rounds):
    label(tones, "my toad", SONGS[:2])
    page = pick("my toad")
    before = len(rounds())
    page.clips.order.chosen.emit(ClipOrder.ALIKE)
    settle(qtbot, open_window)
    likeness = [clip.likeness for clip in page.clips.table.clips]
    assert likeness == sorted(likeness, reverse=True)
    assert asked(page) == []
    assert len(rounds()) == before


def test_what_was_judged_is_seen_again_to_be_mended(qtbot, open_window, tones, pick, press, said):
    label(tones, "my toad", SONGS[:1])
    label(tones, "my toad", CALLS[:1], present=False)
    page = pick("my toad")
    page.clips.order.chosen.emit(ClipOrder.WITHOUT)
    settle(qtbot, open_window)
    assert {clip.present for clip in page.clips.table.clips} == {False}
    page.clips.grid.setFocus()
    press(K.Key_Y)
    assert (CALLS[0] + 1, True) in {(r, p) for r, _, _, p in said()}


def test_an_answer_taken_back_has_its_clip_in_hand(tones, pick, answer):
    label(tones, "my toad", SONGS[:2])
    page = pick("my toad")
    answer(K.Key_N)
    second = page.clips.current.id
    answer(K.Key_N, K.Key_Z)
    assert (page.clips.row, page.clips.current.id) == (1, second)


def test_an_answer_given_anew_leaves_what_was_judged_since_and_goes_on_behind_it(
    tones, pick, answer
):
    label(tones, "my toad", SONGS[:2])
    page = pick("my toad")
    answer(K.Key_N, K.Key_N)
    judged = [clip.id for clip in page.clips.table.clips[:2]]
    page.clips.go_to(0)
    answer(K.Key_Y)
    assert [clip.id for clip in page.clips.table.clips[:2]] == judged
    assert page.clips.row == 2


def test_a_clip_that_was_passed_by_does_not_hold_up_the_next_round(tones, pick, answer, rounds):
    label(tones, "my toad", SONGS[:2])
    page = pick("my toad")
    page.clips.go_to(1)
    for _ in range(len(asked(page)) - 1):
        answer(K.Key_N)
    assert len(rounds()) == 2
