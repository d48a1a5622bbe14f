"""An analysis that was cut short takes no finished one's place, and is said to be not whole."""

import pytest
from sqlalchemy import select

from core import report
from core.domain import Verdict
from core.review import Desk, plans
from core.review.plans import PlanRequest
from core.store import file_lists, health_rows, runs
from core.store.detections import Filter
from core.store.file_lists import FileFilter
from core.unfinished import not_whole


def begin(project, name, through=(), *, at="2030-01-01T00:00:00+00:00"):
    """Begin an analysis that is killed once it is through with some recordings."""
    with project.writing() as db:
        run = runs.start(
            db,
            name,
            "birdnet-2.4",
            pass_id=1,
            settings={"min_score": 0.1},
            versions={"network": "BirdNET 2.4"},
        )
        for recording_id in through:
            runs.recording_done(db, run.id, recording_id, 10, 3600.0)
        db.exec_driver_sql("UPDATE runs SET started_utc = ? WHERE id = ?", (at, run.id))
    return run


def finish(project, run_id):
    with project.writing() as db:
        runs.finish(db, run_id)


def said(project):
    with project.reading() as db:
        return not_whole(db, runs.latest(db))


def test_a_finished_analysis_is_whole(hand_made):
    finish(hand_made.project, hand_made.run_id)
    assert said(hand_made.project) == []


def test_a_newer_one_that_was_killed_takes_nobodys_place_and_is_said(hand_made):
    project = hand_made.project
    finish(project, hand_made.run_id)
    begin(project, "newer-run", [1, 2])
    assert report.build(project).run.id == hand_made.run_id
    (sentence,) = said(project)
    assert "newer-ru" in sentence
    assert "through with 2 of 4 recordings" in sentence
    assert report.build(project).not_whole == (sentence,)


def test_everything_that_asks_for_the_newest_means_the_same(hand_made):
    project = hand_made.project
    finish(project, hand_made.run_id)
    begin(project, "newer", [1])
    with project.reading() as db:
        assert runs.everything(db)[0].id == runs.latest(db).id == hand_made.run_id
        assert db.scalar(select(runs.latest_id())) == hand_made.run_id
        listed = file_lists.list_files(db, FileFilter())
        assert health_rows.heard(db, 1)[1] == (4, 3600.0)
    assert listed[0].detections == 4


def test_one_begun_before_the_finished_one_is_of_no_matter(hand_made):
    begin(hand_made.project, "older", at="2020-01-01T00:00:00+00:00")
    finish(hand_made.project, hand_made.run_id)
    assert said(hand_made.project) == []


def test_where_none_is_finished_the_one_begun_last_is_meant_and_said(hand_made):
    begin(hand_made.project, "newer", [1])
    (sentence,) = said(hand_made.project)
    assert sentence.startswith("This analysis is not finished: it is through with 1 of 4")


@pytest.mark.parametrize("added", [1, 2])
def test_recordings_added_since_are_said(hand_made, added):
    finish(hand_made.project, hand_made.run_id)
    with hand_made.project.writing() as db:
        gone = f"DELETE FROM run_recordings WHERE recording_id <= {added}"
        db.exec_driver_sql(gone)
    (sentence,) = said(hand_made.project)
    assert sentence.startswith(f"Not analysed yet: {added} recording")
    assert report.build(hand_made.project).left == added


def test_recordings_that_a_plan_could_not_draw_from_are_said_until_another_plan_counts(hand_made):
    project, wanted = hand_made.project, Filter(run_id=hand_made.run_id)
    finish(project, hand_made.run_id)
    plan = plans.make(project, PlanRequest("p", "random", 2, wanted))
    with project.writing() as db:
        db.exec_driver_sql("UPDATE review_plans SET made_utc = '2000-01-01T00:00:00+00:00'")
    assert said(project) == []  # nobody has judged a clip: no precision is told
    Desk(project, "Ann").decide([plans.items(project, plan, "Ann")[0].id], Verdict.CORRECT)
    (sentence,) = said(project)
    assert sentence.startswith("4 recordings were analysed since the clips of plan 1 were drawn")
    plans.make(project, PlanRequest("of all", "random", 10, wanted))
    assert said(project) == []
