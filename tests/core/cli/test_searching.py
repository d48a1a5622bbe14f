"""The command search: where it looks, and how its answer is cut."""

import csv
import json
import shutil
from contextlib import closing
from itertools import pairwise

import numpy as np
import pytest

from core.analysis import Settings, analyse
from core.cli.histograms import say_histogram
from core.inference.executors import InProcess
from core.store import Project, runs, sites
from tests.core.heads.conftest import tones, toy  # noqa: F401 - fixtures
from tests.core.heads.tones import HEADER, SONGS, rows

SONG_FILES = {f"{n}.wav" for n in SONGS}


@pytest.fixture
def folder(tones):  # noqa: F811
    tones.close()
    return tones.folder


@pytest.fixture
def search(run, folder):
    def ask(*more):
        status, out, err = run(
            "search", "--project", folder, "--like", "0.wav@1-1.5", "--json", *more
        )
        return json.loads(out) if status == 0 else (status, err)

    return ask


def files(answer):
    return {one["file"] for one in answer["found"]}


def test_only_windows_of_the_days_that_were_chosen_are_compared(run, folder, search):
    for n, day in ((0, "2025-05-01T23:59:58"), (1, "2025-05-03T05:00:00")):
        run("start", "--project", folder, f"{n}.wav", "--at", day)
    late = search("--from", "2025-05-02", "--to", "2025-05-02")
    assert files(late) == {"0.wav"}  # what was recorded after midnight
    assert min(one["start_s"] for one in late["found"]) >= 2.0
    assert late["compared"] == 8
    assert any("6 recordings have no known start" in note for note in late["notes"])
    assert search("--from", "2025-05-02", "--to", "2025-05-01")[0] == 2


def test_only_sites_that_were_chosen_are_compared_and_none_that_is_not_there(folder, search):
    with closing(Project(folder)) as project, project.writing() as db:
        at = sites.deployment(db, "d", sites.site(db, "Dune"), None, None)
        db.exec_driver_sql("UPDATE recordings SET deployment_id = ? WHERE id < 3", (at,))
    dune = search("--site", "dune")
    assert (files(dune), dune["compared"]) == ({"0.wav", "1.wav"}, 32)
    status, said = search("--site", "Nowhere")
    assert (status, "no site Nowhere" in said) == (2, True)


def test_windows_with_a_species_or_without_a_label_can_be_chosen(run, folder, search, tmp_path):
    toads = search("--species", "Common Toad")
    assert files(toads) >= SONG_FILES
    assert toads["compared"] < 128
    labels = tmp_path / "labels.csv"
    labels.write_text(HEADER + rows(SONGS, "my song", at=(0.0, 4.0)), encoding="utf-8")
    run("labels", "--project", folder, "--import", labels)
    rest = search("--unlabelled")
    assert rest["compared"] == 3 * 16 + 5  # of the last window only half is in the sound
    assert {one["start_s"] for one in rest["found"] if one["file"] in SONG_FILES} == {3.75}
    assert search("--species", "Unicorn")[0] == 2


def test_a_histogram_counts_all_that_were_compared_and_the_answer_is_cut_by_it(search):
    whole = search("--histogram", "--limit", 1000)
    counts = whole["histogram"]
    assert sum(one["windows"] for one in counts) == whole["compared"] == 128
    cut = search("--min-similarity", 0.9)
    assert cut["found"] == [one for one in whole["found"] if one["similarity"] >= 0.9]
    assert search("--min-similarity", "nan")[0] == 2


def test_a_histogram_is_printed_without_its_gaps(capsys):
    counts = np.zeros(100, np.int64)
    counts[[99, 98, 50]] = 5, 10, 200
    say_histogram(counts)
    lines = [line.split("█")[0].split() for line in capsys.readouterr().out.splitlines()[1:]]
    assert lines == [
        ["0.98", "to", "1.00", "5", "5"],
        ["0.96", "to", "0.98", "10", "15"],
        ["0.02", "to", "0.96", "0", "15"],
        ["0.00", "to", "0.02", "200", "215"],
    ]


def test_several_projects_are_searched_at_once_and_not_changed(run, folder, tmp_path):
    other = shutil.copytree(folder, tmp_path / "other")
    before = {one: one.stat().st_mtime_ns for one in other.rglob("*")}
    out = tmp_path / "found.csv"
    both = ("search", "--project", folder, "--project", other, "--like", "0.wav@1-1.5")
    assert run(*both, "--out", out, "--limit", 10)[1].startswith("256 windows compared")
    with out.open(encoding="utf-8", newline="") as file:
        found = list(csv.DictReader(file))
    assert [*found[0]] == ["project", "file", "start_s", "end_s", "similarity"]
    assert {(row["project"], row["file"]) for row in found} == {
        (str(one), file) for one in (folder, other) for file in SONG_FILES
    }
    assert {one: one.stat().st_mtime_ns for one in other.rglob("*")} == before
    assert run(*both, "--like", "detection:1", "--json")[0] == 2


def test_analyses_that_lie_otherwise_are_searched_together_and_each_place_told_once(
    run,
    folder,
    toy,  # noqa: F811
    search,
):
    with closing(Project(folder)) as project:
        other = Settings(network="toy-1", overlap_s=0.0)
        list(analyse(project, toy, other, executor=InProcess()))
        with project.reading() as db:
            names = [one.fingerprint for one in runs.everything(db)]
    both = search("--run", names[0], "--run", names[1], "--limit", 1000)
    assert both["compared"] == 128 + 64
    spans = {}
    for one in both["found"]:
        spans.setdefault(one["file"], []).append((one["start_s"], one["end_s"]))
    for of_file in spans.values():
        of_file.sort()
        assert all(a[1] < b[0] for a, b in pairwise(of_file))
    assert search("--run", names[0], "--run", "zzz")[0] == 2


def test_what_different_networks_heard_is_not_ranked_together(run, folder, tmp_path):
    other = shutil.copytree(folder, tmp_path / "other")
    with closing(Project(other)) as project, project.writing() as db:
        db.exec_driver_sql("UPDATE passes SET network = 'toy-2'")
    asked = ("search", "--project", folder, "--project", other, "--like", "0.wav@1-2", "--json")
    status, _, said = run(*asked)
    assert (status, "cannot be ranked together" in said) == (1, True)


def test_no_answer_goes_beyond_the_end_of_its_recording(search):
    assert max(one["end_s"] for one in search("--limit", 1000)["found"]) == 4.0
