"""Asking in words by command. The text side stands in here: see test_text_tower.py for it."""

import csv
import json
from dataclasses import replace

import numpy as np
import pytest

from core.cli import prompting
from core.heads.prompts import ReadPrompts
from core.jobs import Progress
from core.networks import catalogue
from core.networks.text_side import TextSide
from tests.core.heads.conftest import tones, toy  # noqa: F401 - fixtures
from tests.core.heads.tones import CALLS, SONGS
from tests.core.networks.toy import MANIFEST, Toy

KNOWN = {"a toad singing": 0, "a toad calling": 1, "a cricket": 2}


@pytest.fixture
def folder(tones):  # noqa: F811
    tones.close()
    return tones.folder


@pytest.fixture
def words(monkeypatch):
    """The toy network with a text side that knows three phrases."""
    asked = Toy(replace(MANIFEST, text=TextSide("tokenizer.json", 77)))
    monkeypatch.setattr(catalogue, "NETWORKS", (*catalogue.NETWORKS[:-1], asked))

    def read(network, asked):
        yield Progress(0, 1)
        rows = np.zeros((len(asked.prompts), 7), np.float32)
        for n, prompt in enumerate(asked.prompts):
            rows[n, KNOWN[prompt]] = 1
        return ReadPrompts(asked, rows, normalised=True, logit_scale=50.0)

    monkeypatch.setattr(prompting, "read_prompts", read)


def table(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_phrase_writes_the_columns_of_any_search_and_says_what_they_are_not(
    run, folder, words, tmp_path
):
    out = tmp_path / "found.csv"
    asked = ("search", "--project", folder, "--prompt", "a toad singing", "--limit", len(SONGS))
    status, said, _ = run(*asked, "--out", out)
    found = table(out)
    assert (status, [*found[0]]) == (0, ["file", "start_s", "end_s", "similarity"])
    assert {row["file"] for row in found} == {f"{n}.wav" for n in SONGS}
    assert "not calibrated" in said


def test_several_phrases_are_classes_with_scores_that_say_what_they_are(run, folder, words):
    asked = ("search", "--project", folder, "--json", "--limit", len(SONGS) + len(CALLS))
    status, said, _ = run(*asked, "--prompt", "a toad singing", "--prompt", "a toad calling")
    found = json.loads(said)
    assert status == 0
    assert [*found["found"][0]][4:] == ["prompt", "score_uncalibrated"]
    by_prompt = {row["file"]: row["prompt"] for row in found["found"]}
    assert {f for f, prompt in by_prompt.items() if prompt == "a toad calling"} == {
        f"{n}.wav" for n in CALLS
    }
    assert any("not calibrated" in note for note in found["notes"])


@pytest.mark.parametrize(
    ("options", "status", "said"),
    [
        ((), 2, "either by examples"),
        (("--prompt", "a toad", "--like", "0.wav@1-2"), 2, "either by examples"),
        (("--prompt", "a toad", "--unlike", "0.wav@1-2"), 2, "either by examples"),
        (("--template", "the sound of {}", "--like", "0.wav@1-2"), 2, "goes with --prompt"),
        (("--unlike", "0.wav@1-2"), 2, "Give an example"),
        (("--prompt", "жаба"), 2, "in Latin letters"),
        (("--prompt", "a toad", "--template", "toads"), 2, "has {} once"),
        (sum((("--prompt", f"toad {n}") for n in range(1000)), ()), 2, "1,000 prompts"),
    ],
)
def test_what_cannot_be_asked_is_refused(run, folder, words, options, status, said):
    found = run("search", "--project", folder, "--json", *options)
    assert (found[0], said in found[2]) == (status, True), found[2]


def test_a_network_that_knows_sounds_only_says_so(run, folder):
    status, _, err = run("search", "--project", folder, "--json", "--prompt", "a toad singing")
    assert (status, "Toy 1 cannot be asked in words" in err) == (1, True)


def test_a_head_of_words_is_kept_listed_scored_and_reported(run, folder, words, tmp_path):
    told = ("heads", "prompt", "toads", "--project", folder, "--prompt", "a toad singing")
    status, said, _ = run(*told, "--against", "a cricket", "--detect", "--unjudged", "--json")
    made = json.loads(said)
    assert (status, made["calibrated"], made["words"]["against"]) == (0, False, 1)
    assert made["words"]["templates"] == ["{}"]
    assert "in words" in run("heads", "list", "--project", folder)[1]
    assert "not calibrated" in run("heads", "info", "toads", "--project", folder)[1]
    report = tmp_path / "report.csv"
    run("report", "--project", folder, "--out", report)
    row = table(report)[0]
    assert (row["scientific_name"], row["run"]) == ("a toad singing", made["run"])
    assert "not calibrated" in row["network_version"]
    again = ("heads", "score", "toads", "--project", folder, "--detect", "--json")
    assert json.loads(run(*again)[1])["run"] == made["run"]


def test_a_head_of_words_goes_to_another_project(run, folder, words, tmp_path):
    run("heads", "prompt", "toads", "--project", folder, "--prompt", "a toad singing")
    file = tmp_path / "toads.head.npz"
    assert run("heads", "export", "toads", "--project", folder, "--out", file)[0] == 0
    run("heads", "remove", "toads", "--project", folder)
    assert run("heads", "import", file, "--project", folder)[1].startswith("The head toads@1")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ((), "Say what is to be heard"),
        (("--prompt", "жаба"), "in Latin letters"),
        (("--prompt", "a toad singing", "--detect"), "only ranks"),
        (("--prompt", "a toad singing", "--min-score", "2"), "between 0 and 1"),
    ],
)
def test_a_head_of_what_cannot_be_asked_is_refused(run, folder, words, options, said):
    status, _, err = run("heads", "prompt", "toads", "--project", folder, *options)
    assert status in (1, 2)
    assert said in err
