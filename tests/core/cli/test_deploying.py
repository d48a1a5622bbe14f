"""The commands about sites, deployments, clocks and health, as a script calls them."""

import json
from contextlib import closing
from pathlib import Path

import pytest

from core.cli.app import build
from core.errors import UnusableValueError, UserError
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
        build(command)([command, *more, "--project", str(folder)], standalone_mode=False)
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


def places(run):
    """Return what a script would look at: number, site and recordings of each deployment."""
    found = json.loads(run("deployments", "--json"))
    return [(one["id"], one["site"], one["recordings"]) for one in found]


def test_a_deployment_is_split_by_the_corrected_clock_and_merged_again(run):
    times = ("--recorder-time", "2024-05-01T00:00:00", "--true-time", "2024-05-01T00:30:00")
    run("clock", "1", *times)
    said = run(
        "deployments", "split", "1", "--since", "2024-05-01T03:30:00", "--site", "Lake", "--json"
    )
    made = json.loads(said)
    assert [(one["site"], one["recordings"]) for one in made] == [("Dune", 3), ("Lake", 3)]
    assert made[1]["first"] == "2024-05-01T03:30:00"
    run("deployments", "merge", str(made[1]["id"]), "--into", "1")
    assert places(run) == [(1, "Dune", 6), (2, "Wood", 6)]


def test_a_deployment_is_split_by_folder(run):
    run("deployments", "merge", "2", "--into", "1")
    said = run("deployments", "split", "1", "--folder", "Wood", "--site", "Lake")
    assert "Dune" in said
    assert "Lake" in said
    assert [place[1:] for place in places(run)] == [("Dune", 6), ("Lake", 6)]


@pytest.mark.parametrize("how", [(), ("--since", "2024-05-01", "--folder", "Wood")])
def test_a_split_must_say_where_and_only_once(run, how):
    with pytest.raises(UnusableValueError, match="--since or --folder"):
        run("deployments", "split", "1", *how)


def test_sites_are_renamed_placed_and_merged_by_name(run):
    assert "Slufter" in run("sites", "rename", "Dune", "Slufter")
    assert "Pacific/Auckland" in run("sites", "place", "Wood", "--at", "41°18'S 174°48'E")
    assert "unknown" in run("sites", "place", "Wood", "--clear")
    merged = run("sites", "merge", "Wood", "slufter", "wood", "--into", "slufter")
    assert merged == "Wood and Slufter are one site now.\n"
    assert [site["name"] for site in json.loads(run("sites", "--json"))] == ["Slufter"]
    with pytest.raises(UserError, match=r"no site Wood.* known: Slufter"):
        run("sites", "rename", "Wood", "Forest")


def test_a_changed_site_is_told_to_scripts_as_the_list_tells_it(run):
    (renamed,) = json.loads(run("sites", "rename", "Dune", " Slufter ", "--json"))
    assert renamed == json.loads(run("sites", "--json"))[0]
    assert (renamed["name"], renamed["recordings"]) == ("Slufter", 6)
    where = ("--latitude", "-41.3", "--longitude", "174.8")
    (placed,) = json.loads(run("sites", "place", "Wood", *where, "--json"))
    assert (placed["latitude"], placed["zone"]) == (-41.3, "Pacific/Auckland")
    (cleared,) = json.loads(run("sites", "place", "Wood", "--clear", "--json"))
    assert (cleared["latitude"], cleared["zone"]) == (None, None)
    (merged,) = json.loads(run("sites", "merge", "Wood", "--into", "Slufter", "--json"))
    assert (merged["name"], merged["deployments"], merged["recordings"]) == ("Slufter", 2, 12)


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        (("rename", "Lake", "Pond"), UserError),
        (("rename", "Dune", "Wood"), UserError),
        (("merge", "Wood", "--into", "Lake"), UserError),
        (("place", "Wood"), UnusableValueError),
    ],
)
def test_a_site_that_cannot_be_changed_so_is_no_json(run, capsys, wrong, error):
    with pytest.raises(error) as raised:
        run("sites", *wrong, "--json")
    assert type(raised.value) is error
    assert capsys.readouterr().out == ""


def test_a_deployment_is_moved_to_another_site_undone_and_redone(run):
    run("deployments", "move", "1", "--site", "Wood")
    moved = [(1, "Wood", 6), (2, "Wood", 6)]
    assert places(run) == moved
    assert "Undone: Moved 1 deployment to Wood" in run("undo-edit")
    assert places(run) == [(1, "Dune", 6), (2, "Wood", 6)]
    assert "Redone: Moved 1 deployment to Wood" in run("redo-edit")
    assert places(run) == moved
    assert "nothing to redo" in run("redo-edit")


def test_a_list_without_a_project_is_wrong_usage():
    with pytest.raises(UnusableValueError, match="--project"):
        build("sites")(["sites"], standalone_mode=False)


def test_a_moved_card_is_linked_again(run, tmp_path):
    (tmp_path / "card").rename(tmp_path / "moved")
    said = run("relink", str(tmp_path / "card"), str(tmp_path / "moved"))
    assert "12 recordings are linked" in said


def test_health_is_said_in_words_and_as_json(run):
    assert "DC offset" in run("health")  # the test's noise is all above zero
    found = json.loads(run("health", "--json", "--no-measure"))
    assert [(one["site"], one["measured"]) for one in found] == [("Dune", 6), ("Wood", 6)]
    assert [finding["code"] for finding in found[0]["findings"]] == ["dc-offset"]


def test_a_folder_is_removed_and_restored_by_its_path(run, folder, tmp_path):
    assert "6 recordings were removed" in run("remove", str(tmp_path / "card" / "Dune"))
    assert [one["site"] for one in json.loads(run("deployments", "--json"))] == ["Wood"]
    assert "1 recording was taken back" in run("restore", "Dune/20240501_000000.wav")
    assert "5 recordings were taken back" in run("restore")
    run("undo-edit")
    assert [one["recordings"] for one in json.loads(run("deployments", "--json"))] == [1, 6]
    with pytest.raises(UserError, match="No recording"):
        run("remove", str(tmp_path / "elsewhere"))
