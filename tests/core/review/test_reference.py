"""Clips to compare with: kept ones, and the nearest by embedding."""

import numpy as np
import pytest

from core.domain import Detection, Verdict
from core.errors import UserError
from core.review import Desk, bulk, reference
from core.review.likeness import Likeness
from core.store import Project, detections
from core.store.detections import Filter
from tests.core.conftest import WREN


def one(project: Project, detection_id: int) -> Detection:
    with project.reading() as db:
        found = detections.get(db, detection_id)
    assert found is not None
    return found


def alike(project: Project, detection_id: int, **how):
    return reference.alike(project, Likeness(project), one(project, detection_id), **how)


def ids(neighbours):
    return [n.detection.id for n in neighbours]


def test_the_nearest_confirmed_and_rejected_are_told_apart(embedded):
    desk = Desk(embedded, "Ann")
    desk.decide([2, 5], Verdict.CORRECT)
    desk.decide([3], Verdict.WRONG)
    found = alike(embedded, 1)
    assert ids(found.confirmed) == [2]
    assert found.confirmed[0].similarity == pytest.approx(1 / np.sqrt(1.01), abs=1e-3)
    assert [(n.detection.id, n.similarity) for n in found.rejected] == [(3, 0)]


def test_what_was_said_since_counts_at_the_next_question(embedded):
    likeness, desk = Likeness(embedded), Desk(embedded, "Ann")
    desk.decide([3], Verdict.CORRECT)
    reference.alike(embedded, likeness, one(embedded, 1))
    desk.decide([2], Verdict.CORRECT)
    desk.undo()
    desk.decide([2], Verdict.WRONG)
    found = reference.alike(embedded, likeness, one(embedded, 1))
    assert (ids(found.confirmed), ids(found.rejected)) == ([3], [2])


def test_kept_examples_come_apart_and_with_their_similarity(embedded):
    Desk(embedded, "Ann").decide([2, 3], Verdict.CORRECT)
    reference.keep(embedded, one(embedded, 2), "Ann")
    found = alike(embedded, 1)
    assert (ids(found.kept), ids(found.confirmed)) == ([2], [3])
    assert found.kept[0].similarity == pytest.approx(0.995, abs=1e-3)
    assert alike(embedded, 2).is_kept
    assert not found.is_kept


def test_what_is_not_held_to_be_the_species_any_more_is_no_example(embedded):
    desk = Desk(embedded, "Ann")
    desk.decide([2], Verdict.CORRECT)
    reference.keep(embedded, one(embedded, 2), "Ann")
    desk.decide([2], Verdict.WRONG)
    assert ids(alike(embedded, 1).kept) == []


def test_who_reviews_blind_is_shown_only_what_they_said_themselves(embedded):
    Desk(embedded, "Ann").decide([2], Verdict.CORRECT)
    reference.keep(embedded, one(embedded, 2), "Ann")
    Desk(embedded, "Bo").decide([3], Verdict.WRONG)
    found = alike(embedded, 1, only_by="Bo")
    assert (ids(found.kept), ids(found.confirmed), ids(found.rejected)) == ([], [], [3])
    assert not alike(embedded, 2, only_by="Bo").is_kept
    assert alike(embedded, 2, only_by="Ann").is_kept


def test_who_reviews_blind_sees_their_own_word_of_what_they_keep(embedded):
    Desk(embedded, "Bo").decide([2], Verdict.CORRECT, note="two birds")
    reference.keep(embedded, one(embedded, 2), "Bo")
    Desk(embedded, "Ann").decide([2], Verdict.WRONG, note="a wren")
    (kept,) = alike(embedded, 1, only_by="Bo").kept
    assert (kept.detection.reviewer, kept.detection.note) == ("Bo", "two birds")
    assert ids(alike(embedded, 1).kept) == []


def test_what_several_keep_is_kept_until_nobody_does(embedded):
    Desk(embedded, "Ann").decide([2], Verdict.CORRECT)
    Desk(embedded, "Bo").decide([2], Verdict.CORRECT)
    for name in ("Ann", "Bo"):
        reference.keep(embedded, one(embedded, 2), name)
    assert ids(alike(embedded, 1).kept) == [2]
    reference.drop(embedded, 2, "Bo", only_by="Bo")
    assert not alike(embedded, 2, only_by="Bo").is_kept
    assert alike(embedded, 2, only_by="Ann").is_kept
    reference.keep(embedded, one(embedded, 2), "Bo")
    reference.drop(embedded, 2, "Cleo")
    assert not any(alike(embedded, 2, only_by=name).is_kept for name in ("Ann", "Bo", None))


def test_without_embeddings_only_kept_examples_are_known(hand_made):
    project = hand_made.project
    Desk(project, "Ann").decide([2, 3], Verdict.CORRECT)
    reference.keep(project, one(project, 2), "Ann")
    found = alike(project, 1)
    assert [(n.detection.id, n.similarity) for n in found.kept] == [(2, None)]
    assert (found.confirmed, found.comparable) == ([], False)


def test_only_confirmed_clips_become_references_of_what_they_are(hand_made):
    project, desk = hand_made.project, Desk(hand_made.project, "Ann")
    with pytest.raises(UserError, match="Only a confirmed clip"):
        reference.keep(project, one(project, 1), "Ann")
    desk.decide([1], Verdict.WRONG, corrected=WREN)
    reference.keep(project, one(project, 1), "Ann")
    reference.keep(project, one(project, 1), "Bob")
    with project.reading() as db:
        assert [d.id for d in reference.of_species(db, WREN.scientific_name)] == [1]
    reference.drop(project, 1, "Cleo")
    with project.reading() as db:
        assert reference.of_species(db, WREN.scientific_name) == []


def test_alternatives_are_the_networks_next_guesses(analysed):
    with analysed.reading() as db:
        best = detections.page(db, Filter(unlisted=True), limit=1)[0]
    guesses = reference.alternatives(analysed, best)
    assert best.species not in guesses
    assert len(guesses) == len(set(guesses)) > 0


def test_without_kept_scores_the_alternatives_are_what_is_frequent_at_the_site(hand_made):
    assert reference.alternatives(hand_made.project, one(hand_made.project, 1)) == [WREN]


def test_a_preview_tells_what_marking_all_below_a_score_would_do(hand_made):
    project, desk = hand_made.project, Desk(hand_made.project, "Ann")
    desk.decide([3], Verdict.CORRECT)
    wanted = bulk.below(Filter(species="Turdus merula"), 0.8)
    seen = bulk.preview(project, wanted)
    assert (seen.detections, seen.lowest, seen.highest) == (2, 0.4, 0.5)
    assert desk.decide_all(seen.wanted, Verdict.WRONG) == [5, 6]
    assert one(project, 3).verdict is Verdict.CORRECT
    assert bulk.preview(project, wanted).lowest is None
    desk.undo()
    assert bulk.preview(project, wanted).detections == 2
