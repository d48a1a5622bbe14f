"""Projects that each earlier version made and worked in, kept as SQL: nothing of them is lost.

Each holds one recording analysed with BirdNET (seven detections from a score of .5 on), one of
them found correct with a note and one wrong by Ann; from 0003 on a plan and a kept reference.
"""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from core import report
from core.analysis import Settings
from core.analysis.registering import describe, register
from core.audio.windows import Windowing
from core.domain import Verdict
from core.networks.manifest import from_plain
from core.review import plan_files, plans, reference
from core.review.merge import merge
from core.store import Project, detections, heads, passes, runs, scores, verdicts
from core.store.detections import Filter
from core.store.verdicts import Statement

KEPT = Path(__file__).parents[2] / "fixtures" / "projects"
VERSIONS = sorted(path.stem for path in KEPT.glob("*.sql"))
WITH_PLANS = [version for version in VERSIONS if version >= "0003"]


def made_by(version, folder):
    """Return the project of a version, opened by this one."""
    folder.mkdir()
    with closing(sqlite3.connect(folder / "project.db")) as db:
        db.executescript((KEPT / f"{version}.sql").read_text(encoding="utf-8"))
    return Project(folder)


@pytest.fixture
def old(tmp_path, request):
    with closing(made_by(request.param, tmp_path / "old")) as project:
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
        heard = scores.load(db, run.pass_id, heads.of_pass(db, run.pass_id), 1)
        assert runs.find(db, "2031482139fd2307") == run  # as the version named it
    assert run.is_called("2031")
    assert run.is_called(run.fingerprint[:4])
    assert not run.is_called("")
    assert heard is not None
    assert heard.windows == 10


@pytest.mark.parametrize("old", WITH_PLANS, indirect=True)
def test_plans_and_kept_references_are_there(old):
    (plan,) = plans.everything(old)
    assert (plan.name, plan.items, plan.done) == ("spring", 6, 2)
    with old.reading() as db:
        assert reference.is_kept(db, 1)


@pytest.mark.parametrize("old", VERSIONS, indirect=True)
def test_it_says_what_network_it_was_made_with(old):
    with old.reading() as db:
        (run,) = runs.everything(db)
        known = passes.get(db, run.pass_id)
        (head,) = passes.heads(db, run.pass_id)
    manifest = from_plain(known.manifest)
    assert (manifest.id, manifest.title, manifest.window_s) == ("birdnet-2.4", "BirdNET", 3.0)
    assert known.windowing == Windowing.of(48_000, 3.0, 0.0, 1.0)
    assert known.embedding_size == 1024
    assert (head.floor, head.edges[0], head.edges[-1]) == (-4.6, -8.0, 8.0)
    assert manifest.heads[0].kept_from() == head.floor


@pytest.mark.parametrize("old", VERSIONS, indirect=True)
def test_its_run_goes_on_under_the_settings_of_today(old, birdnet):
    (before,) = _runs(old)
    settings = Settings(min_score=0.5, embeddings=False)
    with old.writing() as db:
        registered = register(db, birdnet, settings)
    assert (registered.run.id, registered.pass_id) == (before.id, before.pass_id)
    assert _runs(old) == [before]


@pytest.mark.parametrize("old", VERSIONS, indirect=True)
def test_its_labels_are_completed_once_their_list_is_at_hand(old, birdnet):
    with old.reading() as db:
        (head_id,) = heads.of_pass(db, 1)
        assert {label.index for label in heads.labels(db, head_id)} == {None}
        said = [(d.label, d.species) for d in detections.by_ids(db, range(1, 8))]
    describe(old, [birdnet])
    with old.reading() as db:
        labels = heads.labels(db, head_id)
        assert said == [(d.label, d.species) for d in detections.by_ids(db, range(1, 8))]
        assert not heads.label_ids(db, head_id).keys() ^ set(range(6522))
    assert [label.text for label in labels] == [label.text for label in birdnet.heads[0].labels]
    assert {label for label, _ in said} <= {label.text for label in labels}


@pytest.mark.parametrize("old", WITH_PLANS, indirect=True)
def test_what_was_said_in_a_copy_made_before_merges(old, tmp_path, request):
    version = request.node.callspec.params["old"]
    with closing(made_by(version, tmp_path / "copy")) as copy:
        with copy.writing() as db:
            verdicts.add(db, [Statement(3, Verdict.UNSURE, "Bob")])
        assert merge(old, copy).verdicts == 1
    with old.reading() as db:
        assert verdicts.current(db, [3])[3].reviewer == "Bob"


@pytest.mark.parametrize("old", WITH_PLANS, indirect=True)
def test_a_plan_file_made_before_matches(old, tmp_path):
    (plan,) = plans.everything(old)
    file = tmp_path / "made.plan.json"
    plan_files.save(old, plan, file)
    said = json.loads(file.read_text(encoding="utf-8"))
    for clip in said["clips"]:  # as a version wrote them that knew neither labels nor today's name
        clip["fingerprint"] = "2031482139fd2307"
        del clip["label"]
    said["id"] = "another"
    file.write_text(json.dumps(said), encoding="utf-8")
    taken = plan_files.take_in(old, file)
    assert (taken.missing, taken.plan.items) == (0, 6)


def _runs(project):
    with project.reading() as db:
        return runs.everything(db)


@pytest.mark.parametrize("old", WITH_PLANS, indirect=True)
def test_what_was_said_in_it_is_found_in_a_project_of_today_and_the_other_way_round(
    old, tmp_path, birdnet
):
    """A project of today with the same recording, run and detections, and nothing said."""
    (tmp_path / "today").mkdir()
    with closing(sqlite3.connect(tmp_path / "today" / "project.db")) as db:
        with closing(sqlite3.connect(old.path)) as source:
            source.backup(db)
        for table in ("verdicts", "comments", "reference_clips", "undos"):
            db.execute(f"DROP TRIGGER IF EXISTS {table}_are_not_deleted")
            db.execute(f"DELETE FROM {table}")
        for table in ("current_verdicts", "current_comments", "current_undos"):
            db.execute(f"DELETE FROM {table}")
        db.execute("UPDATE runs SET former_fingerprint = NULL")
        db.commit()
    with closing(Project(tmp_path / "today")) as today:
        describe(today, [birdnet])
        taken = merge(today, old)
        assert (taken.verdicts, taken.comments, taken.references, taken.unplaced) == (2, 1, 1, 0)
        assert merge(old, today).unplaced == 0


@pytest.mark.parametrize("version", VERSIONS)
def test_an_archive_is_read_as_it_stands(version, tmp_path):
    (tmp_path / "old").mkdir()
    with closing(sqlite3.connect(tmp_path / "old" / "project.db")) as db:
        db.executescript((KEPT / f"{version}.sql").read_text(encoding="utf-8"))
    before = (tmp_path / "old" / "project.db").read_bytes()
    with closing(Project(tmp_path / "old", read_only=True)) as archive:
        assert sum(r.detections for r in report.build(archive).totals) > 0
    assert [one.name for one in (tmp_path / "old").iterdir()] == ["project.db"]
    assert (tmp_path / "old" / "project.db").read_bytes() == before
