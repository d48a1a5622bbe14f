"""Results of other programs from the window: shown, settled, taken in, and taken out again."""

import json

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from core.exports import Blur, Selection, TableStyle
from core.store import detections
from core.store.detections import Filter
from gui.pages.import_results_box import ImportResultsBox
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
    told[0].action.do()
    qtbot.waitUntil(lambda: number(opened) == before)
    redo = opened.session.undoing.redo
    qtbot.waitUntil(lambda: redo.text() == "Redo: import of 2 detections of BirdNET-Analyzer")
    redo.trigger()
    qtbot.waitUntil(lambda: number(opened) == before + 2)
    settle(qtbot, opened)


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
