"""The commands search, labels and heads."""

import csv
import json
from contextlib import closing

import numpy as np
import pytest

from core.analysis import Settings, analyse
from core.inference.executors import InProcess
from core.store import Project
from tests.core.heads.conftest import tones, toy  # noqa: F401 - fixtures
from tests.core.heads.tones import CALLS, HEADER, SONG_LABELS, SONGS, rows
from tests.core.networks.toy import SONG_HZ
from tests.core.sounds import record


@pytest.fixture
def folder(tones):  # noqa: F811
    tones.close()
    return tones.folder


@pytest.fixture
def labels(tmp_path):
    file = tmp_path / "labels.csv"
    file.write_text(SONG_LABELS, encoding="utf-8")
    return file


def table(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_span_finds_what_sounds_alike_each_once(run, folder, tmp_path):
    out = tmp_path / "found.csv"
    asked = ("search", "--project", folder, "--like", "0.wav@1-2", "--limit", 5, "--out", out)
    status, said, _ = run(*asked)
    found = table(out)
    assert (status, [*found[0]]) == (0, ["file", "start_s", "end_s", "similarity"])
    assert {row["file"] for row in found} == {f"{n}.wav" for n in SONGS}
    assert all(0.5 < float(row["start_s"]) < 2 for row in found)
    assert said.startswith("128 windows compared, the 5 most alike")


def test_a_file_from_anywhere_is_heard_and_counter_examples_count(run, folder, tmp_path):
    at = np.arange(16_000) / 16_000
    tone = np.sin(2 * np.pi * SONG_HZ * at).astype(np.float32) * 0.3
    clip = record(tmp_path / "elsewhere" / "clip@2.wav", tone, rate=16_000)
    asked = ("search", "--project", folder, "--like", clip, "--limit", 5, "--json")
    found = json.loads(run(*asked, "--unlike", "5.wav@1-2")[1])["found"]
    assert {row["file"] for row in found} == {f"{n}.wav" for n in SONGS}


@pytest.mark.parametrize(
    ("example", "status", "said"),
    [
        ("0.wav@2-1", 2, "the end after the start"),
        ("0.wav@-1-2", 2, "names no span"),
        ("0.wav@1", 2, "names no span"),
        ("0.wav@9-10", 1, "only 4.0 s long"),
        ("gone.wav", 1, "no such file"),
        ("detection:999", 1, "no detection 999"),
    ],
)
def test_examples_that_cannot_be_are_refused(run, folder, example, status, said):
    found = run("search", "--project", folder, "--like", example, "--json")
    assert (found[0], said in found[2]) == (status, True)


def test_labels_are_taken_in_once_and_wholly(run, folder, labels):
    asked = ("labels", "--project", folder, "--import")
    assert run(*asked, labels)[1] == "8 labels added.\n"
    assert run(*asked, labels)[1] == "0 labels added, 8 said so already.\n"
    labels.write_text(
        HEADER + rows([0], "a") + "gone.wav,1,2,a,1,0\n0.wav,2,1,a,1,0\n0.wav,1,2,a,0,0\n"
        "1.wav,1,2,,1,0\n1.wav,1,2,a,maybe,0\n1.wav,9,10,a,1,0\n",
        encoding="utf-8",
    )
    status, _, err = run(*asked, labels)
    assert status == 1
    for line, why in [
        (3, "there is no usable recording 'gone.wav'"), (4, "end_s must be after start_s"),
        (5, "it contradicts line 2"), (6, "it has no label"), (7, "present must be 1 or 0"),
        (8, "the recording is only 4.0 s long"),
    ]:  # fmt: skip
        assert f"line {line}: {why}" in err
    assert run("heads", "train", "a", "--project", folder)[1].startswith("The head a@1")


def test_a_head_is_trained_listed_scored_and_its_detections_reported(run, folder, labels, tmp_path):
    status, out, _ = run("heads", "train", "song", "--project", folder, "--labels", labels)
    assert (status, out.startswith("The head song@1 was trained on")) == (0, True)
    assert "song@1" in run("heads", "list", "--project", folder)[1]
    scores = tmp_path / "scores.csv"
    asked = (
        "heads",
        "score",
        "song",
        "--project",
        folder,
        "--out",
        scores,
        "--detect",
        "--unjudged",
    )
    said = json.loads(run(*asked, "--json")[1])
    written = table(scores)
    assert (said["windows"], len(written)) == (128, 128)
    assert [*written[0]] == ["file", "start_s", "end_s", "label", "score", "probability"]
    above = {row["file"] for row in written if float(row["score"]) > 0}
    assert above == {f"{n}.wav" for n in SONGS}
    report = tmp_path / "report.csv"
    assert run("report", "--project", folder, "--out", report)[0] == 0
    row = table(report)[0]
    assert (row["scientific_name"], row["run"]) == ("my song", said["run"])
    assert row["recordings_left"] == "0"
    run(*asked)
    run("report", "--project", folder, "--out", report)
    assert table(report)[0] == row


def test_the_analysis_goes_on_after_a_head_was_used(run, folder, toy, labels):  # noqa: F811
    run("heads", "train", "song", "--project", folder, "--labels", labels)
    run("heads", "score", "song", "--project", folder, "--detect", "--unjudged")
    said = run("methods", "--project", folder)[1]
    assert "were scored by the head song@1 of this project" in said
    assert "(licence: CC0): Nobody, nowhere." in said
    assert "before clips that it finds were judged" in said
    with closing(Project(folder)) as project:
        list(analyse(project, toy, Settings(network="toy-1"), executor=InProcess()))


def test_a_head_goes_to_another_project_and_gives_the_same_scores(
    run, folder, labels, tmp_path, copied
):
    run("heads", "train", "song", "--project", folder, "--labels", labels)
    file = tmp_path / "song.head.npz"
    assert run("heads", "export", "song", "--project", folder, "--out", file)[0] == 0
    assert run("heads", "import", file, "--project", copied)[1].startswith("The head song@1")
    outs = [tmp_path / "a.csv", tmp_path / "b.csv"]
    for place, out in zip((folder, copied), outs, strict=True):
        run("heads", "score", "song", "--project", place, "--out", out)
    assert outs[0].read_bytes() == outs[1].read_bytes()


@pytest.fixture
def copied(folder, tmp_path):
    import shutil

    return shutil.copytree(folder, tmp_path / "copy")


def test_a_second_training_is_a_second_version_and_the_first_stays(run, folder, labels):
    train = ("heads", "train", "song", "--project", folder, "--labels", labels)
    assert run(*train)[1].startswith("The head song@1")
    assert run(*train)[1].startswith("The head song@1")  # the same bytes
    assert run(*train, "--seed", 5)[1].startswith("The head song@2")
    assert run("heads", "info", "song@1", "--project", folder)[1].startswith("song@1, on toy-1")
    assert "song@1" in run("heads", "compare", "song@1", "song", "--project", folder)[1]
    assert run("heads", "remove", "song@1", "--project", folder)[0] == 0
    status, _, err = run("heads", "info", "song@1", "--project", folder)
    assert (status, "These are known: song@2." in err) == (2, True)


def test_a_removed_head_leaves_its_detections(run, folder, labels, tmp_path):
    run("heads", "train", "song", "--project", folder, "--labels", labels)
    run("heads", "score", "song", "--project", folder, "--detect", "--unjudged")
    run("heads", "remove", "song", "--project", folder)
    assert "song@1" not in run("heads", "list", "--project", folder)[1]
    report = tmp_path / "report.csv"
    run("report", "--project", folder, "--out", report)
    assert table(report)[0]["scientific_name"] == "my song"


def test_a_damaged_head_is_refused_and_said(run, folder, labels):
    run("heads", "train", "song", "--project", folder, "--labels", labels)
    (file,) = (folder / "heads").glob("*.head.npz")
    file.write_bytes(file.read_bytes()[:-100])
    status, _, err = run("heads", "info", "song", "--project", folder)
    assert (status, "damaged" in err) == (1, True)
    assert run("heads", "list", "--project", folder)[0] == 0
    assert run("heads", "import", file, "--project", folder)[0] == 1


def test_windows_that_begin_otherwise_are_refused(run, folder, labels, toy):  # noqa: F811
    run("heads", "train", "song", "--project", folder, "--labels", labels)
    with closing(Project(folder)) as project:
        other = Settings(network="toy-1", overlap_s=0.0)
        list(analyse(project, toy, other, executor=InProcess()))
    status, _, err = run("heads", "score", "song", "--project", folder, "--detect")
    assert (status, "begin every 0.25 s, and here they begin every 0.5 s" in err) == (1, True)


def test_a_head_shows_its_figures_and_what_to_judge_first(run, folder, tmp_path):
    labels = tmp_path / "labels.csv"
    call = rows(CALLS, "my call", exhaustive=1) + rows(CALLS, "", exhaustive=1, at=(3.0, 4.0))
    labels.write_text(HEADER + rows(SONGS, "my song") + call, encoding="utf-8")
    run("labels", "--project", folder, "--import", labels)
    run("heads", "train", "both", "--project", folder)
    told = run("heads", "info", "both", "--project", folder)[1]
    for part in ("Average precision", "Score from", "were held for", "Brier", "Was so"):
        assert part in told
    judge = tmp_path / "judge.csv"
    asked = ("heads", "info", "both", "--project", folder, "--judge", judge)
    first = json.loads(run(*asked, "--json")[1])
    assert first["share_above"] > 0.01
    written = table(judge)
    assert len(written) == len(first["to_judge"]) > 0
    judge.write_text(judge.read_text().replace(",\n", ",1\n"))
    assert run("labels", "--project", folder, "--import", judge)[1].startswith(f"{len(written)} l")
    again = json.loads(run("heads", "info", "both", "--project", folder, "--json")[1])
    asked_twice = {(one["file"], one["start_s"]) for one in again["to_judge"]}
    assert not asked_twice & {(row["file"], float(row["start_s"])) for row in written}


def test_what_a_head_finds_often_is_judged_before_it_makes_detections(run, folder, tmp_path):
    labels, judge = tmp_path / "labels.csv", tmp_path / "judge.csv"
    labels.write_text(HEADER + rows([0, 1], "my song") + rows([2], "my song"), encoding="utf-8")
    run("labels", "--project", folder, "--import", labels)
    run("heads", "train", "song", "--project", folder)
    score = ("heads", "score", "song", "--project", folder, "--detect")
    status, _, said = run(*score)
    assert (status, "--judge first.csv" in said, "--unjudged" in said) == (1, True, True)
    for _ in range(3):
        run("heads", "info", "song", "--project", folder, "--judge", judge)
        if not (asked := table(judge)):
            break
        songs = {f"{n}.wav" for n in SONGS}
        answers = [f"{int(row['file'] in songs)}\n" for row in asked]
        head, *lines = judge.read_text().splitlines()
        text = "".join(line + yes for line, yes in zip(lines, answers, strict=True))
        judge.write_text(f"{head}\n{text}")
        run("labels", "--project", folder, "--import", judge)
    status, said, _ = run(*score, "--json")
    assert status == 0
    said = run("methods", "--project", folder)[1]
    assert "clips above the thresholds, drawn at random, were judged" in said
