"""The order of how alike detections sound."""

import pytest

from core.review import similar
from core.store import detections
from core.store.detections import Filter

EVERYTHING = Filter(unlisted=True)


@pytest.fixture
def by_score(hand_made) -> list[int]:
    with hand_made.project.reading() as db:
        return detections.ids(db, EVERYTHING)


def test_the_chosen_clip_is_first_and_those_without_embedding_last(embedded, by_score):
    order = similar.most_alike_first(embedded, EVERYTHING, [3])
    assert order.ids.tolist() == [3, 4, 2, 1, *(i for i in by_score if i > 4)]
    assert order.compared == 4


def test_of_several_examples_the_nearest_counts(embedded):
    order = similar.most_alike_first(embedded, EVERYTHING, [1, 3])
    assert order.ids.tolist()[:4] == [1, 3, 4, 2]


def test_of_too_many_those_with_the_best_scores_are_compared(embedded, by_score):
    order = similar.most_alike_first(embedded, EVERYTHING, [3], limit=2)
    assert set(order.ids.tolist()) == set(by_score[:2])


def test_without_embeddings_the_best_score_is_first(hand_made, by_score):
    order = similar.most_alike_first(hand_made.project, EVERYTHING, [3])
    assert (order.ids.tolist(), order.compared) == (by_score, 0)
    assert not similar.comparable(hand_made.project, hand_made.run_id)


def test_a_run_that_kept_embeddings_is_comparable(embedded, hand_made):
    assert similar.comparable(embedded, hand_made.run_id)
