import pytest
from PySide6.QtCore import Qt

from core.domain import Species, Verdict
from gui.pages.states import State
from tests.gui.pages.heath import CUCKOO, LARK, settle

SKYLARK = Species("Alauda arvensis", "Eurasian Skylark")


@pytest.fixture
def page(qtbot, opened):
    opened.go_to("review")
    settle(qtbot, opened)
    return opened.session.review


def press(qtbot, page, *keys):
    for key in keys:
        qtbot.keyClick(page.queue.view, key)
        settle(qtbot, page.window())


def verdicts(page):
    return [d.verdict for d in page.queue.table.rows]


def test_the_best_detection_is_in_hand_with_its_sound_and_neighbours(page):
    assert page.current == page.queue.table.rows[0]
    assert page.current.species.scientific_name == CUCKOO
    assert [b.id for b in page.clip.view._boxes if b.current] == [page.current.id]


def test_a_verdict_key_decides_and_moves_on(qtbot, page):
    press(qtbot, page, Qt.Key.Key_Y)
    assert verdicts(page)[:2] == [Verdict.CORRECT, None]
    assert page.current == page.queue.table.rows[1]


@pytest.mark.parametrize(
    ("key", "verdict"),
    [
        (Qt.Key.Key_N, Verdict.WRONG),
        (Qt.Key.Key_U, Verdict.UNSURE),
        (Qt.Key.Key_S, None),
    ],
)
def test_a_letter_decides_and_the_next_comes(qtbot, page, key, verdict):
    press(qtbot, page, key)
    assert verdicts(page)[0] == verdict
    assert page.current == page.queue.table.rows[1]


def test_undo_goes_back_to_what_was_decided_and_redo_decides_it_again(qtbot, page):
    first = page.current.id
    press(qtbot, page, Qt.Key.Key_Y)
    qtbot.keyClick(page.queue.view, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    settle(qtbot, page.window())
    assert (verdicts(page)[0], page.current.id) == (None, first)
    qtbot.keyClick(page.queue.view, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    settle(qtbot, page.window())
    assert verdicts(page)[0] == Verdict.CORRECT


def test_arrows_in_the_species_list_decide_nothing(qtbot, page):
    page.species.view.setFocus()
    qtbot.keyClick(page.species.view, Qt.Key.Key_Down)
    settle(qtbot, page.window())
    assert set(verdicts(page)) == {None}
    assert page.filters.filter.species == CUCKOO


def test_letters_and_digits_decide_also_while_the_species_list_has_the_focus(qtbot, page):
    page.species.search.setFocus()
    qtbot.keyClicks(page.species.search, "cuc")
    qtbot.keyClick(page.species.search, Qt.Key.Key_Return)
    settle(qtbot, page.window())
    assert page.species.view.hasFocus()
    qtbot.keyClick(page.species.view, Qt.Key.Key_Y)
    settle(qtbot, page.window())
    assert verdicts(page)[:2] == [Verdict.CORRECT, None]
    page.verdict_controller.offer(page.current.id, [SKYLARK])
    qtbot.keyClick(page.species.view, Qt.Key.Key_1)
    settle(qtbot, page.window())
    assert page.queue.table.rows[1].corrected == SKYLARK


def test_letters_typed_in_the_search_decide_nothing_and_down_leads_to_what_it_found(qtbot, page):
    page.species.search.setFocus()
    qtbot.keyClicks(page.species.search, "yn")
    page.species.search.clear()
    qtbot.keyClick(page.species.search, Qt.Key.Key_Down)
    settle(qtbot, page.window())
    assert set(verdicts(page)) == {None}
    assert page.species.view.hasFocus()


def test_another_species_is_typed_as_a_correction(qtbot, page):
    press(qtbot, page, Qt.Key.Key_Slash)
    qtbot.keyClicks(page.typed_entries.picker.field, "eurob")
    qtbot.keyClick(page.typed_entries.picker.field, Qt.Key.Key_Return)
    settle(qtbot, page.window())
    first = page.queue.table.rows[0]
    assert (first.verdict, first.corrected.common_name) == (Verdict.WRONG, "European Robin")


def test_a_comment_is_kept_and_survives_a_verdict(qtbot, page):
    press(qtbot, page, Qt.Key.Key_C)
    qtbot.keyClicks(page.typed_entries.comment_field.field, "two birds")
    qtbot.keyClick(page.typed_entries.comment_field.field, Qt.Key.Key_Return)
    press(qtbot, page, Qt.Key.Key_Y)
    assert page.queue.table.rows[0].note == "two birds"


def test_what_the_species_list_hides_is_counted_and_one_click_shows_it(qtbot, page):
    assert "hidden by the species list" in page.filters.counts.text()
    before = len(page.queue.table.rows)
    page.filters.show_hidden.click()
    settle(qtbot, page.window())
    heard = {d.species.scientific_name for d in page.queue.table.rows}
    assert len(page.queue.table.rows) > before
    assert LARK in heard


def test_a_site_is_chosen_and_the_counts_say_how_much_that_leaves(qtbot, page):
    page.filters.site.choose(frozenset({"Wood"}))
    page.filters.site.chosen.emit("Wood")
    settle(qtbot, page.window())
    assert {d.site for d in page.queue.table.rows} == {"Wood"}
    assert page.filters.counts.text().startswith("1 of 3 shown")


def test_a_decided_detection_stays_where_it_is_though_the_filter_is_for_others(qtbot, page):
    page.filters.verdict.choose(frozenset({None}))
    page.filters.verdict.chosen.emit(None)
    settle(qtbot, page.window())
    press(qtbot, page, Qt.Key.Key_Y)
    assert verdicts(page)[0] == Verdict.CORRECT


def test_the_species_list_shows_how_far_the_reviewing_is(qtbot, page):
    press(qtbot, page, Qt.Key.Key_Y, Qt.Key.Key_N)
    everything, cuckoo = page.species.table.rows
    assert (cuckoo.correct, cuckoo.wrong, cuckoo.unreviewed) == (1, 1, cuckoo.detections - 2)
    assert everything.correct == 1


def test_typing_finds_a_species(qtbot, page):
    page.species.search.setText("no such bird")
    assert page.species.table.rows == []
    page.species.search.setText("cuck")
    assert [c.species.common_name for c in page.species.table.rows] == ["Common Cuckoo"]


def test_a_click_on_a_neighbour_makes_it_current(qtbot, page):
    other = next(d for d in page.queue.table.rows if d.id != page.current.id)
    page.clip.detection_chosen.emit(other.id)
    assert page.current.id == other.id


def test_a_neighbour_outside_of_the_queue_is_decided_about_and_the_queue_goes_on(qtbot, page):
    page.filters.show_hidden.click()
    settle(qtbot, page.window())
    lark = next(d for d in page.queue.table.rows if d.species.scientific_name == LARK)
    page.filters.show_hidden.click()
    settle(qtbot, page.window())
    in_queue = page.current.id
    page.clip.detection_chosen.emit(lark.id)
    settle(qtbot, page.window())
    assert page.current.id == lark.id
    press(qtbot, page, Qt.Key.Key_N)
    assert page.project.detection(lark.id).verdict == Verdict.WRONG
    assert set(verdicts(page)) == {None}
    assert page.current.id == in_queue


def test_at_the_end_of_the_queue_it_says_so(qtbot, page):
    for _ in page.queue.table.rows:
        press(qtbot, page, Qt.Key.Key_S)
    assert "last detection" in page.window().notice.text.text()


def test_no_key_decides_while_another_page_is_on_screen(qtbot, page):
    page.window().go_to("report")
    assert not page.actions_by_name["correct"].isEnabled()


def test_without_detections_it_says_what_to_do_first(qtbot, window, tmp_path):
    window.projects.open(tmp_path / "empty", create=True)
    settle(qtbot, window)
    window.go_to("review")
    settle(qtbot, window)
    assert window.session.review.states.state is State.EMPTY
    window.session.review.states.empty.button.click()
    assert window.stack.currentWidget() is window.session.recordings


def test_the_sound_has_all_the_room_until_there_is_something_to_compare_it_with(
    qtbot, window, page
):
    assert not page.examples.isVisible()
    page.project.decide([page.queue.table.rows[1].id], Verdict.CORRECT)
    settle(qtbot, page.window())
    folder = page.project.folder
    window.leave()
    window.projects.open(folder)
    window.go_to("review")
    settle(qtbot, window)
    page = window.session.review
    assert page.examples.isVisible()
    assert page.actions_by_name["examples"].isChecked()


def test_keeping_a_clip_as_an_example_shows_the_examples(qtbot, page):
    press(qtbot, page, Qt.Key.Key_Y, Qt.Key.Key_Y)
    page.queue.go_to_row(0)
    settle(qtbot, page.window())
    press(qtbot, page, Qt.Key.Key_K)
    assert page.examples.isVisible()


def test_a_verdict_changes_a_count_and_leaves_the_list_of_species_as_it_is(qtbot, page):
    wanted = page.current.species
    with qtbot.assertNotEmitted(page.species.table.modelReset):
        press(qtbot, page, Qt.Key.Key_Y)
    counted = {row.species: row.correct for row in page.species.table.rows}
    assert counted[wanted] == 1
    assert page.species.table.rows[0].correct == 1


def test_the_numbers_of_the_species_are_never_cut(page):
    header, view = page.species.view.horizontalHeader(), page.species.view
    widest = max(view.sizeHintForIndex(page.species.table.index(n, 1)).width()
                 for n in range(page.species.table.rowCount()))  # fmt: skip
    assert header.sectionSize(1) >= widest
