"""What is exported is what was asked for: of a site, of an earlier analysis, without the hidden."""

import csv
import json
import sys

import pytest

from core.cli import app
from core.store import runs

SPECIES = ("export", "--format", "species-csv")
DETECTIONS = ("export", "--format", "detections-csv")


@pytest.fixture
def written(hand_made, monkeypatch, capsys, tmp_path):
    """Run a command that writes a table, and return its status, rows and messages."""
    monkeypatch.setattr(app, "log_to_file", lambda: None)
    out = tmp_path / "out.csv"

    def command(*words):
        named = ("--project", str(hand_made.project.folder), "--out", str(out))
        monkeypatch.setattr(sys, "argv", ["undersong", *words, *named])
        status = app.run()
        rows = list(csv.DictReader(out.read_text("utf-8").splitlines())) if status == 0 else []
        return status, rows, capsys.readouterr().err

    return command


@pytest.mark.parametrize("command", [("report",), SPECIES])
def test_the_report_of_a_site_has_only_its_rows(written, command):
    _, every, _ = written(*command)
    _, some, _ = written(*command, "--site", "Wood")
    assert some == [row for row in every if row["site"] == "Wood"]
    assert 0 < len(some) < len(every)


def test_detections_can_be_of_a_site_and_without_the_hidden(written):
    assert len(written(*DETECTIONS)[1]) == 8
    assert len(written(*DETECTIONS, "--site", "Wood")[1]) == 2
    assert len(written(*DETECTIONS, "--site", "Wood", "--no-hidden")[1]) == 1
    assert len(written(*DETECTIONS, "--site", "Wood", "--site", "Dune")[1]) == 8


def test_a_report_can_be_of_some_days_and_says_so_beside_it(written, tmp_path):
    status, rows, _ = written("report", "--from", "2025-05-04", "--to", "2025-05-04")
    assert (status, {row["first_detection"][:10] for row in rows}) == (0, {"2025-05-04"})
    beside = json.loads((tmp_path / "out.csv.json").read_text(encoding="utf-8"))
    assert beside["undersong_species_report"] == 3
    assert (beside["from"], beside["rows"]) == ("2025-05-04", len(rows))
    assert written("report", "--from", "2025-05-04", "--to", "2025-05-03")[0] == 2


def test_an_unknown_site_is_named_with_those_there_are(written):
    status, _, said = written("report", "--site", "Moor")
    assert status == 2
    assert "There is no site Moor" in said
    assert "Dune, Wood" in said


def test_an_earlier_analysis_is_named_by_how_its_name_begins(written, hand_made):
    with hand_made.project.writing() as db:
        later = runs.start(
            db, "later", "birdnet-2.4", pass_id=1, settings={"min_score": 0.5},
            versions={"network": "BirdNET 2.4"},
        )  # fmt: skip
        runs.finish(db, later.id)
    assert {row["run"] for row in written(*DETECTIONS, "--run", "run")[1]} == {"run1"}
    status, _, said = written("report", "--run", "x")
    assert status == 2
    assert "later" in said
    assert "run1" in said
