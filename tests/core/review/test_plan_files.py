"""A plan goes to another copy of the project as a file, and finds its clips there."""

import json
import shutil
from contextlib import closing

import pytest

from core.domain import Verdict
from core.errors import UserError
from core.review import Desk, plan_files, plans
from core.review.merge import merge
from core.review.plans import PlanRequest
from core.store import Project


@pytest.fixture
def given(hand_made, tmp_path):
    """A plan for Bob, as a file, and another copy whose detections have other numbers."""
    plan = plans.make(hand_made.project, PlanRequest("dawn", "random", n=3, seed=4))
    for_bob = plans.give(hand_made.project, plan, "Bob", blind=True)
    file = tmp_path / ("dawn" + plan_files.SUFFIX)
    plan_files.save(hand_made.project, for_bob, file)
    shutil.copytree(hand_made.project.folder, tmp_path / "copy")
    with closing(Project(tmp_path / "copy")) as copy:
        with copy.writing() as db:
            db.exec_driver_sql("DELETE FROM review_items")
            db.exec_driver_sql("DELETE FROM review_plans")
            db.exec_driver_sql("UPDATE detections SET id = id + 100")
        yield file, for_bob, copy


def test_the_other_copy_has_the_same_clips_in_the_same_order(hand_made, given):
    file, for_bob, copy = given
    taken = plan_files.take_in(copy, file)
    assert (taken.missing, taken.known) == (0, False)
    assert (taken.plan.name, taken.plan.reviewer, taken.plan.blind) == ("dawn", "Bob", True)
    there = [d.id - 100 for d in plans.items(copy, taken.plan, "Bob")]
    assert there == [d.id for d in plans.items(hand_made.project, for_bob, "Bob")] != []


def test_what_the_other_reviewer_said_comes_back_by_merging(hand_made, given):
    file, for_bob, copy = given
    plan = plan_files.take_in(copy, file).plan
    Desk(copy, "Bob").decide([plans.items(copy, plan, "Bob")[1].id], Verdict.WRONG)
    merge(hand_made.project, copy)
    assert plans.get(hand_made.project, for_bob.id).done == 1
    assert plans.items(hand_made.project, for_bob, "Bob")[1].verdict is Verdict.WRONG


def test_a_plan_taken_in_twice_is_one(given):
    file, _, copy = given
    first = plan_files.take_in(copy, file)
    again = plan_files.take_in(copy, file)
    assert (again.known, again.plan) == (True, first.plan)
    assert len(plans.everything(copy)) == 1


def test_clips_that_are_not_here_are_counted_and_come_when_they_are(given):
    file, for_bob, copy = given
    with copy.writing() as db:
        db.exec_driver_sql("UPDATE recordings SET content_hash = 'x' WHERE path = 'Dune/a.wav'")
    taken = plan_files.take_in(copy, file)
    assert taken.missing == for_bob.items - taken.plan.items > 0
    assert taken.examples[0].startswith("Dune/a.wav: T")
    with copy.writing() as db:
        db.exec_driver_sql(
            "UPDATE recordings SET content_hash = 'Dune/a.wav' WHERE content_hash = 'x'"
        )
    assert plan_files.take_in(copy, file).plan.items == for_bob.items


def test_a_plan_of_recordings_that_are_not_here_is_refused(given):
    file, _, copy = given
    with copy.writing() as db:
        db.exec_driver_sql("UPDATE runs SET fingerprint = 'other'")
    with pytest.raises(UserError, match=r"None of the 5 clips .* analyse them with the same"):
        plan_files.take_in(copy, file)
    assert plans.everything(copy) == []


@pytest.mark.parametrize(
    "change",
    [
        {"format": "x"}, {"clips": [1]}, {"clips": [{"recording": "a"}]}, {"id": 3},
        {"reviewer": 4}, {"seed": "one"}, {"settings": None}, {"seed": 1 << 70}, {"name": "\ud800"},
    ],
)  # fmt: skip
def test_what_is_no_plan_is_refused(given, change):
    file, _, copy = given
    file.write_text(json.dumps(json.loads(file.read_text("utf-8")) | change), "utf-8")
    with pytest.raises(UserError, match="no review plan"):
        plan_files.take_in(copy, file)


@pytest.mark.parametrize("raw", [b"\n", b"\xff\xfe", b"[]", b"{", b"[" * 100_000])
def test_any_other_file_is_refused(given, raw):
    file, _, copy = given
    file.write_bytes(raw)
    with pytest.raises(UserError, match="no review plan"):
        plan_files.take_in(copy, file)


def test_a_file_of_a_newer_version_or_none_is_said(given, tmp_path):
    file, _, copy = given
    file.write_text(json.dumps(json.loads(file.read_text("utf-8")) | {"version": 2}), "utf-8")
    with pytest.raises(UserError, match="newer version"):
        plan_files.take_in(copy, file)
    with pytest.raises(UserError, match="cannot be read"):
        plan_files.take_in(copy, tmp_path / "none")
