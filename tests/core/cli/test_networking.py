"""The commands undersong networks, and an analysis with a network that was added."""

import json
import sys

import numpy as np
import pytest
import soundfile

from core.networks import catalogue
from core.networks.folder import manifest_in
from tests.core.networks.tones import RATE, tone_network

KEYS = [
    "id", "title", "version", "runtime", "state", "licence", "non_commercial", "tried",
    "sample_rate", "window_s", "hop_s", "embedding_size", "labels",
]  # fmt: skip


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("UNDERSONG_HOME", str(tmp_path / "home"))


@pytest.fixture
def mine(tmp_path):
    return tone_network(tmp_path / "mine")


@pytest.fixture
def recordings(tmp_path):
    folder = tmp_path / "card"
    folder.mkdir()
    seconds = np.arange(4 * RATE) / RATE
    tone = np.where(seconds < 2, 0.5 * np.sin(2 * np.pi * 440 * seconds), 0.001)
    soundfile.write(folder / "20240501_050000.wav", tone, RATE)
    return folder


def test_the_list_has_the_names_that_scripts_rely_on(run, mine):
    run("networks", "add", mine)
    status, out, _ = run("networks", "list", "--json")
    listed = {one["id"]: one for one in json.loads(out)}
    assert status == 0
    assert all(list(one) == KEYS for one in listed.values())
    assert listed["birdnet-2.4"] | {"state": "ready", "labels": 6522} == listed["birdnet-2.4"]
    assert listed["marsh-1"]["labels"] == 2
    assert listed["marsh-1"]["hop_s"] == listed["marsh-1"]["window_s"] == 1.0
    assert listed["marsh-1"]["tried"] == "no"
    assert "marsh-1" in run("networks", "list")[1]


def test_a_network_of_ones_own_is_added_checked_analysed_with_and_removed(
    run, mine, recordings, tmp_path
):
    assert "was added" in run("networks", "add", mine)[1]
    status, out, _ = run("networks", "check", "marsh-1")
    assert (status, "scores: 6 × 2" in out, "2 labels of marsh-1" in out) == (0, True, True)
    project = tmp_path / "project"
    status, out, err = run(
        "analyze", recordings, "--project", project, "--network", "marsh-1",
        "--workers", 1, "--json",
    )  # fmt: skip
    assert (status, err.count("Traceback")) == (0, 0), err
    assert json.loads(out)["species"] >= 1
    assert "was removed" in run("networks", "remove", "marsh-1")[1]
    out = tmp_path / "species.csv"
    assert run("report", "--project", project, "--out", out)[0] == 0
    assert "Bufo bufo" in out.read_text(encoding="utf-8")
    status, _, err = run("analyze", recordings, "--project", project, "--network", "marsh-1")
    assert (status, "no network called marsh-1" in err) == (2, True)


def test_a_folder_is_checked_where_it_lies(run, mine):
    status, out, _ = run("networks", "check", mine, "--json")
    found = json.loads(out)
    assert (status, found["labels"], found["problems"]) == (0, {"marsh-1": 2}, [])
    assert catalogue.damaged() == []
    assert not manifest_in(mine).files  # nothing was written


@pytest.mark.parametrize(
    ("labels", "sentence"),
    [(b"Bufo bufo\n", "1"), (b"Bufo bufo\nBark\nBang\n", "3 labels"), (b"a\na\n", "line 2")],
)
def test_labels_that_do_not_belong_to_a_file_are_told(run, mine, labels, sentence):
    (mine / "labels.txt").write_bytes(labels)
    status, out, err = run("networks", "check", mine)
    assert (status in (1, 2), sentence in out + err) == (True, True)


def test_what_is_no_graph_is_told(run, mine):
    (mine / "net.tflite").write_bytes(b"TFL3" * 99)
    status, _, err = run("networks", "check", mine)
    assert (status, "net.tflite" in err) == (1, True)


def test_the_licence_is_shown_and_must_be_accepted(run, monkeypatch):
    monkeypatch.setattr(sys.stdin, "isatty", lambda: False, raising=False)
    status, out, err = run("networks", "install", "yamnet-tflite")
    assert (status, "Apache-2.0" in out, "--yes" in err) == (2, True, True)


def test_what_is_brought_for_another_network_is_refused(run, tmp_path):
    (tmp_path / "yamnet.tflite").write_bytes(b"another")
    given = ("networks", "install", "yamnet-tflite", "--from", tmp_path, "--yes")
    status, _, err = run(*given)
    assert (status, "SHA-256 differs" in err) == (1, True)
    assert run(*given[:-2], tmp_path / "nowhere", "--yes")[0] == 2


def test_info_says_what_a_network_is_for_and_how_to_get_it(run):
    status, out, _ = run("networks", "info", "yamnet-tflite")
    assert status == 0
    for words in ("AudioSet", "16,000 Hz", "Apache-2.0", "networks install yamnet-tflite"):
        assert words in out
    status, _, err = run("networks", "info", "nobody")
    assert (status, err.endswith("Run: undersong networks list\n")) == (2, True)
    assert run("networks", "remove", "nobody")[0] == 2
