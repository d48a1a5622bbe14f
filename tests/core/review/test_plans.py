"""Plans pick what their names say, the same from the same seed, and know how far they are."""

from contextlib import closing
from itertools import pairwise

import numpy as np
import pytest

from core.domain import Verdict
from core.errors import UserError
from core.review import Desk, plans, sampling
from core.review.plans import PlanRequest
from core.store import Project, detections
from core.store.detections import Filter
from tests.benchmarks import big_project

ALL = Filter(unlisted=True)


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory):
    size = big_project.Size(1500, 150, sites=3, days=5, species=6)
    folder = big_project.make(tmp_path_factory.mktemp("many") / "project", size)
    with closing(Project(folder)) as project:
        yield project


def picked(project: Project, kind: str, n: int = 4, seed: int = 1):
    with project.reading() as db:
        c = sampling.candidates(db, ALL)
        ids = sampling.PICKS[kind](c, n, np.random.default_rng(seed))
        return detections.by_ids(db, ids.tolist())


@pytest.mark.parametrize("kind", sampling.PICKS)
def test_the_same_seed_picks_the_same_and_nothing_twice(many, kind):
    ids = [d.id for d in picked(many, kind)]
    assert ids == [d.id for d in picked(many, kind)]
    assert len(ids) == len(set(ids)) > 0


@pytest.mark.parametrize(
    ("kind", "groups"),
    [("top", 6), ("random", 6), ("uncertain", 6), ("unusual-hour", 6), ("stratified", 24),
     ("top-per-site", 18), ("ends-of-season", 12)],
)  # fmt: skip
def test_each_group_gives_its_share(many, kind, groups):
    assert len(picked(many, kind)) == 4 * groups


def test_everything_is_everything_best_first(many):
    scores = [d.score for d in picked(many, "everything")]
    with many.reading() as db:
        assert len(scores) == detections.count(db, ALL)[0]
    assert scores == sorted(scores, reverse=True)


def test_the_best_of_a_species_are_its_best(many):
    found = picked(many, "top")
    with many.reading() as db:
        for name in {d.species.scientific_name for d in found}:
            best = detections.ids(db, Filter(species=name, unlisted=True), limit=4)
            scores = [d.score for d in detections.by_ids(db, best)]
            assert [d.score for d in found if d.species.scientific_name == name] == scores


def test_another_seed_draws_others(many):
    assert [d.id for d in picked(many, "random")] != [d.id for d in picked(many, "random", seed=2)]


def test_uncertain_ones_are_near_a_half(many):
    near = [abs(d.score - 0.5) for d in picked(many, "uncertain", n=1)]
    assert max(near) < 0.1


def test_the_ends_of_a_season_hold_its_first_and_last_day(many):
    days = {d.at.local.date() for d in picked(many, "ends-of-season", n=1)}
    assert {min(days).day, max(days).day} == {15, 19}


def test_the_lonely_are_those_without_company_at_that_hour(hand_made):
    ids = [d.id for d in picked(hand_made.project, "unusual-hour", n=1)]
    assert 6 in ids  # the only blackbird at seven


def test_a_plan_keeps_its_order_and_counts_what_is_done(hand_made):
    project, desk = hand_made.project, Desk(hand_made.project, "Ann")
    plan = plans.make(project, PlanRequest("dawn", "random", n=2, seed=3))
    first = plans.items(project, plan, "Ann")
    assert (plan.items, plan.done, plans.next_item(project, plan, "Ann")) == (4, 0, 0)
    desk.decide([first[0].id], Verdict.CORRECT)
    assert plans.get(project, plan.id).done == 1
    assert plans.next_item(project, plan, "Ann") == 1
    assert [d.id for d in plans.items(project, plan, "Ann")] == [d.id for d in first]
    with project.reading() as db:
        assert set(detections.ids(db, Filter(plan_id=plan.id))) == {d.id for d in first}


def test_a_blind_plan_hides_what_others_said(hand_made):
    project = hand_made.project
    Desk(project, "Ann").decide([1, 2], Verdict.WRONG, note="a starling")
    plan = plans.make(project, PlanRequest("again", "everything"))
    blind = plans.give(project, plan, "Bob", blind=True)
    assert {d.verdict for d in plans.items(project, blind, "Bob")} == {None}
    Desk(project, "Bob").decide([1], Verdict.CORRECT)
    seen = {d.id: (d.verdict, d.note) for d in plans.items(project, blind, "Bob")}
    assert (seen[1], seen[2]) == ((Verdict.CORRECT, ""), (None, ""))
    assert (plans.get(project, blind.id).done, plans.get(project, plan.id).done) == (1, 2)


def test_a_plan_that_cannot_be_made_says_why(hand_made):
    for wish, why in (
        (PlanRequest("x", "guess"), "no plan of kind guess"),
        (PlanRequest("x", "top", n=0), "at least one"),
        (PlanRequest("x", "top", seed=-5), "seed must be a whole number"),
        (PlanRequest("x", "top", wanted=Filter(min_score=1.0)), "No detection fits"),
    ):
        with pytest.raises(UserError, match=why):
            plans.make(hand_made.project, wish)
    with pytest.raises(UserError, match="no review plan 7"):
        plans.get(hand_made.project, 7)


@pytest.mark.parametrize("kind", ["top", "random"])
def test_clips_of_a_species_at_a_site_are_as_far_apart_as_was_asked(many, kind):
    made = plans.make(many, PlanRequest("Apart", kind, 400, ALL, apart_min=90))
    dense = plans.make(many, PlanRequest("Dense", kind, 400, ALL))
    assert 0 < made.items < dense.items
    assert made.settings["apart_min"] == 90
    at = {}
    for d in plans.items(many, made, "", limit=-1):
        at.setdefault((d.species, d.site), []).append(d.at.local)
    for times in at.values():
        times.sort()
        assert all((b - a).total_seconds() > 89 * 60 for a, b in pairwise(times))
