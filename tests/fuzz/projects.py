"""A small project with something of everything in it, made once and copied for each attempt."""

import shutil
from contextlib import closing
from functools import cache
from pathlib import Path

import numpy as np

from core.domain import Species, Verdict
from core.review import Desk, plan_files, plans
from core.scan import scan
from core.store import Project, detections, embeddings, recordings, runs
from core.store.detections import New
from tests.core import made
from tests.core.recorders.making import guano, recording, saved

BIRDS = (
    Species("Turdus merula", "Eurasian Blackbird"),
    Species("Troglodytes troglodytes", "Eurasian Wren"),
)
_SETTINGS = {"min_score": 0.25, "overlap_s": 0.0, "network": "birdnet-2.4"}


def copied(scratch: Path, folder: Path) -> Path:
    """Return the folder of a project of its own; ``scratch`` keeps the one it is copied from."""
    return Path(shutil.copytree(_made(scratch), folder / "project"))


def media(scratch: Path) -> Path:
    """Return where the recordings of that project are."""
    _made(scratch)
    return scratch / "media"


@cache
def _made(scratch: Path) -> Path:
    for n in range(4):
        tags = guano("Serial:A", "Loc Position:52.1 4.3", "UTC Offset:+2" if n % 2 else "Make:X")
        name = f"{'Dune' if n < 3 else 'Wood'}/2025050{n + 1}_050000.wav"
        saved(scratch / "media", name, recording(tags, seconds=7 + n))
    (scratch / "media" / "Dune" / "20250509_050000.wav").write_bytes(b"RIFF")
    with closing(Project(scratch / "template")) as project:
        list(scan(project, scratch / "media"))
        _analyse(project)
        desk = Desk(project, "Ann")
        desk.decide([1, 2], Verdict.CORRECT, note="clear")
        desk.decide([3], Verdict.WRONG, corrected=BIRDS[1])
        plan = plans.make(project, plans.PlanRequest("first", "random", 5))
        plan_files.save(project, plan, scratch / "plan.json")
    return scratch / "template"


def _analyse(project: Project) -> None:
    with project.writing() as db:
        pass_id = made.a_pass(db, "pass", _SETTINGS)
        run = runs.start(
            db, "run", "birdnet-2.4", pass_id=pass_id, settings=_SETTINGS,
            versions={"network": "BirdNET 2.4"},
        )  # fmt: skip
        ids = made.label_ids(db, BIRDS)
        for file in recordings.everything(db):
            if file.problem is None:
                heard = [New(one, at, at + 3, 0.9 - at / 10, 2.0, listed=at < 3)
                         for one in ids.values() for at in (0.0, 3.0)]  # fmt: skip
                detections.add(db, run.id, file, heard)
                runs.recording_done(db, run.id, file.id, 2, 6.0)
        runs.finish(db, run.id)
    with embeddings.ShardWriter(project, pass_id, 1024) as writer:
        spans = [writer.append(0, np.ones((2, 1024), np.float16)) for _ in range(2)]
        writer.flush()
    with project.writing() as db:
        for recording_id, span in enumerate(spans, 1):
            embeddings.save_spans(db, pass_id, recording_id, [span])
