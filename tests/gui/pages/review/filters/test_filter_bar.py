"""What is in the queue, and in which order."""

import dataclasses

import pytest
from PySide6.QtCore import QDate, QPoint, Qt

from core.domain import Species, SpeciesCount, Verdict
from core.store.detections import Filter
from gui.pages.review.filters.filter_bar import FilterBar
from tests.gui.pages.heath import settle


def show(qtbot, page, **limits):
    page.filters.take(dataclasses.replace(page.filters.filter, **limits))
    settle(qtbot, page.window())


def test_a_click_on_a_heading_sorts_and_keeps_what_is_current(qtbot, page):
    page.queue.go_to_row(1)
    settle(qtbot, page.window())
    held = page.current.id
    page.queue.view.horizontalHeader().sortIndicatorChanged.emit(2, Qt.SortOrder.AscendingOrder)
    settle(qtbot, page.window())
    scores = [d.score for d in page.queue.table.rows]
    assert scores == sorted(scores)
    assert page.current.id == held
    assert page.queue.table.row_of(held) == page.queue.row


def test_sorting_at_once_after_filtering_keeps_the_filter(qtbot, page):
    site = page.current.site
    page.filters.take(dataclasses.replace(page.filters.filter, sites=frozenset({site})))
    page.loader.sort("time", descending=False)
    settle(qtbot, page.window())
    rows = page.queue.table.rows
    assert {d.site for d in rows} == {site}
    times = [d.at.local for d in rows]
    assert times == sorted(times)
    assert len(rows) == page.queue.table.rowCount()


def test_what_is_current_stays_so_while_a_filter_shows_it(qtbot, page):
    page.queue.go_to_row(2)
    settle(qtbot, page.window())
    held = page.current
    show(qtbot, page, sites=frozenset({held.site}))
    assert page.current.id == held.id
    show(qtbot, page, sites=None)
    assert page.current.id == held.id


def test_chips_without_room_are_in_a_menu_and_those_that_limit_the_queue_stay(qtbot, looks):
    bar = FilterBar()
    qtbot.addWidget(bar)
    bar.resize(420, 40)
    bar.show()
    bar.take(Filter(verdicts=frozenset({Verdict.WRONG})))
    assert bar.verdict.isVisible()
    assert not bar.more.isVisible()
    bar.chips.menu.aboutToShow.emit()
    offered = {action.text(): action for action in bar.chips.menu.actions()}
    assert "Score: any" in offered
    assert "Plan" not in " ".join(offered)
    offered["Score: any"].trigger()
    assert bar.score.pop.isVisible()
    assert offered["More filters: none"].menu() is bar.more.menu()
    bar.score.pop.close()


def test_hours_by_the_clock_leave_the_others_out(qtbot, page):
    show(qtbot, page, minutes=(0, 60))
    assert page.queue.table.rowCount() == 0
    assert page.current is None
    show(qtbot, page, minutes=(330, 420))
    assert page.queue.table.rowCount() > 0


def test_a_chip_shows_its_limits_and_takes_them_back(qtbot, page):
    page.filters.score.open()
    page.filters.score.low.setValue(0.99)
    settle(qtbot, page.window())
    assert page.filters.filter.min_score == pytest.approx(0.99)
    assert "0.99" in page.filters.score.text()
    page.filters.score._clear()
    settle(qtbot, page.window())
    assert page.filters.filter.min_score is None


def test_a_day_is_chosen(qtbot, page):
    page.filters.day.open()
    page.filters.day.last.setDate(page.filters.day.last.date().addDays(1))
    settle(qtbot, page.window())
    assert str(page.filters.filter.first_day) == "2025-05-10"


def test_a_filter_is_saved_and_comes_back_by_its_name(qtbot, page):
    show(qtbot, page, sites=frozenset({"Wood"}))
    page.filters.more.save_wanted.emit("the wood")
    show(qtbot, page, sites=None)
    page.filters.more.fill()
    saved = next(a for a in page.filters.more.menu().actions() if a.text() == "the wood")
    saved.trigger()
    settle(qtbot, page.window())
    assert page.filters.filter.sites == frozenset({"Wood"})
    assert {d.site for d in page.queue.table.rows} == {"Wood"}


def test_comments_are_found(qtbot, page):
    page.project.comment(page.current.id, "two birds")
    settle(qtbot, page.window())
    show(qtbot, page, has_note=True)
    assert [d.note for d in page.queue.table.rows] == ["two birds"]
    show(qtbot, page, has_note=None, note="three")
    assert page.queue.table.rows == []


def test_what_is_decided_does_not_push_the_next_page_on(qtbot, page, monkeypatch):
    monkeypatch.setattr("gui.pages.review.queue.queries.PAGE", 2)
    show(qtbot, page, verdicts=frozenset({None}))
    in_order = page.loader._held.tolist()
    page.verdict_controller.decide(Verdict.CORRECT)
    settle(qtbot, page.window())
    assert page.loader._held.tolist() == in_order
    assert page.queue.table.rowCount() == len(in_order)


def test_no_filter_at_all_shows_everything_again(qtbot, page):
    show(qtbot, page, minutes=(0, 60), min_score=0.5)
    page.filters.more.fill()
    page.filters.more.menu().actions()[-1].trigger()
    settle(qtbot, page.window())
    assert page.filters.filter == Filter(run_id=page.filters.filter.run_id)
    assert page.queue.table.rowCount() > 0


def test_several_sites_are_found_by_typing_and_make_one_filter(qtbot, page):
    chip = page.filters.site
    chip.open()
    for letters in ("wo", "hea"):
        chip.pop.field.clear()
        qtbot.keyClicks(chip.pop.field, letters)
        qtbot.keyClick(chip.pop.field, Qt.Key.Key_Return)
        settle(qtbot, page.window())
    assert chip.text().startswith("2 sites")
    assert page.filters.filter.sites == frozenset({"Heath", "Wood"})
    assert {d.site for d in page.queue.table.rows} == {"Heath", "Wood"}


def test_several_species_are_chosen_with_ctrl_and_make_one_filter(qtbot, page):
    page.filters.choose_hidden(True)
    settle(qtbot, page.window())
    view, ctrl = page.species.view, Qt.KeyboardModifier.ControlModifier
    for row, held in ((1, Qt.KeyboardModifier.NoModifier), (2, ctrl)):
        at = view.visualRect(page.species.table.index(row, 0)).center()
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, held, at)
        settle(qtbot, page.window())
    names = {page.species.table.rows[n].species.scientific_name for n in (1, 2)}
    assert page.filters.filter.several == names
    assert {d.species.scientific_name for d in page.queue.table.rows} == names
    at = view.visualRect(page.species.table.index(0, 0)).center()
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, ctrl, at)
    assert (page.filters.filter.several, page.filters.filter.species) == (None, None)


def test_a_drag_over_the_histogram_of_scores_shows_those_clips(qtbot, page):
    chip, left = page.filters.score, Qt.MouseButton.LeftButton
    qtbot.mouseClick(chip, left)
    settle(qtbot, page.window())
    histogram = chip.histogram
    assert sum(histogram._numbers) == page.queue.table.rowCount()
    best = page.queue.table.rows[0].score
    at = QPoint(round(best * histogram.width()) - 1, 20)
    qtbot.mousePress(histogram, left, pos=at)
    qtbot.mouseMove(histogram, at)
    qtbot.mouseRelease(histogram, left, pos=at)
    chip.pop.close()
    settle(qtbot, page.window())
    low, high = page.filters.filter.min_score, page.filters.filter.max_score or 1.0
    assert high - low == pytest.approx(0.02, abs=0.011)
    assert best in [d.score for d in page.queue.table.rows]
    assert all(low <= d.score <= high for d in page.queue.table.rows)


def test_numbers_stand_beside_the_choices_of_a_filter(qtbot, page):
    page.project.decide([page.current.id], Verdict.WRONG)
    settle(qtbot, page.window())
    page.filters.verdict.menu().aboutToShow.emit()
    page.filters.site.open()
    settle(qtbot, page.window())
    actions = page.filters.verdict.menu().actions()
    said = dict(a.text().split("\t") for a in actions if "\t" in a.text())
    every = page.queue.table.rowCount()
    assert said == {
        "Any verdict": f"{every}", "Not reviewed": f"{every - 1}", "Reviewed": "1",
        "Correct": "0", "Wrong": "1", "Unsure": "0",
    }  # fmt: skip
    assert [line.partition("  ·  ")[2] for line in lines(page.filters.site.pop.list)] == ["2", "1"]
    page.filters.site.pop.close()


def lines(view):
    return [view.item(row).text() for row in range(view.count())]


def test_once_confirmed_the_rest_of_a_site_is_passed_over_until_that_is_taken_back(qtbot, page):
    page.filters.choose_hidden(True)
    show(qtbot, page, skip="site")
    rows = page.queue.table.rows
    alike = [(d.species, d.site) for d in rows]
    start = next(n for n, key in enumerate(alike[:-1]) if key in alike[n + 1 :])
    page.queue.go_to_row(start)
    settle(qtbot, page.window())
    page.verdict_controller.decide(Verdict.CORRECT)
    settle(qtbot, page.window())
    assert alike[page.queue.row] != alike[start]
    qtbot.keyClick(page.queue.view, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    settle(qtbot, page.window())
    page.verdict_controller.skip()
    assert page.queue.row == start + 1
    page.filters.more.fill()
    assert "skips confirmed sites" in page.filters.more.text()


def test_what_is_not_reviewed_comes_first_where_that_is_wished(qtbot, page):
    page.project.decide([page.queue.table.rows[0].id], Verdict.CORRECT)
    settle(qtbot, page.window())
    page.filters._first.trigger()
    settle(qtbot, page.window())
    assert [d.verdict for d in page.queue.table.rows][-1] is Verdict.CORRECT
    assert page.filters._first.isChecked()
    page.filters._first.trigger()
    settle(qtbot, page.window())
    assert page.queue.table.rows[0].verdict is Verdict.CORRECT


def test_numbers_stand_beside_the_rarer_choices_too(qtbot, page):
    page.project.decide([page.current.id], Verdict.WRONG)
    settle(qtbot, page.window())
    page.filters.more.menu().aboutToShow.emit()
    settle(qtbot, page.window())
    texts = [action.text() for action, _ in page.filters.more._counted]
    said = dict(text.split("\t") for text in texts)
    every = f"{page.queue.table.rowCount()}"
    me = page.project.reviewer
    assert [said[name] for name in ("Anybody", me, "Birds", "Bats")] == [every, "1", every, "0"]
    assert [said[name] for name in ("With a comment", "Without a comment")] == ["0", every]


def test_a_day_is_written_whole(page):
    for field in (page.filters.day.first, page.filters.day.last):
        field.setDate(QDate(2028, 10, 30))
        text = field.lineEdit()
        field.resize(field.sizeHint())
        field.ensurePolished()
        written = text.fontMetrics().horizontalAdvance(text.text())
        assert text.text() == "2028-10-30"
        assert written <= text.width() - text.textMargins().left()


def test_a_click_on_a_heading_sorts_the_species_and_all_together_stay_first(qtbot, page):
    def counted(name, number):
        return SpeciesCount(Species(f"Avis {name}", name, "birds"), number, 0, 0, 0, 0.5)

    panel = page.species
    panel.show_counts([counted("Owl", 9), counted("Lark", 5), counted("Wren", 1)])
    heading = panel.view.horizontalHeader()
    for column, wanted in ((0, ["Lark", "Owl", "Wren"]), (1, ["Owl", "Lark", "Wren"])):
        at = QPoint(heading.sectionViewportPosition(column) + 20, heading.height() // 2)
        qtbot.mouseClick(heading.viewport(), Qt.MouseButton.LeftButton, pos=at)
        panel.show_counts([counted("Owl", 9), counted("Wren", 1), counted("Lark", 5)])
        names = [row.species.common_name for row in panel.table.rows]
        assert names == ["All species", *wanted]
