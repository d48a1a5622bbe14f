"""What is told of networks that cannot be opened, and what opening one never loads."""

import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.errors import NetworkUnavailableError
from core.networks.graph import Graph, GraphInput, GraphOutput, InputRole, Levelling
from core.networks.manifest import Manifest
from core.networks.runtimes import open_engine
from core.networks.runtimes.levels import levelled
from core.networks.runtimes.preparation import pieces
from tests.core.networks.runtimes import onnx_files
from tests.core.networks.runtimes.look_alikes import NETWORKS
from tests.core.networks.runtimes.made import (
    LABELS,
    SAMPLES,
    SCORES,
    SIZE,
    listed,
    manifest,
    sound,
    weights,
)
from tests.core.networks.runtimes.tflite import Tflite

Damage = Callable[[bytes], bytes]

DAMAGES: dict[str, Damage] = {
    "empty": lambda _: b"",
    "cut short": lambda content: content[: len(content) // 2],
    "a few bytes": lambda content: content[:9],
    "text": lambda _: b"<html>404 Not Found</html>" * 40,
    "zeros": lambda content: bytes(len(content)),
}


def _file(made: Manifest, folder: Path) -> Path:
    assert made.graph is not None
    return folder / made.graph.file


@pytest.fixture(params=["any batch (.tflite)", "an inner tensor (.tflite)", "BirdNET 3.0 (.onnx)"])
def network(request: pytest.FixtureRequest, tmp_path: Path) -> Manifest:
    return NETWORKS[request.param](tmp_path)


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_file_is_refused_by_the_name_of_network_and_file(network, tmp_path, damage):
    path = _file(network, tmp_path)
    path.write_bytes(DAMAGES[damage](path.read_bytes()))
    with pytest.raises(NetworkUnavailableError, match=rf"{path.name} of Made 1 is damaged or ano"):
        open_engine(network, tmp_path)
    believed = replace(network, files=tuple(listed(tmp_path)))
    with pytest.raises(NetworkUnavailableError, match=rf"Made 1 cannot be used.*{path.name}"):
        open_engine(believed, tmp_path)


def test_a_file_changed_in_one_byte_after_it_was_opened_is_refused(network, tmp_path):
    open_engine(network, tmp_path)
    path = _file(network, tmp_path)
    content = bytearray(path.read_bytes())
    content[-5] ^= 1
    path.write_bytes(content)
    with pytest.raises(NetworkUnavailableError, match="damaged or another one"):
        open_engine(network, tmp_path)


def test_a_file_that_is_not_there_says_how_to_have_it(network, tmp_path):
    _file(network, tmp_path).unlink()
    with pytest.raises(NetworkUnavailableError, match=r"is missing\. Install it"):
        open_engine(network, tmp_path)


def test_a_file_that_no_hash_is_known_of_is_refused(network, tmp_path):
    with pytest.raises(NetworkUnavailableError, match="tells no SHA-256 of"):
        open_engine(replace(network, files=()), tmp_path)


@pytest.mark.parametrize("name", ["perch", "embedding", "scores:1", "0"])
def test_an_output_that_is_not_there_is_named_with_those_that_are(network, tmp_path, name):
    assert network.graph is not None
    graph = replace(network.graph, outputs=(GraphOutput("scores", f"no {name}"),))
    with pytest.raises(NetworkUnavailableError, match=rf"it has no no {name}, but (scores|predi)"):
        open_engine(replace(network, graph=graph), tmp_path)


@pytest.mark.parametrize("size", [0, 7, 100_000])
def test_embeddings_of_another_width_are_refused(network, tmp_path, size):
    with pytest.raises(NetworkUnavailableError, match=rf"tells of {size:,}"):
        open_engine(replace(network, embedding_size=size), tmp_path)


def test_a_window_of_another_length_is_refused(tmp_path):
    network = NETWORKS["any batch (.tflite)"](tmp_path)
    with pytest.raises(NetworkUnavailableError, match=r"takes any × 1,600 .* is given 16,000"):
        open_engine(replace(network, window_s=1.0), tmp_path)


def test_a_network_that_gives_no_numbers_is_refused(tmp_path):
    file = Tflite()
    given = file.input("sound", [-1, SAMPLES])
    file.write(
        tmp_path / "made.tflite",
        [file.dense(given, weights()[0] * np.float32(np.nan), "scores", [-1, SIZE])],
    )
    graph = Graph("made.tflite", outputs=(SCORES,))
    with pytest.raises(NetworkUnavailableError, match="are no numbers: it is damaged"):
        open_engine(manifest(tmp_path, "litert", graph, embedding_size=0), tmp_path)


def test_a_network_larger_than_memory_is_refused_before_it_is_loaded(
    network, tmp_path, monkeypatch
):
    class _Full:
        available = 1000

    monkeypatch.setattr("psutil.virtual_memory", lambda: _Full)
    with pytest.raises(NetworkUnavailableError, match=r"GB of memory and more, and 0\.0 GB are f"):
        open_engine(network, tmp_path)


@pytest.mark.parametrize(
    ("runtime", "command"),
    [("onnx", "make setup"), ("savedmodel", '"tensorflow>=2.20"'),
     ("transformers", '-m pip install "torch>=2.6" "transformers>=5.0"')],
)  # fmt: skip
def test_a_missing_runtime_is_named_with_the_command_that_adds_it(
    tmp_path, monkeypatch, runtime, command
):
    monkeypatch.setattr("core.networks.runtimes.needed.finds", lambda _: False)
    with pytest.raises(NetworkUnavailableError, match=f"Made 1 .*{re.escape(command)}"):
        open_engine(manifest(tmp_path, runtime, Graph("x")), tmp_path)


def test_a_file_of_a_newer_litert_says_so(tmp_path):
    file = Tflite()
    scores = file.simple("LOGISTIC", file.input("sound", [-1, SAMPLES]), "scores", [-1, SAMPLES])
    file.newer().write(tmp_path / "made.tflite", [scores])
    graph = Graph("made.tflite", outputs=(SCORES,))
    with pytest.raises(NetworkUnavailableError, match="needs a newer LiteRT than 2"):
        open_engine(manifest(tmp_path, "litert", graph, embedding_size=0), tmp_path)


def test_a_file_of_a_newer_onnx_says_so(tmp_path):
    file = onnx_files.OnnxGraph(opset=900)
    file.node("Abs", file.input("input", ["n", SAMPLES]), to="scores")
    file.output("scores", ["n", SAMPLES])
    file.write(tmp_path / "made.onnx")
    graph = Graph("made.onnx", outputs=(SCORES,))
    with pytest.raises(NetworkUnavailableError, match="needs a newer ONNX Runtime than 1"):
        open_engine(manifest(tmp_path, "onnx", graph, embedding_size=0), tmp_path)


@pytest.mark.xdist_group("tensorflow")
def test_a_model_of_a_newer_tensorflow_says_so(tmp_path):
    pytest.importorskip("tensorflow", reason="TensorFlow is not installed")
    made = NETWORKS["Raven"](tmp_path)
    graph = tmp_path / "model" / "saved_model.pb"
    graph.write_bytes(graph.read_bytes().replace(b"Sigmoid", b"Sigmuid"))
    with pytest.raises(NetworkUnavailableError, match="needs a newer TensorFlow than 2"):
        open_engine(replace(made, files=tuple(listed(tmp_path))), tmp_path)


@pytest.mark.xdist_group("tensorflow")
@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_folder_of_tensorflow_is_refused(tmp_path, damage):
    pytest.importorskip("tensorflow", reason="TensorFlow is not installed")
    made = NETWORKS["Raven"](tmp_path)
    for path in sorted((tmp_path / "model").rglob("saved_model.pb")):
        path.write_bytes(DAMAGES[damage](path.read_bytes()))
    with pytest.raises(NetworkUnavailableError, match=r"saved_model\.pb of Made 1 is damaged"):
        open_engine(made, tmp_path)
    with pytest.raises(NetworkUnavailableError, match=r"Made 1 cannot be used.* model: "):
        open_engine(replace(made, files=tuple(listed(tmp_path))), tmp_path)


def _head(folder: Path, size: int = SIZE) -> Manifest:
    file = Tflite()
    given = file.input("input_1", [-1, size])
    file.write(
        folder / "head.tflite",
        [file.dense(given, np.eye(LABELS, size), "dense", [-1, LABELS])],
    )
    inputs = (GraphInput("input_1", InputRole.EMBEDDING),)
    graph = Graph("head.tflite", inputs, (GraphOutput("scores", "dense"),))
    return manifest(folder, "litert", graph, backbone="bones", embedding_size=size)


@pytest.fixture
def bones(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Manifest:
    (tmp_path / "bones").mkdir()
    made = NETWORKS["any batch (.tflite)"](tmp_path / "bones")
    monkeypatch.setattr(
        "core.networks.runtimes.opening._backbone",
        lambda _: open_engine(made, tmp_path / "bones"),
    )
    return made


def test_a_head_hears_its_backbones_embeddings_whatever_its_own_rate(bones, tmp_path):
    (tmp_path / "head").mkdir()
    fast = replace(_head(tmp_path / "head"), sample_rate=256_000, window_s=SAMPLES / 256_000)
    engine = open_engine(fast, tmp_path / "head")
    windows = sound(3)
    found = engine.run(windows)
    wanted = open_engine(bones, tmp_path / "bones").run(windows).embeddings
    assert np.allclose(found.embeddings, wanted)
    assert np.allclose(found.scores["scores"], wanted[:, :LABELS], atol=1e-5)
    assert engine.widths == {"scores": LABELS, "embedding": SIZE}


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"window_s": 1.0}, "its backbone takes 1,600 samples, and its manifest tells of 16,000"),
        ({"embedding_size": SIZE + 1}, "takes any × 8 numbers, and is given 9"),
    ],
)
def test_a_head_that_does_not_fit_its_backbone_is_refused(bones, tmp_path, values, sentence):
    (tmp_path / "head").mkdir()
    with pytest.raises(NetworkUnavailableError, match=sentence):
        open_engine(replace(_head(tmp_path / "head"), **values), tmp_path / "head")


def test_a_head_of_another_width_than_its_backbone_is_refused(bones, tmp_path):
    (tmp_path / "head").mkdir()
    with pytest.raises(NetworkUnavailableError, match="and its backbone gives 8 numbers"):
        open_engine(_head(tmp_path / "head", SIZE + 4), tmp_path / "head")


@pytest.mark.parametrize("level", Levelling)
@pytest.mark.parametrize("centred", [False, True])
def test_levels_leave_silence_silent_and_windows_as_they_were(level, centred):
    graph = Graph("x", level=level, peak=0.25, centred=centred, scale=2.0)
    windows = sound(2) + np.array([[0.01], [0.0]], np.float32)
    before = windows.copy()
    levels = levelled(windows, graph)
    assert (windows == before).all()
    assert (levels[1] == 0).all()
    if level is Levelling.PEAK:
        assert np.abs(levels[0]).max() == pytest.approx(0.5)
    if level is Levelling.Z_SCORE:
        assert levels[0].std() == pytest.approx(2, rel=1e-3)
    if centred or level is Levelling.Z_SCORE:
        assert levels[0].mean() == pytest.approx(0, abs=1e-5)


def test_pieces_begin_with_what_was_before():
    window = np.arange(1, 11, dtype=np.float32)[None]
    assert pieces(window, 6, 4)[0].tolist() == [
        [0, 0, 1, 2, 3, 4], [3, 4, 5, 6, 7, 8], [7, 8, 9, 10, 0, 0],
    ]  # fmt: skip


def test_neither_window_nor_command_loads_a_runtime():
    code = (
        "import sys, gui.app, gui.start, gui.main_window, core.cli, core.networks.catalogue as c\n"
        "c.entries()\n"
        "print(sorted({'tensorflow', 'onnxruntime', 'torch', 'transformers', 'keras'} "
        "& set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_an_output_is_multiplied_by_its_scale(tmp_path):
    made = NETWORKS["any batch (.tflite)"](tmp_path)
    (scores, embedding) = made.graph.outputs
    louder = replace(made.graph, outputs=(scores, replace(embedding, scale=0.5)))
    plain = open_engine(made, tmp_path).run(sound(2))
    scaled = open_engine(replace(made, graph=louder), tmp_path).run(sound(2))
    assert np.array_equal(plain.embeddings / 2, scaled.embeddings)
    assert np.array_equal(plain.scores["scores"], scaled.scores["scores"])
