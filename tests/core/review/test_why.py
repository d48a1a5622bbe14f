"""Why a species is shown somewhere, or is not."""

from datetime import date

import pytest

from core.analysis import Settings, analyse
from core.analysis.fingerprints import run_fingerprint
from core.domain import Verdict
from core.errors import UnusableValueError
from core.jobs import answer
from core.review import Desk
from core.review.why import day_of, hidden_cost, species_called, why
from core.species.lists import SpeciesList
from core.store import detections, runs, verdicts
from core.store.detections import Filter
from core.store.verdicts import Statement

WREN = "Troglodytes troglodytes"


def analysed_with(project, birdnet, **chosen):
    settings = Settings(**chosen)
    list(analyse(project, birdnet, settings))
    with project.reading() as db:
        return runs.find(db, run_fingerprint(settings, birdnet.manifest))


def asked(project, run, typed, *where):
    return answer(why(project, run, species_called(project, run, typed), *where))


def codes(found) -> set[str]:
    return {one.code for one in found.reasons}


@pytest.fixture
def newest(analysed):
    with analysed.reading() as db:
        return runs.latest(db)


def test_what_is_shown_says_its_best_score_and_where(analysed, newest):
    found = asked(analysed, newest, "blackbird")
    assert codes(found) == {"shown"}
    assert found.best.score > 0.9
    assert found.best.recording.path.name in " ".join(found.sentences)


def test_one_that_was_found_wrong_is_one(hand_made):
    Desk(hand_made.project, "Ann").decide([1], Verdict.WRONG)
    with hand_made.project.reading() as db:
        run = runs.latest(db)
    said = asked(hand_made.project, run, "Turdus merula").sentences
    assert "1 of them was found wrong." in said


def test_what_never_reached_the_threshold_says_which_would_show_it(analysed, birdnet):
    run = analysed_with(analysed, birdnet, min_score=0.9)
    found = asked(analysed, run, "winwre4")
    assert found.species.scientific_name == WREN
    assert codes(found) == {"threshold"}
    assert 0 < found.best.score < 0.9
    lowest = int(found.best.score * 100) / 100
    assert f"--min-score {lowest:g}" in found.sentences[-1]


def test_a_list_a_group_and_the_range_say_that_they_hide(analysed, birdnet):
    mine = SpeciesList("mine", (WREN,))
    run = analysed_with(analysed, birdnet, species_list=mine)
    found = asked(analysed, run, "Turdus merula")
    assert codes(found) == {"hidden", "list"}
    assert "“mine”" in " ".join(found.sentences)
    run = analysed_with(analysed, birdnet, groups="bat")
    assert codes(asked(analysed, run, "Turdus merula")) == {"hidden", "groups"}
    run = analysed_with(analysed, birdnet, latitude=-45.0, longitude=170.0)
    found = asked(analysed, run, "Troglodytes troglodytes")
    assert codes(found) == {"hidden", "range"}
    assert "of 48" in " ".join(found.sentences)


def test_where_and_when_nothing_was_heard_is_said(analysed, newest):
    found = asked(analysed, newest, WREN, None, date(2001, 1, 1))
    assert codes(found) == {"not-heard"}


def test_what_scored_nowhere_is_told_from_what_scored_low(analysed, newest):
    assert codes(asked(analysed, newest, "North Island Brown Kiwi")) == {"floor"}


def test_a_species_that_nobody_knows_and_what_is_no_day_are_refused(analysed, newest):
    with pytest.raises(UnusableValueError, match="No species is called"):
        species_called(analysed, newest, "zzzzzz qqqq")
    with pytest.raises(UnusableValueError, match="is no day"):
        day_of("yesterday")


@pytest.mark.parametrize("typed", ["Erithacus rubicula", "Eurasian Robin", "Europaen Robin"])
def test_a_name_that_is_nearly_one_is_asked_about(analysed, newest, typed):
    with pytest.raises(UnusableValueError) as refused:
        species_called(analysed, newest, typed)
    sentence = f"No species is called {typed}. Do you mean European Robin (Erithacus rubecula)?"
    assert str(refused.value) == sentence


def test_nothing_is_asked_of_a_name_that_is_near_to_none(analysed, newest):
    with pytest.raises(UnusableValueError, match=r"called zzzzzz qqqq\.$"):
        species_called(analysed, newest, "zzzzzz qqqq")


def test_a_part_of_a_name_is_of_what_was_heard_or_is_to_be_said_whole(analysed, newest):
    assert species_called(analysed, newest, "wren").scientific_name == WREN
    with pytest.raises(UnusableValueError, match=r"^woodpecker may be .* or .*name it whole"):
        species_called(analysed, newest, "woodpecker")


def test_the_cost_of_hiding_counts_what_people_found_right(analysed, birdnet):
    run = analysed_with(analysed, birdnet, groups="bat")
    with analysed.reading() as db:
        some = detections.page(db, Filter(run_id=run.id, unlisted=True), limit=3)
        assert "nobody has listened" in hidden_cost(db, run.id).sentence
    said = (Verdict.CORRECT, Verdict.CORRECT, Verdict.WRONG)
    with analysed.writing() as db:
        verdicts.add(db, [Statement(d.id, v, "Ann") for d, v in zip(some, said, strict=True)])
    with analysed.reading() as db:
        cost = hidden_cost(db, run.id)
    assert (cost.right, cost.wrong) == (2, 1)
    assert cost.sentence.endswith("3 were listened to, and 2 were right.")
