"""Heads tell what they were taught, weigh it as they should, and come out the same each time."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import sparse
from threadpoolctl import threadpool_limits

from core.heads.features import WindowFeatures
from core.heads.training import Lesson, train


def rows(log, evidence=None, labels=6):
    log = np.asarray(log, np.float32)
    log /= np.linalg.norm(log, axis=1, keepdims=True)
    known = np.zeros((len(log), labels)) if evidence is None else evidence
    return WindowFeatures(log, sparse.csr_matrix(known, dtype=np.float32))


def cloud(n, centre, seed):
    return np.random.default_rng(seed).normal(0, 0.4, (n, 8)) + np.eye(8)[centre] * 3


def lesson(present, log, scales=(30.0, 30.0), evidence=None):
    weak, made = rows(cloud(20, 6, 8)), rows(cloud(20, 7, 9))
    return Lesson(rows(log, evidence), np.array(present, np.int8), weak, made, np.array(scales))


LOG = np.concatenate([cloud(6, 0, 1), cloud(6, 1, 2)])
EACH = [[1, 0]] * 6 + [[0, 1]] * 6


@pytest.mark.parametrize("exclusive", [False, True])
def test_windows_like_those_labelled_score_above_zero_and_others_below(exclusive):
    weights = train(lesson(EACH, LOG), exclusive=exclusive)
    new = rows(np.concatenate([cloud(5, 0, 3), cloud(5, 1, 4), cloud(5, 6, 5), cloud(5, 7, 6)]))
    above = weights.scores(new) > 0
    assert above[:5].tolist() == [[True, False]] * 5
    assert above[5:10].tolist() == [[False, True]] * 5
    assert not above[10:].any()


@pytest.mark.parametrize("exclusive", [False, True])
def test_equal_labels_give_equal_weights_to_the_last_bit(exclusive):
    first, second = (train(lesson(EACH, LOG), exclusive=exclusive) for _ in range(2))
    assert first.features.tobytes() == second.features.tobytes()
    assert first.bias.tobytes() == second.bias.tobytes()


def test_the_threads_of_a_process_do_not_show_in_a_head():
    random = np.random.default_rng(5)
    known = rows(random.normal(0, 1, (300, 1024)))
    present = random.integers(0, 2, (300, 3)).astype(np.int8)
    told = Lesson(known, present, known, known, np.full(3, 30.0))
    found = []
    for threads in (2, 1):
        with threadpool_limits(threads, user_api="blas"):
            found.append(train(told).features.tobytes())
    assert found[0] == found[1]


def test_a_class_is_learned_as_if_the_other_were_not_there():
    both = train(lesson(EACH, LOG))
    alone = train(lesson([row[:1] for row in EACH], LOG, scales=(30.0,)))
    new = rows(cloud(30, 0, 11))
    np.testing.assert_allclose(both.scores(new)[:, 0], alone.scores(new)[:, 0], atol=0.05)


def test_what_is_unknown_of_a_class_teaches_nothing_of_it():
    known = train(lesson([row[:1] for row in EACH[:6]], LOG[:6], scales=(30.0,)))
    more = train(lesson([[1]] * 6 + [[-1]] * 6, LOG, scales=(30.0,)))
    assert (
        more.scores(rows(cloud(5, 1, 4))).mean()
        > train(lesson(EACH, LOG)).scores(rows(cloud(5, 1, 4)))[:, 0].mean()
    )
    # All rows weigh as many as there are labels, so twice as many labels pull a little harder.
    assert (more.scores(rows(cloud(5, 0, 3))) > known.scores(rows(cloud(5, 0, 3)))).all()


def test_what_is_labelled_with_something_else_weighs_as_windows_drawn_at_random():
    only_yes = lesson([[1, -1]] * 6 + [[-1, 1]] * 6, LOG)
    alike = replace(only_yes, unsaid=only_yes.present < 0)
    other = rows(cloud(5, 1, 4))
    less = train(alike).scores(other)[:, 0]
    assert (less < train(only_yes).scores(other)[:, 0]).all()
    assert (less > train(lesson(EACH, LOG)).scores(other)[:, 0]).all()
    assert alike.only(np.arange(3)).unsaid.shape == (3, 2)


def test_evidence_counts_more_where_the_network_knows_the_species():
    evidence = np.zeros((12, 6))
    evidence[:6, 2] = 8.0
    one = [row[:1] for row in EACH]
    named = train(lesson(one, LOG, (10.0,), evidence))
    other = train(lesson(one, LOG, (30.0,), evidence))
    assert named.evidence[2, 0] > 2 * other.evidence[2, 0] > 0
    assert not named.evidence[[0, 1, 3, 4, 5]].any()
