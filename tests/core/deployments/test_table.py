"""Deployments as a CSV, out and in again."""

import csv

import pytest

from core.deployments import editing, table
from core.deployments.clock import known_times
from core.errors import UserError
from core.exports.files import write_csv
from tests.core.deployments.conftest import all_deployments, all_sites


def written(path, *rows):
    header = ",".join(table.COLUMNS)
    lines = [",".join(row.get(name, "") for name in table.COLUMNS) for row in rows]
    path.write_text("\n".join((header, *lines)) + "\n", encoding="utf-8")
    return path


def test_what_was_exported_changes_nothing_when_imported(hand_made, tmp_path):
    path = written(tmp_path / "d.csv", *table.rows(hand_made.project))
    plan = table.import_table(hand_made.project, path)
    assert (len(plan.lines), plan.changing, plan.problems) == (2, 0, ())
    assert editing.undo_edit(hand_made.project) is None


def test_the_export_says_site_period_recorder_and_clock(hand_made):
    dune = table.rows(hand_made.project)[0]
    assert (dune["site"], dune["start"], dune["end"]) == (
        "Dune",
        "2025-05-03T05:00:00",
        "2025-05-04T08:00:00",
    )
    assert (dune["serial"], dune["clock"], dune["zone"]) == ("S1", "fixed_offset", "")


def test_filled_in_cells_are_taken_over_in_one_step(hand_made, tmp_path):
    line = {
        "site": "Dune",
        "latitude": "-41.3",
        "longitude": "174.8",
        "zone": "Pacific/Auckland",
        "clock": "follows_zone",
        "clock_start": "2025-05-03T05:00",
        "true_start": "2025-05-03T05:01",
    }
    path = written(tmp_path / "d.csv", line)
    assert table.plan_import(hand_made.project, path).changing == 1
    assert all_sites(hand_made.project)["Dune"].latitude == 52.1
    table.import_table(hand_made.project, path)
    dune = all_deployments(hand_made.project)[0]
    assert (dune.latitude, dune.zone, dune.clock_mode) == (
        -41.3,
        "Pacific/Auckland",
        "follows_zone",
    )
    assert known_times(dune.clock)[0].error_s == 60
    editing.undo_edit(hand_made.project)
    assert all_deployments(hand_made.project)[0].latitude == 52.1


def test_a_line_with_the_serial_and_another_site_moves_the_deployment(hand_made, tmp_path):
    with hand_made.project.writing() as db:
        db.exec_driver_sql("UPDATE deployments SET serial = 'S2' WHERE id = 2")
    path = written(tmp_path / "d.csv", {"site": "Forest", "serial": "S2"})
    table.import_table(hand_made.project, path)
    assert list(all_sites(hand_made.project)) == ["Dune", "Forest"]


def test_one_wrong_line_and_nothing_is_imported(hand_made, tmp_path):
    path = written(
        tmp_path / "d.csv",
        {"site": "Dune", "latitude": "10", "longitude": "10"},
        {"site": "Dune", "serial": "S1"},
        {"site": "Nowhere"},
        {"site": "Wood", "latitude": "152.1", "longitude": "4.3"},
        {"site": "Wood", "start": "next May"},
        {"site": "Wood", "zone": "Mars/Olympus"},
    )
    with pytest.raises(UserError) as raised:
        table.import_table(hand_made.project, path)
    said = str(raised.value)
    assert [f"Line {n}:" in said for n in range(2, 8)] == [False, True, True, True, True, True]
    assert all_sites(hand_made.project)["Dune"].latitude == 52.1


def test_semicolons_and_decimal_commas_are_read(hand_made, tmp_path):
    (tmp_path / "d.csv").write_text("Site;Latitude;Longitude\nDune;10,5;11,5\n\n", "utf-8-sig")
    table.import_table(hand_made.project, tmp_path / "d.csv")
    assert all_sites(hand_made.project)["Dune"].latitude == 10.5


@pytest.mark.parametrize("content", [b"", b"a,b\n1,2\n", b"site\n\xff\xfe\n"])
def test_a_file_that_is_no_such_table_is_said(hand_made, tmp_path, content):
    (tmp_path / "d.csv").write_bytes(content)
    with pytest.raises(UserError):
        table.import_table(hand_made.project, tmp_path / "d.csv")


@pytest.mark.parametrize("site", ["=1+1", "+44", "@x", "-5", "'=x", 'Dune, "old"', "ÄÖ; ü"])
@pytest.mark.parametrize("for_excel", [False, True])
def test_any_name_comes_back_from_an_exported_table(hand_made, tmp_path, site, for_excel):
    editing.rename_site(hand_made.project, 1, site)
    editing.set_coordinates(hand_made.project, 1, -41.3, -0.00001)
    rows = ([row[name] for name in table.COLUMNS] for row in table.rows(hand_made.project))
    write_csv(tmp_path / "d.csv", table.COLUMNS, rows, for_excel=for_excel)
    assert table.import_table(hand_made.project, tmp_path / "d.csv").changing == 0


def test_a_site_is_the_same_however_its_name_is_written(hand_made, tmp_path):
    path = written(tmp_path / "d.csv", {"site": " DUNE ", "latitude": "10", "longitude": "10"})
    assert "site" not in " ".join(table.import_table(hand_made.project, path).lines[0].changes)
    assert list(all_sites(hand_made.project)) == ["Dune", "Wood"]


def test_lines_that_cannot_be_told_into_cells_are_named(hand_made, tmp_path):
    (tmp_path / "d.csv").write_text("site,latitude,longitude\nDune,10\nWood,1,2,3\nDune,1,1\n")
    problems = table.plan_import(hand_made.project, tmp_path / "d.csv").problems
    assert [problem[:7] for problem in problems] == ["Line 2:", "Line 3:"]


def test_quoted_names_survive(hand_made, tmp_path):
    editing.rename_site(hand_made.project, 1, 'Dune, "old"')
    with (tmp_path / "d.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, table.COLUMNS)
        writer.writeheader()
        writer.writerows(table.rows(hand_made.project))
    assert table.import_table(hand_made.project, tmp_path / "d.csv").changing == 0
