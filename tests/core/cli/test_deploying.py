"""The commands about sites, deployments, clocks and health, as a script calls them."""

import json
from contextlib import closing
from pathlib import Path

import pytest

from core.cli.app import build
from core.errors import UserError
from core.scan import scan
from core.store import Project
from tests.core.recorders.making import guano, recording

PLACE = "Loc Position:52.1 4.3"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A project with two sites of six recordings each, scanned from ``card``."""
    for site in ("Dune", "Wood"):
        for n in range(6):
            path = tmp_path / "card" / site / f"20240501_{n:02d}0000.wav"
            path.parent.mkdir(parents=True, exist_ok=True)
            chunk = guano(f"Note:{site} {n}", f"Serial:{site}", PLACE)
            path.write_bytes(recording(chunk))
    with closing(Project(tmp_path / "project")) as project:
        list(scan(project, tmp_path / "card"))
    return tmp_path / "project"


@pytest.fixture
def run(folder, capsys):
    """Run a command on the project and return what it prints."""

    def call(command: str, *more: str) -> str:
        build(command)([command, "--project", str(folder), *more], standalone_mode=False)
        return str(capsys.readouterr().out)

    return call


def test_sites_and_deployments_are_listed_for_scripts(run):
    assert [site["name"] for site in json.loads(run("sites", "--json"))] == ["Dune", "Wood"]
    dune = json.loads(run("deployments", "--json"))[0]
    assert (dune["site"], dune["serial"], dune["recordings"], dune["guessed"]) == (
        "Dune",
        "Dune",
        6,
        6,
    )
    assert "Wood" in run("sites")
    assert "guess" in run("deployments")


def test_the_clock_is_set_and_the_edit_undone(run):
    times = ("--recorder-time", "2024-05-01T00:00", "--true-time", "2024-05-01T00:10")
    run("clock", "1", "--zone", "Europe/Amsterdam", *times)
    dune = json.loads(run("deployments", "--json"))[0]
    assert (dune["zone"], dune["first"], dune["guessed"]) == (
        "Europe/Amsterdam",
        "2024-05-01T00:10:00",
        0,
    )
    assert "Set the clock of Dune" in run("undo-edit")
    assert json.loads(run("deployments", "--json"))[0]["known_times"] == []
    assert "nothing to undo" in run("undo-edit")


@pytest.mark.parametrize(
    "wrong",
    [
        (),
        ("--recorder-time", "2024-05-01T00:00"),
        ("--recorder-time", "noon", "--true-time", "2024-05-01"),
        ("--recorder-time", "2024-05-01T00:00Z", "--true-time", "2024-05-01"),
    ],
)
def test_a_clock_that_is_said_wrongly_is_refused(run, wrong):
    with pytest.raises(UserError):
        run("clock", "1", *wrong)


def test_deployments_go_out_and_in_as_a_table(run, tmp_path):
    table = tmp_path / "d.csv"
    run("deployments", "--export", str(table))
    table.write_text(table.read_text("utf-8").replace("Dune,5", "Slufter,5"), "utf-8")
    assert "Dune -> Slufter" in run("deployments", "--import", str(table), "--dry-run")
    assert [site["name"] for site in json.loads(run("sites", "--json"))] == ["Dune", "Wood"]
    assert json.loads(run("deployments", "--import", str(table), "--json"))["imported"]
    assert [site["name"] for site in json.loads(run("sites", "--json"))] == ["Slufter", "Wood"]


def test_a_moved_card_is_linked_again(run, tmp_path):
    (tmp_path / "card").rename(tmp_path / "moved")
    said = run("relink", str(tmp_path / "card"), str(tmp_path / "moved"))
    assert "12 recordings are linked" in said


def test_health_is_said_in_words_and_as_json(run):
    assert "DC offset" in run("health")  # the test's noise is all above zero
    found = json.loads(run("health", "--json", "--no-measure"))
    assert [(one["site"], one["measured"]) for one in found] == [("Dune", 6), ("Wood", 6)]
    assert [finding["code"] for finding in found[0]["findings"]] == ["dc-offset"]
