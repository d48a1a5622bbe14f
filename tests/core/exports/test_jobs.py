"""Writing as a job: how far it is, what stopping leaves, and the style of tables."""

import csv
from dataclasses import replace

import pytest

from core.errors import UnusableValueError, UserError
from core.exports import FORMATS, Selection, TableStyle, export, exporting, files
from core.store import detections, recordings
from core.store.detections import New
from tests.core import made
from tests.core.conftest import BLACKBIRD
from tests.core.exports.every_format import EVERY

STYLED = [one for one in FORMATS if one.styled]


@pytest.mark.parametrize("format_", EVERY)
def test_an_export_that_is_stopped_at_any_step_leaves_nothing(
    hand_made, tmp_path, format_, monkeypatch
):
    monkeypatch.setattr(files, "_STEP", 1)
    place, wanted = tmp_path / "here", Selection(hand_made.run_id)
    place.mkdir()
    for steps in range(1, 20):
        job = exporting(hand_made.project, wanted, format_.id, place / f"out{format_.suffix}")
        try:
            taken = [next(job) for _ in range(steps)]
        except (StopIteration, UserError):  # these recordings have no embeddings
            assert steps > 1
            return
        assert all(step.fraction <= 1 for step in taken)
        job.close()
        assert list(place.iterdir()) == []


def test_how_far_it_is_counts_rows_of_all(hand_made, tmp_path):
    project = hand_made.project
    with project.writing() as db:
        label = made.label_ids(db, (BLACKBIRD,))[BLACKBIRD.scientific_name]
        (first, *_) = recordings.everything(db)
        new = [New(label, 100 + n, 103 + n, 0.9, 1.0, True) for n in range(2500)]
        detections.add(db, hand_made.run_id, first, new)
    job = exporting(project, Selection(hand_made.run_id), "ndjson", tmp_path / "a.ndjson")
    assert [(step.done, step.total) for step in job][1:] == [(1000, 2508), (2000, 2508)]


@pytest.mark.parametrize("format_", STYLED, ids=lambda f: f.id)
def test_with_decimal_commas_a_table_says_the_same(hand_made, tmp_path, format_):
    tables = []
    for style in (TableStyle(), TableStyle(separator=";", decimal_comma=True)):
        export(hand_made.project, Selection(hand_made.run_id), format_.id, tmp_path / "a", style)
        with (tmp_path / "a").open(encoding="utf-8", newline="") as file:
            tables.append([c for row in csv.reader(file, delimiter=style.separator) for c in row])
    changed = [(a, b) for a, b in zip(*tables, strict=True) if a != b]
    assert all(float(a) == float(b.replace(",", ".")) for a, b in changed)
    assert changed or format_.id in {"annotations-csv", "scores-csv"}  # empty here


def test_commas_cannot_part_both_cells_and_decimals():
    with pytest.raises(UnusableValueError, match="semicolon or a tab"):
        TableStyle(decimal_comma=True)
    with pytest.raises(UnusableValueError, match="comma, a semicolon or a tab"):
        replace(TableStyle(), separator="|")


def test_the_command_has_a_style_for_spreadsheets_and_none_for_others(run, hand_made, tmp_path):
    words = ("export", "--project", hand_made.project.folder, "--out", tmp_path / "a.csv")
    assert run(*words, "--format", "detections-csv", "--decimal-comma")[0] == 0
    assert ";0,900000;" in (tmp_path / "a.csv").read_text("utf-8")
    status, _, err = run(*words, "--format", "birdnet", "--separator", ";")
    assert status != 0
    assert "that its readers know" in err
