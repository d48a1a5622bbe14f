import shutil
from dataclasses import replace
from itertools import pairwise
from threading import Event

import pytest
from PySide6.QtCore import Qt

from core.deployments import removing
from core.store import recordings
from core.store.file_lists import FileFilter
from core.store.recordings import Totals
from gui.pages import file_presence
from gui.pages.adding import in_words
from tests.gui.pages.heath import cuckoo, settle, write_wav


@pytest.fixture
def page(qtbot, opened):
    opened.go_to("recordings")
    settle(qtbot, opened)
    return opened.session.recordings


def column(page, heading):
    number = [c.heading for c in page.table.columns].index(heading)
    return [page.table.index(row, number).data() for row in range(page.table.rowCount())]


def test_files_tell_their_site_length_and_state(page):
    assert column(page, "Site") == ["Heath", "Heath", "Wood", "Wood"]
    assert column(page, "Length")[:3] == ["0:09", "0:03", "0:03"]
    assert column(page, "State")[0].startswith("Analysed, 2 detections")


def test_a_file_that_is_no_audio_says_so_in_a_sentence(page):
    assert column(page, "State")[3].endswith(".")


def test_the_totals_count_files_and_sound(page):
    assert page.totals.text() == "4 files · 15 s of sound"


def test_the_chip_leaves_only_problems(qtbot, page):
    assert page.problems.text() == "1 problem"
    page.problems.click()
    settle(qtbot, page.window())
    assert column(page, "File") == ["20250510_070000.wav"]


def test_typing_finds_files_by_site(qtbot, page):
    qtbot.keyClicks(page.search, "wood 0605")
    qtbot.waitUntil(lambda: page.table.rowCount() == 1)
    assert page.totals.text().startswith("1 shown of 4 files")


def test_a_heading_sorts_in_core(qtbot, page):
    page.view.horizontalHeader().setSortIndicator(3, Qt.SortOrder.DescendingOrder)
    settle(qtbot, page.window())
    assert column(page, "Length")[0] == "0:09"
    page.view.horizontalHeader().setSortIndicator(3, Qt.SortOrder.AscendingOrder)
    settle(qtbot, page.window())
    assert column(page, "Length")[-1] == "0:09"


def test_a_folder_that_is_added_appears_and_its_analysis_is_offered(qtbot, page, tmp_path):
    write_wav(tmp_path / "Marsh" / "20250511_061000.wav", [cuckoo(), cuckoo()])
    page.add_folders([tmp_path / "Marsh"])
    qtbot.waitUntil(lambda: page.table.rowCount() == 5, timeout=20_000)
    qtbot.waitUntil(lambda: page.window().notice.action.text() == "Analyse them")
    assert page.window().notice.text.text() == "1 file added."


def test_what_was_added_is_told_by_kind_and_shown(qtbot, page, tmp_path, sounds):
    marsh = tmp_path / "Marsh"
    write_wav(marsh / "20250511_061000.wav", [cuckoo(), cuckoo()])
    shutil.copy(sounds / "Wood" / "20250510_060500.wav", marsh / "20250511_062000.wav")
    (marsh / "20250511_063000.wav").write_bytes(b"no audio at all")
    (marsh / "20250511_064000.wav").write_bytes(b"")
    page.add_folders([marsh])
    notice = page.window().notice
    qtbot.waitUntil(lambda: "added" in notice.text.text(), timeout=20_000)
    assert notice.text.text() == "4 files added: 1 new, 1 copy, 2 unreadable."
    assert notice.action.text() == "Show"
    notice.action.click()
    settle(qtbot, page.window())
    assert page.table.rowCount() == 4
    page.only.click()
    settle(qtbot, page.window())
    assert page.table.rowCount() == 8


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ((0, 0, 0), "Nothing new: all of these files are in the project already."),
        ((1, 1, 0), "1 file added."),
        ((2, 2, 0), "2 files added."),
        ((1, 0, 1), "1 file added: 1 copy."),
        ((4, 1, 1), "4 files added: 1 new, 1 copy, 2 unreadable."),
        ((4, 0, 2), "4 files added: 2 copies, 2 unreadable."),
    ],
)
def test_what_was_added_in_words(counts, said):
    files, usable, copies = counts
    assert in_words(Totals(files, usable, 0.0, files - usable, copies)) == said


def test_a_recording_is_seen_and_heard_before_any_analysis(qtbot, window, scanned, monkeypatch):
    window.projects.open(scanned)
    settle(qtbot, window)
    page = window.session.recordings
    window.go_to("recordings")
    settle(qtbot, window)
    page.view.setFocus()
    click(qtbot, page.view, 0, double=True)
    panel = page.listening.panel
    qtbot.waitUntil(lambda: panel.view.canvas.range_s() == (0.0, 9.0))
    qtbot.keyClick(page.view, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: panel.name.text() == "20250510_061000.wav", timeout=20_000)
    assert "not analysed yet" in panel.facts.text()
    heard = []
    monkeypatch.setattr(panel.player, "play", lambda *what: heard.append(what[1:3]))
    qtbot.keyClick(page.view, Qt.Key.Key_Space)
    assert heard == [(0.0, 3.0)]
    click(qtbot, page.view, 3)
    qtbot.waitUntil(lambda: "20250510_070000.wav" in panel.name.text())
    assert panel.view.message.text().startswith("The file is not a sound recording")
    qtbot.keyClick(page.view, Qt.Key.Key_Escape)
    assert not page.listening.is_open


def click(qtbot, view, row, *, double=False):
    at = view.visualRect(view.model().index(row, 0)).center()
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    if double:
        qtbot.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=at)


def test_the_menu_of_a_row_says_what_can_be_done_and_leads_to_what_was_found(qtbot, page):
    click(qtbot, page.view, 0)
    menu = page.view.row_actions.menu()
    names = [action.text() for action in menu.actions() if action.isEnabled() and action.text()]
    assert names[:3] == ["See and hear it", "Review what was found in it", "Set start …"]
    assert {"Remove from the project", "Show it in its folder", "Copy"} <= set(names)
    page.reviewing.trigger()
    settle(qtbot, page.window())
    assert page.window().stack.currentWidget() is page.window().session.review
    assert (
        page.window().session.review.filters.filter.recording_id == page.table.row(0).recording.id
    )


def test_a_recording_that_is_not_where_it_was_says_so(qtbot, window, scanned, sounds, tmp_path):
    window.projects.open(scanned)
    settle(qtbot, window)
    moved = sounds / "Heath" / "20250510_061000.wav"
    moved.rename(tmp_path / "elsewhere.wav")
    try:
        window.go_to("recordings")
        window.session.recordings.reload()
        settle(qtbot, window)
        states = column(window.session.recordings, "State")
        assert [state.startswith("Not where it was") for state in states] == [0, 1, 0, 0]
    finally:
        (tmp_path / "elsewhere.wav").rename(moved)
    for page in ("sites", "recordings"):  # it is looked for again each time the page is shown
        window.go_to(page)
        settle(qtbot, window)
    assert not column(window.session.recordings, "State")[1].startswith("Not where it was")


def test_a_slow_disk_holds_up_neither_the_rows_nor_their_menu(qtbot, page, monkeypatch):
    looking, seen = Event(), Event()

    def slowly(files):
        looking.set()
        seen.wait(20)
        return [replace(file, is_there=False) for file in files]

    monkeypatch.setattr(file_presence, "looked_for", slowly)
    page.reload()
    qtbot.waitUntil(looking.is_set)
    qtbot.waitUntil(lambda: None not in [page.table.row(n) for n in range(page.table.rowCount())])
    assert column(page, "File")[0].endswith(".wav")
    seen.set()
    settle(qtbot, page.window())
    assert all(state.startswith("Not where it was") for state in column(page, "State")[:1])
    monkeypatch.undo()
    page.reload()
    settle(qtbot, page.window())
    assert not column(page, "State")[0].startswith("Not where it was")


def test_a_folder_without_audio_says_what_to_choose(qtbot, page, tmp_path):
    (tmp_path / "papers").mkdir()
    page.add_folders([tmp_path / "papers"])
    qtbot.waitUntil(lambda: page.window().notice.isVisible(), timeout=20_000)
    assert "no audio files" in page.window().notice.text.text()


def test_a_filter_starts_the_table_again_also_where_something_changes_meanwhile(
    qtbot, page, held_back
):
    page.search.setText("wood")
    page._typed.stop()
    page._read_filter()
    page.reload()
    while held_back.outstanding():
        held_back.deliver(0)
    held_back.let_go()
    settle(qtbot, page.window())
    assert column(page, "Site") == ["Wood", "Wood"]


def test_pages_of_a_filter_that_come_late_are_not_taken_for_those_of_another(
    qtbot, page, held_back
):
    page.table.restart(4)
    page.table.want(0)
    page.table._ask()
    held_back.outstanding()  # the rows of all files
    page.problems.click()
    held_back.outstanding()
    held_back.deliver(1)
    held_back.deliver(0)
    while held_back.outstanding():
        held_back.deliver(0)
    held_back.let_go()
    settle(qtbot, page.window())
    assert column(page, "File") == ["20250510_070000.wav"]


def test_chosen_files_are_removed_and_taken_back(qtbot, page):
    page.view.selectRow(1)
    qtbot.keyClick(page.view, Qt.Key.Key_Delete)
    settle(qtbot, page.window())
    assert page.totals.text().startswith("3 files")
    assert [rows.start for rows in page.view.row_actions.chosen] == [1]
    assert page.window().notice.action.text() == "Undo"
    page.window().notice.action.click()
    settle(qtbot, page.window())
    assert page.totals.text().startswith("4 files")
    assert page.restore.isHidden()


def test_what_is_removed_is_what_was_chosen_whatever_lies_in_its_row_by_then(qtbot, page):
    names, first = column(page, "File"), page.table.row(0).recording.id
    page.view.selectRow(1)
    removing.remove(page.project._project, [first])  # by another program
    qtbot.keyClick(page.view, Qt.Key.Key_Delete)
    settle(qtbot, page.window())
    assert column(page, "File") == names[2:]


def test_all_that_is_found_can_be_removed_at_once(qtbot, page):
    page.search.setText("wood")
    qtbot.waitUntil(lambda: page.table.rowCount() == 2)
    page.view.selectAll()
    page.removing.rows.trigger()
    settle(qtbot, page.window())
    page.search.clear()
    qtbot.waitUntil(lambda: set(column(page, "Site")) == {"Heath"})
    assert page.restore.text() == "Restore 2 removed recordings"
    page.restore.click()
    settle(qtbot, page.window())
    assert page.table.rowCount() == 4


def test_a_folder_is_removed(qtbot, page, monkeypatch):
    with page.project._project.reading() as db:
        folder = recordings.get(db, 1).root
    monkeypatch.setattr("gui.pages.removing.dialogs.existing_folder", lambda *_: folder)
    page.removing.folder.trigger()
    settle(qtbot, page.window())
    assert page.table.rowCount() == 0
    assert page.restore.isVisible()


def test_nothing_is_offered_to_be_removed_where_nothing_is_chosen(page):
    page.view.clearSelection()
    assert not page.removing.rows.isEnabled()


def test_what_a_scan_left_out_is_told(qtbot, page):
    page.view.selectRow(0)
    page.removing.rows.trigger()
    settle(qtbot, page.window())
    with page.project._project.reading() as db:
        folder = recordings.get(db, 1).root
    page.add_folders([folder])
    qtbot.waitUntil(lambda: "stayed out" in page.window().notice.text.text(), timeout=20_000)


def test_the_start_of_chosen_files_is_said_and_taken_back(qtbot, page, monkeypatch):
    said = iter(["2025-05-09 06:30:00", ""])
    monkeypatch.setattr("gui.widgets.dialogs.text", lambda *_, **__: next(said))
    before = column(page, "Recorded")[0]
    page.view.selectRow(0)
    page.starting.set.trigger()
    qtbot.waitUntil(lambda: "06:30" in str(column(page, "Recorded")[0]), timeout=10_000)
    settle(qtbot, page.window())
    page.view.selectRow(0)
    page.starting.set.trigger()
    qtbot.waitUntil(lambda: column(page, "Recorded")[0] == before, timeout=10_000)


def test_tools_lie_over_nothing_in_the_smallest_window_with_large_text(qtbot, page, looks):
    looks.enlarge(4)
    page.window().resize(960, 600)
    page.show_only(FileFilter(), f"at {'a site of a long name ' * 4}")
    settle(qtbot, page.window())
    shown = [page.search, page.problems, page.only, page.analyse, page.add]
    places = [each.geometry() for each in shown if each.isVisible()]
    assert all(left.right() < right.left() for left, right in pairwise(places))
    looks.enlarge(0)
