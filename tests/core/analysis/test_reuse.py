"""Another threshold, list or sensitivity needs no second listening, and gives the same."""

import os
import shutil
from contextlib import closing
from dataclasses import replace

import numpy as np
import pytest

from core.analysis import Settings, analyse, plan
from core.inference.executors import ProcessPool
from core.networks.network import species_of
from core.scan import scan
from core.species.lists import SpeciesList
from core.store import Project, embeddings, runs
from core.store.scores import load
from tests.core.sounds import stored

ONLY_WRENS = SpeciesList("wrens", ("Troglodytes troglodytes",))
OTHERS = {
    "higher threshold": Settings(min_score=0.6),
    "lower threshold": Settings(min_score=0.05),
    "sensitivity": Settings(sensitivity=1.25),
    "species list": Settings(species_list=ONLY_WRENS),
    "place and week": Settings(latitude=52.15, longitude=4.36, week=17),
}


@pytest.fixture
def no_workers(monkeypatch: pytest.MonkeyPatch):
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("the network is run again")

    with monkeypatch.context() as patched:
        patched.setattr(ProcessPool, "events", refuse)
        yield patched


def listed(project: Project):
    query = "SELECT recording_id, species_id, start_s, score, listed FROM detections WHERE run_id="
    with project.reading() as db:
        run = runs.latest(db)
        names = dict(db.exec_driver_sql("SELECT id, scientific_name FROM species").all())
        rows = db.exec_driver_sql(f"{query}{run.id}").all()
    return {(r[0], names[r[1]], r[2], r[3], r[4]) for r in rows}


@pytest.mark.parametrize("settings", OTHERS.values(), ids=OTHERS)
def test_other_settings_run_no_network(analysed, birdnet, no_workers, settings):
    ahead = plan(analysed, birdnet, settings)
    assert (ahead.recordings, ahead.from_stored, ahead.to_hear_s) == (3, 3, 0)
    list(analyse(analysed, birdnet, settings))
    assert plan(analysed, birdnet, settings).nothing_to_do
    with analysed.reading() as db:
        assert runs.coverage(db, runs.latest(db).id).windows == 30


def test_what_stored_scores_give_equals_a_fresh_analysis(
    analysed, birdnet, samples, no_workers, tmp_path
):
    fresh_folder = tmp_path / "fresh"
    softer = Settings(min_score=0.3, sensitivity=1.25, latitude=52.15, longitude=4.36, week=17)
    for settings in (softer, OTHERS["species list"]):
        list(analyse(analysed, birdnet, settings))
        reused = listed(analysed)
        no_workers.undo()
        shutil.rmtree(fresh_folder, ignore_errors=True)
        with closing(Project(fresh_folder)) as fresh:
            list(scan(fresh, samples[0].parent))
            list(analyse(fresh, birdnet, settings))
            truth = listed(fresh)
        assert {r[:3] + r[4:] for r in reused} == {r[:3] + r[4:] for r in truth}
        assert sorted(r[3] for r in reused) == pytest.approx(sorted(r[3] for r in truth), abs=1e-5)


def test_a_threshold_below_the_floor_listens_again_and_the_plan_says_so(analysed, birdnet):
    low = Settings(min_score=0.004, embeddings=False)
    ahead = plan(analysed, birdnet, low)
    assert (ahead.recordings, ahead.from_stored, ahead.to_hear_s) == (3, 0, pytest.approx(90, 0.01))
    list(analyse(analysed, birdnet, low))
    scores = stored(analysed).values()
    assert min(scores) < 0.01
    assert min(scores) >= 0.004


def test_the_same_settings_again_have_nothing_to_do(analysed, birdnet, no_workers):
    before = stored(analysed)
    assert plan(analysed, birdnet, Settings()).nothing_to_do
    list(analyse(analysed, birdnet, replace(Settings(), workers=1, gentle=True)))
    assert stored(analysed) == before


def test_embeddings_asked_for_later_are_heard_then(project, birdnet, samples):
    list(scan(project, samples[0].parent))
    list(analyse(project, birdnet, Settings(embeddings=False)))
    assert plan(project, birdnet, Settings()).from_stored == 0
    list(analyse(project, birdnet, Settings()))
    assert (project.folder / "embeddings" / "pass-1-000.f16").stat().st_size == 30 * 1024 * 2


@pytest.mark.parametrize("left", [0, 0.5, None], ids=["emptied", "cut in half", "folder gone"])
def test_embeddings_that_are_gone_are_told_and_heard_again(analysed, birdnet, left):
    before, (shard,) = stored(analysed), (analysed.folder / "embeddings").iterdir()
    whole = shard.read_bytes()
    if left is None:
        shutil.rmtree(shard.parent)
    else:
        os.truncate(shard, int(len(whole) * left))
    ahead = plan(analysed, birdnet, Settings())
    assert ahead.recordings == ahead.embeddings_lost == (2 if left else 3)
    assert ahead.to_hear_s == pytest.approx(30 * ahead.recordings, 0.01)
    *_, last = analyse(analysed, birdnet, Settings())
    assert last.done == last.total == pytest.approx(ahead.hours)
    assert plan(analysed, birdnet, Settings()).nothing_to_do
    assert stored(analysed) == before
    with analysed.reading() as db:
        assert runs.coverage(db, runs.latest(db).id).recordings == 3
        kept = [embeddings.read(analysed, db, 1, n, 1024) for n in (1, 2, 3)]
    rows = np.frombuffer(whole, "<f2").reshape(3, 10, 1024)
    assert all(len(some) == 10 and some.any(axis=1).all() for some in kept)
    order = [int(np.argmin([np.abs(r[0] - some[0]).sum() for r in rows])) for some in kept]
    assert sorted(order) == [0, 1, 2]
    for n, some in zip(order, kept, strict=True):
        np.testing.assert_allclose(some, rows[n], atol=2e-3, rtol=2e-3)


def test_a_histogram_counts_every_window_of_every_label(analysed, birdnet):
    with analysed.reading() as db:
        heard = load(db, 1, [1], 1)
    assert heard.windows == 10
    blackbird = [s.scientific_name for s in species_of(birdnet)].index("Turdus merula")
    (head,) = heard.heads
    mine = head.histogram.labels == blackbird
    assert 1 <= head.histogram.counts[mine].sum() <= 10
    kept = head.scores.outputs[head.scores.labels == blackbird]
    above = head.histogram.bins[mine] > (-4.5 + 8) / 0.5
    assert head.histogram.counts[mine][above].sum() == (kept >= -4.5).sum()
