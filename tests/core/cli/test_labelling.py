"""The command labels: what was said, taken in, written out and taken back."""

import csv
import json
from contextlib import closing

import pytest

from core.review import Desk
from core.store import Project, clip_labels
from core.store.clip_labels import ClipLabel
from tests.core.heads.conftest import tones, toy  # noqa: F401 - fixtures
from tests.core.heads.tones import CALLS, HEADER, SONG_LABELS, SONGS, rows
from tests.core.sounds import noise, record


@pytest.fixture
def labels(run, tones, tmp_path):  # noqa: F811
    folder = tones.folder
    tones.close()

    def ask(*more, text=None):
        if text is not None:
            file = tmp_path / "labels.csv"
            file.write_text(text, encoding="utf-8")
            more = ("--import", file, *more)
        status, out, err = run("labels", "--project", folder, *more, "--json")
        return json.loads(out) if status == 0 else (status, err)

    ask.folder = folder
    return ask


def of(told, label):
    return next(one for one in told["labels"] if one["label"] == label)


def table(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_labels_are_listed_by_how_often_they_were_given(labels):
    assert labels()["labels"] == []
    labels(text=SONG_LABELS + rows([0], "", exhaustive=1, at=(3.0, 3.5)))
    told = of(labels(), "my song")
    assert (told["present"], told["absent"], told["recordings"]) == (5, 3, 8)
    assert told["sources"] == {"label": 8}
    assert of(labels(), "")["recordings"] == 1


def test_what_is_written_out_is_what_comes_in_again(labels, tmp_path):
    labels("--reviewer", "Ann", text=SONG_LABELS + rows([1], "", exhaustive=1, at=(0.125, 0.5)))
    first, second = tmp_path / "first.csv", tmp_path / "second.csv"
    assert labels("--export", first)["rows"] == 9
    written = table(first)
    assert {row["reviewer"] for row in written} == {"Ann"}
    assert all(row["said_utc"].endswith("+00:00") for row in written)
    labels("--undo")
    assert labels()["labels"] == []
    assert labels("--import", first)["added"] == 9
    labels("--export", second)
    without = [[{**row, "said_utc": ""} for row in table(one)] for one in (first, second)]
    assert without[0] == without[1]


def test_an_import_is_taken_back_and_then_the_one_before_and_the_log_keeps_all(labels):
    labels(text=HEADER + rows(SONGS, "my song"))
    labels(text=HEADER + rows([0, 1], "my song", present=0) + rows(CALLS, "my call"))
    assert (of(labels(), "my song")["present"], of(labels(), "my call")["present"]) == (3, 3)
    assert labels("--undo")["taken_back"] == 5
    assert of(labels(), "my song")["present"] == 5
    assert labels("--undo")["taken_back"] == 5
    assert labels()["labels"] == []
    status, said = labels("--undo")
    assert (status, "No import of labels" in said) == (1, True)
    with Project(labels.folder).reading() as db:
        assert db.exec_driver_sql("SELECT count(*) FROM clip_labels").scalar() == 10


def test_what_was_said_since_stands_and_is_told(labels):
    labels(text=HEADER + rows([0], "my song"))
    with closing(Project(labels.folder)) as project:
        Desk(project, "Bob").label([ClipLabel(1, 1.0, 2.0, "my song", False, False, "Bob")])
    assert labels("--undo")["stands"].startswith("Bob said more")
    assert of(labels(), "my song")["absent"] == 1


def test_contradictions_are_shown_with_both_clips(labels):
    labels(text=SONG_LABELS + rows([0], "my song", present=0, at=(1.25, 1.75)))
    (one, *_) = labels()["contradictions"]
    assert one["label"] == "my song"
    assert "0.wav 1-2 s" in one["yes"]
    assert "0.wav 1.25-1.75 s" in one["no"]


def test_labels_of_recordings_that_are_gone_are_told(run, labels, tmp_path):
    labels(text=SONG_LABELS)
    run("remove", "--project", labels.folder, "0.wav")
    (tmp_path / "media" / "1.wav").unlink()
    notes = " ".join(labels()["notes"])
    assert "Of recordings that were removed: 1 label," in notes
    assert "1.wav" in notes
    assert labels("--export", tmp_path / "out.csv") == {
        "rows": 7, "file": str(tmp_path / "out.csv"), "of_removed": 1,
    }  # fmt: skip


def test_one_thing_is_asked_at_a_time(labels, tmp_path):
    assert labels("--undo", "--export", tmp_path / "a.csv")[0] == 2


def test_equal_paths_in_two_folders_are_written_so_that_they_can_be_told(run, labels, tmp_path):
    labels(text=HEADER + rows([0], "my song"))
    record(tmp_path / "second" / "0.wav", noise(4, rate=16_000, seed=99), rate=16_000)
    run("import", tmp_path / "second", "--project", labels.folder)
    out = tmp_path / "out.csv"
    labels("--export", out)
    labels("--undo")
    assert labels("--import", out)["added"] == 1
    asked = ("search", "--project", labels.folder, "--like", tmp_path / "media" / "0.wav@1-2")
    found = json.loads(run(*asked, "--json")[1])["found"]
    assert {one["file"] for one in found if "0.wav" in one["file"]} == {
        (tmp_path / "media" / "0.wav").as_posix()
    }
    assert "1.wav" in {one["file"] for one in found}


def test_a_label_is_the_same_however_it_is_spelled(labels):
    labels(text=HEADER + rows([0], "my song"))
    assert labels(text=HEADER + rows([0], "My  Song"))["unchanged"] == 1
    status, said = labels(text=HEADER + rows([1], "frog") + rows([1], "Frog", present=0))
    assert (status, "line 3: it contradicts line 2" in said) == (1, True)


def test_numbers_and_answers_are_read_as_other_programs_write_them(labels):
    told = '0.wav,1e0,4e0,a,1.0,0.0\n1.wav,"0,5",2,a,Y,N\n2.wav,3,99999,a,1,0\n'
    assert labels(text=HEADER + told)["added"] == 3
    with closing(Project(labels.folder)) as project, project.reading() as db:
        spans = [(one.start_s, one.end_s) for one in clip_labels.current(db)]
    assert spans == [(1.0, 4.0), (0.5, 2.0), (3.0, 4.0)]


@pytest.mark.parametrize("written", [r"D:\cards\0.wav", "/home/ann/0.WAV", "0"])
def test_of_a_file_that_lies_elsewhere_it_is_asked_whether_ours_is_meant(labels, written):
    status, said = labels(text=f"{HEADER}{written},1,2,a,1,0\n")
    assert (status, "do you mean 0.wav?" in said) == (1, True)
