"""Several networks' analyses of the same recordings made into one, which then is like any other."""

import csv
import json
from contextlib import closing
from dataclasses import replace

import pytest

from core import report
from core.analysis import Settings, analyse
from core.analysis.methods import methods_of
from core.bridge import bridging
from core.combining import CombinationRule, CombinationWish, combine, prepared
from core.domain import Label, Species, Verdict
from core.errors import UnusableValueError, UserError
from core.exports import Selection, export
from core.inference.executors import InProcess
from core.jobs import answer
from core.left_out import left_out
from core.networks import catalogue
from core.review import Desk, plan_files, plans, reference
from core.review.elsewhere import said_elsewhere
from core.review.likeness import Likeness
from core.review.merge import merge
from core.review.plans import PlanRequest
from core.review.similar import comparable, most_alike_first
from core.scan import scan
from core.store import Project, detections, runs
from core.store.combined import NOT_BY_ALL, sources
from core.store.detections import Filter
from core.unfinished import not_whole
from tests.core.exports.every_format import WRITABLE
from tests.core.networks.test_toy_journey import pond, tones
from tests.core.networks.toy import CRICKET, LABELS, MANIFEST, SONG_HZ, TOAD, Toy
from tests.core.sounds import record

__all__ = ["pond"]
BOTH, EITHER, WEIGHTED = CombinationRule
LONG = Toy(replace(MANIFEST, id="long-1", title="Long", window_s=1.0, hop_s=None), LABELS)
OTHER_NAMES = Toy(
    replace(MANIFEST, id="names-1", title="Names", window_s=1.0, hop_s=None),
    [
        *LABELS[:2],
        Label("cricket", Species("Acheta campestris", "Field Cricket", "animal")),
    ],
)
DEAF = Toy(
    replace(MANIFEST, id="deaf-1", title="Deaf"), [*LABELS[:2], replace(LABELS[2], species=None)]
)


def analysed(project, *networks, **settings):
    for network in networks:
        wanted = Settings(network.manifest.id, **{"min_score": 0.2} | settings)
        list(analyse(project, network, wanted, executor=InProcess()))
    return project


def run_of(project, network):
    with project.reading() as db:
        return next(one for one in runs.everything(db) if one.network == network)


def made(project, rule, *networks, **more):
    ids = tuple(run_of(project, network).id for network in networks)
    combination = prepared(project, CombinationWish(ids, rule, **more))
    list(combine(project, combination))
    with project.reading() as db:
        return runs.find(db, combination.fingerprint)


def found_by(project, run, **more):
    with project.reading() as db:
        return list(detections.everything(db, Filter(run_id=run.id, **more)))


def spans(project, run):
    return {(d.path.name, d.species.scientific_name, d.start_s) for d in found_by(project, run)}


@pytest.fixture
def scanned(pond, tmp_path):
    with closing(Project(tmp_path / "p")) as project:
        list(scan(project, pond))
        yield project


@pytest.fixture
def two(scanned):
    return analysed(scanned, Toy(), LONG)


def test_both_has_the_longer_windows_in_which_the_other_hears_it_too(two):
    run = made(two, BOTH, "toy-1", "long-1")
    assert spans(two, run) == spans(two, run_of(two, "long-1"))
    assert {d.end_s - d.start_s for d in found_by(two, run)} == {1.0}
    lowest = {d.score for d in found_by(two, run)}
    assert all(0.2 <= score <= 1 for score in lowest)


def test_either_adds_what_only_one_hears(two):
    run = made(two, EITHER, "toy-1", "long-1")
    assert spans(two, run) == spans(two, run_of(two, "long-1"))  # the short ones lie in these
    alone = made(analysed(two, DEAF), EITHER, "deaf-1", "long-1")
    assert {d.species for d in found_by(two, alone)} == {TOAD, CRICKET}


def test_a_combined_run_names_its_sources_and_its_rule(two):
    run = made(two, WEIGHTED, "toy-1", "long-1", weights={run_of(two, "toy-1").id: 3})
    assert run.title == "Long 1 + Toy 1, weighted 1 : 3"
    by_name = {one["fingerprint"]: one["network"] for one in run.settings["sources"]}
    short, long = run_of(two, "toy-1"), run_of(two, "long-1")
    assert by_name == {short.fingerprint: "Toy 1", long.fingerprint: "Long 1"}
    assert run.settings["weights"] == {short.fingerprint: 0.75, long.fingerprint: 0.25}
    with two.reading() as db:
        assert sources(db, run) == [long, short]
        told = methods_of(db, run).text
    (said,) = report.build(two, run.id).made_of
    assert told.startswith(said)
    assert all(f"analysed with {network}" in told for network in ("Toy 1", "Long 1"))
    assert "no network's score" in said
    assert short.fingerprint[:8] in said


def test_the_weighted_score_is_the_mean_of_the_best_there(two):
    run = made(two, WEIGHTED, "toy-1", "long-1", weights={run_of(two, "toy-1").id: 3})
    short, long = (found_by(two, run_of(two, name)) for name in ("toy-1", "long-1"))
    for d in found_by(two, run):
        same = [o for o in (*short, *long) if (o.path, o.species) == (d.path, d.species)]
        at = [o for o in same if min(o.end_s, d.end_s) - max(o.start_s, d.start_s) >= 0.25]
        best = {
            network: max(o.score for o in at if o.network == network)
            for network in ("toy-1", "long-1")
        }
        assert d.score == pytest.approx(0.75 * best["toy-1"] + 0.25 * best["long-1"])


def test_a_score_below_a_sources_threshold_counts_as_it_is_kept(scanned):
    analysed(scanned, Toy())
    analysed(scanned, LONG, min_score=0.9)
    mixed = "20250510_212000.wav"  # song and call, half of the power each
    long = run_of(scanned, "long-1")
    assert not any(d.path.name == mixed for d in found_by(scanned, long))
    run = made(scanned, WEIGHTED, "toy-1", "long-1")
    scores = [d.score for d in found_by(scanned, run) if d.path.name == mixed]
    assert scores
    assert min(scores) == pytest.approx(0.5, abs=0.05)


def test_species_with_other_names_are_one(scanned):
    analysed(scanned, Toy(), OTHER_NAMES)
    run = made(scanned, BOTH, "toy-1", "names-1")
    names = {d.species.scientific_name for d in found_by(scanned, run)}
    assert names == {"Bufo bufo", "Acheta campestris"}
    said = [d.species for d in found_by(scanned, run_of(scanned, "toy-1"))]
    assert CRICKET in said  # what a network said stays as it said it


def test_the_order_and_the_number_of_times_do_not_matter(two):
    run = made(two, BOTH, "toy-1", "long-1")
    before = [(d.id, d.score) for d in found_by(two, run)]
    again = made(two, BOTH, "long-1", "toy-1")
    assert again.id == run.id
    assert [(d.id, d.score) for d in found_by(two, again)] == before
    other = made(two, BOTH, "long-1", "toy-1", overlap_s=0.5)
    assert other.id != run.id


def test_what_the_sources_gained_is_added(two, tmp_path):
    run = made(two, BOTH, "toy-1", "long-1")
    before = len(found_by(two, run))
    record(tmp_path / "more" / "20250511_210000.wav", tones(2.0, SONG_HZ, rate=16_000), rate=16_000)
    list(scan(two, tmp_path / "more"))
    with two.reading() as db:
        assert not_whole(db, run)[0].startswith("Not combined yet: 1 recording.")
    analysed(two, Toy(), LONG)
    assert made(two, BOTH, "toy-1", "long-1").id == run.id
    assert len(found_by(two, run)) > before
    with two.reading() as db:
        assert not_whole(db, run) == []


def test_one_that_was_cut_short_goes_on(two, monkeypatch):
    monkeypatch.setattr("core.combining.job._AT_ONCE", 2)
    ids = tuple(run_of(two, name).id for name in ("toy-1", "long-1"))
    combination = prepared(two, CombinationWish(ids, EITHER))
    job = combine(two, combination)
    next(job)
    job.close()
    with two.reading() as db:
        cut = runs.find(db, combination.fingerprint)
        assert cut.finished_utc is None
        assert "Combine again" in not_whole(db, cut)[0]
    whole = made(two, EITHER, "toy-1", "long-1")
    assert whole.id == cut.id
    assert spans(two, whole) == spans(two, run_of(two, "long-1"))


def test_what_not_all_heard_whole_is_left_out_and_said(two):
    with two.writing() as db:
        db.exec_driver_sql(
            "UPDATE run_recordings SET analysed_s = 1.0 WHERE run_id = ? AND recording_id = 1",
            (run_of(two, "toy-1").id,),
        )
    run = made(two, EITHER, "toy-1", "long-1")
    assert not any(d.recording_id == 1 for d in found_by(two, run))
    with two.reading() as db:
        said = {(one.code, one.text.partition(":")[0]): one for one in left_out(db, run.id)}
        assert runs.coverage(db, run.id).hours == pytest.approx(3 * 2 / 3600)
    assert said[NOT_BY_ALL, "Not heard whole by Toy 1"].first == ["Pond/20250510_210000.wav"]
    assert said[NOT_BY_ALL, "Not heard whole by Long 1"].first == ["Pond/20250510_214000.wav"]
    with two.writing() as db:
        db.exec_driver_sql("UPDATE run_recordings SET analysed_s = 2.0 WHERE recording_id = 1")
    made(two, EITHER, "toy-1", "long-1")
    assert any(d.recording_id == 1 for d in found_by(two, run))


def test_a_dead_microphone_stays_one(two):
    with two.writing() as db:
        db.exec_driver_sql(
            "UPDATE run_recordings SET analysed_s = 0, problem = 'silent-channel', problem_text = "
            "'It holds no sound at all.' WHERE recording_id = 1"
        )
    run = made(two, EITHER, "toy-1", "long-1")
    with two.reading() as db:
        assert "silent-channel" in {one.code for one in left_out(db, run.id)}


def test_what_cannot_be_combined_is_refused(two, scanned):
    toy, long = run_of(two, "toy-1"), run_of(two, "long-1")
    both = made(two, BOTH, "toy-1", "long-1")
    for ids, message in (
        ((toy.id,), "two analyses at least"),
        ((toy.id, toy.id), "named twice"),
        ((toy.id, both.id), "would count twice"),
        ((both.id, long.id), "would count twice"),
    ):
        with pytest.raises(UserError, match=message):
            prepared(two, CombinationWish(ids, BOTH))
    for more in (
        {"weights": {toy.id: 2}}, {"min_score": 1.0}, {"min_score": -0.1}, {"overlap_s": -1},
        {"min_score": float("nan")}, {"overlap_s": float("inf")},
    ):  # fmt: skip
        with pytest.raises(UnusableValueError):
            prepared(two, CombinationWish((toy.id, long.id), BOTH, **more))
    for weight in (0.0, -1.0, 1e308, 1e-308, float("nan")):
        with pytest.raises(UnusableValueError, match="A weight lies between"):
            prepared(two, CombinationWish((toy.id, long.id), WEIGHTED, {toy.id: weight}))
    with two.writing() as db:
        db.exec_driver_sql("UPDATE runs SET finished_utc = NULL WHERE id = ?", (toy.id,))
    with pytest.raises(UserError, match="is not finished"):
        prepared(two, CombinationWish((toy.id, long.id), BOTH))


def test_a_combination_is_combined_with_what_is_no_part_of_it(two):
    both = made(two, BOTH, "toy-1", "long-1")
    analysed(two, DEAF)
    combination = prepared(two, CombinationWish((both.id, run_of(two, "deaf-1").id), EITHER))
    list(combine(two, combination))
    with two.reading() as db:
        run = runs.find(db, combination.fingerprint)
    assert spans(two, run) == spans(two, both)  # the deaf one hears the toads within them


def test_a_combined_run_is_reviewed_planned_and_exported_without_its_networks(
    two, tmp_path, monkeypatch
):
    run = made(two, BOTH, "toy-1", "long-1")
    monkeypatch.setattr(catalogue, "NETWORKS", ())
    first = found_by(two, run)[0]
    Desk(two, "Ann").decide([first.id], Verdict.CORRECT)
    assert report.build(two).run.id == run.id  # the newest
    assert {one.title for one in said_elsewhere(two, first)} == {"Toy 1", "Long 1"}
    theirs = found_by(two, run_of(two, "toy-1"))[0]
    assert {one.title for one in said_elsewhere(two, theirs)} == {"Long 1"}
    assert reference.alternatives(two, first)
    assert comparable(two, run.id)
    assert len(most_alike_first(two, Filter(run_id=run.id), [first.id]).ids)
    assert first.id in Likeness(two).to(first, [d.id for d in found_by(two, run)])
    plan = plans.make(two, PlanRequest("p", "random", 3, Filter(run_id=run.id)))
    plan_files.save(two, plan, tmp_path / "plan.json")
    for one in WRITABLE:
        if one.id != "embeddings-npz":
            assert export(two, Selection(run.id), one.id, tmp_path / f"{one.id}{one.suffix}") >= 0
    with pytest.raises(UserError, match="no embeddings"):
        export(two, Selection(run.id), "embeddings-npz", tmp_path / "out.npz")
    with pytest.raises(UserError, match="no scores"):
        answer(bridging(two, run, run_of(two, "toy-1")))


def test_verdicts_on_a_combined_run_are_merged_into_a_copy(two, pond, tmp_path):
    run = made(two, EITHER, "toy-1", "long-1")
    Desk(two, "Ann").decide([found_by(two, run)[0].id], Verdict.WRONG)
    with closing(Project(tmp_path / "copy")) as copy:
        list(scan(copy, pond))
        analysed(copy, LONG, Toy())
        made(copy, EITHER, "long-1", "toy-1")
        assert (merge(copy, two).verdicts, merge(copy, two).unplaced) == (1, 0)


def test_by_command(two, run, tmp_path):
    toy, long = run_of(two, "toy-1").fingerprint, run_of(two, "long-1").fingerprint
    words = ("combine", "--project", two.folder, "--run", toy, "--run", long)
    status, out, _ = run(*words, "--rule", "both", "--json")
    found = json.loads(out)
    assert status == 0
    assert found["notes"][-1] == "A new analysis of 6 recordings."
    status, out, _ = run(*words, "--rule", "both")
    assert "nothing new" in out
    assert "no network's score" in out
    assert run(*words, "--rule", "weighted", "--weight", f"{toy}=2", "--min-score", "0.3")[0] == 0
    for wrong in (
        ("--rule", "weighted", "--weight", "2"),
        ("--rule", "weighted", "--weight", f"{toy}=many"),
        ("--rule", "weighted", "--weight", f"{found['run']}=2"),
        ("--rule", "weighted", "--weight", f"{toy}=2", "--weight", f"{toy}=3"),
        ("--rule", "both", "--weight", f"{toy}=2"),
        ("--rule", "neither"),
        ("--rule", "both", "--run", "ffff"),
    ):
        assert run(*words, *wrong)[0] == 2
    out = tmp_path / "species.csv"
    assert run("report", "--project", two.folder, "--run", found["run"], "--out", out)[0] == 0
    (row, *_) = csv.DictReader(out.read_text("utf-8").splitlines())
    assert (row["network"], row["network_version"]) == ("combined", "Long 1 + Toy 1, both")
