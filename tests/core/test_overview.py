"""The Overview's figures, which are kept up with each verdict, are those of the report."""

from core import overview, rates, report
from core.domain import Verdict
from core.names import EVERY_SITE
from core.precisions import sampled, sampled_everywhere
from core.review import Desk, plans
from core.review.plans import PlanRequest
from core.store import detections, moments, summaries, turned
from core.store.detections import Filter
from core.store.recordings import totals
from core.store.scope import ReportScope
from core.store.species_rule import Showing, SpeciesRule


def of_report(hand_made) -> dict:
    rows = report.build(hand_made.project).totals
    counted = {r.species: (r.detections, r.correct, r.wrong, r.unsure) for r in rows}
    return {species: numbers for species, numbers in counted.items() if numbers[0]}


def test_what_was_found_once_is_enough_for_every_verdict(hand_made):
    desk = Desk(hand_made.project, "Ann")
    with hand_made.project.reading() as db:
        found = overview.findings(db)
    for ids, verdict in (([1], "correct"), ([2, 4], "wrong"), ([1], "unsure"), ([8], "correct")):
        desk.decide(ids, Verdict(verdict))
        with hand_made.project.reading() as db:
            seen = overview.glance(db, found)
            again = overview.glance(db, overview.findings(db))
        shown = {s.species: (s.detections, s.correct, s.wrong, s.unsure) for s in seen.species}
        assert shown == of_report(hand_made)
        assert seen.species == again.species
    assert (seen.found.hidden, seen.hidden_judged) == (1, 1)


def test_a_sample_tells_the_same_over_all_sites_with_or_without_a_look_at_each(hand_made):
    run = Filter(run_id=hand_made.run_id)
    plan = plans.make(hand_made.project, PlanRequest("p", "precision", 6, run, seed=1))
    with hand_made.project.reading() as db:
        ids = plans.held(db, plan)
    Desk(hand_made.project, "Ann").decide(ids[:3], Verdict.CORRECT)
    of = ReportScope(hand_made.run_id)
    known: dict = {}
    with hand_made.project.reading() as db:
        with_sites = sampled(db, of)
        first, second = (sampled_everywhere(db, of, known) for _ in range(2))
    assert (
        first == second == {name: p for (name, site), p in with_sites.items() if site == EVERY_SITE}
    )
    assert known


def test_the_best_clips_are_those_of_the_highest_score(hand_made):
    names = ["Turdus merula", "Troglodytes troglodytes", "Menura novaehollandiae", "Nobody"]
    with hand_made.project.reading() as db:
        best = detections.best_of(db, hand_made.run_id, names)
    assert best == {"Turdus merula": 1, "Troglodytes troglodytes": 7}  # the lyrebird is hidden


def test_what_stands_out_has_what_settles_it(hand_made):
    with hand_made.project.reading() as db:
        seen = overview.glance(db, overview.findings(db))
        remarks = overview.remarks(seen, totals(db))
    assert "1 detection hidden by the species list" in [one.title for one in remarks]


def test_nothing_analysed_is_nothing_found(project):
    with project.reading() as db:
        assert overview.findings(db) is None


def test_hours_of_the_day_are_those_of_all_moments(hand_made):
    of = ReportScope(hand_made.run_id)
    with hand_made.project.reading() as db:
        repeated = rates.repeats(db, of, rates.heard(db, of))
        every = summaries.over_sites(summaries.by_hour(moments.read(db, of), repeated))
        found = summaries.hours_over_sites(db, of, repeated)
    assert {name: hours.tolist() for name, hours in found.items()} == {
        name: hours.tolist() for name, hours in every.items()
    }
    assert any(hours.any() for hours in found.values())


def test_what_a_rule_hides_is_not_among_what_the_list_hides(hand_made):
    Desk(hand_made.project, "Ann").decide(hand_made.ids, Verdict.CORRECT)
    with hand_made.project.reading() as db:
        before = summaries.said(db, hand_made.run_id)
        judged = next(name for name, words in before.listed.items() if sum(words.values()))
    with hand_made.project.writing() as db:
        rule = SpeciesRule(judged, showing=Showing.NEVER)
        turned.turn(db, hand_made.run_id, judged, rule)
    with hand_made.project.reading() as db:
        after = summaries.said(db, hand_made.run_id)
    assert not sum(after.listed.get(judged, {}).values())
    assert after.hidden == before.hidden
