"""Several reviewers: agreement, and logs of two copies that become one."""

import shutil
from contextlib import closing
from pathlib import Path

import pytest

from core.domain import Verdict
from core.errors import UserError
from core.review import Desk, reference
from core.review.agreement import agreement
from core.review.merge import merge
from core.store import Project, annotations, detections, verdicts
from tests.core.conftest import LYREBIRD, WREN

C, W, U = Verdict.CORRECT, Verdict.WRONG, Verdict.UNSURE


def test_kappa_is_of_right_and_wrong_and_unsure_stands_beside_it(hand_made):
    ann, bob = Desk(hand_made.project, "Ann"), Desk(hand_made.project, "Bob")
    ann.decide([1, 2, 3], C)
    bob.decide([1, 2], C)
    bob.decide([3], U)
    ann.decide([4], W)
    bob.decide([4], W)
    every = agreement(hand_made.project, "Ann", "Bob")[0]
    assert (every.both, every.kappa.clips, every.with_unsure.clips) == (4, 3, 4)
    assert every.kappa.interval
    assert every.kappa.interval.estimate == 1
    assert every.with_unsure.interval
    assert every.with_unsure.interval.estimate < 1


def test_agreement_counts_what_both_said_even_when_one_changed_his_mind(hand_made):
    ann, bob = Desk(hand_made.project, "Ann"), Desk(hand_made.project, "Bob")
    ann.decide([1, 2, 3, 4], C)
    bob.decide([1, 2], W)
    bob.decide([2, 4, 7], C)
    ann.decide([7], W)
    ann.undo()
    every, blackbird, wren = agreement(hand_made.project, "Ann", "Bob")
    assert (every.species, every.both, every.agreed) == (None, 3, 2)
    assert blackbird.counts == {(C, W): 1, (C, C): 1}
    assert (wren.species, wren.both, wren.kappa.interval) == (WREN, 1, None)


def test_taking_back_leaves_nobodys_word_changed(hand_made):
    project = hand_made.project
    Desk(project, "Bob").decide([1], W)
    desk = Desk(project, "Ann")
    desk.decide([1], C)
    desk.undo()
    with project.reading() as db:
        assert verdicts.current(db, [1])[1].reviewer == "Bob"
        assert verdicts.of_reviewer(db, "Ann") == {}
        assert verdicts.by_reviewer(db, "Bob", [1])[1].verdict is W
        assert verdicts.reviewers(db) == {"Ann": 1, "Bob": 1}


@pytest.fixture
def copies(hand_made, tmp_path: Path):
    hand_made.project.close()
    shutil.copytree(hand_made.project.folder, tmp_path / "copy")
    with (
        closing(Project(hand_made.project.folder)) as one,
        closing(Project(tmp_path / "copy")) as two,
    ):
        ann, bob = Desk(one, "Ann"), Desk(two, "Bob")
        for n in range(30):
            ann.decide([1 + n % 5], (C, W)[n % 2], note=f"{n}")
            bob.decide([1 + n % 8], (W, U)[n % 2], corrected=LYREBIRD if n % 3 else None)
        ann.draw(1, (1.0, 2.0), (1000.0, 2000.0), WREN, "loud")
        bob.erase(bob.draw(2, (3.0, 4.0)).id)
        yield one, two


def state(project: Project) -> tuple[object, ...]:
    query = (
        "SELECT v.uuid, detection_id, verdict, scientific_name, reviewer, at_utc "
        "FROM {} v LEFT JOIN species s ON s.id = species_id ORDER BY v.uuid"
    )
    with project.reading() as db:
        log = db.exec_driver_sql(query.format("verdicts")).all()
        now = db.exec_driver_sql(query.format("current_verdicts")).all()
        noted = db.exec_driver_sql("SELECT * FROM current_comments ORDER BY 1").all()
        drawn = sorted(annotations.everything(db), key=lambda a: a.id)
        return log, now, noted, drawn


def test_merging_is_the_same_either_way_and_twice_is_once(copies):
    one, two = copies
    first = merge(one, two)
    assert (first.verdicts, first.comments, first.annotations) == (30, 0, 2)
    assert (first.known, first.unplaced) == (0, 0)
    merge(two, one)
    assert state(one) == state(two)
    before = state(one)
    again = merge(one, two)
    assert (again.verdicts, again.annotations, again.known) == (0, 0, 93)
    assert state(one) == before
    assert len(before[0]) == 60


def keep(project: Project, detection_id: int, reviewer: str) -> None:
    with project.reading() as db:
        (found,) = detections.by_ids(db, [detection_id])
    reference.keep(project, found, reviewer)


def keepers(project: Project, detection_id: int) -> list[str]:
    with project.reading() as db:
        return [name for name in ("Ann", "Bob") if reference.is_kept(db, detection_id, name)]


def test_a_clip_is_kept_by_everybody_who_kept_it_in_either_copy(copies):
    for project, name in zip(copies, ("Ann", "Bob"), strict=True):
        Desk(project, name).decide([1, 2], C, corrected=WREN if name == "Bob" else None)
        keep(project, 1, name)
    keep(copies[1], 2, "Bob")
    one, two = copies
    assert merge(one, two).references == 2
    assert merge(two, one).references == 1
    for project in copies:
        assert (keepers(project, 1), keepers(project, 2)) == (["Ann", "Bob"], ["Bob"])
        with project.reading() as db:
            of_wren = reference.of_species(db, WREN.scientific_name)
        assert [d.id for d in of_wren] == [1, 2]


def test_a_clip_that_was_dropped_does_not_come_back_with_a_copy_unless_kept_anew(copies):
    one, two = copies
    Desk(one, "Ann").decide([1], C)
    keep(one, 1, "Ann")
    merge(two, one)
    reference.drop(two, 1, "Bob")
    assert merge(two, one).references == 0
    assert keepers(two, 1) == []
    keep(two, 1, "Bob")
    merge(one, two)
    assert keepers(one, 1) == keepers(two, 1) == ["Bob"]


def test_what_this_copy_has_not_heard_is_told(copies, tmp_path):
    one, two = copies
    with two.writing() as db:
        db.exec_driver_sql("UPDATE recordings SET content_hash = 'changed' WHERE id = 1")
    told = merge(one, two)
    assert told.unplaced > 0
    assert told.unplaced + told.verdicts + told.annotations == 32
    assert "Dune/a.wav: Turdus merula at 0.0 s" in told.examples


def test_a_project_is_not_merged_into_itself(hand_made):
    with pytest.raises(UserError, match="same project"):
        merge(hand_made.project, hand_made.project)
