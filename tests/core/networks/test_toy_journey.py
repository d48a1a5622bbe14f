"""A network that is nothing like BirdNET goes the whole way: import, analysis, review, report.

By functions here and by commands; through the window's doors in tests/gui/pages/test_toy_window.
"""

import csv
import json
import subprocess
import sys
from contextlib import closing
from dataclasses import replace

import numpy as np
import pytest

from core import report
from core.analysis import Settings, analyse, plan
from core.domain import Label, LabelKind, Verdict
from core.errors import UserError
from core.exports import Selection, export
from core.inference.executors import InProcess, ProcessPool
from core.networks import catalogue
from core.review import Desk, plan_files, plans, reference
from core.review.likeness import Likeness
from core.review.merge import merge
from core.review.plans import PlanRequest
from core.review.similar import most_alike_first
from core.review.species_search import SpeciesSearch
from core.scan import scan
from core.store import Project, detections, heads, passes, runs
from core.store.detections import Filter
from tests.core.exports.every_format import WRITABLE
from tests.core.networks.toy import (
    CALL_HZ,
    CRICKET,
    CRICKET_HZ,
    LABELS,
    MANIFEST,
    SONG_HZ,
    TOAD,
    Toy,
)
from tests.core.sounds import record

TOY = Settings("toy-1", min_score=0.2)
LONG_S = 2.0
WINDOWS = 8  # every .25 s, the last with a third of its .5 s at least: 7 whole and one of .25 s


def tones(seconds: float, *hz: float, rate: int) -> np.ndarray:
    at = np.arange(round(seconds * rate)) / rate
    return sum(np.sin(2 * np.pi * f * at) for f in hz).astype(np.float32) * 0.2


@pytest.fixture(scope="session")
def pond(tmp_path_factory):
    """A card: song, call, both at once, a cricket, and two that are shorter than a window."""
    folder = tmp_path_factory.mktemp("pond")
    for name, seconds, hz, rate in (
        ("20250510_210000", LONG_S, (SONG_HZ,), 48_000),
        ("20250510_211000", LONG_S, (CALL_HZ,), 16_000),
        ("20250510_212000", LONG_S, (SONG_HZ, CALL_HZ), 48_000),
        ("20250510_213000", LONG_S, (CRICKET_HZ,), 44_100),
        ("20250510_214000", 0.3, (CRICKET_HZ,), 16_000),
        ("20250510_215000", 0.1, (CRICKET_HZ,), 16_000),
    ):
        record(folder / "Pond" / f"{name}.wav", tones(seconds, *hz, rate=rate), rate=rate)
    return folder


def analysed(folder, pond, network=None, settings=TOY, executor=None):
    project = Project(folder)
    list(scan(project, pond))
    list(analyse(project, network or Toy(), settings, executor=executor or InProcess()))
    return project


@pytest.fixture
def toads(pond, tmp_path):
    with closing(analysed(tmp_path / "toads", pond)) as project:
        yield project


def found(project, **wanted):
    with project.reading() as db:
        return list(detections.everything(db, Filter(unlisted=True, **wanted)))


def of_file(project, name):
    return [d for d in found(project) if name in d.path.name]


def test_every_window_is_heard_however_short(toads):
    with toads.reading() as db:
        run = runs.latest(db)
        query = "SELECT r.path, n.windows, n.analysed_s, n.problem FROM run_recordings n "
        rows = db.exec_driver_sql(f"{query} JOIN recordings r ON r.id = n.recording_id").all()
    heard = {path.rsplit("_", 1)[1][:6]: tuple(rest) for path, *rest in rows}
    assert run.finished_utc
    for name in ("210000", "211000", "212000", "213000"):
        assert heard[name] == (WINDOWS, pytest.approx(LONG_S), None)
    assert heard["214000"] == (1, pytest.approx(0.3), None)
    assert heard["215000"] == (0, 0.0, "too-short")


def test_song_and_call_in_one_window_are_two_detections_of_one_species(toads):
    both = of_file(toads, "212000")
    assert {d.label for d in both} == {"toad song", "toad call"}
    assert {d.species for d in both} == {TOAD}
    assert len(both) == 2 * WINDOWS
    assert [d.start_s for d in both[::2]] == [n * 0.25 for n in range(WINDOWS)]
    assert all(d.end_s == min(d.start_s + 0.5, LONG_S) for d in both)
    assert all(0.45 < d.score < 0.55 for d in both)


def test_workers_hear_what_one_process_hears(pond, toads, tmp_path):
    with closing(analysed(tmp_path / "pool", pond, executor=ProcessPool(2))) as other:
        assert [(d.path, d.label, d.start_s, d.score) for d in found(other)] == [
            (d.path, d.label, d.start_s, d.score) for d in found(toads)
        ]


def test_the_report_counts_a_moment_of_a_species_once(toads):
    by_species = {row.species: row for row in report.build(toads).totals}
    assert by_species.keys() == {TOAD, CRICKET}
    toad = by_species[TOAD]
    assert toad.detections == 4 * WINDOWS
    assert toad.effort_h * 3600 == pytest.approx(4 * LONG_S + 0.3, abs=0.01)
    assert toad.repeats == WINDOWS  # the call in the moments of the song


def test_what_is_said_of_the_song_leaves_the_call_alone(toads):
    song, call = of_file(toads, "212000")[:2]
    desk = Desk(toads, "Ann")
    desk.decide([song.id], Verdict.CORRECT)
    desk.decide([call.id], Verdict.WRONG, corrected=CRICKET)
    now = {d.label: d for d in of_file(toads, "212000")[:2]}
    assert now[song.label].verdict is Verdict.CORRECT
    assert now[call.label].corrected == CRICKET
    desk.undo()
    assert of_file(toads, "212000")[1].verdict is None


def test_other_settings_are_answered_from_what_is_kept(toads, pond):
    class Nobody:
        def events(self, setup, tasks):
            raise AssertionError("it is heard again")

    other = replace(TOY, min_score=0.6)
    assert plan(toads, Toy(), other).to_hear_s == 0
    list(analyse(toads, Toy(), other, executor=Nobody()))
    with toads.reading() as db:
        run = runs.latest(db)
    assert {d.label for d in found(toads, run_id=run.id)} == {label.text for label in LABELS}
    assert not [d for d in found(toads, run_id=run.id) if "212000" in d.path.name]


def test_what_sounds_alike_is_found_without_any_network(toads, monkeypatch):
    monkeypatch.setattr(catalogue, "NETWORKS", ())
    crickets, songs = of_file(toads, "213000"), of_file(toads, "210000")
    order = most_alike_first(toads, Filter(unlisted=True), [crickets[0].id])
    assert order.compared == len(found(toads))
    assert set(order.ids[: len(crickets)].tolist()) <= {
        d.id for d in found(toads) if d.species == CRICKET
    }
    near = Likeness(toads).to(crickets[0], [crickets[1].id, songs[0].id])
    assert near[crickets[1].id] > 0.99 > near[songs[0].id]


def test_alternatives_and_references_come_from_the_project(toads, monkeypatch):
    monkeypatch.setattr(catalogue, "NETWORKS", ())
    song = of_file(toads, "210000")[0]
    Desk(toads, "Ann").decide([song.id], Verdict.CORRECT)
    (song,) = [d for d in found(toads) if d.id == song.id]
    reference.keep(toads, song, "Ann")
    other = of_file(toads, "210000")[1]
    alike = reference.alike(toads, Likeness(toads), other)
    assert [one.detection.id for one in alike.kept] == [song.id]
    assert CRICKET in reference.alternatives(toads, other)
    with toads.reading() as db:
        names = SpeciesSearch(heads.species(db, "toy-1"))
    assert [s.scientific_name for s in names.find("crick")] == [CRICKET.scientific_name]


@pytest.mark.parametrize("known", [True, False], ids=["in the catalogue", "in none"])
def test_every_format_is_written(toads, tmp_path, monkeypatch, known):
    monkeypatch.setattr(catalogue, "NETWORKS", (Toy(),) if known else ())
    with toads.reading() as db:
        run = runs.latest(db)
    for form in WRITABLE:
        out = tmp_path / f"{form.id}{form.suffix}"
        assert export(toads, Selection(run.id), form.id, out) >= 0
        assert out.stat().st_size > 0
    with (tmp_path / "detections-csv.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {(row["scientific_name"], row["label"]) for row in rows} == {
        (label.species.scientific_name, label.text) for label in LABELS
    }


def test_copies_tell_song_and_call_apart(pond, toads, tmp_path):
    with closing(analysed(tmp_path / "copy", pond)) as copy:
        song, call = of_file(copy, "212000")[:2]
        Desk(copy, "Bob").decide([call.id], Verdict.CORRECT)
        assert merge(toads, copy).verdicts == 1
        mine = {d.label: d.verdict for d in of_file(toads, "212000")[:2]}
        assert mine == {call.label: Verdict.CORRECT, song.label: None}
        made = plans.make(copy, PlanRequest("dusk", "random", 30, seed=4))
        plan_files.save(copy, made, tmp_path / "dusk.plan.json")
        taken = plan_files.take_in(toads, tmp_path / "dusk.plan.json")
        assert taken.missing == 0
        assert labels_of(toads, taken.plan) == labels_of(copy, made)


def labels_of(project, made):
    query = (
        "SELECT r.path, l.text, d.start_s FROM review_items i "
        "JOIN detections d ON d.id = i.detection_id JOIN labels l ON l.id = d.label_id "
        "JOIN recordings r ON r.id = d.recording_id WHERE i.plan_id = ? ORDER BY i.position"
    )
    with project.reading() as db:
        return [tuple(row) for row in db.exec_driver_sql(query, (made.id,))]


def test_the_project_says_what_it_was_made_with(toads):
    with toads.reading() as db:
        run = runs.latest(db)
        known = passes.get(db, run.pass_id)
        labels = heads.labels(db, heads.of_pass(db, run.pass_id)[0])
    assert known.manifest == json.loads(json.dumps(MANIFEST.to_plain()))
    assert (known.windowing.length, known.windowing.step, known.windowing.least) == (
        8000, 4000, 2667,
    )  # fmt: skip
    assert [(one.index, one.text, one.species, one.kind) for one in labels] == [
        (n, label.text, label.species, label.kind) for n, label in enumerate(LABELS)
    ]


@pytest.mark.parametrize(
    "other",
    [
        Toy(labels=LABELS[::-1]),
        Toy(manifest=replace(MANIFEST, window_s=1.0)),
        Toy(manifest=replace(MANIFEST, embedding_size=9)),
    ],
    ids=["labels", "window", "embeddings"],
)
def test_another_network_of_the_same_name_is_refused_and_changes_nothing(toads, other):
    before = found(toads)
    with pytest.raises(UserError, match="another network called toy-1"):
        list(analyse(toads, other, TOY, executor=InProcess()))
    assert found(toads) == before


# --- by commands ---


def test_the_commands_go_the_whole_way(run, pond, tmp_path, monkeypatch):
    monkeypatch.setattr(catalogue, "NETWORKS", (*catalogue.NETWORKS, Toy()))
    project = tmp_path / "toads"
    words = ("--network", "toy-1", "--min-score", "0.2", "--json", "--workers", "1")
    status, out, _ = run("analyze", pond, "--project", project, *words)
    summary = json.loads(out)
    assert (status, summary["species"], summary["detections"]) == (0, 2, 5 * WINDOWS + 1)
    assert summary["effort_hours"] * 3600 == pytest.approx(4 * LONG_S + 0.3, abs=0.01)
    monkeypatch.setattr(catalogue, "NETWORKS", ())
    said = tmp_path / "said.csv"
    said.write_text("detection_id,verdict,reviewer\n1,correct,Ann\n", encoding="utf-8")
    assert run("verdicts", "--import", said, "--project", project)[0] == 0
    assert run("report", "--project", project, "--out", tmp_path / "species.csv")[0] == 0
    rows = list(csv.DictReader((tmp_path / "species.csv").read_text("utf-8").splitlines()))
    assert {row["network_version"] for row in rows} == {"Toy 1"}
    clips = run("clips", "--project", project, "--out", tmp_path / "clips", "--verdict", "correct")
    assert clips[0] == 0
    assert len(list((tmp_path / "clips").glob("*.wav"))) == 1
    status, _, err = run("analyze", pond, "--project", project, "--network", "toy-1")
    assert status != 0
    assert "toy-1" in err


def test_a_network_is_dropped_in_from_outside_as_a_manifest_and_a_module(pond, tmp_path):
    program = (
        "from core.networks import catalogue; from tests.core.networks.toy import Toy; "
        "catalogue.NETWORKS = (Toy(),); from core.cli import main; main()"
    )
    words = ("analyze", str(pond), "--project", str(tmp_path / "p"), "--network", "toy-1")
    done = subprocess.run(
        [sys.executable, "-c", program, *words, "--json"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["species"] == 2


# --- what may be wrong ---


@pytest.mark.parametrize(
    "stored", ["{", "[]", "null", '{"runtime": "of tomorrow"}', '"toy"', None], ids=repr
)
def test_a_project_whose_manifest_is_damaged_is_reviewed_and_reported(
    toads, tmp_path, monkeypatch, stored
):
    monkeypatch.setattr(catalogue, "NETWORKS", ())
    with toads.writing() as db:
        db.exec_driver_sql("UPDATE passes SET manifest = ?", (stored,))
    first, second = of_file(toads, "213000")[:2]
    Desk(toads, "Ann").decide([first.id], Verdict.CORRECT)
    assert Likeness(toads).to(first, [second.id])[second.id] > 0.99
    assert CRICKET in {row.species for row in report.build(toads).totals}
    with toads.reading() as db:
        run = runs.latest(db)
    assert export(toads, Selection(run.id), "detections-csv", tmp_path / "d.csv") == len(
        found(toads)
    )


def test_an_analysis_says_that_a_runtime_is_not_known_and_changes_nothing(toads):
    before = found(toads)
    tomorrow = Toy(manifest=replace(MANIFEST, id="toy-2", runtime="tomorrow"))
    with pytest.raises(UserError, match="does not know its runtime “tomorrow”"):
        list(analyse(toads, tomorrow, replace(TOY, network="toy-2"), executor=InProcess()))
    assert found(toads) == before


def test_labels_of_equal_text_and_of_nothing_are_told_apart_and_left_out(pond, tmp_path):
    same = replace(LABELS[1], text=LABELS[0].text)
    nothing = Label("background", None, LabelKind.NOISE)
    network = Toy(labels=(LABELS[0], same, nothing))
    with closing(analysed(tmp_path / "p", pond, network)) as project:
        both = of_file(project, "212000")
        assert len(both) == 2 * WINDOWS
        assert not of_file(project, "213000")
        assert {d.label for d in found(project)} == {LABELS[0].text}
        with project.reading() as db:
            kept = heads.labels(db, 1)
        assert [(one.species, one.kind) for one in kept][2] == (None, LabelKind.NOISE)


def test_a_read_only_project_is_looked_at_as_it_stands(toads, tmp_path):
    before = found(toads)
    with closing(Project(toads.folder, read_only=True)) as archive:
        assert found(archive) == before
        assert report.build(archive).totals
