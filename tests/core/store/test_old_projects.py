"""Projects that each earlier version made and worked in, kept as SQL: nothing of them is lost.

Each holds one recording analysed with BirdNET (seven detections from a score of .5 on), one of
them found correct with a note and one wrong by Ann; from 0003 on a plan and a kept reference.
"""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from core import report
from core.domain import Verdict
from core.review import plans, reference
from core.store import Project, detections, runs, scores, verdicts
from core.store.detections import Filter

KEPT = Path(__file__).parents[2] / "fixtures" / "projects"
VERSIONS = sorted(path.stem for path in KEPT.glob("*.sql"))
WITH_PLANS = [version for version in VERSIONS if version >= "0003"]


@pytest.fixture
def old(tmp_path, request):
    """The project of a version, opened by this one."""
    (tmp_path / "old").mkdir()
    with closing(sqlite3.connect(tmp_path / "old" / "project.db")) as db:
        db.executescript((KEPT / f"{request.param}.sql").read_text(encoding="utf-8"))
    with closing(Project(tmp_path / "old")) as project:
        yield project


@pytest.mark.parametrize("old", VERSIONS, indirect=True)
def test_what_was_found_and_said_is_there(old):
    with old.reading() as db:
        assert len(detections.ids(db, Filter(unlisted=True))) == 7
        said = verdicts.current(db, [1, 2])
        (first,) = detections.by_ids(db, [1])
    assert {i: v.verdict for i, v in said.items()} == {1: Verdict.CORRECT, 2: Verdict.WRONG}
    assert (first.note, first.note_by, first.site) == ("two birds", "Ann", "Dune")
    assert first.at
    assert first.at.utc


@pytest.mark.parametrize("old", VERSIONS, indirect=True)
def test_it_is_reported_with_its_effort(old):
    found = report.build(old)
    (row,) = [r for r in found.totals if r.correct]
    assert row.species.scientific_name == "Turdus merula"
    assert row.effort_h * 3600 == pytest.approx(30, abs=0.1)
    assert sum(r.detections for r in found.totals) + found.hidden == 7


@pytest.mark.parametrize("old", VERSIONS, indirect=True)
def test_its_run_keeps_its_name_and_its_scores(old):
    with old.reading() as db:
        (run,) = runs.everything(db)
        heard = scores.load(db, run.pass_id, 1)
    assert run.fingerprint == "2031482139fd2307"
    assert heard is not None
    assert heard.windows == 10


@pytest.mark.parametrize("old", WITH_PLANS, indirect=True)
def test_plans_and_kept_references_are_there(old):
    (plan,) = plans.everything(old)
    assert (plan.name, plan.items, plan.done) == ("spring", 6, 2)
    with old.reading() as db:
        assert reference.is_kept(db, 1)
