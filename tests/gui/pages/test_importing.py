"""Results of other programs from the window: shown, settled, taken in, and taken out again."""

import json

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton

from core.exports import Blur, Selection, TableStyle
from core.imports import gather, take
from core.jobs import answer
from core.store import detections, runs
from core.store.detections import Filter
from gui.page_names import PageName
from gui.pages.import_results_box import ImportResultsBox
from gui.pages.imported_box import ImportedBox
from gui.widgets import dialogs
from tests.gui.pages.heath import settle

HEAD = "Start (s),End (s),Scientific name,Common name,Confidence,File\n"
ROW = "0.0,3.0,Turdus merula,Eurasian Blackbird,0.9,"


def number(opened):
    with opened.session.project._project.reading() as db:
        return detections.count(db, Filter(unlisted=True))[0]


def test_results_are_shown_settled_taken_in_and_taken_out(
    qtbot, opened, sounds, tmp_path, monkeypatch
):
    file = tmp_path / "results.csv"
    file.write_text(f"{HEAD}{ROW}20250510_060000.wav\n{ROW}elsewhere.wav\n")
    monkeypatch.setattr(dialogs, "files_to_read", lambda *_: [file])
    settle(qtbot, opened)
    before = number(opened)
    opened.session.recordings.importing.action.trigger()
    qtbot.waitUntil(lambda: opened.findChild(ImportResultsBox) is not None)
    box = opened.findChild(ImportResultsBox)
    assert "1 file of BirdNET-Analyzer: 1 detection" in box.title.text()
    assert "No recording here for 1 file" in box.says.text()
    (field,) = box.fields
    chosen = sounds / "Wood" / "20250510_060500.wav"
    monkeypatch.setattr(dialogs, "file_to_read", lambda *_: chosen)
    field.setCurrentIndex(field.count() - 1)
    field.activated.emit(field.currentIndex())
    assert box.settled == {"elsewhere.wav": chosen.as_posix()}
    told = []
    opened.session.recordings.told.connect(told.append)
    qtbot.keyClick(box, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(told))
    assert told[0].sentence == "In the project now: 2 detections of BirdNET-Analyzer."
    assert number(opened) == before + 2
    told[0].other.do()
    qtbot.waitUntil(lambda: number(opened) == before)
    redo = opened.session.undoing.redo
    qtbot.waitUntil(lambda: redo.text() == "Redo: import of 2 detections of BirdNET-Analyzer")
    redo.trigger()
    qtbot.waitUntil(lambda: number(opened) == before + 2)
    settle(qtbot, opened)


@pytest.fixture
def imported(opened, tmp_path):
    """A window on a project into which results came before it was opened."""
    (file := tmp_path / "results.csv").write_text(f"{HEAD}{ROW}20250510_060000.wav\n")
    project = opened.session.project._project
    return answer(take(project, answer(gather(project, [file])), "Ann"))


def shown(opened):
    box = opened.findChild(ImportedBox)
    return [one.text() for one in box.findChildren(QPushButton)] if box else []


def press(opened, text):
    box = opened.findChild(ImportedBox)
    next(one for one in box.findChildren(QPushButton) if one.text() == text).click()


def test_what_was_imported_before_is_taken_out_and_in_again(qtbot, opened, imported):
    settle(qtbot, opened)
    there = number(opened)
    opened.session.recordings.importing.imported.trigger()
    qtbot.waitUntil(lambda: "Take out" in shown(opened))
    press(opened, "Take out")
    qtbot.waitUntil(lambda: "Take in again" in shown(opened) and "Take out" not in shown(opened))
    assert number(opened) == there - 1
    assert "Review" not in shown(opened)
    assert opened.session.undoing.undo.text() == "Undo: taking out 1 detection of BirdNET-Analyzer"
    opened.session.undoing.undo.trigger()
    qtbot.waitUntil(lambda: "Take out" in shown(opened) and "Take in again" not in shown(opened))
    assert number(opened) == there


def test_what_was_imported_is_reviewed_from_the_list_and_from_the_message(
    qtbot, opened, imported, tmp_path
):
    review = opened.session.review
    with opened.session.project._project.reading() as db:
        run = runs.find(db, imported.id)
    opened.session.recordings.importing.list_imported()
    qtbot.waitUntil(lambda: "Review" in shown(opened))
    press(opened, "Review")
    qtbot.waitUntil(lambda: review.isVisible() and review.filters.filter.run_id == run.id)
    opened.go_to(PageName.RECORDINGS)
    (file := tmp_path / "more.csv").write_text(f"{HEAD}{ROW}20250510_060500.wav\n")
    told = []
    opened.session.recordings.told.connect(told.append)
    opened.session.recordings.importing.read([file])
    qtbot.waitUntil(lambda: opened.findChild(ImportResultsBox) is not None)
    opened.findChild(ImportResultsBox).go.click()
    qtbot.waitUntil(lambda: bool(told))
    assert told[0].action.text == "Review them"
    opened.notice.action.click()
    qtbot.waitUntil(lambda: review.isVisible() and review.filters.filter.run_id != run.id)
    settle(qtbot, opened)


def test_where_nothing_was_imported_the_list_says_where_to_begin(qtbot, opened):
    opened.session.recordings.importing.imported.trigger()
    box = opened.findChild(ImportedBox)
    qtbot.waitUntil(lambda: not box.requests.busy)
    assert any("Nothing was imported yet" in one.text() for one in box.findChildren(QLabel))


def test_places_are_rounded_in_exports_from_the_window_as_was_chosen(opened, qtbot, tmp_path):
    settle(qtbot, opened)
    remembered = opened.session.report.remembered
    assert remembered.blur is None
    remembered.keep_blur(0.1)
    assert remembered.blur == Blur(0.1)
    project = opened.session.project
    with project._project.writing() as db:
        db.exec_driver_sql("UPDATE sites SET latitude = 52.123456, longitude = 4.3")
    (run, *_) = project.runs()
    out = tmp_path / "sites.geojson"
    job = project.exports.write(Selection(run.id), "geojson", out, TableStyle(), remembered.blur)
    with qtbot.waitSignal(job.answered):
        job.start()
    job.wait()
    points = [one["geometry"] for one in json.loads(out.read_text("utf-8"))["features"]]
    assert {tuple(one["coordinates"]) for one in points} == {(4.3, 52.1)}


def test_many_files_to_settle_stay_on_the_screen_with_the_buttons(qtbot, opened, tmp_path):
    name = "a long name of a folder in the field/the recorder behind the second bridge"
    rows = "".join(f"{ROW}{name} {n}/night {n}.wav\n" for n in range(120))
    (file := tmp_path / "r.csv").write_text(HEAD + rows)
    opened.session.recordings.importing.read([file])
    qtbot.waitUntil(lambda: opened.findChild(ImportResultsBox) is not None)
    box = opened.findChild(ImportResultsBox)
    assert box.height() <= box.screen().availableSize().height()
    assert not box.go.visibleRegion().isEmpty()
    assert len(box.fields) == 120
    assert box.title.text() == "1 file of BirdNET-Analyzer: nothing that could come in as it is."
    box.reject()


def test_where_nothing_can_come_in_there_is_only_a_button_to_close(qtbot, opened, tmp_path):
    (file := tmp_path / "r.csv").write_text(f"{HEAD}0,3,nocall,nocall,0.9,20250510_060000.wav\n")
    opened.session.recordings.importing.read([file])
    qtbot.waitUntil(lambda: opened.findChild(ImportResultsBox) is not None)
    buttons = opened.findChild(ImportResultsBox).findChildren(QPushButton)
    assert [one.text() for one in buttons if not one.isHidden()] == ["Close"]
