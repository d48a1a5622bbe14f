"""Front ends that are files of their own, in all the forms in which they want windows."""

import numpy as np
import pytest

from core.errors import NetworkUnavailableError
from core.networks.graph import FrontEnd, Graph
from core.networks.runtimes import open_engine
from tests.core.networks.runtimes.made import EMBEDDING, SAMPLES, SIZE, manifest, sound
from tests.core.networks.runtimes.onnx_files import OnnxGraph

WIDTH = SAMPLES // SIZE


def network(folder, shape, gives, together=False, **parameters):
    """Return a network whose front end folds samples, perhaps relative to all that it hears."""
    front = OnnxGraph()
    heard = front.input("sound", shape)
    if together:
        heard = front.node("Div", heard, front.node("ReduceMax", heard, keepdims=1))
    front.node("Reshape", heard, front.constant(np.array(gives, np.int64)), to="folded")
    front.output("folded", [f"_{n}" if size < 0 else size for n, size in enumerate(gives)])
    front.write(folder / "front.onnx")
    file = OnnxGraph()
    given = file.input("folded", ["n", SIZE, WIDTH])
    file.node("ReduceMax", given, axes=[2], keepdims=0, to="embedding")
    file.output("embedding", ["n", SIZE])
    file.write(folder / "made.onnx")
    front_end = FrontEnd("graph", {"file": "front.onnx", **parameters})
    graph = Graph("made.onnx", outputs=(EMBEDDING,), front_end=front_end)
    return manifest(folder, "onnx", graph, heads=())


@pytest.mark.parametrize(
    ("shape", "gives"),
    [
        (["n", SAMPLES], [-1, SIZE, WIDTH]), (["n", SAMPLES], [-1, 1, SIZE, WIDTH]),
        ([3, SAMPLES], [3, SIZE, WIDTH]), ([1, SAMPLES], [1, SIZE, WIDTH]),
        ([SAMPLES], [SIZE, WIDTH]), ([SAMPLES], [1, SIZE, WIDTH]),
    ],
)  # fmt: skip
def test_a_front_end_may_want_any_number_of_windows(tmp_path, shape, gives):
    engine = open_engine(network(tmp_path, shape, gives), tmp_path)
    windows = sound(5)
    given = engine.run(windows).embeddings
    assert np.allclose(given, windows.reshape(5, SIZE, WIDTH).max(axis=2))


def test_windows_that_are_not_apart_from_each_other_are_heard_one_at_a_time(tmp_path):
    made = network(tmp_path, ["n", SAMPLES], [-1, SIZE, WIDTH], together=True, windows=1)
    engine = open_engine(made, tmp_path)
    windows = sound(4)[:3]
    together = engine.run(windows).embeddings
    alone = [engine.run(one[None]).embeddings[0] for one in windows]
    assert np.array_equal(together, alone)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"scale": "loud"}, "scale is loud and must be a number"),
        ({"window": 1}, "window is not known"),
        ({"windows": -1}, "windows is -1 and must be 0 to"),
        ({"file": 7}, "file is 7 and must be a text"),
    ],
)
def test_a_parameter_that_cannot_be_is_named(tmp_path, wrong, sentence):
    made = network(tmp_path, ["n", SAMPLES], [-1, SIZE, WIDTH], **wrong)
    with pytest.raises(NetworkUnavailableError, match=sentence):
        open_engine(made, tmp_path)


def test_a_front_end_that_gives_other_windows_is_refused(tmp_path):
    made = network(tmp_path, ["n", SAMPLES], [-1, SIZE // 2, WIDTH])
    with pytest.raises(NetworkUnavailableError, match="its front end gave 2 × 4 × 200"):
        open_engine(made, tmp_path)
