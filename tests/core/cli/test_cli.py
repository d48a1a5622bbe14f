"""The command ``undersong``: exit statuses, messages, JSON."""

import io
import json
from importlib.metadata import version
from pathlib import Path

import pytest
from rich.console import Console

from core.cli import app
from core.cli.progress import follow
from core.jobs import Progress
from tests.core.sounds import noise, record


def test_inspect_names_what_scripts_rely_on(run, samples):
    status, out, _ = run("inspect", samples[0].parent, "--json")
    found = json.loads(out)
    assert (status, len(found)) == (0, 3)
    assert list(found[0]) == [
        "path", "recorder", "start_local", "offset_minutes", "offset_source", "start_utc",
        "start_source", "latitude", "longitude", "serial", "prefix", "duration_s", "sample_rate",
        "channels", "usable", "clock_doubt", "problem", "problem_text", "details",
    ]  # fmt: skip
    assert found[0]["recorder"] == "AudioMoth"
    assert found[0]["start_local"].startswith("2025-05-03T03:13:00")
    assert (found[0]["sample_rate"], found[0]["problem"]) == (48_000, None)


def test_inspect_tells_what_is_wrong_with_a_file(run, tmp_path):
    (tmp_path / "a.wav").touch()
    _, out, _ = run("inspect", tmp_path / "a.wav", tmp_path / "none.wav", "--json")
    assert [i["problem"] for i in json.loads(out)] == ["empty", "vanished"]
    status, out, _ = run("inspect", tmp_path)
    assert (status, "The file is empty" in " ".join(out.split())) == (0, True)


def test_json_is_json_whatever_the_names(run, tmp_path):
    record(tmp_path / "[red]x :dog: 03:13:00.wav", noise(1))
    _, out, _ = run("inspect", tmp_path, "--json")
    assert json.loads(out)[0]["path"].endswith("[red]x :dog: 03:13:00.wav")


def test_offsets_are_shown_in_hours_and_minutes(run, tmp_path):
    for name in ("20240501_053000-0330.wav", "20240501_053000+0545.wav"):
        record(tmp_path / name, noise(1))
    out = run("inspect", tmp_path)[1]
    assert "-03:30" in out
    assert "+05:45" in out


def test_a_doubtful_clock_is_said_by_inspect_and_import(run, tmp_path):
    record(tmp_path / "card" / "20340501_053000.wav", noise(1))
    record(tmp_path / "card" / "20240501_053000.wav", noise(2))
    (tmp_path / "card" / "empty.wav").touch()
    _, out, _ = run("inspect", tmp_path / "card", "--json")
    assert [i["clock_doubt"] for i in json.loads(out)] == [None, "clock-future", None]
    project = ("--project", tmp_path / "project")
    status, out, _ = run("import", tmp_path / "card", *project, "--json")
    found = json.loads(out)
    assert (status, found["files"], found["usable"]) == (0, 3, 2)
    assert {(Path(p["file"]).name, p["problem"], p["usable"]) for p in found["problems"]} == {
        ("20340501_053000.wav", "clock-future", True),
        ("empty.wav", "empty", False),
    }
    assert "began in the future" in run("import", tmp_path / "card", *project)[1]


def test_the_main_job_from_folder_to_report(run, samples, tmp_path):
    project = tmp_path / "project"
    status, out, _ = run("analyze", samples[0].parent, "--project", project, "--json")
    summary = json.loads(out)
    assert status == 0
    assert (summary["recordings"], summary["problems"], summary["notes"]) == (3, [], [])
    assert (summary["hours"], summary["species"] > 2) == (pytest.approx(0.025, 1e-3), True)

    status, out, _ = run("analyze", samples[0].parent, "--project", project, "--min-score", ".6")
    assert status == 0
    assert "stored scores are used, the network is not run again" in out
    assert "Turdus merula" in out

    again = ("analyze", samples[0].parent, "--project", project, "--json")
    assert json.loads(run(*again)[1]) == summary

    status, out, _ = run("report", "--project", project, "--out", tmp_path / "s.csv", "--json")
    assert json.loads(out)["rows"] == len((tmp_path / "s.csv").read_text().splitlines()) - 1
    export = ("export", "--project", project, "--format", "detections-csv", "--out")
    assert run(*export, tmp_path / "d.csv")[0] == 0
    status, out, _ = run("verdicts", "--project", project, "--import", tmp_path / "d.csv")
    assert (status, out) == (0, "0 verdicts added.\n")


def test_what_an_hour_takes_on_the_disk_is_said_before_an_analysis(run, tmp_path):
    record(tmp_path / "media" / "20240501_053000.wav", noise(6))
    both = ("analyze", tmp_path / "media", "--project", tmp_path / "project")
    said = " ".join(run(*both)[1].split())
    assert "Embeddings will take 4.1 kB of disk (2.5 MB for each hour of sound)." in said
    assert "Scores will take about 640 bytes of disk (384.0 kB for each hour of sound, at " in said
    said = " ".join(run(*both, "--no-embeddings", "--overlap", "1.5")[1].split())
    assert "Embeddings will take" not in said
    assert "(768.0 kB for each hour of sound, at most 23.3 MB)." in said


@pytest.mark.parametrize(
    "words",
    [
        ("report", "--out", "t.csv"),
        ("export", "--format", "detections-csv", "--out", "t.csv"),
        ("deployments", "--export", "t.csv"),
        ("clips", "--verdict", "any", "--out", "."),
    ],
)
def test_every_table_can_be_written_for_excel(run, hand_made, tmp_path, monkeypatch, words):
    monkeypatch.chdir(tmp_path)
    command, *more = words
    run(command, "--project", hand_made.project.folder, *more, "--excel")
    file = "clips.csv" if command == "clips" else "t.csv"
    assert Path(file).read_bytes().startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("analyze", "none", "--project", "p"), "There is no folder none"),
        (("analyze", "silent", "--project", "p"), "There are no audio files in"),
        (("analyze", ".", "--project", "p", "--species-list", "unknown.txt"), "Nobody knows"),
        (("analyze", "silent", "--project", "file"), "could not be made"),
        (("report", "--project", "none", "--out", "a.csv"), "There is no project in none"),
        (("export", "--project", "none", "--format", "x", "--out", "a"), "no project in none"),
        (("verdicts", "--project", "none", "--import", "a.csv"), "There is no project in none"),
    ],
)
def test_what_a_person_must_do_is_said_with_status_1(run, tmp_path, monkeypatch, words, message):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "silent").mkdir()
    (tmp_path / "file").touch()
    (tmp_path / "unknown.txt").write_text("Nobody knows\n")
    status, out, err = run(*words)
    assert (status, out) == (1, "")
    assert message in err
    assert "Traceback" not in err


@pytest.mark.parametrize(
    "words",
    [
        ("sing",),
        ("analyze",),
        ("analyze", ".", "--project", "p", "--week", "May"),
        ("analyze", ".", "--project", "p", "--min-score", "high"),
        ("report", "--project", "p"),
    ],
)
def test_wrong_usage_has_status_2(run, words):
    assert run(*words)[0] == 2


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("analyze", ".", "--project", "p", "--network", "x"), "no network called x"),
        (("analyze", ".", "--project", "p", "--latitude", "95", "--longitude", "0"), "latitude"),
        (("analyze", ".", "--project", "p", "--latitude", "5"), "both the latitude"),
        (("analyze", ".", "--project", "p", "--overlap", "2.999999"), "between 0 and 2.9 s"),
        (("analyze", ".", "--project", "p", "--overlap", "nan"), "between 0 and 2.9 s"),
        (("analyze", ".", "--project", "p", "--min-score", "nan"), "between 0 and 1"),
        (("analyze", ".", "--project", "p", "--week", "49"), "week must lie"),
    ],
)
def test_a_value_that_cannot_be_is_named_with_status_2(run, tmp_path, monkeypatch, words, message):
    monkeypatch.chdir(tmp_path)
    status, out, err = run(*words)
    assert (status, out) == (2, "")
    assert message in err


def test_help_has_status_0(run):
    status, out, _ = run("analyze", "--help")
    assert (status, "--species-list" in out) == (0, True)


def test_a_bug_is_told_once_and_where_the_log_is(run, monkeypatch, tmp_path):
    monkeypatch.setattr("core.cli.looking.inspect_all", lambda _: 1 / 0)
    status, _, err = run("inspect", tmp_path)
    assert status == 1
    assert "Something went wrong inside Undersong. The details are in" in err


def test_samples_are_put_where_asked(run, samples, tmp_path):
    status, out, _ = run("sample", tmp_path / "new")
    assert (status, len(out.splitlines())) == (0, 3)
    assert all(Path(line).read_bytes()[:4] == b"RIFF" for line in out.splitlines())
    (tmp_path / "file").touch()
    assert "Choose another folder" in run("sample", tmp_path / "file" / "x")[2]


def test_every_command_is_found_by_its_name_and_in_the_help(run):
    _, out, _ = run("--help")
    for name in (name for names in app._COMMAND_MODULES.values() for name in names):
        assert f" {name} " in out
        assert run(name, "--help")[0] == 0


@pytest.mark.parametrize("words", [("--project", ""), ("--project", " ")])
def test_an_empty_word_is_misuse_and_makes_no_project(run, tmp_path, monkeypatch, words):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in").mkdir()
    record(tmp_path / "in" / "20240501_050000.wav", noise(1))
    status, _, said = run("import", "in", *words)
    assert (status, "is empty" in said) == (2, True)
    assert [p.name for p in tmp_path.iterdir()] == ["in"]


@pytest.mark.parametrize("project", ["in", "in/mine", "in/card/mine", ".", "link/mine"])
def test_a_project_and_its_recordings_lie_apart(run, tmp_path, monkeypatch, project):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in" / "card").mkdir(parents=True)
    (tmp_path / "link").symlink_to(tmp_path / "in")
    record(tmp_path / "in" / "card" / "20240501_050000.wav", noise(1))
    before = sorted(tmp_path.rglob("*"))
    status, _, said = run("import", "in", "--project", project)
    assert (status, "Choose" in said or "choose" in said) == (1, True)
    assert sorted(tmp_path.rglob("*")) == before


def test_no_project_is_made_for_a_folder_that_is_not_there(run, tmp_path):
    status, _, said = run("import", tmp_path / "none", "--project", tmp_path / "mine")
    assert (status, "There is no folder" in said) == (1, True)
    assert not (tmp_path / "mine").exists()


@pytest.mark.parametrize(
    "words",
    [
        ("plan", "make", "--seed", "9" * 30),
        ("clock", "9" * 30, "--zone", "Europe/Amsterdam"),
        ("clock", "1", "--recorder-time", "9999-12-31T23:59:59", "--true-time", "0001-01-01T00:00"),
        ("plan", "give", "9" * 30, "Bob"),
    ],
)
def test_what_is_beyond_all_numbers_is_no_bug(run, hand_made, words):
    status, _, said = run(*words, "--project", hand_made.project.folder)
    assert status == 1
    assert "Something went wrong" not in said


def test_the_systems_refusal_is_a_sentence(run, hand_made, monkeypatch):
    def closed(_):
        raise PermissionError(13, "Permission denied", "/card/DCIM")

    monkeypatch.setattr("core.cli.placing.opened", closed)
    status, _, said = run("sites", "--project", hand_made.project.folder)
    assert (status, said.startswith("/card/DCIM: Permission denied. Check")) == (1, True)


def test_a_bar_shows_any_name_as_it_is(tmp_path):
    steps = iter([Progress(1, 2, "[/red] [bold].wav"), Progress(2, 2, "[.wav")])
    screen = Console(file=io.StringIO(), force_terminal=True, width=100)
    follow((step for step in steps), "[/x]", "files", screen)
    assert "[.wav" in screen.file.getvalue()


def test_the_version_is_told_without_a_command(run):
    assert run("--version")[:2] == (0, f"Undersong {version('undersong')}\n")
