"""A wrong fix makes no site, whenever its file comes; a recorder that was moved does."""

from itertools import permutations

import pytest

from core.deployments.editing import rename_site
from core.scan import scan
from core.store import fixes, recordings
from tests.core.deployments.conftest import all_deployments, all_sites, scanned

HOME, AWAY, BAD = "Loc Position:52.1 4.3", "Loc Position:52.2 4.3", "Loc Position:12.5 77.0"


@pytest.fixture
def days(card):
    """Write a recording a day, each with its fix: ``days(HOME, BAD, first=3)``."""

    def write(*stated, first=1):
        for n, fix in enumerate(stated, first):
            path = card(f"Dune/202405{n:02d}_050000.wav", "Serial:A", fix)
        return path.parent.parent

    return write


def counted(project):
    return [(d.site, d.recordings) for d in all_deployments(project)]


def doubted(project):
    with project.reading() as db:
        return [
            (r.path.name[6:8], r.latitude)
            for r in recordings.problems(db)
            if r.problem.code == "position-doubted"
        ]


def test_a_wrong_fix_makes_no_site_and_is_not_used_and_said(project, days):
    scanned(project, days(HOME, HOME, BAD, HOME))
    assert counted(project) == [("Dune", 4)]
    assert doubted(project) == [("03", 52.1)]
    with project.reading() as db:
        assert {place[:2] for place in recordings.places(db)} == {(52.1, 4.3)}


@pytest.mark.parametrize("order", set(permutations([HOME, HOME, HOME, HOME, BAD])))
def test_a_wrong_fix_may_be_the_first_or_the_last(project, days, order):
    scanned(project, days(*order))
    assert counted(project) == [("Dune", 5)]
    assert all_sites(project)["Dune"].latitude == 52.1
    assert all_sites(project)["Dune"].zone == "Europe/Amsterdam"
    assert doubted(project) == [(f"{order.index(BAD) + 1:02d}", 52.1)]


def test_a_receiver_that_never_had_a_fix_tells_no_position(project, days):
    scanned(project, days(*["Loc Position:0.0001 0.0002"] * 3))
    assert all_sites(project)["Dune"].latitude is None
    assert doubted(project) == [("01", None), ("02", None), ("03", None)]
    scanned(project, days(HOME, first=4))
    assert counted(project) == [("Dune", 4)]
    assert all_sites(project)["Dune"].latitude == 52.1


@pytest.mark.parametrize("batch", [1, 3, 512])
def test_batches_make_no_difference(project, days, monkeypatch, batch):
    monkeypatch.setattr("core.scan._BATCH", batch)
    scanned(project, days(*[HOME] * 6, BAD, HOME, *[AWAY] * 6, BAD, AWAY))
    assert counted(project) == [("Dune", 8), ("Dune (2)", 8)]
    assert [day for day, _ in doubted(project)] == ["07", "15"]


def test_a_card_that_is_read_day_by_day_comes_to_the_same(project, days):
    stated = [HOME, HOME, HOME, HOME, AWAY, BAD, AWAY, AWAY, AWAY, AWAY]
    for n, fix in enumerate(stated, 1):
        scanned(project, days(fix, first=n))
    assert counted(project) == [("Dune", 4), ("Dune (2)", 6)]
    assert doubted(project) == [("06", 52.2)]


def test_a_scan_that_was_cut_short_is_settled_by_the_next(project, days, monkeypatch):
    monkeypatch.setattr("core.scan._BATCH", 2)
    monkeypatch.setattr("core.adding.Adding.finish", lambda self: self._readers.close())
    root = days(*[HOME] * 4, *[AWAY] * 4)
    job = scan(project, root)
    next(step for step in job if step.done == 6)
    job.close()
    monkeypatch.undo()
    scanned(project, root)
    assert counted(project) == [("Dune", 4), ("Dune (2)", 4)]
    assert doubted(project) == []


def test_a_name_that_a_person_gave_stays_with_its_place(project, days):
    root = days(*[HOME] * 4)
    scanned(project, root)
    rename_site(project, all_sites(project)["Dune"].id, "Slufter")
    scanned(project, days(*[AWAY] * 4, first=5))
    assert counted(project) == [("Slufter", 4), ("Slufter (2)", 4)]


def test_a_doubtful_clock_and_a_wrong_fix_are_both_said(project, days, card):
    days(*[HOME] * 4)
    scanned(project, card("Dune/19700101_000010.wav", "Serial:A", BAD).parent.parent)
    with project.reading() as db:
        (found,) = recordings.problems(db)
    assert found.problem.code == "position-doubted"
    assert "GPS" in found.problem.text
    assert "clock" in found.problem.text


def test_what_is_believed_again_says_nothing_any_more(project, days):
    scanned(project, days(*[HOME] * 4, BAD, HOME))
    with project.writing() as db:
        (one,) = [r.id for r in recordings.problems(db)]
        (deployment,) = fixes.waiting(db)
        fixes.believe(db, [one], deployment)
        found = recordings.get(db, one)
    assert (found.latitude, found.problem) == (12.5, None)
