"""How alike sounds are."""

import numpy as np
import pytest

from core.similarity import nearest


@pytest.mark.parametrize("width", [1, 16, 4096])
def test_the_largest_cosine_is_exact_over_many_chunks(width):
    chance = np.random.default_rng(1)
    vectors, examples = chance.normal(size=(1300, width)), chance.normal(size=(3, width))
    vectors[7] = 0
    lengths = np.outer(np.linalg.norm(vectors, axis=1), np.linalg.norm(examples, axis=1))
    lengths[7] = 1
    exact = (vectors @ examples.T / lengths).max(axis=1)
    assert np.allclose(nearest(vectors, examples), exact, atol=1e-6)


def test_stored_embeddings_are_compared_as_they_are():
    chance = np.random.default_rng(2).normal(size=(5, 8)).astype(np.float16)
    assert np.allclose(nearest(chance, chance[:1])[0], 1)


def test_silence_is_like_nothing_and_nothing_is_like_nothing():
    assert nearest(np.zeros((2, 4), np.float16), np.ones((1, 4))).tolist() == [0, 0]
    assert nearest(np.zeros((0, 4), np.float16), np.ones((1, 4))).tolist() == []
