import numpy as np
import pytest
import soundfile
import soxr

from core.networks.birdnet.checked import compare
from tests.core.networks import sounds

CASES = sounds.cases()


@pytest.mark.parametrize("case", CASES)
def test_scores_logits_and_embeddings_are_those_of_the_original_graph(case, fast, original):
    difference = compare(fast, original, CASES[case])
    assert difference.scores <= 1e-5
    assert difference.logits <= 1e-3
    assert difference.embeddings <= 1e-3


@pytest.mark.skipif(not sounds.recordings(), reason="no real recordings on this computer")
def test_real_recordings_get_the_scores_of_the_original_graph(fast, original):
    windows = np.concatenate([_windows(path) for path in sounds.recordings()[::20]])
    difference = compare(fast, original, windows)
    assert difference.scores <= 5e-5
    assert difference.logits <= 2e-3


def _windows(path):
    samples, rate = soundfile.read(path, dtype="float32")
    samples = soxr.resample(samples, rate, sounds.RATE, quality="HQ")
    count = -(-len(samples) // sounds.LENGTH)
    padded = np.pad(samples, (0, count * sounds.LENGTH - len(samples)))
    return padded.reshape(count, sounds.LENGTH)
