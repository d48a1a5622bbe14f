"""The command heads next: a table to fill in, and what it brings."""

import csv
import json

import pytest

from tests.core.cli.test_teaching import table
from tests.core.heads.conftest import tones, toy  # noqa: F401 - fixtures
from tests.core.heads.tones import CALLS, HEADER, SONGS, rows


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
    assert said == "1 labels added, 7 not judged.\n"


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
