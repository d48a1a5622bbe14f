"""What a person says beyond one key, and 500 actions at random against a plain list."""

import random

import pytest
from PySide6.QtCore import Qt

from core.domain import Species, Verdict
from tests.gui.pages.heath import settle

ROBIN = Species("Erithacus rubecula", "European Robin")


def press(qtbot, page, *keys):
    for key in keys:
        qtbot.keyClick(page.queue.view, key)
        settle(qtbot, page.window())


def first(page):
    return page.queue.table.rows[0]


def test_a_digit_takes_a_species_of_the_short_list(qtbot, page):
    page.deciding.offer(page.current.id, [ROBIN])
    press(qtbot, page, Qt.Key.Key_1)
    assert (first(page).verdict, first(page).corrected) == (Verdict.WRONG, ROBIN)


def test_the_short_list_is_also_for_the_mouse(qtbot, page):
    page._show_alternatives((page.current.id, [ROBIN]))
    page.clip.alternatives.buttons[0].click()
    settle(qtbot, page.window())
    assert first(page).corrected == ROBIN


def test_a_second_species_is_an_annotation_of_the_same_clip(qtbot, page):
    detection = page.current
    press(qtbot, page, Qt.Key.Key_A)
    qtbot.keyClicks(page.saying.picker.field, "eurob")
    qtbot.keyClick(page.saying.picker.field, Qt.Key.Key_Return)
    settle(qtbot, page.window())
    drawn = page.project.review.annotations(detection.recording_id)
    assert [(a.species.common_name, a.start_s) for a in drawn] == [
        ("European Robin", detection.start_s)
    ]
    page.deciding.undo()
    settle(qtbot, page.window())
    assert page.project.review.annotations(detection.recording_id) == []


def test_all_below_a_score_are_wrong_after_one_question_and_right_again_after_one_undo(qtbot, page):
    score = page.current.score
    preview = page.project.review.below(page.reading.spec.wanted, score)
    assert preview.detections == sum(d.score < score for d in page.queue.table.rows)
    page.deciding.mark_below(preview)
    settle(qtbot, page.window())
    assert [d.verdict for d in page.queue.table.rows if d.score < score] == [
        Verdict.WRONG
    ] * preview.detections
    page.deciding.undo()
    settle(qtbot, page.window())
    assert {d.verdict for d in page.queue.table.rows} == {None}


def test_what_is_about_many_is_undone_aside_and_nothing_is_decided_meanwhile(
    qtbot, page, monkeypatch
):
    monkeypatch.setattr("gui.pages.review.deciding._AT_ONCE", 1)
    ids = [d.id for d in page.queue.table.rows]
    page.project.decide(ids, Verdict.UNSURE)
    for step, verdict in ((page.deciding.undo, None), (page.deciding.redo, Verdict.UNSURE)):
        step()
        page.deciding.decide(Verdict.CORRECT)
        assert "A moment, please" in page.window().notice.text.text()
        settle(qtbot, page.window())
        assert {d.verdict for d in page.queue.table.rows} == {verdict}


def test_only_a_confirmed_clip_is_kept_as_a_reference(qtbot, page):
    press(qtbot, page, Qt.Key.Key_K)
    assert "confirmed" in page.window().notice.text.text()
    kept = page.current
    page.project.decide([kept.id], Verdict.CORRECT)
    settle(qtbot, page.window())
    press(qtbot, page, Qt.Key.Key_K)
    other = page.queue.table.rows[1]
    found = page.project.review.alike(page.reading.spec, other)
    assert [n.detection.id for n in found.kept] == [kept.id]


@pytest.mark.parametrize("seed", [1, 2])
def test_five_hundred_actions_at_random_do_what_a_plain_list_does(qtbot, page, seed):
    chance = random.Random(seed)
    ids = [d.id for d in page.queue.table.rows]
    said, done, undone = dict.fromkeys(ids), [], []
    for _ in range(250):  # twice: 500
        act = chance.choice(["decide"] * 5 + ["many", "undo", "undo", "redo"])
        if act == "undo":
            page.deciding.undo()
            if done:
                undone.append(said)
                said = done.pop()
        elif act == "redo":
            page.deciding.redo()
            if undone:
                done.append(said)
                said = undone.pop()
        else:
            some = ids if act == "many" else [chance.choice(ids)]
            verdict = chance.choice(list(Verdict))
            page.project.decide(some, verdict)
            done.append(said)
            said = said | dict.fromkeys(some, verdict)
            undone.clear()
    settle(qtbot, page.window())
    assert {d.id: d.verdict for d in page.queue.table.rows} == said
