"""How alike detections sound."""

import numpy as np

from core.review.likeness import cosines


def test_cosines_are_exact_over_many_chunks():
    chance = np.random.default_rng(1)
    vectors = chance.normal(size=(2500, 16)).astype(np.float32)
    wanted = chance.normal(size=16).astype(np.float32)
    vectors[7] = 0
    lengths = np.linalg.norm(vectors, axis=1) * np.linalg.norm(wanted)
    lengths[7] = 1
    assert np.allclose(cosines(vectors, wanted), vectors @ wanted / lengths, atol=1e-6)
