"""What other tools read, column by column; a file is written whole or not at all."""

import csv
import errno
from pathlib import Path

import pytest

from core.domain import Verdict
from core.errors import UserError
from core.exports import FORMATS, Selection, TableStyle, export, species_csv
from core.exports.files import write_csv
from core.jobs import answer
from core.review import Desk
from tests.core.conftest import WREN
from tests.core.exports.every_format import EVERY

TABLES = [one for one in FORMATS if one.id in {"detections-csv", "species-csv", "annotations-csv"}]


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def write(hand_made, tmp_path):
    def write_format(format_id: str) -> list[dict[str, str]]:
        rows = export(
            hand_made.project, Selection(hand_made.run_id), format_id, tmp_path / "out.csv"
        )
        found = table(tmp_path / "out.csv")
        assert len(found) == rows
        return found

    return write_format


def test_the_species_report_has_the_columns_that_were_promised(write):
    assert list(write("species-csv")[0]) == [
        "scientific_name", "common_name", "taxon_code", "site", "first_detection",
        "last_detection", "detections", "verified_correct", "verified_wrong", "unsure",
        "unreviewed", "estimated_precision", "precision_low_95", "precision_high_95",
        "score_threshold", "days_detected", "effort_hours", "detections_per_hour", "peak_hour",
        "network", "network_version", "run", "corrected_to_this",
        "annotations", "repeats", "recordings_analysed", "recordings_left",
        "precision_basis", "nights_detected", "recall", "recall_low_95", "recall_high_95",
        "minutes_listened", "claim", "rule", "hidden_by_rule", "call_density",
        "call_density_low_95", "call_density_high_95",
    ]  # fmt: skip


def test_a_row_of_the_species_report(hand_made, write):
    Desk(hand_made.project, "Ann").decide([1, 2, 3], Verdict.CORRECT)
    row = write("species-csv")[0]
    del row["precision_low_95"]
    assert "3 detections picked by hand" in row.pop("claim")
    assert list(row.values()) == [
        "Turdus merula", "Eurasian Blackbird", "", "all sites", "2025-05-03T05:00:00.000+02:00",
        "2025-05-04T07:00:00.000+02:00", "5", "3", "0", "0", "2", "1.0000", "1.0000", "0.25", "2",
        "3.500000", "1.428571", "6", "birdnet-2.4", "BirdNET 2.4", "run1", "0", "0", "0", "4", "0",
        "picked", "2", "", "", "", "", "", "0", "", "", "",
    ]  # fmt: skip


def test_the_detections_have_the_columns_that_were_promised(write):
    assert list(write("detections-csv")[0]) == [
        "detection_id", "scientific_name", "common_name", "current_scientific_name",
        "current_common_name", "score", "verdict", "reviewer", "note", "note_by", "file",
        "offset_s", "end_offset_s", "low_hz", "high_hz", "local_time", "utc_time", "site",
        "latitude", "longitude", "in_species_list", "network", "run", "file_hash", "file_changed",
        "label", "calibrated", "hidden_by_rule", "claim",
    ]  # fmt: skip


def test_a_row_of_the_detections(hand_made, write):
    Desk(hand_made.project, "Ann").decide([5], Verdict.WRONG, corrected=WREN, note='a "wren", far')
    (row,) = [r for r in write("detections-csv") if r["detection_id"] == "5"]
    assert row.pop("claim").endswith("4 recordings, all sites, 2025-05-03 to 2025-05-04.")
    assert list(row.values()) == [
        "5", "Turdus merula", "Eurasian Blackbird", "Troglodytes troglodytes", "Eurasian Wren",
        "0.500000", "wrong", "Ann", 'a "wren", far', "Ann", "Dune/b.wav", "1800.000", "1803.000",
        "", "",
        "2025-05-03T06:00:00.000+02:00", "2025-05-03T04:00:00.000+00:00", "Dune", "52.1", "4.3",
        "yes", "birdnet-2.4", "run1", "Dune/b.wav", "no", "Turdus merula", "no", "no",
    ]  # fmt: skip


def test_what_the_list_hides_is_in_the_detections_and_marked(write):
    rows = write("detections-csv")
    assert len(rows) == 8
    assert [r["scientific_name"] for r in rows if r["in_species_list"] == "no"] == [
        "Menura novaehollandiae"
    ]


def test_an_unknown_format_names_those_there_are(hand_made, tmp_path):
    with pytest.raises(UserError, match=r"detections-csv, species-csv"):
        export(hand_made.project, Selection(hand_made.run_id), "xls", tmp_path / "out")


@pytest.mark.parametrize("format_", EVERY)
@pytest.mark.parametrize("place", ["missing/out.csv", "file/out.csv", "."])
def test_a_place_that_cannot_be_written_is_said(hand_made, tmp_path, format_, place):
    (tmp_path / "file").touch()
    with pytest.raises(UserError, match=r"cannot be written|is a folder"):
        export(hand_made.project, Selection(hand_made.run_id), format_.id, tmp_path / place)


@pytest.mark.parametrize(
    ("number", "advice"), [(errno.ENOSPC, "Make room there"), (errno.EACCES, "Close it in other")]
)
@pytest.mark.parametrize("format_id", ["detections-csv", "xlsx"])
def test_a_full_disk_wants_room_and_a_file_that_is_held_wants_to_be_closed(
    hand_made, tmp_path, monkeypatch, format_id, number, advice
):
    def refused(*_: object) -> None:
        raise OSError(number, "no")

    monkeypatch.setattr(Path, "replace", refused)
    with pytest.raises(UserError, match=advice):
        export(hand_made.project, Selection(hand_made.run_id), format_id, tmp_path / "out")
    assert list(tmp_path.glob("out*")) == []


def test_a_table_broken_off_leaves_the_old_one_and_nothing_else(tmp_path):
    path = tmp_path / "out.csv"
    path.write_text("a,b\nold,1\n")

    def rows():
        yield (1, 2)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_csv(path, ("a", "b"), rows())
    assert path.read_text() == "a,b\nold,1\n"
    assert list(tmp_path.iterdir()) == [path]


def test_tables_are_utf8_with_plain_line_ends(tmp_path):
    write_csv(tmp_path / "a.csv", ("Ä", "b"), [(None, "x\ny"), ("ü,", 1.5)])
    assert (tmp_path / "a.csv").read_bytes() == 'Ä,b\n,"x\ny"\n"ü,",1.5\n'.encode()


@pytest.mark.parametrize("format_", TABLES, ids=lambda f: f.id)
def test_for_excel_a_table_begins_with_a_mark_and_is_else_the_same(hand_made, tmp_path, format_):
    plain, marked = tmp_path / "a.csv", tmp_path / "b.csv"
    export(hand_made.project, Selection(hand_made.run_id), format_.id, plain)
    export(
        hand_made.project,
        Selection(hand_made.run_id),
        format_.id,
        marked,
        TableStyle(byte_order_mark=True),
    )
    assert marked.read_bytes() == b"\xef\xbb\xbf" + plain.read_bytes()


@pytest.mark.parametrize("site", ["=1+1", "+44", "@x", "-2+3", " =x", "'=x"])
@pytest.mark.parametrize("format_", TABLES, ids=lambda f: f.id)
def test_no_cell_runs_as_a_formula(hand_made, tmp_path, format_, site):
    with hand_made.project.writing() as db:
        db.exec_driver_sql("UPDATE sites SET name = ? WHERE id = 1", (site,))
    Desk(hand_made.project, site).draw(1, (0, 1), note=site)
    Desk(hand_made.project, site).decide([1], Verdict.CORRECT, note=site)
    export(hand_made.project, Selection(hand_made.run_id), format_.id, tmp_path / "a.csv")
    cells = [cell for row in table(tmp_path / "a.csv") for cell in row.values()]
    assert "'" + site in cells
    assert not [cell for cell in cells if cell.strip()[:1] in {*"=+@"} or cell[:2] == "-2"]


def test_negative_numbers_stay_numbers(tmp_path):
    write_csv(tmp_path / "a.csv", ("a",), [(-3.5,), ("-41.3",), ("-1+1",)])
    assert (tmp_path / "a.csv").read_text() == "a\n-3.5\n-41.3\n'-1+1\n"


def test_the_report_on_screen_and_the_export_are_the_same(analysed, tmp_path):
    from core import report

    export(analysed, Selection(1), "species-csv", tmp_path / "a.csv")
    found = report.build(analysed)
    answer(species_csv.write_rows(found, found.rows, tmp_path / "b.csv"))
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()
    assert table(tmp_path / "a.csv")[0]["scientific_name"] == "Turdus merula"
