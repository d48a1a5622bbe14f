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
    windows = np.concatenate([_beginning(path) for path in sounds.recordings()])
    difference = compare(fast, original, windows)
    assert difference.scores <= 1e-5
    assert difference.logits <= 1e-3


def _beginning(path):
    """Return the first window of a recording [1, 144000]."""
    rate = soundfile.info(path).samplerate
    samples, _ = soundfile.read(path, 3 * rate, dtype="float32", always_2d=True)
    samples = soxr.resample(samples[:, 0], rate, sounds.RATE, quality="HQ")
    return np.pad(samples[: sounds.LENGTH], (0, max(0, sounds.LENGTH - len(samples))))[np.newaxis]
