"""A place that is set after an analysis, and a start that is said: the species list follows."""

from datetime import datetime

import pytest
from sqlalchemy.exc import IntegrityError

from core import overview, report, rules
from core.analysis import Settings, analyse, plan
from core.analysis.methods import methods_of
from core.deployments import editing
from core.deployments.clock import KnownTime
from core.domain import Verdict
from core.precisions import Basis
from core.review import Desk, plans
from core.review.plans import PlanRequest
from core.species.lists import SpeciesList
from core.store import deployments, recordings, runs, sites, verdicts
from core.store.detections import Filter
from core.store.recording_times import SaidStart
from core.store.species_rule import Showing, SpeciesRule
from core.unfinished import not_whole

LEIDEN, QUITO = (52.15, 4.47), (-0.18, -78.47)
QUITO_THERE = Settings(latitude=QUITO[0], longitude=QUITO[1])


@pytest.fixture
def analysed(analysed):
    """Recordings that do not say themselves where they were made."""
    with analysed.writing() as db:
        db.exec_driver_sql("UPDATE recordings SET latitude = NULL, longitude = NULL")
    return analysed


def place(project, latitude, longitude):
    with project.reading() as db:
        (site,) = sites.listing(db)
    editing.set_coordinates(project, site.id, latitude, longitude)


def shown(project, run_id):
    wanted = "SELECT recording_id, label_id, start_s, listed, ruled FROM detections WHERE run_id=?"
    with project.reading() as db:
        return set(db.exec_driver_sql(wanted, (run_id,)).all())


def newest(project):
    with project.reading() as db:
        return runs.latest(db)


def said(project):
    run = newest(project)
    with project.reading() as db:
        found = overview.glance(db, overview.findings(db))
        asked = [one.does for one in overview.remarks(found, recordings.totals(db))]
        return not_whole(db, run), "Analyse again" in asked, methods_of(db, run).text


def test_the_same_analysis_lists_by_the_new_place_as_one_that_began_there(analysed, birdnet):
    run = newest(analysed)
    before = shown(analysed, run.id)
    place(analysed, *QUITO)
    assert plan(analysed, birdnet, Settings()).moved == 3
    list(analyse(analysed, birdnet, Settings()))
    assert newest(analysed).id == run.id
    after = shown(analysed, run.id)
    assert after != before
    assert plan(analysed, birdnet, Settings()).nothing_to_do
    list(analyse(analysed, birdnet, QUITO_THERE))
    assert after == shown(analysed, newest(analysed).id)
    place(analysed, *LEIDEN)
    list(analyse(analysed, birdnet, Settings()))
    assert shown(analysed, run.id) == before


def test_until_then_it_is_said_wherever_the_analysis_is_spoken_of(analysed, birdnet):
    assert said(analysed)[:2] == ([], False)
    place(analysed, None, None)
    (sentence,), is_asked, _ = said(analysed)
    assert sentence.startswith("3 recordings have another place or week now than when analysed")
    assert is_asked
    list(analyse(analysed, birdnet, Settings()))
    lacks, is_asked, methods = said(analysed)
    assert (lacks, is_asked) == ([], False)
    assert methods.endswith("3 recordings have no place: all species were expected there.")


def test_another_week_is_another_place(analysed, birdnet):
    editing.set_starts(analysed, {1: SaidStart(datetime(2025, 11, 3))})  # noqa: DTZ001
    assert plan(analysed, birdnet, Settings()).moved == 1
    assert plan(analysed, birdnet, Settings(week=17)).moved == 0


def test_a_clock_that_is_set_right_moves_recordings_into_another_week(analysed, birdnet):
    with analysed.reading() as db:
        (one,) = deployments.listing(db)
    known = KnownTime(datetime(2025, 5, 3, 3), datetime(2025, 9, 3, 3))  # noqa: DTZ001
    editing.set_clock(analysed, one.id, known=[known])
    assert plan(analysed, birdnet, Settings()).moved == 3
    list(analyse(analysed, birdnet, Settings()))
    assert plan(analysed, birdnet, Settings()).nothing_to_do


def test_verdicts_and_rules_stay(analysed, birdnet):
    with analysed.writing() as db:
        names = db.exec_driver_sql("SELECT DISTINCT scientific_name FROM species JOIN detections d "
                                   "ON d.species_id = species.id").scalars().all()  # fmt: skip
        verdicts.add(db, [verdicts.Statement(1, Verdict.WRONG, "Ann")])
    for name in names[:2]:
        rules.set_rule(analysed, SpeciesRule(name, showing=Showing.ALWAYS))
    rules.set_rule(analysed, SpeciesRule(names[2], showing=Showing.NEVER))
    place(analysed, *QUITO)
    list(analyse(analysed, birdnet, Settings()))
    by_rules = shown(analysed, newest(analysed).id)
    rules.use_rules(analysed, None)
    list(analyse(analysed, birdnet, QUITO_THERE))
    fresh = newest(analysed).id
    assert shown(analysed, 1) == shown(analysed, fresh)
    with analysed.reading() as db:
        assert db.exec_driver_sql("SELECT verdict FROM detections WHERE id = 1").scalar() == "wrong"
    rules.use_rules(analysed, "rules")
    assert shown(analysed, 1) == shown(analysed, fresh) == by_rules


def test_a_plan_of_before_is_no_sample_of_what_another_place_lists_besides(analysed, birdnet):
    with analysed.writing() as db:
        names = db.exec_driver_sql(
            "SELECT scientific_name FROM species JOIN detections d ON d.species_id = species.id "
            "GROUP BY 1 HAVING max(listed) > 0 ORDER BY count(*) DESC"
        ).scalars().all()  # fmt: skip
    name = names[0]
    wanted = Filter(run_id=1, species=name)
    plan_ = plans.make(analysed, PlanRequest("p", "random", 3, wanted))
    some = [d.id for d in plans.items(analysed, plan_, "Ann", limit=3)]
    Desk(analysed, "Ann").decide(some, Verdict.CORRECT)

    def basis():
        totals = report.build(analysed, 1).totals
        return next(row.precision_basis for row in totals if row.species.scientific_name == name)

    assert basis() is Basis.SAMPLE
    place(analysed, *QUITO)
    list(analyse(analysed, birdnet, Settings()))
    place(analysed, *LEIDEN)
    list(analyse(analysed, birdnet, Settings()))
    assert basis() is Basis.PICKED


def test_what_was_analysed_before_places_were_recorded_is_known_by_what_was_asked(
    analysed, birdnet
):
    with analysed.writing() as db:
        db.exec_driver_sql("UPDATE run_recordings SET place = NULL")
    assert plan(analysed, birdnet, Settings()).nothing_to_do
    place(analysed, *QUITO)
    assert plan(analysed, birdnet, Settings()).moved == 3


def test_an_analysis_by_a_list_does_not_ask_for_places(analysed, birdnet):
    wrens = Settings(species_list=SpeciesList("wrens", ("Troglodytes troglodytes",)))
    list(analyse(analysed, birdnet, wrens))
    place(analysed, *QUITO)
    assert plan(analysed, birdnet, wrens).nothing_to_do


def test_nothing_else_changes_what_the_list_said(analysed):
    with pytest.raises(IntegrityError), analysed.writing() as db:
        db.exec_driver_sql("UPDATE detections SET listed = 1 - listed")
