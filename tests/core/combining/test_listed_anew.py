"""Which of what was combined is shown after places were set, or rules made, since."""

import pytest

from core import overview, rules
from core.combining import CombinationRule
from core.store import listed_places, recordings, runs
from core.store.species_rule import Showing, SpeciesRule
from core.unfinished import not_whole
from tests.core.combining.test_combine import LONG, analysed, found_by, made, run_of, scanned
from tests.core.networks.test_toy_journey import pond
from tests.core.networks.toy import CRICKET, TOAD, Toy

__all__ = ["pond", "scanned"]
NETWORKS = ("toy-1", "long-1")


@pytest.fixture
def two(scanned):
    return analysed(scanned, Toy(), LONG)


def expect(project, network, *species):
    """Let an analysis expect but these, as where another place was set for all its recordings."""
    run = run_of(project, network)
    names = [one.scientific_name for one in species]
    with project.writing() as db:
        its = [one.id for one in recordings.everything(db)]
        listed_places.list_anew(db, run.id, its, ",".join(names), names)


def shown(project, run):
    return {d.species for d in found_by(project, run)}


def said(project, run):
    with project.reading() as db:
        found = overview.glance(db, overview.findings(db))
        asked = [one.title for one in overview.remarks(found, recordings.totals(db))]
        return not_whole(db, run), [one for one in asked if one.startswith("Places")]


@pytest.mark.parametrize("rule", CombinationRule)
def test_combined_again_it_is_listed_as_if_it_were_combined_now(two, rule):
    run = made(two, rule, *NETWORKS)
    before = found_by(two, run, unlisted=True)
    for expected in ([TOAD], [TOAD, CRICKET], [CRICKET]):
        for network in NETWORKS:
            expect(two, network, *expected)
            assert made(two, rule, *NETWORKS).id == run.id
        assert shown(two, run) == set(expected)
    after = found_by(two, run, unlisted=True)
    kept = [(d.id, d.species, d.start_s, d.end_s, d.score) for d in after]
    assert kept == [(d.id, d.species, d.start_s, d.end_s, d.score) for d in before]


def test_what_one_list_hides_is_hidden_where_both_count_and_shown_where_one_does(two):
    both, either = (made(two, rule, *NETWORKS) for rule in list(CombinationRule)[:2])
    expect(two, "toy-1", TOAD)
    made(two, CombinationRule.BOTH, *NETWORKS)
    made(two, CombinationRule.EITHER, *NETWORKS)
    assert shown(two, both) == {TOAD}
    assert shown(two, either) == {TOAD, CRICKET}


def test_until_then_it_is_said(two):
    run = made(two, CombinationRule.BOTH, *NETWORKS)
    assert said(two, run) == ([], [])
    expect(two, "toy-1", TOAD)
    (sentence,), (title,) = said(two, run)
    assert sentence.startswith("4 recordings have another place or week now")
    assert "then combine again" in sentence
    assert title == "Places or weeks of 4 recordings changed"
    made(two, CombinationRule.BOTH, *NETWORKS)
    assert said(two, run) == ([], [])


def test_a_rule_that_is_given_up_hides_nothing_of_what_was_combined_meanwhile(two):
    rules.set_rule(two, SpeciesRule(CRICKET.scientific_name, showing=Showing.NEVER))
    run = made(two, CombinationRule.BOTH, *NETWORKS)
    assert shown(two, run) == {TOAD}
    rules.use_rules(two, None)
    assert shown(two, run) == {TOAD, CRICKET}


def test_rules_hold_of_what_is_listed_anew(two):
    run = made(two, CombinationRule.BOTH, *NETWORKS)
    rules.set_rule(two, SpeciesRule(CRICKET.scientific_name, showing=Showing.ALWAYS))
    expect(two, "toy-1", TOAD)
    made(two, CombinationRule.BOTH, *NETWORKS)
    assert shown(two, run) == {TOAD, CRICKET}
    with two.reading() as db:
        assert runs.latest(db).id == run.id
    rules.use_rules(two, None)
    assert shown(two, run) == {TOAD}
