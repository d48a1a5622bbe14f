"""What a format can hold comes back equal: exported, then taken in as another program's results."""

import random
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from core.domain import Species, Verdict
from core.exports import Selection, export, format_called
from core.imports import gather, take
from core.jobs import answer
from core.review import Desk
from core.store import annotations, detections, recordings, runs, sites
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


def brought_back(project, run_id, format_id, tmp_path):
    """Export in a format, take that in, and return (all that is claimed, what came back)."""
    suffix = format_called(format_id).suffix
    out = tmp_path / ("out" if suffix == ".zip" else f"out{suffix}")
    export(project, Selection(run_id), format_id, out)
    found = answer(gather(project, [out]))
    answer(take(project, found))
    with project.reading() as db:
        every = list(detections.everything(db, Filter(run_id=run_id, unlisted=True)))
        run = runs.find(db, found.id)
        back = list(detections.everything(db, Filter(run_id=run.id, unlisted=True))) if run else []
    return every, back


def claims(every):
    return [d for d in every if d.verdict != Verdict.WRONG or d.corrected]


def about(d):
    return d.recording_id, d.start_s, d.end_s, d.current_species.scientific_name


def once(rows):
    """Return the best score of each, as a moment may be claimed twice after a correction."""
    best = {}
    for key, score in rows:
        best[key] = max(score, best.get(key, 0.0))
    return best


@pytest.mark.parametrize(
    "format_id",
    ["birdnet", "birdnet-r", "birdnet-kaleidoscope", "birdnet-1", "birdnet-raven", "raven",
     "raven-combined", "aoef"],
)  # fmt: skip
def test_detections_come_back_with_species_span_and_score(generated, tmp_path, format_id):
    every, back = brought_back(*generated, format_id, tmp_path)
    wanted = once((about(d), d.score) for d in claims(every))
    found = once((about(d), d.score) for d in back)
    assert found.keys() == wanted.keys()
    if format_id != "raven-combined":
        assert found == pytest.approx(wanted, abs=1e-4)


@pytest.mark.parametrize("format_id", ["raven", "aoef"])
def test_bands_come_back(generated, tmp_path, format_id):
    every, back = brought_back(*generated, format_id, tmp_path)
    banded = {(about(d), d.low_hz, d.high_hz) for d in claims(every) if d.low_hz is not None}
    assert {band for band in banded if (band[0]) in {about(d) for d in back}} == banded
    assert banded <= {(about(d), d.low_hz, d.high_hz) for d in back} or format_id == "raven"


def test_kaleidoscope_brings_back_what_was_said(generated, tmp_path):
    every, back = brought_back(*generated, "kaleidoscope", tmp_path)

    def said(d):
        right = d.verdict == Verdict.CORRECT
        return d.recording_id, d.start_s, d.species.scientific_name, d.corrected, right

    assert {said(d) for d in back} == {said(d) for d in claims(every)}


@pytest.mark.parametrize("format_id", ["detections-csv", "ndjson", "parquet"])
def test_our_own_table_brings_everything_back(generated, tmp_path, format_id):
    if format_id == "parquet":
        pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    every, back = brought_back(*generated, format_id, tmp_path)

    def whole(d):
        return (
            d.recording_id, d.start_s, d.end_s, d.low_hz, d.high_hz, round(d.score, 6), d.species,
            d.verdict, d.corrected, d.reviewer, d.note, d.label, d.at,
        )  # fmt: skip

    assert sorted(map(repr, map(whole, back))) == sorted(map(repr, map(whole, every)))


def test_our_own_annotations_come_back(generated, tmp_path):
    project, run_id = generated
    with project.reading() as db:
        before = list(annotations.everything(db))
    brought_back(project, run_id, "annotations-csv", tmp_path)

    def whole(a):
        return (a.recording_id, a.start_s, a.end_s, a.low_hz, a.high_hz, a.species, a.note,
                a.reviewer)  # fmt: skip

    with project.reading() as db:
        after = list(annotations.everything(db))
    assert sorted(map(repr, map(whole, after))) == sorted(2 * list(map(repr, map(whole, before))))


def test_audacitys_tracks_bring_back_span_name_and_band(generated, tmp_path):
    project, run_id = generated
    every, _ = brought_back(project, run_id, "audacity", tmp_path)
    with project.reading() as db:
        drawn = [a for a in annotations.everything(db) if a.reviewer == "imported"]
    names = {(a.recording_id, a.start_s, a.end_s, a.species.common_name) for a in drawn}
    assert names == {
        (d.recording_id, d.start_s, d.end_s, d.current_species.common_name) for d in claims(every)
    }
