"""What every network keeps to, whatever its runtime and however its file wants to be fed."""

import numpy as np
import pytest

from core.networks.network import Engine, Float32, Outputs
from core.networks.runtimes import open_engine
from core.networks.runtimes.preparation import pieces
from tests.core.networks.runtimes.look_alikes import MISSING, NETWORKS, WIDTHS
from tests.core.networks.runtimes.made import RATE, sound, weights

pytestmark = [
    pytest.mark.filterwarnings("ignore::UserWarning"),  # theirs
    pytest.mark.xdist_group("tensorflow"),  # which is slow to load: once is enough
]


@pytest.fixture(scope="module", params=NETWORKS)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def engine(name: str, tmp_path_factory: pytest.TempPathFactory) -> Engine:
    folder = tmp_path_factory.mktemp("network")
    try:
        manifest = NETWORKS[name](folder)
    except ImportError as error:
        pytest.skip(MISSING.get(error.name or "", str(error)))
    return open_engine(manifest, folder)


def samples(engine: Engine) -> int:
    return engine.buffer(1).shape[1]


def all_of(outputs: Outputs) -> dict[str, Float32]:
    given = {**outputs.scores, "embedding": outputs.embeddings, "frames": outputs.frames}
    return {role: one for role, one in given.items() if one is not None}


def test_a_window_gives_the_same_alone_and_together_in_any_number(engine):
    windows = sound(engine.batch_size, samples(engine))
    alone = [all_of(engine.run(windows[n : n + 1])) for n in range(min(len(windows), 9))]
    for many in {1, 2, 3, len(windows)}:
        for role, together in all_of(engine.run(windows[:many])).items():
            assert len(together) == many
            for one, row in zip(alone, together, strict=False):
                assert np.allclose(one[role][0], row, atol=2e-5), role


def test_windows_that_differ_are_heard_to_differ(engine):
    first, second = sound(1, samples(engine), 1), sound(1, samples(engine), 2) * 2
    one, other = all_of(engine.run(first)), all_of(engine.run(second))
    assert all(not np.allclose(one[role], other[role]) for role in one)


def test_silence_gives_numbers(engine):
    silent = np.zeros((2, samples(engine)), np.float32)
    assert all(np.isfinite(one).all() for one in all_of(engine.run(silent)).values())


def test_outputs_stay_and_windows_are_left_as_they_were(engine):
    windows = engine.buffer(2)
    windows[:] = sound(2, samples(engine))
    before, first = windows.copy(), all_of(engine.run(windows))
    kept = {role: one.copy() for role, one in first.items()}
    assert (windows == before).all()
    engine.run(sound(2, samples(engine), 9))
    assert all((one == kept[role]).all() for role, one in first.items())
    assert all(one.flags.writeable for one in first.values())


def test_outputs_are_single_precision_by_window_and_perhaps_frame(name, engine):
    for role, one in all_of(engine.run(sound(2, samples(engine)))).items():
        assert one.dtype == np.float32
        assert one.ndim in (2, 3)
        assert one.ndim == 3 or "frames" not in role
        assert one.shape[-1] == WIDTHS.get(name, {}).get(role, one.shape[-1])


def test_what_runs_it_is_said(engine):
    assert engine.note.startswith(("LiteRT 2", "ONNX Runtime 1", "TensorFlow 2", "PyTorch 2"))


def test_what_a_front_end_that_is_a_graph_gives_is_scaled(tmp_path):
    engine = open_engine(NETWORKS["a graph in front (.tflite)"](tmp_path), tmp_path)
    windows, (first, second) = sound(3), weights()
    wanted = (0.5 * (windows @ first.T) + 2) @ second.T
    assert np.allclose(engine.run(windows).scores["scores"], wanted, atol=1e-4)


def test_a_state_goes_from_piece_to_piece_and_ends_with_the_window(tmp_path):
    engine = open_engine(NETWORKS["Silero VAD (.onnx)"](tmp_path), tmp_path)
    windows = sound(3)
    speech = engine.run(windows).scores["speech"]
    loud = np.abs(pieces(windows, 576, 512)).mean(axis=2)
    assert np.allclose(speech[..., 0], loud.cumsum(axis=1) / RATE, rtol=1e-4)
