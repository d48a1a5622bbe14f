"""A project with all that is odd, for what is to come back from it whole."""

import random
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from core.domain import Species, Verdict
from core.review import Desk
from core.store import detections, recordings, runs, sites
from core.store.detections import Filter, New
from tests.core import made
from tests.core.conftest import BLACKBIRD, WREN, inspected

ODD = ("a b", "ü, é", "'quoted'", 'say "hi"', "semi;colon", "=1+1", "100%", "tail.wav", "鳥", "-2")
OWL, ENGINE = Species("Strix aluco", "Tawny Owl"), Species("Engine", "Engine", "sound")
SPECIES = (BLACKBIRD, WREN, OWL, ENGINE)
CHANGE = datetime(2025, 10, 26, 2, 30)  # noqa: DTZ001 - an hour that clocks show twice


@pytest.fixture(params=[1, 2])
def generated(request, project, tmp_path):
    """A project of odd names, clocks that are unset or put back, and several species a clip."""
    chance = random.Random(request.param)
    with project.writing() as db:
        root = recordings.root(db, tmp_path / "media")
        for n, name in enumerate(ODD):
            place = chance.choice(("north", "süd", "o'hara"))
            at = CHANGE + timedelta(minutes=20 * n)
            start = {} if chance.random() < 0.7 else {"start": None}
            path = f"{place}/{name}.wav"
            deployment = sites.deployment(db, place, sites.site(db, place, 52.1, 4.3), "Swift", "S")
            file = inspected(Path(path), at, duration_s=60.0, **start)
            recordings.save(db, root, [(path, file, deployment)])
        run = runs.start(
            db, "made", "birdnet-2.4", pass_id=made.a_pass(db), settings={"min_score": 0.1},
            versions={"network": "BirdNET 2.4"},
        )  # fmt: skip
        labels = made.label_ids(db, SPECIES)
        for file in list(recordings.everything(db)):
            new = []
            for at in chance.sample(range(19), 5):
                for one in chance.sample(SPECIES, chance.randint(1, 2)):
                    band = (500.0, 4000.0) if chance.random() < 0.5 else (None, None)
                    score = round(chance.uniform(0.1, 1), 4)
                    label = labels[one.scientific_name]
                    new.append(New(label, 3.0 * at, 3.0 * at + 3, score, score, True, *band))
            detections.add(db, run.id, file, new)
            runs.recording_done(db, run.id, file.id, 20, 60.0)
        runs.finish(db, run.id)
        ids = detections.ids(db, Filter(run_id=run.id))
        others = detections.ids(db, Filter(run_id=run.id, species=OWL.scientific_name))
    desk = Desk(project, "Ann, the 'first'")
    for verdict in Verdict:
        desk.decide(chance.sample(ids, 4), verdict, note='odd; "note", =1')
    desk.decide(chance.sample(others, 3), Verdict.WRONG, corrected=WREN)
    for n in range(5):
        desk.draw(n + 1, (n, n + 2.5), (1000.0, 2000.0 + n), species=BLACKBIRD, note="x; =y")
    return project, run.id
