"""What a head sees of a window."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from core.heads.features import evidence_of, log_features
from core.networks.manifest import HeadManifest
from core.store.scores import SparseScores

HALVES = hnp.arrays(np.float16, (3, 5), elements=st.floats(-1000, 1000, width=16))


@given(HALVES)
def test_log_features_are_log1p_of_unit_length(embeddings):
    wide = embeddings.astype(np.float64)
    expected = np.sign(wide) * np.log1p(np.abs(wide))
    lengths = np.linalg.norm(expected, axis=1, keepdims=True)
    expected = np.divide(expected, lengths, out=np.zeros_like(expected), where=lengths > 0)
    np.testing.assert_allclose(log_features(embeddings), expected, atol=1e-3)


def test_rows_without_numbers_become_zeros():
    rows = np.ones((4, 3), np.float16)
    rows[1], rows[2, 0], rows[3, 2] = 0, np.nan, np.inf
    assert log_features(rows).any(axis=1).tolist() == [True, False, False, False]


def test_evidence_is_how_far_above_the_floor_a_logit_lies():
    scores = SparseScores(
        np.array([1, 2, 3], np.uint32), np.array([0, 4, 2], np.uint16),
        np.array([-4.6, 1.4, 0.0], np.float32),
    )  # fmt: skip
    found = evidence_of(scores, 2, 2, HeadManifest("h", "H", "1"), 5).toarray()
    assert found.shape == (2, 5)
    np.testing.assert_allclose(found[0], [0, 0, 0, 0, 6.0], atol=1e-6)
    np.testing.assert_allclose(found[1], [0, 0, 4.6, 0, 0], atol=1e-6)
