"""Detections are found again, in order, in pages, and none is lost sight of."""

import pytest

from core.domain import Verdict
from core.store import detections, recordings, verdicts
from core.store.detections import Filter, New
from core.store.verdicts import Statement


def scores(found) -> list[float]:
    return [d.score for d in found]


def test_pages_follow_each_other_best_score_first(hand_made):
    wanted, pages, last = Filter(unlisted=True), [], None
    with hand_made.project.reading() as db:
        while page := detections.page(db, wanted, after=last, limit=3):
            pages.append(page)
            last = page[-1]
    assert [len(p) for p in pages] == [3, 3, 2]
    assert scores(d for p in pages for d in p) == [0.99, 0.95, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4]


def test_equal_scores_are_neither_skipped_nor_doubled(hand_made):
    with hand_made.project.writing() as db:
        file = recordings.get(db, 1)
        same = [New(1, 100.0 + n, 103.0 + n, 0.5, 0.0, listed=True) for n in range(5)]
        detections.add(db, hand_made.run_id, file, same)
        seen, last = [], None
        while page := detections.page(
            db, Filter(min_score=0.5, max_score=0.5), after=last, limit=2
        ):
            seen += [d.id for d in page]
            last = page[-1]
    assert sorted(seen) == sorted({5, 9, 10, 11, 12, 13})


@pytest.mark.parametrize(
    ("wanted", "ids"),
    [
        (Filter(species="Troglodytes troglodytes"), {4, 7}),
        (Filter(several=frozenset({"Troglodytes troglodytes", "Nobody else"})), {4, 7}),
        (Filter(site="Wood"), {7}),
        (Filter(site="Wood", unlisted=True), {7, 8}),
        (Filter(min_score=0.6, max_score=0.8), {2, 3, 4}),
        (Filter(recording_id=1), {1, 2, 3, 4}),
        (Filter(verdicts=frozenset({Verdict.CORRECT})), {1}),
        (Filter(verdicts=frozenset({None})), {3, 4, 5, 6, 7}),
        (Filter(verdicts=frozenset({None, Verdict.WRONG})), {2, 3, 4, 5, 6, 7}),
        (Filter(run_id=99), set()),
    ],
)
def test_filters(hand_made, wanted, ids):
    with hand_made.project.writing() as db:
        verdicts.add(db, [Statement(1, Verdict.CORRECT, "Ann"), Statement(2, Verdict.WRONG, "Ann")])
        verdicts.add(db, [Statement(3, Verdict.WRONG, "Ann"), Statement(3, None, "Ann")])
        assert {d.id for d in detections.page(db, wanted)} == ids
        assert detections.count(db, wanted)[0] == len(ids)
        assert {d.id for d in detections.everything(db, wanted)} == ids


def test_what_the_list_hides_is_counted(hand_made):
    with hand_made.project.reading() as db:
        assert detections.count(db, Filter()) == (7, 1)
        assert detections.count(db, Filter(unlisted=True)) == (8, 0)
        assert detections.count(db, Filter(site="Dune")) == (6, 0)


def test_species_are_counted_with_what_people_said(hand_made):
    with hand_made.project.writing() as db:
        verdicts.add(db, [Statement(1, Verdict.CORRECT, "Ann"), Statement(4, Verdict.WRONG, "Ann")])
        blackbird, wren = detections.by_species(db, Filter())
    assert (blackbird.detections, blackbird.correct, blackbird.unreviewed) == (5, 1, 4)
    assert (wren.detections, wren.wrong, wren.top_score) == (2, 1, 0.95)


def test_a_detection_knows_when_and_where(hand_made):
    with hand_made.project.reading() as db:
        found = detections.get(db, 5)
    assert found.at.aware.isoformat() == "2025-05-03T06:00:00+02:00"
    assert (found.site, found.latitude, found.network) == ("Dune", 52.1, "birdnet-2.4")
    assert found.path.as_posix() == "Dune/b.wav"


def test_the_same_detection_is_never_stored_twice(hand_made):
    again = [New(1, at, at + 3, 0.2, 1.0, listed=True) for at in (0.0, 30.0)]
    with hand_made.project.writing() as db:
        detections.add(db, hand_made.run_id, recordings.get(db, 1), again)
        found = detections.in_recording(db, Filter(recording_id=1))
    assert [(d.start_s, d.score) for d in found if d.species.common_name.endswith("bird")] == [
        (0.0, 0.9), (3.0, 0.8), (6.0, 0.7), (30.0, 0.2),
    ]  # fmt: skip


def test_forty_thousand_ids_can_be_looked_for_at_once(hand_made):
    with hand_made.project.reading() as db:
        assert detections.existing(db, range(40_000)) == set(hand_made.ids)


def test_each_choice_says_how_many_it_leaves_whatever_is_chosen_now(hand_made):
    wanted = Filter(min_score=0.9, verdicts=frozenset({Verdict.CORRECT}), sites=frozenset({"Wood"}))
    with hand_made.project.writing() as db:
        verdicts.add(db, [Statement(1, Verdict.CORRECT, "Ann")])
        every = detections.count(db, Filter(unlisted=True))[0]
        for_scores = detections.by_score(db, Filter(unlisted=True, min_score=0.9))
        assert (sum(for_scores), for_scores[-1], for_scores[35]) == (every, 1, 1)
        for said, number in detections.by_verdict(db, wanted).items():
            left = Filter(min_score=0.9, verdicts=frozenset({said}), sites=frozenset({"Wood"}))
            assert number == detections.count(db, left)[0]
        for site, number in detections.by_site(db, Filter(unlisted=True)).items():
            assert number == detections.count(db, Filter(unlisted=True, site=site))[0]


def test_once_confirmed_the_rest_of_the_site_or_day_is_left_out_and_comes_back(hand_made):
    with hand_made.project.writing() as db:
        every = detections.page(db, Filter(unlisted=True))
        best = every[0]
        alike = [d for d in every if (d.species, d.site) == (best.species, best.site)]
        day = [d for d in alike if d.at.local.date() == best.at.local.date()]
        verdicts.add(db, [Statement(best.id, Verdict.CORRECT, "Ann")])
        for skip, rest in (("site", alike), ("day", day)):
            left = {d.id for d in detections.page(db, Filter(unlisted=True, skip=skip))}
            assert left == {d.id for d in every} - {d.id for d in rest} | {best.id}
        verdicts.add(db, [Statement(best.id, None, "Ann")])
        assert len(detections.page(db, Filter(unlisted=True, skip="site"))) == len(every)
