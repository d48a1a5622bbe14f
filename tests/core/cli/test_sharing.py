"""The commands clips, merge and plan."""

import json
import shutil
from contextlib import closing

import pytest

from core.analysis import Settings, analyse
from core.domain import Verdict
from core.review import Desk, reference
from core.store import Project, detections, saved_filters
from core.store.detections import Filter


@pytest.fixture
def two(hand_made, tmp_path):
    hand_made.project.close()
    shutil.copytree(hand_made.project.folder, tmp_path / "copy")
    copy = Project(tmp_path / "copy")
    Desk(copy, "Bob").decide([1, 2], Verdict.CORRECT)
    with copy.reading() as db:
        (confirmed,) = detections.by_ids(db, [1])
    reference.keep(copy, confirmed, "Bob")
    copy.close()
    return hand_made.project.folder, tmp_path / "copy"


def test_a_copy_is_merged_and_merged_again(run, two):
    status, out, _ = run("merge", two[1], "--project", two[0])
    assert (status, out) == (
        0, "2 verdicts, 0 comments, 0 annotation entries and 1 kept clips added; "
        "0 were here already.\n",
    )  # fmt: skip
    _, out, _ = run("merge", two[1], "--project", two[0])
    assert "0 annotation entries and 0 kept clips added; 3 were here already." in out


def test_a_plan_is_made_and_listed(run, two):
    made = ("plan", "make", "--project", two[1], "--kind", "top", "--n", 2, "--reviewer", "Ann")
    status, out, _ = run(*made, "--blind")
    assert (status, out) == (0, "Plan 1, top: 4 clips, 0 of them reviewed already.\n")
    _, out, _ = run("plan", "list", "--project", two[1])
    assert "Ann (blind)" in out


def test_a_plan_is_made_of_a_saved_filter(run, two):
    with closing(Project(two[1])) as project, project.writing() as db:
        saved_filters.save(db, "the dune", Filter(site="Dune"))
    made = ("plan", "make", "--project", two[1], "--kind", "everything", "--json", "--filter")
    plan = json.loads(run(*made, "the dune", "--species", "Turdus merula")[1])
    assert plan["items"] == 5
    assert plan["settings"]["filter"] == {"run_id": 1, "site": "Dune", "species": "Turdus merula"}
    status, _, err = run(*made, "the wood")
    assert (status, "These are known: the dune." in err) == (2, True)


def test_a_plan_is_given_to_another_copy(run, two, tmp_path):
    ours, theirs = two
    file = tmp_path / "for Bob.plan.json"
    run("plan", "make", "--project", ours, "--kind", "top", "--n", 2)
    given = ("plan", "give", 1, "Bob", "--project", ours, "--blind", "--out", file)
    assert run(*given)[1] == "Plan 2, top: 4 clips, 0 of them reviewed already.\n"
    status, out, _ = run("plan", "import", file, "--project", theirs, "--json")
    taken = json.loads(out)
    assert (status, taken["items"], taken["done"], taken["missing"]) == (0, 4, 2, 0)
    assert (taken["reviewer"], taken["blind"]) == ("Bob", True)
    _, out, _ = run("plan", "list", "--project", ours, "--json")
    assert [p["uuid"] == taken["uuid"] for p in json.loads(out)] == [True, False]
    run("plan", "export", 2, "--project", ours, "--out", tmp_path / "again.json")
    assert (tmp_path / "again.json").read_bytes() == file.read_bytes()
    assert run("plan", "export", 9, "--project", ours, "--out", file)[0] == 1


def test_agreement_of_two_reviewers(run, two):
    with closing(Project(two[1])) as project:
        Desk(project, "Ann").decide([1, 3], Verdict.WRONG)
    status, out, _ = run("agreement", "Ann", "Bob", "--project", two[1], "--json")
    why = "One always said wrong: kappa is 0 then, whatever they agree on."
    kappa = {"kappa": 0.0, "low": None, "high": None, "n": 1, "refused": why}
    assert (status, json.loads(out)[0]) == (0, {
        "species": None, "both": 1, "agreed": 0, **kappa, "with_unsure": kappa,
        "counts": [{"first": "wrong", "second": "correct", "detections": 1}],
    })  # fmt: skip
    assert "Turdus merula" in run("agreement", "Ann", "Bob", "--project", two[1])[1]
    status, _, err = run("agreement", "Ann", "Eve", "--project", two[1])
    assert (status, "Eve has given no verdict here. Who has: Ann, Bob." in err) == (2, True)


def test_reviewers_who_agree_on_every_clip_have_no_interval(run, two):
    with closing(Project(two[1])) as project:
        for name in ("Ann", "Bob"):
            Desk(project, name).decide([1], Verdict.WRONG)
            Desk(project, name).decide([2], Verdict.CORRECT)
    _, out, _ = run("agreement", "Ann", "Bob", "--project", two[1], "--json")
    every = json.loads(out)[0]
    assert (every["kappa"], every["low"], every["high"]) == (1.0, None, None)
    assert "1.00 (all agree)" in run("agreement", "Ann", "Bob", "--project", two[1])[1]


def test_what_was_merged_is_told_as_json(run, two):
    _, out, _ = run("merge", two[1], "--project", two[0], "--json")
    assert json.loads(out)["verdicts"] == 2


def test_clips_that_cannot_be_written_are_no_success(run, two, tmp_path):
    status, _, err = run("clips", "--project", two[0], "--out", tmp_path / "out")
    assert (status, "no detection to export" in err) == (1, True)
    status, _, err = run("clips", "--project", two[1], "--out", tmp_path / "out")
    assert (status, "None of the 2 clips could be written" in err) == (1, True)


def test_clips_of_any_verdict_come_once_though_two_analyses_heard_them(
    run, analysed, birdnet, tmp_path
):
    list(analyse(analysed, birdnet, Settings(min_score=0.5)))
    with analysed.reading() as db:
        newest = len(detections.ids(db, Filter(run_id=2, unlisted=True)))
    words = ("clips", "--project", analysed.folder, "--verdict", "any", "--json")
    _, out, _ = run(*words, "--out", tmp_path / "any")
    assert json.loads(out)["clips"] == newest


@pytest.mark.parametrize(
    "words", [("plan", "make", "--kind", "guess"), ("clips", "--out", "x", "--verdict", "maybe")]
)
def test_what_there_is_not_is_wrong_usage(run, two, words):
    assert run(*words, "--project", two[0])[0] == 2
