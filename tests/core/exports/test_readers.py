"""Exports opened by the programs that read them; where one is not installed, that is said."""

import csv
import json
import zipfile
from pathlib import Path

import openpyxl
import pytest

from core.domain import Verdict
from core.exports import Blur, Selection, TableStyle, export, lacking, xlsx
from core.review import Desk
from core.taxon_groups import TaxonGroup
from tests.core.conftest import WREN


@pytest.fixture
def write(hand_made, tmp_path):
    def written(format_id: str, name: str, **limits: object) -> Path:
        wanted = Selection(hand_made.run_id, **limits)
        assert export(hand_made.project, wanted, format_id, tmp_path / name) > 0
        return tmp_path / name

    return written


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_workbook_says_what_the_tables_say(hand_made, write):
    Desk(hand_made.project, "=1+1").decide([1], Verdict.CORRECT, note="=SUM(A1)")
    Desk(hand_made.project, "Ann").draw(1, (0, 1), species=WREN, note="@x")
    book = openpyxl.load_workbook(write("xlsx", "a.xlsx"))
    assert book.sheetnames == ["About", "Species", "Detections", "Annotations", "Sites"]
    for sheet, format_id in (("Detections", "detections-csv"), ("Annotations", "annotations-csv")):
        header, *cells = book[sheet].iter_rows(values_only=True)
        rows = table(write(format_id, "a.csv"))
        assert list(header) == list(rows[0])
        for mine, row in zip(cells, rows, strict=True):
            for cell, text in zip(mine, row.values(), strict=True):
                said = text[1:] if text[:2] in ("'=", "'@") else text
                assert (cell is None and not said) or str(cell) == said or cell == float(said)
    notes = [row[8] for row in book["Detections"].iter_rows(min_row=2)]
    assert {cell.data_type for cell in notes if cell.value} == {"s"}


def test_a_workbook_without_the_sheet_of_species_says_so(hand_made, tmp_path):
    wanted = Selection(hand_made.run_id, min_score=0.5, groups=frozenset({TaxonGroup.BIRD}))
    export(hand_made.project, wanted, "xlsx", tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert "Species" not in book.sheetnames
    about = list(book["About"].values)
    assert ("groups", TaxonGroup.BIRD.title) in about
    said = "The sheet of species is left out: it is of all scores and verdicts."
    assert ("left out", said) in about
    assert said in lacking(hand_made.project, wanted, "xlsx")


def test_a_sheet_that_is_full_goes_on_in_another(write, monkeypatch):
    monkeypatch.setattr(xlsx, "_ROWS", 5)
    book = openpyxl.load_workbook(write("xlsx", "a.xlsx"))
    assert [book[name].max_row for name in ("Detections", "Detections 2")] == [5, 5]


def test_a_workbook_of_somebody_else_is_left_as_it_is(hand_made, write, tmp_path):
    path = write("xlsx", "a.xlsx")
    before = path.read_bytes()
    assert write("xlsx", "a.xlsx").read_bytes() == before  # one of ours is written again
    openpyxl.Workbook().save(tmp_path / "b.xlsx")
    with pytest.raises(Exception, match="did not write it"):
        export(hand_made.project, Selection(hand_made.run_id), "xlsx", tmp_path / "b.xlsx")


def test_aoef_is_a_set_of_predictions_each_of_a_recording(write):
    data = json.loads(write("aoef", "a.json").read_text("utf-8"))["data"]
    ids = {name: {one["uuid"] for one in data[name]} for name in ("recordings", "sound_events")}
    assert {one["recording"] for one in data["sound_events"]} <= ids["recordings"]
    predicted = data["sound_event_predictions"]
    assert {one["sound_event"] for one in predicted} == ids["sound_events"]
    of_clips = [one for clip in data["clip_predictions"] for one in clip["sound_events"]]
    assert sorted(of_clips) == sorted(one["uuid"] for one in predicted)
    assert len(of_clips) == 7  # all but the one that the list hides


def test_soundevent_reads_aoef(write):
    io = pytest.importorskip("soundevent.io", reason="soundevent is not installed")
    found = io.load(write("aoef", "a.json"), type="prediction_set")
    assert sum(len(one.sound_events) for one in found.clip_predictions) == 7


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of its own libraries
def test_crowsetta_reads_raven(write):
    crowsetta = pytest.importorskip("crowsetta", reason="crowsetta is not installed")
    path = write("raven-combined", "a.txt")
    found = crowsetta.formats.bbox.Raven.from_file(path, annot_col="Common Name")
    assert len(found.df) == 7


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_what_is_odd_is_read_by_others_too(generated, tmp_path):
    project, run_id = generated
    io = pytest.importorskip("soundevent.io", reason="soundevent is not installed")
    crowsetta = pytest.importorskip("crowsetta", reason="crowsetta is not installed")
    number = export(project, Selection(run_id), "aoef", tmp_path / "a.json")
    found = io.load(tmp_path / "a.json", type="prediction_set")
    assert sum(len(one.sound_events) for one in found.clip_predictions) == number
    export(project, Selection(run_id), "raven-combined", tmp_path / "a.txt")
    table = crowsetta.formats.bbox.Raven.from_file(tmp_path / "a.txt", annot_col="Common Name")
    assert len(table.df) == number


def test_an_odd_workbook_has_no_formula(generated, tmp_path):
    project, run_id = generated
    number = export(project, Selection(run_id), "xlsx", tmp_path / "a.xlsx")
    rows = list(openpyxl.load_workbook(tmp_path / "a.xlsx")["Detections"].iter_rows())
    assert len(rows) == number + 1
    assert not [cell.value for row in rows for cell in row if cell.data_type == "f"]


def test_parquet_has_types(hand_made, write):
    parquet = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed")
    rows = parquet.read_table(write("parquet", "a.parquet")).to_pylist()
    assert [row["score"] for row in rows[:3]] == [0.9, 0.8, 0.7]
    assert (rows[0]["in_species_list"], rows[0]["utc_time"].hour) == (True, 3)


def test_without_pyarrow_it_is_said_what_to_install(hand_made, tmp_path, monkeypatch):
    monkeypatch.setattr("core.exports.parquet.find_spec", lambda _: None)
    with pytest.raises(Exception, match='pip install "pyarrow>=18"'):
        export(hand_made.project, Selection(hand_made.run_id), "parquet", tmp_path / "a.parquet")


def test_frictionless_finds_nothing_wrong_in_camtrap_dp(write, tmp_path):
    frictionless = pytest.importorskip("frictionless", reason="frictionless is not installed")
    with zipfile.ZipFile(write("camtrap-dp", "a.zip")) as archive:
        archive.extractall(tmp_path / "package")
    found = json.loads((tmp_path / "package" / "datapackage.json").read_text("utf-8"))
    for one in (found, *found["resources"]):  # the profiles lie on the web
        one.pop("profile")
        one.pop("schema", None)
    named = tmp_path / "package" / "datapackage.json"
    named.write_text(json.dumps(found), encoding="utf-8")
    assert frictionless.validate(str(named)).valid


def test_wildtrax_has_a_tag_for_each_with_a_number_of_its_species(write):
    rows = table(write("wildtrax", "a.csv"))
    first = [row for row in rows if row["location"] == "Dune"][:3]
    assert [row["speciesIndividualNumber"] for row in first] == ["1", "2", "3"]
    assert list(rows[0].values()) == [
        "Dune", "2025-05-03 05:00:00", "1SPT", "3600", "BirdNET 2.4", "Eurasian Blackbird", "1", "",
        "1", "0.0", "3.0", "", "", "1",
    ]  # fmt: skip


def test_a_night_goes_from_noon_to_noon_and_is_there_without_a_detection(hand_made, write):
    with hand_made.project.writing() as db:
        db.exec_driver_sql("DELETE FROM detections WHERE recording_id = 3")
    rows = table(write("nabat", "a.csv"))
    nights = {(row["Location Name"], row["Survey Night"], row["Species"]) for row in rows}
    assert ("Dune", "2025-05-02", "Turdus merula") in nights
    assert ("Dune", "2025-05-03", "NoID") in nights
    (dune,) = [r for r in rows if r["Survey Night"] == "2025-05-02" and r["Detections"] == "4"]
    assert (dune["Hours Recorded"], dune["Recordings"]) == ("1.5000", "2")


def test_older_birdnet_tables_by_name(write):
    folder = write("birdnet-1", "old")
    assert (folder / "Dune" / "a.BirdNET.results.csv").read_text("utf-8").splitlines()[:2] == [
        "Start (s),End (s),Scientific name,Common name,Confidence",
        "0.0,3.0,Turdus merula,Eurasian Blackbird,0.9000",
    ]
    first = table(write("birdnet-r", "r.csv"))[0]
    assert (first["week"], first["lat"], first["model"]) == ("17", "52.1", "BirdNET 2.4")


def test_what_has_no_site_is_no_tag_and_said(hand_made):
    with hand_made.project.writing() as db:
        db.exec_driver_sql("UPDATE detections SET site_id = NULL WHERE id < 3")
    wanted = Selection(hand_made.run_id, blur=Blur(0.1))
    assert "2 detections left out" in " ".join(lacking(hand_made.project, wanted, "wildtrax"))


def test_a_style_changes_nothing_in_another_programs_table(hand_made, tmp_path):
    style = TableStyle(True, ";", decimal_comma=True)
    for name, its in (("a.csv", TableStyle()), ("b.csv", style)):
        wanted = Selection(hand_made.run_id)
        export(hand_made.project, wanted, "wildtrax", tmp_path / name, its)
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()
