"""What others added since is told once."""

from core.domain import Verdict
from core.review import Desk
from core.store import changes, detections, runs
from core.store.detections import Filter


def since(project, mark):
    with project.reading() as db:
        return changes.since(db, mark)


def now(project):
    with project.reading() as db:
        return changes.mark(db)


def some_ids(project, many):
    with project.reading() as db:
        return detections.ids(db, Filter(unlisted=True), limit=many)


def test_nothing_new_is_nothing(analysed):
    found = since(analysed, now(analysed))
    assert found.detections == ()
    assert (found.annotations, found.plans, found.stored) == (False, False, False)


def test_verdicts_comments_and_their_undoing_name_their_detections(analysed):
    first, second = some_ids(analysed, 2)
    desk, mark = Desk(analysed, "Ann"), now(analysed)
    desk.decide([first], Verdict.CORRECT)
    desk.comment(second, "rain")
    said = since(analysed, mark)
    assert set(said.detections) == {first, second}
    desk.undo()
    undone = since(analysed, said.mark)
    assert set(undone.detections) == {second}
    assert since(analysed, undone.mark).detections == ()
    assert not undone.stored


def test_another_run_and_its_recordings_are_noticed(analysed):
    mark = now(analysed)
    with analysed.writing() as db:
        runs.start(db, "another", "birdnet-2.4", pass_id=1, settings={}, versions={})
    found = since(analysed, mark)
    assert found.stored
    assert not since(analysed, found.mark).stored
