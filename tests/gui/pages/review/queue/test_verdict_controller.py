"""What a person says beyond one key."""

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
    page.verdict_controller.offer(page.current.id, [ROBIN])
    press(qtbot, page, Qt.Key.Key_1)
    assert (first(page).verdict, first(page).corrected) == (Verdict.WRONG, ROBIN)


def test_the_short_list_is_also_for_the_mouse(qtbot, page):
    page.clip_reader._show_alternatives((page.current.id, [ROBIN]))
    page.clip.alternatives.buttons[0].click()
    settle(qtbot, page.window())
    assert first(page).corrected == ROBIN


def test_a_second_species_is_an_annotation_of_the_same_clip(qtbot, page):
    detection = page.current
    press(qtbot, page, Qt.Key.Key_A)
    qtbot.keyClicks(page.typed_entries.picker.field, "eurob")
    qtbot.keyClick(page.typed_entries.picker.field, Qt.Key.Key_Return)
    settle(qtbot, page.window())
    drawn = page.project.review.annotations(detection.recording_id)
    assert [(a.species.common_name, a.start_s) for a in drawn] == [
        ("European Robin", detection.start_s)
    ]
    page.verdict_controller.undo()
    settle(qtbot, page.window())
    assert page.project.review.annotations(detection.recording_id) == []


def test_all_below_a_score_are_wrong_after_one_question_and_right_again_after_one_undo(qtbot, page):
    score = page.current.score
    preview = page.project.review.below(page.loader.spec.wanted, score)
    assert preview.detections == sum(d.score < score for d in page.queue.table.rows)
    page.verdict_controller.mark_below(preview)
    settle(qtbot, page.window())
    assert [d.verdict for d in page.queue.table.rows if d.score < score] == [
        Verdict.WRONG
    ] * preview.detections
    page.verdict_controller.undo()
    settle(qtbot, page.window())
    assert {d.verdict for d in page.queue.table.rows} == {None}


def test_only_a_confirmed_clip_is_kept_as_a_reference(qtbot, page):
    press(qtbot, page, Qt.Key.Key_K)
    assert "confirmed" in page.window().notice.text.text()
    kept = page.current
    page.project.decide([kept.id], Verdict.CORRECT)
    settle(qtbot, page.window())
    press(qtbot, page, Qt.Key.Key_K)
    other = page.queue.table.rows[1]
    found = page.project.review.alike(page.loader.spec, other)
    assert [n.detection.id for n in found.kept] == [kept.id]
