from datetime import datetime, timedelta
from pathlib import Path

import pytest

from core.domain import Species
from core.store import detections, health_rows, recordings, runs, sites
from core.store.detections import New
from tests.core import made
from tests.core.conftest import inspected

MIDNIGHT = datetime(2025, 5, 3)  # noqa: DTZ001 - a recorder's clock
WREN = Species("Troglodytes troglodytes", "Eurasian Wren")
ASKED = (health_rows.heard, health_rows.lost_seconds, health_rows.levels)


def heard_at(project, place, files):
    """Store files of a deployment, one detection and a lost second in each; return its id."""
    with project.writing() as db:
        root = recordings.root(db, Path("/media"))
        deployment = sites.deployment(db, place, sites.site(db, place), "AudioMoth", "S1")
        found = []
        for n in range(files):
            path = Path(f"{place}/{n:04d}.wav")
            at = MIDNIGHT + timedelta(minutes=n)
            found.append((path.as_posix(), inspected(path, at, duration_s=60.0), deployment))
        recordings.save(db, root, found)
        run = runs.start(
            db, "run", "birdnet-2.4", pass_id=made.a_pass(db),
            settings={"min_score": 0.1}, versions={},
        )  # fmt: skip
        wren = made.label_ids(db, [WREN])[WREN.scientific_name]
        for file in [f for f in recordings.everything(db) if f.site == place]:
            detections.add(db, run.id, file, [New(wren, 0.0, 3.0, 0.9, 1.0, True)])
            runs.recording_done(db, run.id, file.id, 20, 59.0)
        db.exec_driver_sql("UPDATE run_recordings SET problem = 'lost-sound'")
    return deployment


def work_of(db, question, deployment):
    """Return how many hundreds of steps SQLite takes for an answer."""
    steps = 0

    def count():
        nonlocal steps
        steps += 1
        return 0

    raw = db.connection.dbapi_connection
    raw.set_progress_handler(count, 100)
    question(db, deployment)
    raw.set_progress_handler(None, 0)
    return steps


def test_what_was_heard_and_lost_is_that_of_the_deployment(project):
    pond, wood = heard_at(project, "Pond", 2), heard_at(project, "Wood", 3)
    with project.reading() as db:
        assert [number for number, _ in health_rows.heard(db, pond).values()] == [1, 1]
        assert list(health_rows.lost_seconds(db, wood).values()) == [1.0, 1.0, 1.0]


@pytest.mark.parametrize("question", ASKED)
def test_a_deployment_is_checked_without_reading_what_was_heard_at_others(project, question):
    pond = heard_at(project, "Pond", 2)
    with project.reading() as db:
        alone = work_of(db, question, pond)
    heard_at(project, "Wood", 1000)
    with project.reading() as db:
        assert work_of(db, question, pond) <= alone + 1
