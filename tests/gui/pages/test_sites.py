import csv
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QDate, QItemSelectionModel, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QDateTimeEdit,
    QDialog,
    QLineEdit,
    QPushButton,
    QTableView,
)

from core.deployments.apply_clocks import LocalTime
from core.deployments.clock import KnownTime
from gui.pages.sites import SitesPage
from gui.pages.sites.import_box import ImportBox
from gui.widgets import dialogs
from tests.gui.pages.alone import shown
from tests.gui.pages.heath import settle

SIX = datetime.fromisoformat("2025-05-10T06:00:00")


@pytest.fixture
def page(qtbot, scanned, tmp_path):
    yield from shown(qtbot, SitesPage, scanned, tmp_path / "window.ini")


def column(page, heading):
    number = [c.heading for c in page.table.columns].index(heading)
    return [page.table.index(row, number).data() for row in range(page.table.rowCount())]


def choose(page, *rows):
    flags = QItemSelectionModel.SelectionFlag
    model = page.view.selectionModel()
    model.setCurrentIndex(page.table.index(rows[0], 0), flags.NoUpdate)
    model.clearSelection()
    for row in rows:
        model.select(page.table.index(row, 0), flags.Select | flags.Rows)


def keep(clock, zone):
    clock.kept.setCurrentText("Local time of another zone …")
    clock.zone.setEditText(zone)


def rename(qtbot, page, name):
    page.panel.place.name.setText(name)
    page.panel.place.rename.click()
    settle(qtbot, page)


def test_deployments_are_listed_with_what_is_not_known_said_so(page):
    assert column(page, "Site") == ["Heath", "Wood"]
    assert column(page, "Recordings") == ["2", "2"]
    assert column(page, "Coordinates") == ["unknown", "unknown"]
    assert page.totals.text() == "2 sites · 2 deployments · 15 s of sound · 2 without coordinates"


def test_a_site_is_renamed_and_the_notice_undoes_it(qtbot, page):
    rename(qtbot, page, "Moor")
    assert column(page, "Site") == ["Moor", "Wood"]
    sentence, action, undo = page.said[-1]
    assert (sentence, action) == ("Renamed Heath to Moor.", "Undo")
    undo()
    settle(qtbot, page)
    assert column(page, "Site") == ["Heath", "Wood"]


def test_ctrl_z_takes_back_the_last_change(qtbot, page):
    rename(qtbot, page, "Moor")
    assert page.undoing.undo.text() == "Undo: Renamed Heath to Moor"
    page.view.setFocus()
    qtbot.keyClick(page.view, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    settle(qtbot, page)
    assert column(page, "Site") == ["Heath", "Wood"]
    assert (page.undoing.undo.isEnabled(), page.undoing.undo.text()) == (False, "Undo")


def test_ctrl_shift_z_makes_it_again(qtbot, page):
    rename(qtbot, page, "Moor")
    assert not page.redo_button.isEnabled()
    page.undo_button.click()
    settle(qtbot, page)
    assert page.said[-1][:2] == ("Undone: Renamed Heath to Moor.", "Redo")
    assert page.undoing.redo.text() == "Redo: Renamed Heath to Moor"
    page.view.setFocus()
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(page.view, Qt.Key.Key_Z, both)
    settle(qtbot, page)
    assert column(page, "Site") == ["Moor", "Wood"]
    assert page.said[-1][:2] == ("Done again: Renamed Heath to Moor.", "Undo")
    assert not page.undoing.redo.isEnabled()


def test_a_name_that_is_taken_is_refused_in_a_sentence(qtbot, page):
    rename(qtbot, page, "Wood")
    assert "There is a site Wood already" in page.said[-1][0]
    assert column(page, "Site") == ["Heath", "Wood"]


def test_typed_coordinates_place_a_site_and_find_its_zone(qtbot, page):
    place = page.panel.place
    place.where.setText("52,1782 N; 4,3721 E")
    place.place.click()
    settle(qtbot, page)
    assert column(page, "Coordinates")[0] == "52.17820° N, 4.37210° E"
    assert place.zone.text() == "Time zone there: Europe/Amsterdam"
    assert column(page, "Zone")[0] == "Europe/Amsterdam?"
    clock = page.panel.clock
    clock.kept.setCurrentText("Local time (Europe/Amsterdam)")
    settle(qtbot, page)
    clock.set.click()
    settle(qtbot, page)
    assert column(page, "Zone")[0] == "Europe/Amsterdam"


def test_a_clock_is_shown_as_it_is_though_the_list_of_zones_comes_late(qtbot, page):
    clock = page.panel.clock
    keep(clock, "Europe/Amsterdam")
    settle(qtbot, page)
    clock.set.click()
    settle(qtbot, page)
    clock.offer_zones(["Europe/Amsterdam", "Pacific/Auckland"])
    settle(qtbot, page)
    assert clock.clock.zone == "Europe/Amsterdam"
    assert clock.effect.text() == "This is how it is set now."


def test_coordinates_that_cannot_be_read_are_said_and_stay_typed(page):
    page.panel.place.where.setText("by the oak")
    page.panel.place.place.click()
    assert "no place that can be read" in page.said[-1][0]
    assert page.panel.place.where.text() == "by the oak"


def test_a_site_without_a_place_is_empty_and_a_click_places_nothing_until_asked(qtbot, page):
    place = page.panel.place
    assert not any(sign.isdigit() for sign in place.where.text() + place.where.placeholderText())
    middle = place.map.rect().center()
    qtbot.mouseClick(place.map, Qt.MouseButton.LeftButton, pos=middle)
    settle(qtbot, page)
    assert column(page, "Coordinates")[0] == "unknown"
    place.click.click()
    qtbot.mouseClick(place.map, Qt.MouseButton.LeftButton, pos=middle)
    settle(qtbot, page)
    assert column(page, "Coordinates")[0] != "unknown"
    assert not place.click.isChecked()
    place.clear.click()
    settle(qtbot, page)
    assert place.where.text() == ""


def test_a_map_of_ones_own_is_shown_below_remembered_and_taken_away(
    qtbot, page, tmp_path, monkeypatch
):
    file = tmp_path / "reserve.geojson"
    file.write_text('{"type": "LineString", "coordinates": [[4, 52], [5, 53]]}', encoding="utf-8")
    monkeypatch.setattr(dialogs, "file_to_read", lambda *_: file)
    site_map = page.panel.place.map
    site_map.own_map_wanted.emit()
    settle(qtbot, page)
    assert len(site_map.shapes.own.points) == 1
    page.maps.show_project(page.project)
    settle(qtbot, page)
    assert len(site_map.shapes.own.points) == 1
    site_map.own_map_wanted.emit()
    assert not site_map.shapes.own.points
    file.write_text("no map", encoding="utf-8")
    site_map.own_map_wanted.emit()
    settle(qtbot, page)
    assert "no GeoJSON and no GPX" in page.said[-1][0]


def test_what_a_known_time_moves_is_said_before_it_is_done(qtbot, page):
    clock = page.panel.clock
    clock.wrong.setCurrentIndex(1)
    clock.known.edits[1].setDateTime(clock.known.edits[0].dateTime().addSecs(192))
    settle(qtbot, page)
    assert clock.effect.text() == "2 recordings move 3 min 12 s later."
    clock.set.click()
    settle(qtbot, page)
    assert column(page, "Clock")[0] == "one time throughout, 3 min 12 s later"
    assert clock.effect.text() == "This is how it is set now."


def test_two_known_times_correct_a_drift(qtbot, page):
    clock = page.panel.clock
    clock.wrong.setCurrentText("Yes, and it drifted")
    clock.known.edits[3].setDateTime(clock.known.edits[2].dateTime().addSecs(600))
    settle(qtbot, page)
    known = clock.clock.known
    assert [one.error_s for one in known] == [0.0, 600.0]
    assert known[0] == KnownTime(SIX, SIX)
    assert "move" in clock.effect.text()


def test_whose_time_of_day_is_shown_can_be_chosen_and_undone(qtbot, page):
    clock = page.panel.clock
    assert clock.local_time is None
    clock.shown.setCurrentIndex(clock.shown.findData("site"))
    settle(qtbot, page)
    clock.set.click()
    settle(qtbot, page)
    assert clock.local_time == LocalTime.SITE
    assert clock.effect.text() == "This is how it is set now."
    page.project.undo()
    settle(qtbot, page)
    assert clock.local_time is None


def test_a_clock_set_to_utc_is_not_asked_about_summer_time(qtbot, page):
    clock = page.panel.clock
    assert clock.mode.isVisibleTo(clock)
    clock.kept.setCurrentText("UTC")
    settle(qtbot, page)
    assert not clock.mode.isVisibleTo(clock)
    assert clock.clock.zone == "UTC"
    clock.set.click()
    settle(qtbot, page)
    assert column(page, "Zone")[0] == "UTC"
    assert clock.kept.currentText() == "UTC"


def test_a_zone_is_found_by_typing_and_a_wrong_one_is_said(qtbot, page):
    clock = page.panel.clock
    keep(clock, "Mars/Base")
    settle(qtbot, page)
    assert "no such time zone" in clock.effect.text()
    keep(clock, "europe/paris")
    settle(qtbot, page)
    assert clock.clock.zone == "Europe/Paris"
    assert clock.effect.text() == "The clock of 2 recordings becomes UTC+2:00."


def test_several_sites_are_merged_into_the_current_one(qtbot, page):
    choose(page, 1, 0)
    assert page.tools.merge_button.text() == "Merge 2 sites"
    page.tools.merge_button.click()
    settle(qtbot, page)
    assert column(page, "Site") == ["Wood", "Wood"]
    choose(page, 0, 1)
    page.tools.merge_button.click()
    settle(qtbot, page)
    assert column(page, "Recordings") == ["4"]


def test_a_deployment_moves_to_a_new_site(qtbot, page):
    page.tools.move_button.click()
    page.tools.mover.field.setText("Moor")
    page.tools.mover.move_there.click()
    settle(qtbot, page)
    assert column(page, "Site") == ["Moor", "Wood"]


def test_a_deployment_is_split_by_folder(qtbot, page):
    choose(page, 0, 1)
    page.tools.merge_button.click()
    settle(qtbot, page)
    choose(page, 0, 1)
    page.tools.merge_button.click()
    settle(qtbot, page)
    page.tools.split_button.click()
    qtbot.waitUntil(lambda: page.tools.splitter.isVisible())
    splitter = page.tools.splitter
    splitter.by_folder.setChecked(True)
    splitter.folder.setCurrentText("Wood")
    splitter.site.setText("Wood again")
    splitter.split.click()
    settle(qtbot, page)
    assert column(page, "Site") == ["Heath", "Wood again"]


def test_a_deployment_is_split_by_the_day_that_its_corrected_clock_shows(qtbot, page):
    clock = page.panel.clock
    clock.wrong.setCurrentIndex(1)
    for edit, ahead in zip(
        clock.known.edits[:2], (0, 365 * 86_400 + 17 * 3600 + 55 * 60), strict=True
    ):
        edit.setDateTime(edit.dateTime().addSecs(ahead))  # the second begins after midnight
    settle(qtbot, page)
    clock.set.click()
    settle(qtbot, page)
    page.tools.split_button.click()
    qtbot.waitUntil(lambda: page.tools.splitter.isVisible())
    page.tools.splitter.day.setDate(QDate(2026, 5, 11))
    page.tools.splitter.split.click()
    settle(qtbot, page)
    assert column(page, "Period") == ["2026-05-10", "2026-05-11", "2025-05-10"]


def test_a_split_that_leaves_nothing_is_refused(qtbot, page):
    page.tools.split_button.click()
    qtbot.waitUntil(lambda: page.tools.splitter.isVisible())
    page.tools.splitter.day.setDate(QDate(2030, 1, 1))
    page.tools.splitter.split.click()
    settle(qtbot, page)
    assert "Choose another date or folder" in page.said[-1][0]


def test_a_table_goes_out_and_comes_back_after_a_look_at_it(qtbot, page, tmp_path, monkeypatch):
    file = tmp_path / "deployments.csv"
    monkeypatch.setattr(dialogs, "file_to_write", lambda *_: file)
    monkeypatch.setattr(dialogs, "file_to_read", lambda *_: file)
    page.exchange.export_button.click()
    settle(qtbot, page)
    with file.open(encoding="utf-8") as opened:
        rows = list(csv.DictReader(opened))
    assert [row["site"] for row in rows] == ["Heath", "Wood"]
    file.write_text("site,latitude,longitude\nHeath,52.1,4.3\n", encoding="utf-8")
    page.exchange.import_button.click()
    settle(qtbot, page)
    (box,) = page.findChildren(ImportBox)
    assert "would change 1 deployment" in box.title.text()
    assert "latitude: unknown -> 52.1" in box.lines.toPlainText()
    assert column(page, "Coordinates")[0] == "unknown"
    box.go.click()
    settle(qtbot, page)
    assert column(page, "Coordinates")[0] == "52.10000° N, 4.30000° E"


def test_a_table_with_a_wrong_line_cannot_be_imported(qtbot, page, tmp_path, monkeypatch):
    file = tmp_path / "wrong.csv"
    file.write_text("site,latitude,longitude\nHeath,95,4.3\n", encoding="utf-8")
    monkeypatch.setattr(dialogs, "file_to_read", lambda *_: file)
    page.exchange.import_button.click()
    settle(qtbot, page)
    (box,) = page.findChildren(QDialog)
    assert "1 line of wrong.csv cannot be used" in box.title.text()
    assert box.go.isHidden()
    box.reject()


def test_recordings_whose_folder_is_gone_are_linked_again(qtbot, page, tmp_path, monkeypatch):
    with page.project._project.writing() as db:
        root = db.exec_driver_sql("SELECT path FROM media_roots").scalar_one()
        db.exec_driver_sql("UPDATE media_roots SET path = '/gone/card1'")
    page.project.places.changed.emit()
    settle(qtbot, page)
    banner = page.missing
    assert banner.isVisible()
    monkeypatch.setattr(dialogs, "existing_folder", lambda *_: tmp_path / "elsewhere")
    (tmp_path / "elsewhere").mkdir()
    find = next(b for b in banner.findChildren(QPushButton) if "Find" in b.text())
    find.click()
    settle(qtbot, page)
    assert "does not hold the recordings" in page.said[-1][0]
    monkeypatch.setattr(dialogs, "existing_folder", lambda *_: Path(root))
    find.click()
    settle(qtbot, page)
    assert banner.isHidden()


def test_other_pages_are_told_of_a_change(qtbot, page):
    with qtbot.waitSignals([page.project.recordings_changed, page.project.detections_changed]):
        rename(qtbot, page, "Moor")


def test_every_control_has_a_name(page):
    kinds = (QAbstractButton, QComboBox, QLineEdit, QTableView, QDateTimeEdit)
    nameless = [
        w
        for kind in kinds
        for w in page.findChildren(kind)
        if w.focusPolicy()
        and not (w.accessibleName() or getattr(w, "text", str)() or w.objectName())
    ]
    assert nameless == []


def test_where_to_split_is_not_asked_of_another_deployment_than_was_meant(page, held_back):
    choose(page, 0)
    page.tools._ask_folders()
    held_back.outstanding()
    choose(page, 1)
    held_back.deliver(0)
    assert not page.tools.splitter.isVisible()


def test_what_another_clock_would_change_is_not_said_of_this_one(qtbot, page, held_back):
    keep(page.panel.clock, "Europe/Amsterdam")
    page._ask_effect()
    held_back.outstanding()
    keep(page.panel.clock, "Europe/Lisbon")
    held_back.deliver(0)
    assert page.panel.clock.effect.text() == "…"
    assert not page.panel.clock.set.isEnabled()
