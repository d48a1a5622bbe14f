"""Teaching with what is missing, cut off, empty or of another kind: a sentence each, no wreck."""

import json
import shutil
from contextlib import closing
from dataclasses import replace

import numpy as np
import pytest

from core.heads import library
from core.heads.trained_head import made
from core.store import Project
from tests.core.heads.conftest import tones, toy  # noqa: F401 - fixtures
from tests.core.heads.tones import HEADER, SONG_LABELS, rows
from tests.core.sounds import record


@pytest.fixture
def taught(run, tones, tmp_path):  # noqa: F811
    folder, labels = tones.folder, tmp_path / "labels.csv"
    tones.close()
    labels.write_text(SONG_LABELS, encoding="utf-8")
    run("labels", "--project", folder, "--import", labels)
    assert run("heads", "train", "song", "--project", folder)[0] == 0
    return folder


def shard(folder):
    (path,) = (folder / "embeddings").glob("*.f16")
    return path


@pytest.mark.parametrize("of", ["gone", "zeros", "no numbers"])
def test_without_any_embedding_every_command_says_what_to_do(run, taught, tmp_path, of):
    rows_there = np.fromfile(shard(taught), "<f2")
    if of == "gone":
        shard(taught).unlink()
    else:
        np.full_like(rows_there, 0 if of == "zeros" else np.nan).tofile(shard(taught))
    asked = (
        ("search", "--like", "0.wav@1-2", "--histogram"),
        ("search", "--like", tmp_path / "media" / "0.wav", "--histogram"),
        ("heads", "train", "again"),
        ("heads", "next", "my song"),
    )
    for words in asked:
        status, _, said = run(*words, "--project", taught)
        assert (status, "nalyse once more" in said or "have no embeddings" in said) == (1, True)
    scores = tmp_path / "scores.csv"
    score = ("heads", "score", "song", "--project", taught, "--out", scores, "--detect")
    told = json.loads(run(*score, "--stored-only", "--json")[1])
    assert (told["windows"], len(told["notes"])) == (0, 1)
    assert scores.read_text().count("\n") == 1
    info = json.loads(run("heads", "info", "song", "--project", taught, "--json")[1])
    assert (info["share_above"], len(info["not_tried"])) == (None, 1)


def test_a_file_from_elsewhere_is_compared_where_nothing_is_left_to_compare_with(
    run, taught, tmp_path
):
    shard(taught).unlink()
    clip = shutil.copy(tmp_path / "media" / "0.wav", tmp_path / "elsewhere.wav")
    status, out, _ = run("search", "--project", taught, "--like", clip, "--json")
    told = json.loads(out)
    assert (status, told["compared"], told["found"]) == (0, 0, [])
    assert "128 windows" in told["notes"][0]


def test_a_file_of_nothing_but_zeros_is_no_example(run, taught, tmp_path):
    clip = record(tmp_path / "silent.wav", np.zeros(16_000, np.float32), rate=16_000)
    status, _, said = run("search", "--project", taught, "--like", clip, "--json")
    assert (status, "nothing but zeros" in said) == (1, True)


def test_labels_that_are_all_contradicted_are_told_with_both_clips(run, tones, tmp_path):  # noqa: F811
    labels, folder = tmp_path / "labels.csv", tones.folder
    tones.close()
    labels.write_text(HEADER + rows([0], "a") + rows([0], "a", 0, at=(0.9, 2.1)), "utf-8")
    status, _, said = run("heads", "train", "a", "--project", folder, "--labels", labels)
    assert (status, "yes of 0.wav 1-2 s" in said, "no of 0.wav 0.9-2.1 s" in said) == (
        1, True, True,
    )  # fmt: skip


def test_half_a_shard_teaches_what_is_left_and_the_rest_is_told(run, taught):
    data = shard(taught).read_bytes()
    shard(taught).write_bytes(data[: len(data) // 2 + 3])
    status, out, _ = run("heads", "train", "half", "--project", taught)
    assert (status, "Not used, as there are no embeddings" in out) == (0, True)


def test_a_file_of_what_is_absent_teaches_nothing_whatever_the_project_knows(run, taught, tmp_path):
    labels, folder = tmp_path / "absent.csv", taught
    labels.write_text(HEADER + rows([0], "frog", present=0), encoding="utf-8")
    status, _, said = run("heads", "train", "frog", "--project", folder, "--labels", labels)
    assert (status, "give at least one row present 1" in said) == (1, True)


def test_more_labels_than_a_head_may_have_are_refused_and_some_of_them_are_not(
    run, taught, tmp_path
):
    many = tmp_path / "many.csv"
    cells = (f"{n % 8}.wav,{n % 3},{n % 3 + 0.5},label {n},1,0\n" for n in range(2001))
    many.write_text(HEADER + "".join(cells), encoding="utf-8")
    train = ("heads", "train", "many", "--project", taught, "--labels", many)
    status, _, said = run(*train)
    assert (status, "a head may have 2,000" in said) == (1, True)
    assert run(*train, "--label", "label 7")[0] == 0


def test_a_label_called_as_a_species_is_that_species_however_it_is_written(run, taught, tmp_path):
    toads = tmp_path / "toads.csv"
    toads.write_text(SONG_LABELS.replace("my song", "common TOAD"), encoding="utf-8")
    train = ("heads", "train", "toad", "--project", taught, "--labels", toads, "--json")
    (label,) = json.loads(run(*train)[1])["labels"]
    assert (label["text"], label["scientific_name"]) == ("Bufo bufo", "Bufo bufo")


def test_heads_whose_names_differ_by_case_are_versions_of_one(run, taught):
    assert run("heads", "train", "SONG", "--project", taught, "--seed", 3)[1].startswith(
        "The head song@2"
    )


@pytest.fixture
def head(taught):
    with closing(Project(taught)) as project:
        return library.called(project, "song").head


@pytest.mark.parametrize(
    ("other", "why"),
    [
        ({"network": "perch-2.0"}, "was trained on perch-2.0, and this analysis is of toy-1"),
        ({"network_files": {"a": "b"}}, "another version of toy-1"),
        ({"network_labels": 4}, "another version of toy-1"),
        ({"window_samples": 1}, "windows of another length"),
        ({"embedding_size": 7, "step_samples": 1}, "begin every"),
    ],
)
def test_a_head_for_other_windows_is_refused_with_the_reason(run, taught, head, other, why):
    with closing(Project(taught)) as project:
        library.keep(project, made(replace(head.facts, name="other", **other), head.weights))
    score = ("heads", "score", "other", "--project", taught, "--out", taught.parent / "s.csv")
    status, _, said = run(*score)
    assert (status, why in said) == (1, True)


def test_what_is_labelled_of_recordings_that_are_gone_still_teaches(run, taught, tmp_path):
    for file in (tmp_path / "media").glob("*.wav"):
        file.unlink()
    status, said, _ = run("heads", "train", "song", "--project", taught, "--seed", 3)
    assert (status, said.startswith("The head song@2")) == (0, True)
    notes = run("labels", "--project", taught)[1]
    assert "Of files that are not there" in notes
