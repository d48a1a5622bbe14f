"""What a precision rests on: drawn clips, all, or picked ones."""

from bisect import bisect_right

import numpy as np
import pytest

from core import overview, report
from core.document.facts import gathering
from core.domain import Detection, Verdict
from core.errors import UserError
from core.jobs import answer
from core.names import EVERY_SITE
from core.precisions import Basis
from core.review import Desk, plans
from core.review.drawing_on import draw_on, progress
from core.review.plans import PlanRequest
from core.statistics.precision import SampledStratum, precision
from core.statistics.stages import Stage
from core.store import detections, recordings
from core.store.detections import Filter, New
from core.store.scope import ReportScope
from tests.core import made
from tests.core.conftest import BLACKBIRD

C, W, U = Verdict.CORRECT, Verdict.WRONG, Verdict.UNSURE


@pytest.fixture
def many(hand_made):
    """Add 600 blackbirds at the wood; one of score s is right where its number says so."""
    chance = np.random.default_rng(5)
    scores = chance.beta(2, 2, 600) * 0.74 + 0.25
    with hand_made.project.writing() as db:
        ids = made.label_ids(db, (BLACKBIRD,))
        file = list(recordings.everything(db))[3]
        new = [
            New(
                ids[BLACKBIRD.scientific_name],
                3.0 * n + 100,
                3.0 * n + 103,
                float(score),
                1.0,
                True,
            )
            for n, score in enumerate(scores)
        ]
        detections.add(db, hand_made.run_id, file, new)
    return hand_made


def blackbird(hand_made, site: str = EVERY_SITE):
    rows = report.build(hand_made.project, hand_made.run_id).rows
    return next(row for row in rows if row.species == BLACKBIRD and row.site == site)


def drawn(hand_made, kind: str = "precision", n: int = 30):
    wanted = Filter(run_id=hand_made.run_id, species=BLACKBIRD.scientific_name)
    return plans.make(hand_made.project, PlanRequest("p", kind, n, wanted, seed=3))


def is_right(d: Detection) -> bool:
    """Say what is true of a detection: those with higher scores are right more often."""
    return d.id * 7919 % 100 < 100 * min(0.99, d.score + 0.35)


def judge(hand_made, plan) -> None:
    """Judge what is not judged yet."""
    desk = Desk(hand_made.project, "Ann")
    for d in plans.items(hand_made.project, plan, "Ann", limit=10_000):
        if d.verdict is None:
            desk.decide([d.id], C if is_right(d) else W)


def test_picked_clips_are_said_to_be_no_sample(many):
    Desk(many.project, "Ann").decide([1, 2], C)
    row = blackbird(many)
    assert row.precision_basis is Basis.PICKED
    assert row.precision.estimate == 1


def test_when_all_is_heard_there_is_no_interval(hand_made):
    Desk(hand_made.project, "Ann").decide([1, 2, 3], C)
    Desk(hand_made.project, "Ann").decide([5, 6], W)
    row = blackbird(hand_made)
    assert row.precision_basis is Basis.ALL_HEARD
    assert (row.precision.low, row.precision.estimate, row.precision.high) == (0.6, 0.6, 0.6)


def test_an_unsure_clip_is_not_heard_to_the_end(hand_made):
    Desk(hand_made.project, "Ann").decide([1, 2, 3, 5], C)
    Desk(hand_made.project, "Ann").decide([6], U)
    assert blackbird(hand_made).precision_basis is Basis.PICKED


@pytest.mark.parametrize("kind", ["precision", "stratified", "random"])
def test_drawn_clips_stand_for_all_and_picked_ones_stay_out(many, kind):
    plan = drawn(many, kind)
    judge(many, plan)
    with many.project.reading() as db:
        wanted = Filter(run_id=many.run_id, species=BLACKBIRD.scientific_name)
        every = detections.page(db, wanted, limit=1000)
    truth = np.mean([is_right(d) for d in every])
    row = blackbird(many)
    assert row.precision_basis is Basis.SAMPLE
    assert row.precision.low <= truth <= row.precision.high
    best = [d.id for d in every if d.verdict is None and d.score > 0.9][:20]
    assert best
    Desk(many.project, "Ann").decide(best, C)
    assert blackbird(many).precision == row.precision


def test_strata_weigh_as_many_detections_as_they_have(many):
    plan = drawn(many)
    judge(many, plan)
    edges = plan.settings["strata"][BLACKBIRD.scientific_name]
    assert len(edges) == 5
    with many.project.reading() as db:
        wanted = Filter(run_id=many.run_id, species=BLACKBIRD.scientific_name)
        every = detections.page(db, wanted, limit=1000)
    parts = []
    for low, high in zip([0, *edges], [*edges, 2], strict=True):
        inside = [d for d in every if low <= d.score < high]
        heard = [d for d in inside if d.verdict]
        parts.append(SampledStratum(len(inside), len(heard), sum(d.verdict is C for d in heard)))
    assert blackbird(many).precision == precision(parts).interval
    dune = blackbird(many, "Dune")
    assert dune.detections == 5


def test_ranges_of_scores_without_any_judged_clip_count_alike_wherever_a_precision_is_told(many):
    plan = drawn(many)
    edges = plan.settings["strata"][BLACKBIRD.scientific_name]
    desk, parts = Desk(many.project, "Ann"), {1: 0, 4: 0}
    for d in plans.items(many.project, plan, "Ann", limit=100):
        if bisect_right(edges, d.score) in parts:
            desk.decide([d.id], C if is_right(d) else W)
            parts[bisect_right(edges, d.score)] += is_right(d)
    with many.project.reading() as db:
        wanted = Filter(run_id=many.run_id, species=BLACKBIRD.scientific_name)
        scores = [d.score for d in detections.page(db, wanted, limit=1000)]
        shown = overview.glance(db, overview.findings(db)).species
    sizes = np.bincount([bisect_right(edges, score) for score in scores], minlength=6)
    lower = SampledStratum(int(sizes[:4].sum()), 5, parts[1])
    expected = precision([lower, SampledStratum(int(sizes[4:].sum()), 5, parts[4])]).interval
    row = blackbird(many)
    assert (row.precision_basis, row.precision) == (Basis.SAMPLE, expected)
    (glanced,) = [one.share.interval for one in shown if one.species == BLACKBIRD]
    assert glanced == expected
    facts = answer(gathering(many.project, ReportScope(many.run_id)))
    (told,) = [one.precision for one in facts.report.totals if one.species == BLACKBIRD]
    assert told == expected


def test_a_plan_of_some_sites_is_no_sample_of_the_run(many):
    wanted = Filter(run_id=many.run_id, site="Wood")
    plan = plans.make(many.project, PlanRequest("p", "random", 30, wanted))
    judge(many, plan)
    assert blackbird(many).precision_basis is Basis.PICKED
    with pytest.raises(UserError, match="does not measure precision"):
        progress(many.project, plan)


def test_a_plan_goes_on_where_it_helps_and_the_same_verdicts_draw_the_same_clips(many):
    plan = drawn(many)
    (before,) = progress(many.project, plan)
    assert (before.drawn, before.judged, before.stage) == (30, 0, Stage.OPEN)
    judge(many, plan)
    more = draw_on(many.project, plan)
    assert more.items == 50
    first = [d.id for d in plans.items(many.project, more, "Ann", limit=100)]
    assert len(set(first)) == 50
    again = drawn(many)
    assert [d.id for d in plans.items(many.project, again, "Ann", limit=100)] == first[:30]
    draw_on(many.project, again)
    assert [d.id for d in plans.items(many.project, again, "Ann", limit=100)] == first


def test_what_a_species_takes_is_not_one_clip_where_the_first_were_all_right(many):
    plan = drawn(many)
    Desk(many.project, "Ann").decide(
        [d.id for d in plans.items(many.project, plan, "Ann", limit=100)], C
    )
    (one,) = progress(many.project, plan)
    assert one.precision.interval.estimate == 1
    assert one.likely_clips > 30


def test_a_plan_ends_when_every_clip_was_heard(hand_made):
    plan = drawn(hand_made)
    assert plan.items == 5
    judge(hand_made, plan)
    (one,) = progress(hand_made.project, plan)
    assert one.stage is Stage.ALL_HEARD
    with pytest.raises(UserError, match="No clip is to be added"):
        draw_on(hand_made.project, plan)


def test_by_command(many, run):
    plan = drawn(many)
    folder = many.project.folder
    judge(many, plan)
    many.project.close()
    status, out, err = run("plan", "progress", plan.id, "--project", folder)
    assert (status, "Turdus merula" in out) == (0, True), err
    status, out, _ = run("plan", "more", plan.id, "--project", folder)
    assert (status, "20 clips more, 50 in all" in out) == (0, True)
    status, out, _ = run("plan", "forecast", "--hours", "1", "--project", folder)
    assert (status, "450 clips" in out or "that fits" in out) == (0, True)
