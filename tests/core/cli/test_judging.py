"""The command heads next: a table to fill in, and what it brings."""

import csv
import json
from contextlib import closing

import numpy as np
import pytest

from core.analysis import Settings, analyse
from core.exports.files import write_csv
from core.inference.executors import InProcess
from core.scan import scan
from core.store import Project
from tests.core.cli.test_teaching import table
from tests.core.heads.conftest import tones, toy  # noqa: F401 - fixtures
from tests.core.heads.tones import CALLS, HEADER, RATE, SONGS, rows
from tests.core.networks.toy import SONG_HZ
from tests.core.sounds import noise, record


@pytest.fixture
def folder(tones):  # noqa: F811
    tones.close()
    return tones.folder


@pytest.fixture
def say(run, folder, tmp_path):
    """Take in labels, as the lines of a table."""

    def said(text):
        file = tmp_path / "labels.csv"
        file.write_text(HEADER + text, encoding="utf-8")
        return run("labels", "--project", folder, "--import", file)

    return said


def fill_in(file, present):
    found = table(file)
    for row in found:
        row["present"] = present(row)
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, found[0].keys())
        writer.writeheader()
        writer.writerows(found)


def is_song(row):
    return str(int(int(row["file"][0]) in SONGS and 0.7 < float(row["start_s"]) < 1.8))


def test_a_round_is_filled_in_and_taken_in_and_the_next_one_asks_for_others(
    run, folder, say, tmp_path
):
    say(rows([0], "my song", at=(1.0, 1.5)))
    out, seen = tmp_path / "round.csv", set()
    for _ in range(3):
        status, said, _ = run("heads", "next", "my song", "--project", folder, "--out", out)
        asked = {(row["file"], row["start_s"]) for row in table(out)}
        assert (status, asked & seen) == (0, set())
        assert "8 clips to judge for my song" in said
        seen |= asked
        fill_in(out, is_song)
        said = run("labels", "--project", folder, "--import", out)[1]
        assert said == "8 labels added.\n"
    why = [row["why"] for row in table(out)]
    assert why == ["top"] * 3 + ["uncertain"] * 2 + ["far"] * 2 + ["random"]


def test_what_is_left_empty_is_not_judged(run, folder, say, tmp_path):
    say(rows([0], "my song", at=(1.0, 1.5)))
    out = tmp_path / "round.csv"
    run("heads", "next", "my song", "--project", folder, "--out", out)
    fill_in(out, lambda row: "1" if row["file"] == "1.wav" else "")
    said = run("labels", "--project", folder, "--import", out)[1]
    assert said == "1 label added, 7 not judged.\n"


def test_a_head_asks_for_its_label_and_one_of_several_must_be_said(run, folder, say):
    say(rows(SONGS, "my song") + rows(CALLS, "my call"))
    run("heads", "train", "both", "--project", folder)
    run("heads", "train", "song", "--project", folder, "--label", "my song")
    asked = ("--project", folder, "--json")
    assert json.loads(run("heads", "next", "song", *asked)[1])["label"] == "my song"
    status, _, said = run("heads", "next", "both", *asked)
    assert (status, "knows my call, my song. Say which with --label" in said) == (2, True)
    found = json.loads(run("heads", "next", "BOTH", "--label", "My  Call", *asked)[1])
    assert (found["label"], found["positives"]) == ("my call", 6)


@pytest.mark.parametrize("name", ["nobody said", "../x", "=1+1", "a" * 200, "Ünïcode ✓ \u202e"])
def test_a_label_that_nobody_gave_is_refused_with_what_to_do(run, folder, name):
    status, _, said = run("heads", "next", name, "--project", folder)
    assert (status, "Nobody has said yet where" in said) == (1, True)


def test_where_everything_is_labelled_that_is_said(run, folder, say):
    every = "".join(f"{n}.wav,0,4,my song,{int(n in SONGS)},0\n" for n in range(8))
    say(every)
    status, said, _ = run("heads", "next", "my song", "--project", folder)
    assert (status, "Everything is labelled" in said) == (0, True)


HOSTILE = ("=1+1.wav", "a, b;c.wav", "ünï ✓.wav", "x@1-2.wav", "-n.wav", "'q.wav", "@y.wav")


@pytest.mark.parametrize("label", ["=SUM(A1)", "a, b; c", "'quote\"", "−1", "Ünïcode ✓", "true"])
def test_odd_names_of_recordings_and_labels_come_back_from_a_table(run, toy, tmp_path, label):  # noqa: F811
    for n, name in enumerate(HOSTILE):
        samples = noise(4, rate=RATE, seed=n)
        samples[RATE : 2 * RATE] += np.sin(np.arange(RATE) * 2 * np.pi * SONG_HZ / RATE) * 0.3
        record(tmp_path / "media" / name, samples.astype(np.float32), rate=RATE)
    with closing(Project(tmp_path / "project")) as project:
        list(scan(project, tmp_path / "media"))
        list(analyse(project, toy, Settings(network="toy-1"), executor=InProcess()))
    first, out = tmp_path / "first.csv", tmp_path / "next.csv"
    columns = ["file", "start_s", "end_s", "label"]
    write_csv(first, columns, [(HOSTILE[0], 1.25, 1.75, label)])
    at = ("--project", tmp_path / "project")
    assert run("labels", *at, "--import", first)[0] == 0
    asked = ("heads", "next", *at, "--out", out, "--", label)
    assert run(*asked)[0] == 0
    fill_in(out, lambda row: "1")
    assert run("labels", *at, "--import", out)[1] == f"{len(HOSTILE)} labels added.\n"
    found = json.loads(run("heads", "next", *at, "--json", "--", label)[1])
    assert (found["label"], found["positives"]) == (label, 1 + len(HOSTILE))
    assert {one["file"] for one in found["clips"]} <= set(HOSTILE)
