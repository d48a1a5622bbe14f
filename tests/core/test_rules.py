"""Rules of species hide and show detections, count what they do, and change nothing said."""

import csv
import json

import pytest
from sqlalchemy.exc import IntegrityError

from core import rules
from core.claims import claim
from core.domain import Verdict
from core.errors import UnusableValueError, UserError
from core.precisions import Basis
from core.report import build
from core.review import Desk, plans
from core.review.plans import PlanRequest
from core.store import detections, membership, recordings, runs, species_rules, turned
from core.store.detections import Filter, New
from core.store.scope import ReportScope
from core.store.species_rule import Showing, SpeciesRule, is_narrower
from tests.core import made
from tests.core.conftest import BLACKBIRD, LYREBIRD, WREN

BLACK, LYRE = BLACKBIRD.scientific_name, LYREBIRD.scientific_name


def shown(project, species: str = BLACK, **more) -> list[float]:
    with project.reading() as db:
        return [d.score for d in detections.page(db, Filter(species=species, **more))]


def counts(hand_made) -> dict[str, turned.RuledCount]:
    with hand_made.project.reading() as db:
        return {one.species: one for one in turned.counts(db, ReportScope(hand_made.run_id))}


def test_a_threshold_hides_what_is_below_it_everywhere_and_counts_it(hand_made):
    ours = hand_made.project
    Desk(ours, "Ann").decide([3], Verdict.CORRECT)
    Desk(ours, "Ann").decide([5], Verdict.WRONG)
    rules.set_rule(ours, SpeciesRule(BLACK, min_score=0.75))
    assert shown(ours) == [0.9, 0.8]
    assert shown(ours, unlisted=True) == [0.9, 0.8, 0.7, 0.5, 0.4]
    did = counts(hand_made)[BLACK]
    assert (did.hidden, did.hidden_judged, did.hidden_right, did.shown) == (3, 2, 1, 0)
    found = build(ours)
    (row,) = [row for row in found.totals if row.species == BLACKBIRD]
    assert (row.detections, row.correct, found.hidden, found.hidden_by_rules) == (2, 0, 1, 3)
    assert "score 0.75 or more (rule: from a score of 0.75 on)" in claim(found, row)


def test_without_the_rule_everything_is_as_it_was(hand_made):
    ours = hand_made.project
    before = shown(ours), shown(ours, LYRE, unlisted=True)
    for rule in (SpeciesRule(BLACK, min_score=0.75), SpeciesRule(LYRE, showing=Showing.ALWAYS)):
        rules.set_rule(ours, rule)
    assert shown(ours, LYRE) == [0.99]
    assert counts(hand_made)[LYRE].shown == 1
    rules.remove_rules(ours, BLACK)
    rules.use_rules(ours, None)
    assert (shown(ours), shown(ours, LYRE, unlisted=True)) == before
    assert shown(ours, LYRE) == []
    assert counts(hand_made) == {}


def test_never_hides_a_species_whole(hand_made):
    rules.set_rule(hand_made.project, SpeciesRule(BLACK, showing=Showing.NEVER))
    assert shown(hand_made.project) == []
    assert BLACK not in {row.species.scientific_name for row in build(hand_made.project).totals}


@pytest.mark.parametrize(
    ("needed", "within_s", "kept"),
    [
        (2, 3.0, [0.9, 0.8, 0.7]),
        (3, 6.0, [0.9, 0.8, 0.7]),
        (3, 5.9, []),
        (2, 2.9, []),
    ],
)
def test_windows_are_needed_within_a_time(hand_made, needed, within_s, kept):
    rule = SpeciesRule(BLACK, windows=needed, within_s=within_s)
    rules.set_rule(hand_made.project, rule)
    assert shown(hand_made.project) == kept


def test_only_windows_from_the_threshold_on_count_for_the_others(hand_made):
    rule = SpeciesRule(BLACK, min_score=0.75, windows=3, within_s=6.0)
    rules.set_rule(hand_made.project, rule)
    assert shown(hand_made.project) == []


def test_what_is_heard_later_and_by_later_analyses_is_ruled_too(hand_made):
    ours = hand_made.project
    rules.set_rule(ours, SpeciesRule(BLACK, min_score=0.75, windows=2, within_s=3.0))
    with ours.writing() as db:
        label = made.label_ids(db, [BLACKBIRD])[BLACK]
        file = recordings.get(db, 2)
        first, second = (New(label, at, at + 3, 0.8, 1.0, listed=True) for at in (900.0, 903.0))
        detections.add(db, hand_made.run_id, file, [first])
        assert len(detections.page(db, Filter(species=BLACK))) == 2
        detections.add(db, hand_made.run_id, file, [second])
        assert len(detections.page(db, Filter(species=BLACK))) == 4
        pass_id = made.a_pass(db, "another")
        later = runs.start(
            db, "run2", "birdnet-2.4", pass_id=pass_id, settings={}, versions={"network": "B"}
        )
        held = species_rules.of_run(db, later.id)
    assert held
    assert [one.min_score for one in held.rules] == [0.75]


def test_a_threshold_of_another_network_does_not_hold(hand_made):
    ours = hand_made.project
    rules.set_rule(ours, SpeciesRule(BLACK, "perch-2", min_score=0.75))
    assert len(shown(ours)) == 5
    rules.set_rule(ours, SpeciesRule(BLACK, "birdnet-2.4", min_score=0.85))
    rules.set_rule(ours, SpeciesRule(BLACK, showing=Showing.NEVER))
    assert shown(ours) == [0.9], "what names the network goes before the rest"


def test_what_held_of_an_analysis_stays_in_its_record(hand_made):
    ours = hand_made.project
    for least in (0.6, 0.7):
        rules.set_rule(ours, SpeciesRule(BLACK, min_score=least))
    with ours.writing() as db:
        log = db.exec_driver_sql("SELECT rules FROM run_rules ORDER BY id").scalars().all()
        assert [json.loads(one)["rules"][0]["min_score"] for one in log] == [0.6, 0.7]
        with pytest.raises(IntegrityError):
            db.exec_driver_sql("DELETE FROM run_rules")


def test_nobody_can_change_what_the_list_expected(hand_made):
    with hand_made.project.writing() as db, pytest.raises(IntegrityError):
        db.exec_driver_sql("UPDATE detections SET listed = 0 WHERE id = 1")


def test_removed_recordings_come_back_as_the_rules_have_them(hand_made):
    ours = hand_made.project
    with ours.writing() as db:
        membership.set_removed(db, [1], removed=True)
    rules.set_rule(ours, SpeciesRule(BLACK, min_score=0.75))
    assert shown(ours, unlisted=True) == [0.5, 0.4]
    with ours.writing() as db:
        membership.set_removed(db, [1], removed=False)
    assert shown(ours) == [0.9, 0.8]


def test_what_a_rule_shows_since_was_never_drawn_from(hand_made):
    ours = hand_made.project
    rules.set_rule(ours, SpeciesRule(BLACK, min_score=0.75))
    plans.make(ours, PlanRequest("all", "precision", 30, Filter(run_id=hand_made.run_id)))
    Desk(ours, "Ann").decide([1], Verdict.CORRECT)

    def basis() -> Basis:
        rows = build(ours).totals
        return next(row.precision_basis for row in rows if row.species == BLACKBIRD)

    assert basis() is Basis.SAMPLE
    rules.set_rule(ours, SpeciesRule(BLACK, min_score=0.85))
    assert basis() is Basis.ALL_HEARD
    rules.set_rule(ours, SpeciesRule(BLACK, min_score=0.5))
    assert basis() is Basis.PICKED


@pytest.mark.parametrize(
    ("rule", "than", "is_it"),
    [
        ({"min_score": 0.8}, {"min_score": 0.7}, True),
        ({"min_score": 0.7}, {"min_score": 0.8}, False),
        ({"min_score": 0.7}, None, True),
        (None, {"min_score": 0.7}, False),
        ({"showing": Showing.ALWAYS}, None, False),
        (None, {"showing": Showing.ALWAYS}, True),
        ({"min_score": 0.7}, {"showing": Showing.ALWAYS}, True),
        ({"showing": Showing.NEVER}, {"min_score": 0.7}, True),
        ({"min_score": 0.7}, {"showing": Showing.NEVER}, False),
        ({"windows": 2, "within_s": 9.0}, None, True),
        (None, {"windows": 2, "within_s": 9.0}, False),
        ({"windows": 2, "within_s": 9.0}, {"windows": 2, "within_s": 8.0}, False),
    ],
)
def test_which_rule_is_narrower(rule, than, is_it):
    one, other = (None if more is None else SpeciesRule(BLACK, **more) for more in (rule, than))
    assert is_narrower(one, other) is is_it


def test_an_older_name_of_a_species_is_the_same_species(hand_made):
    older, newer = "Corvus monedula", "Coloeus monedula"
    assert SpeciesRule(older, min_score=0.5).place == SpeciesRule(newer, min_score=0.5).place


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({}, "needs something to say"),
        ({"min_score": 1.5}, "from 0 to 1"),
        ({"windows": 3}, "Say both"),
        ({"windows": 1, "within_s": 5.0}, "From 2 to 100"),
        ({"windows": 2, "within_s": 0.0}, "within 1 to"),
        ({"showing": Showing.NEVER, "min_score": 0.5}, "needs no score"),
    ],
)
def test_what_is_no_rule_is_refused(more, said):
    with pytest.raises(UnusableValueError, match=said):
        SpeciesRule(BLACK, **more)


def test_rules_are_written_and_read_by_any_name(hand_made, tmp_path):
    ours, file = hand_made.project, tmp_path / "rules.csv"
    made_rules = [
        SpeciesRule(BLACK, "birdnet-2.4", 0.8),
        SpeciesRule(LYRE, showing=Showing.ALWAYS),
        SpeciesRule(WREN.scientific_name, windows=2, within_s=30.0),
    ]
    assert rules.write_rules(made_rules, file) == 3
    assert rules.read_rules(ours, file) == made_rules
    file.write_text("\ufeffspecies;min_score;show\nEurasian Wren;0,8;\nWren;;NEVER\n", "utf-8")
    with pytest.raises(UserError, match=r"line 3: No analysis .* called Wren"):
        rules.read_rules(ours, file)
    file.write_text("species,min_score\nEurasian Wren,high\n")
    with pytest.raises(UserError, match="“high” is no number"):
        rules.take_in_rules(ours, file)
    assert rules.rule_sets(ours).sets == {}


def test_by_command(hand_made, run, tmp_path):
    where = ("--project", hand_made.project.folder)
    assert run("rules", "list", *where)[1].startswith("There are no rules yet")
    status, out, _ = run("rules", "set", "eurasian blackbird", "--min-score", 0.75, *where)
    assert status == 0
    assert "from a score of 0.75 on (scores of birdnet-2.4)" in out
    assert "3 hidden, none of them judged by a person" in out
    told = json.loads(run("rules", "list", "--json", *where)[1])
    assert told["in_use"] == "rules"
    assert told["did"][0]["hidden"] == 3
    assert run("rules", "set", "Blackbirt", "--never", *where)[0] == 2
    assert "--none" in run("rules", "use", *where)[2]
    assert run("rules", "export", tmp_path / "a.csv", *where)[0] == 0
    assert run("rules", "import", tmp_path / "a.csv", "--set", "strict", *where)[0] == 0
    assert run("rules", "use", "strict", *where)[0] == 0
    assert run("rules", "remove", BLACK, "--set", "strict", *where)[0] == 0
    assert len(shown(hand_made.project)) == 5
    assert run("rules", "forget", "strict", *where)[0] == 0
    assert run("rules", "use", "--none", *where)[0] == 0


def test_they_go_with_methods_reports_and_exports(hand_made, run, tmp_path):
    where = ("--project", hand_made.project.folder)
    run("rules", "set", BLACK, "--min-score", 0.75, *where)
    assert "Turdus merula from a score of 0.75 on. They hide 3" in run("methods", *where)[1]
    table = tmp_path / "species.csv"
    assert "Rules of species hide 3" in run("report", "--out", table, *where)[1]
    rows = list(csv.DictReader(table.read_text("utf-8").splitlines()))
    row = next(one for one in rows if one["scientific_name"] == BLACK)
    assert (row["scientific_name"], row["score_threshold"], row["hidden_by_rule"]) == (
        BLACK, "0.75", "3",
    )  # fmt: skip
    beside = json.loads(table.with_name("species.csv.json").read_text("utf-8"))
    assert beside["rules"]["rules"][0]["min_score"] == 0.75
    every = tmp_path / "detections.csv"
    words = ("export", "--format", "detections-csv", "--hidden", "--out", every, *where)
    assert run(*words)[0] == 0
    told = {
        row["detection_id"]: row for row in csv.DictReader(every.read_text("utf-8").splitlines())
    }
    assert [told[n]["hidden_by_rule"] for n in "1358"] == ["no", "yes", "yes", "no"]
    assert [told[n]["in_species_list"] for n in "1358"] == ["yes", "yes", "yes", "no"]
    assert "score 0.75 or more" in told["1"]["claim"]
    assert told["3"]["claim"] == ""
