"""BirdNET on a graphics card. There may be none here: ONNX Runtime's processor stands in for it."""

import numpy as np
import pytest
from onnxruntime.capi import onnxruntime_pybind11_state as state

from core.errors import NetworkUnavailableError
from core.networks.birdnet import gpu_engine
from core.networks.birdnet.checked import ScoreAgreement, compare, pieces, sample_sound
from core.networks.birdnet.files import original_engine
from core.networks.birdnet.gpu_engine import OnnxPieces, on_card, open_engine
from core.networks.runtimes import onnx
from tests.core.networks.sounds import natural

STAND_IN = ["CPUExecutionProvider"]
WINDOWS = np.stack([natural(seed) for seed in range(3)]).astype(np.float32)


@pytest.fixture(scope="module")
def engine(fast):
    return on_card(STAND_IN)


def test_the_graph_translated_to_onnx_gives_the_original_scores(engine):
    windows = np.concatenate([WINDOWS, sample_sound()])
    agreement = compare(engine, original_engine(), windows)
    assert agreement.scores <= 1e-5
    assert agreement.close


def test_the_note_says_where_it_ran_and_how_close_it_came(engine):
    assert engine.note.startswith(f"fast engine on CPU (ONNX Runtime {onnx.version()}), within ")


def test_windows_of_a_batch_score_as_each_alone(engine):
    together = engine.run(WINDOWS).scores["scores"]
    alone = [engine.run(WINDOWS[i : i + 1]).scores["scores"] for i in range(3)]
    assert np.allclose(together, np.concatenate(alone), atol=1e-4)


def test_two_lanes_share_one_graph(engine):
    found = pieces()
    one, other = OnnxPieces(found, STAND_IN), OnnxPieces(found, STAND_IN)
    assert one._session is other._session


def test_the_processor_takes_over_where_there_is_no_card(fast, monkeypatch):
    monkeypatch.setattr(onnx, "cards", list)
    engine = open_engine()
    assert engine.note.startswith("fast engine, within ")
    assert engine.note.endswith("finds none that it can use")
    assert np.array_equal(engine.run(WINDOWS).scores["scores"], fast.run(WINDOWS).scores["scores"])


def test_the_processor_takes_over_where_a_card_gives_other_scores(fast, monkeypatch):
    monkeypatch.setattr(onnx, "cards", lambda: STAND_IN)
    monkeypatch.setattr(gpu_engine, "agreement_of", lambda *_: ScoreAgreement(0.2, 1.0, 1.0))
    note = open_engine().note
    assert note.startswith("fast engine, within ")
    assert "scores on CPU differed by 2.0e-01" in note


def test_the_processor_takes_over_where_a_card_does_not_start(fast, monkeypatch):
    # What is asked for first but is not there: ONNX Runtime goes on without a word.
    monkeypatch.setattr(onnx, "cards", lambda: ["CUDAExecutionProvider"])
    assert open_engine().note.startswith("fast engine, within ")


def test_a_card_that_fails_while_it_hears_says_what_to_do(engine, monkeypatch):
    graph = engine._graph
    monkeypatch.setattr(graph, "_session", _Failing())
    with pytest.raises(NetworkUnavailableError, match="Analyse without it"):
        graph.score(np.zeros((1, 8, 49, 259), np.float32))


class _Failing:
    def run(self, *_):
        raise state.RuntimeException("out of memory")
