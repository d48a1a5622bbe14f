"""The commands heads list, info, export, import, remove and compare; and analyze with heads."""

import csv
import json
import shutil
from contextlib import closing

import numpy as np
import pytest

from core.analysis import Settings, analyse
from core.cli import analysing
from core.heads import library, whole_scoring
from core.inference.executors import InProcess
from core.scan import scan
from core.store import Project
from tests.core.heads.conftest import tones, toy  # noqa: F401 - fixtures
from tests.core.heads.foreign_files import linear_json
from tests.core.heads.made_heads import layers
from tests.core.heads.tones import RATE, SONG_LABELS, SONGS
from tests.core.networks.toy import SONG_HZ
from tests.core.sounds import noise, record


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("UNDERSONG_HOME", str(tmp_path / "home"))


@pytest.fixture
def folder(tones, run, tmp_path):  # noqa: F811
    """A project with a head that has been trained."""
    tones.close()
    labels = tmp_path / "labels.csv"
    labels.write_text(SONG_LABELS, encoding="utf-8")
    run("labels", "--project", tones.folder, "--import", labels)
    run("heads", "train", "song", "--project", tones.folder)
    return tones.folder


def scores(run, name, folder, out):
    assert run("heads", "score", name, "--project", folder, "--out", out)[0] == 0
    with out.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_on_another_computer_a_head_gives_the_same_scores(run, folder, toy, tmp_path, monkeypatch):  # noqa: F811
    here = scores(run, "song", folder, tmp_path / "here.csv")
    file = tmp_path / "song.head.npz"
    assert run("heads", "export", "song", "--project", folder, "--out", file)[0] == 0
    monkeypatch.setenv("UNDERSONG_HOME", str(tmp_path / "elsewhere"))
    other = tmp_path / "other"
    with closing(Project(other)) as project:
        list(scan(project, tmp_path / "media"))
        list(analyse(project, toy, Settings(network="toy-1"), executor=InProcess()))
    assert run("heads", "import", file, "--library")[1] == "The head song@1 is in your library.\n"
    assert run("heads", "import", "song", "--project", other)[0] == 0
    assert scores(run, "song", other, tmp_path / "there.csv") == here  # to the bit


def test_the_library_is_beside_the_projects_and_keeps_versions(run, folder):
    assert run("heads", "export", "song", "--project", folder, "--to-library")[0] == 0
    run("heads", "train", "song", "--project", folder, "--seed", 5)
    said = run("heads", "export", "song", "--project", folder, "--to-library")[1]
    assert said == "song@2 is in your library.\n"
    known = json.loads(run("heads", "list", "--library", "--json")[1])
    assert [(one["name"], one["version"]) for one in known] == [("song", "1"), ("song", "2")]
    assert run("heads", "info", "song@1", "--library")[1].startswith("song@1, on toy-1")
    assert "song@2" in run("heads", "compare", "song@1", "song", "--library")[1]
    assert "keep theirs" in run("heads", "remove", "song@1", "--library")[1]
    assert len(json.loads(run("heads", "list", "--library", "--json")[1])) == 1
    assert len(json.loads(run("heads", "list", "--project", folder, "--json")[1])) == 2


def test_a_head_of_the_library_comes_into_a_project_with_its_version(run, folder, tmp_path):
    for seed in (0, 5):
        run("heads", "train", "song", "--project", folder, "--seed", seed)
        run("heads", "export", "song", "--project", folder, "--to-library")
    other = shutil.copytree(folder, tmp_path / "other")
    with closing(Project(other)) as project:
        for one in library.every(project):
            library.remove(project, one)
    assert run("heads", "import", "song", "--project", other)[1] == (
        "The head song@2 is in the project.\n"
    )
    said = run("heads", "import", "song@1", "--project", other)[1]
    assert said.splitlines() == [
        "The head song@3 is in the project.", "Others of this name stay as they are: song@2.",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("list",), "--project DIR, or --library"),
        (("list", "--library", "--project", "x"), "--project DIR, or --library"),
        (("info", "no", "--library"), "no head no in your library"),
        (("export", "no", "--library"), "--out FILE, or --to-library"),
        (("export", "no", "--library", "--out", "a", "--format", "pmml"), "own, safetensors, onnx"),
        (("import", "gone.npz", "--library"), "There is no file gone.npz"),
        (("import", "gone", "--library"), "There is no file gone"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_what_can(run, words, why):
    status, _, err = run("heads", *words)
    assert (status, why in " ".join(err.split())) == (2, True)


def test_linear_json_is_fitted_to_the_head_and_says_how_far_both_agree(run, folder, tmp_path):
    out = tmp_path / "song.json"
    said = run("heads", "export", "song", "--project", folder, "--format", "json", "--out", out)[1]
    assert "Not in it: the logarithms of embeddings and the network's own scores" in said
    assert "the scores correlate" in said
    assert run("heads", "import", out, "--project", folder)[1].startswith("The head song linear@1")
    linear = scores(run, "song linear", folder, tmp_path / "linear.csv")
    own = scores(run, "song", folder, tmp_path / "own.csv")
    pairs = [(float(a["score"]), float(b["score"])) for a, b in zip(own, linear, strict=True)]
    assert np.corrcoef(np.transpose(pairs))[0, 1] > 0.95
    files = {row["file"] for row in linear if float(row["score"]) > 0}
    assert files == {f"{n}.wav" for n in SONGS}


def test_a_head_of_another_program_scores_what_is_stored_and_makes_detections(
    run, folder, tmp_path
):
    found = layers(7, 2)
    path = linear_json(tmp_path / "theirs.json", found, ["my bird", "Bark"])
    asked = ("heads", "import", path, "--project", folder, "--network", "toy-1", "--name", "their")
    assert "nobody has measured" in run(*asked)[1]
    assert "trained by perch-hoplite" in run("heads", "info", "their", "--project", folder)[1]
    rows = scores(run, "their", folder, tmp_path / "their.csv")
    assert {row["label"] for row in rows} == {"my bird", "Bark"}
    above = sum(float(row["score"]) > 0 for row in rows)
    asked = ("heads", "score", "their", "--project", folder, "--detect", "--json", "--unjudged")
    assert json.loads(run(*asked)[1])["detections"] == above > 0


def test_analyze_goes_on_with_heads_in_use_or_says_that_they_are_behind(
    run,
    folder,
    toy,  # noqa: F811
    tmp_path,
    monkeypatch,
):
    run("heads", "score", "song", "--project", folder, "--detect")
    samples, at = noise(4, rate=RATE, seed=20), np.arange(RATE) / RATE
    samples[RATE : 2 * RATE] += np.sin(2 * np.pi * SONG_HZ * at).astype(np.float32) * 0.3
    record(tmp_path / "media" / "20.wav", samples, rate=RATE)

    def in_process(*words, **more):
        return analyse(*words, **more | {"executor": InProcess()})

    monkeypatch.setattr(analysing, "analyse", in_process)
    asked = ("analyze", tmp_path / "media", "--project", folder, "--network", "toy-1")
    assert "song@1 has not heard 1 recording" in run(*asked, "--no-heads")[1]
    notes = json.loads(run(*asked, "--json")[1])["notes"]
    assert any(one.startswith("song@1 has heard 1 recording more") for one in notes)
    assert "song@1" not in run(*asked)[1]


def test_recordings_that_were_not_heard_are_analysed_first_or_named(
    run, folder, tmp_path, monkeypatch
):
    record(tmp_path / "media" / "20.wav", noise(4, rate=RATE, seed=20), rate=RATE)
    run("import", tmp_path / "media", "--project", folder)
    score = ("heads", "score", "song", "--project", folder, "--detect")
    said = run(*score, "--stored-only")[1]
    assert "1 recording has no embeddings: not in this (20.wav)" in said
    assert "undersong analyze FOLDER --project DIR --network toy-1" in said

    def in_process(*words, **more):
        return analyse(*words, **(more | {"executor": InProcess()}))

    monkeypatch.setattr(whole_scoring, "analyse", in_process)
    said = run(*score)[1]
    assert "1 recording has nothing to score yet (4 s of sound): analysed first with Toy 1" in said
    assert "1 recording was new to song@1" in said


def test_who_made_a_head_is_said_and_goes_with_what_is_exported(run, folder, tmp_path):
    asked = ("heads", "credit", "song", "--project", folder)
    before = json.loads(run("heads", "info", "song", "--project", folder, "--json")[1])
    said = run(*asked, "--author", " Ada  Frost ", "--licence", "CC BY 4.0")[1]
    assert said.startswith("song@1: author Ada Frost, licence CC BY 4.0.")
    run(*asked, "--author", "Ada Frost and others")
    after = json.loads(run("heads", "info", "song", "--project", folder, "--json")[1])
    assert (after["author"], after["licence"]) == ("Ada Frost and others", "CC BY 4.0")
    assert after["id"] == before["id"]  # its analyses are still its own
    run("heads", "export", "song", "--project", folder, "--to-library")
    own = json.loads(run("heads", "info", "song", "--library", "--json")[1])
    assert own["author"] == "Ada Frost and others"
    run("heads", "credit", "song", "--library", "--anew", "--licence", "CC BY 4.0")
    (own,) = json.loads(run("heads", "list", "--library", "--json")[1])
    assert (own["author"], own["licence"], own["version"]) == ("", "CC BY 4.0", "1")
    assert run(*asked)[0] == 2
    assert "at most" in run(*asked, "--licence", "x" * 5000)[2]
