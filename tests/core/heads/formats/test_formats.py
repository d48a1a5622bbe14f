"""Each file that a head is written to, read by another runtime than this program's."""

import base64
import json
import struct

import numpy as np
import onnxruntime
import pytest
from ai_edge_litert.interpreter import Interpreter
from scipy import sparse
from scipy.special import expit

from core.errors import UserError
from core.heads.features import WindowFeatures, log_features
from core.heads.formats import FORMATS
from core.heads.hearing import heard_rows
from core.heads.importing import ImportRequest, head_in
from core.heads.scoring import probabilities
from core.networks.birdnet.files import MANIFEST
from core.networks.birdnet.network import BirdNet
from core.networks.runtimes import open_engine
from tests.core.heads.made_heads import (
    LABELS,
    SAMPLES,
    SIZE,
    head_on,
    layered,
    layers,
    onnx_network,
    tflite_network,
)

TOLERANCE = 0.01
"""In scores: embeddings are kept as float16, the other runtime has all their digits."""


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("UNDERSONG_HOME", str(tmp_path / "home"))


def write(format, head, path, project=None):
    (chosen,) = (one for one in FORMATS if one.id == format)
    return chosen.write(head, path, project)


def sound(samples=SAMPLES, windows=3):
    made = np.random.default_rng(7).normal(0, 0.1, (windows, samples)).astype(np.float32)
    return made * np.linspace(0.01, 1, samples, dtype=np.float32)


def seen(embeddings, logits, floor=-4.6):
    """What is known of windows, worked out apart from the program."""
    above = np.maximum(logits - np.float32(floor), 0)
    halved = embeddings.astype(np.float16)
    return WindowFeatures(log_features(halved), sparse.csr_matrix(above), halved)


def numbers():
    random = np.random.default_rng(9)
    embeddings = random.normal(0, 2, (20, SIZE)).astype(np.float32)
    embeddings[0] = 0
    return embeddings, random.normal(-4, 3, (20, LABELS)).astype(np.float32)


@pytest.mark.parametrize("exclusive", [False, True])
def test_a_head_alone_as_onnx_gives_its_scores_and_probabilities(tmp_path, exclusive):
    head = head_on(onnx_network(tmp_path / "net"), exclusive=exclusive)
    write("onnx", head, tmp_path / "head.onnx")
    embeddings, logits = numbers()
    session = onnxruntime.InferenceSession(tmp_path / "head.onnx")
    score, p = session.run(["score", "probability"], {"embedding": embeddings, "logits": logits})
    expected = head.scores(seen(embeddings, logits))
    assert np.abs(score - expected).max() < TOLERANCE
    assert np.abs(p - probabilities(head, expected)).max() < TOLERANCE
    labels = session.get_modelmeta().custom_metadata_map["labels"]
    assert labels.split("\n") == [one.text for one in head.facts.labels]


def test_a_head_without_evidence_needs_embeddings_only_and_no_network_here(tmp_path):
    write("onnx", head_on(None, evidence=False), tmp_path / "head.onnx")
    session = onnxruntime.InferenceSession(tmp_path / "head.onnx")
    assert [one.name for one in session.get_inputs()] == ["embedding"]


def test_layers_of_another_program_are_written_too(tmp_path):
    head = layered(layers(SIZE, 6, 2))
    write("onnx", head, tmp_path / "head.onnx")
    embeddings, _ = numbers()
    session = onnxruntime.InferenceSession(tmp_path / "head.onnx")
    (score,) = session.run(["score"], {"embedding": embeddings})
    assert np.allclose(score, head.weights.scores(embeddings), atol=1e-5)


@pytest.mark.parametrize("exclusive", [False, True])
def test_a_head_behind_its_network_as_onnx_hears_sound(tmp_path, exclusive):
    network = onnx_network(tmp_path / "net")
    head = head_on(network, exclusive=exclusive)
    write("onnx-network", head, tmp_path / "both.onnx")
    session = onnxruntime.InferenceSession(tmp_path / "both.onnx")
    score, own = session.run(["score", "scores"], {"sound": sound()})
    rows = heard_rows(network, open_engine(network.manifest), sound())
    assert np.abs(score - head.scores(rows)).max() < TOLERANCE
    assert own.shape == (3, LABELS)


@pytest.mark.parametrize("exclusive", [False, True])
def test_a_head_behind_its_network_as_tflite_gives_logits_of_its_probabilities(tmp_path, exclusive):
    network = tflite_network(tmp_path / "net")
    head = head_on(network, exclusive=exclusive)
    write("tflite", head, tmp_path / "both.tflite")
    rows = heard_rows(network, open_engine(network.manifest), sound())
    expected = probabilities(head, head.scores(rows))
    assert np.abs(expit(run_tflite(tmp_path / "both.tflite", sound())) - expected).max() < TOLERANCE
    lines = (tmp_path / "both_Labels.txt").read_text(encoding="utf-8")
    assert lines == "Turdus merula_Blackbird\nmy frog\n"


def run_tflite(path, windows):
    interpreter = Interpreter(str(path))
    (given,) = interpreter.get_input_details()
    interpreter.resize_tensor_input(given["index"], windows.shape, strict=True)
    interpreter.allocate_tensors()
    interpreter.set_tensor(given["index"], windows)
    interpreter.invoke()
    (said,) = interpreter.get_output_details()
    return interpreter.get_tensor(said["index"])


def test_behind_birdnet_it_is_a_classifier_as_birdnet_analyzer_looks_for(tmp_path):
    head = head_on(BirdNet())
    write("tflite", head, tmp_path / "custom.tflite")
    interpreter = Interpreter(str(tmp_path / "custom.tflite"))
    signature = interpreter.get_signature_list()["serving_default"]
    assert signature["outputs"] == ["predictions"]
    (given,), (said,) = interpreter.get_input_details(), interpreter.get_output_details()
    assert (given["shape"][1], said["shape"][1]) == (144_000, 2)
    windows = sound(MANIFEST.window_samples, 2)
    rows = heard_rows(BirdNet(), open_engine(MANIFEST), windows)
    expected = probabilities(head, head.scores(rows))
    found = expit(run_tflite(tmp_path / "custom.tflite", windows))
    assert np.abs(found - expected).max() < TOLERANCE


def test_formats_with_the_network_say_where_it_is_no_such_file(tmp_path):
    head = head_on(onnx_network(tmp_path / "net"))
    with pytest.raises(UserError, match="Export the head alone: --format onnx"):
        write("tflite", head, tmp_path / "head.tflite")
    with pytest.raises(UserError, match="Export the head alone: --format onnx"):
        write("onnx-network", head_on(BirdNet()), tmp_path / "head.onnx")
    assert not list(tmp_path.glob("head*"))


def test_a_network_that_changed_since_is_not_put_under_a_head(tmp_path):
    network = tflite_network(tmp_path / "net")
    head = head_on(network)
    head.facts.network_files.update(other="0")
    with pytest.raises(UserError, match="another version of marsh-1"):
        write("tflite", head, tmp_path / "both.tflite")


def test_safetensors_are_as_their_specification_says_and_come_back_the_same(tmp_path):
    head = head_on(None)
    write("safetensors", head, tmp_path / "head.safetensors")
    data = (tmp_path / "head.safetensors").read_bytes()
    (length,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8 : 8 + length])
    said = header["features"]
    first, last = said["data_offsets"]
    found = np.frombuffer(data[8 + length :][first:last], "<f4").reshape(said["shape"])
    assert (said["dtype"], np.array_equal(found, head.weights.features)) == ("F32", True)
    assert sum(b - a for a, b in (one["data_offsets"] for one in header.values())) == (
        len(data) - 8 - length
    )
    back, _ = head_in(tmp_path / "head.safetensors", ImportRequest())
    assert back.sha256 == head.sha256


def test_linear_json_is_as_perch_hoplite_reads_it_and_comes_back_the_same(tmp_path):
    head = layered(layers(SIZE, 2))
    assert write("json", head, tmp_path / "head.json") == []
    said = json.loads((tmp_path / "head.json").read_text(encoding="utf-8"))
    beta = np.frombuffer(base64.b64decode(said["beta"]), np.float32)
    bias = np.frombuffer(base64.b64decode(said["beta_bias"]), np.float32)
    embeddings, _ = numbers()
    scores = embeddings @ beta.reshape(-1, len(said["classes"])) + bias
    assert np.array_equal(scores, head.weights.scores(embeddings))
    assert said["model_config"]["embedding_dim"] == SIZE
    assert said["threshold"] == [0.5, 1.0]
    assert not any("." in key for key in keys(said))  # its reader takes none
    back, _ = head_in(tmp_path / "head.json", ImportRequest())
    assert back.sha256 == head.sha256


def keys(plain):
    inner = [key for one in plain.values() if isinstance(one, dict) for key in keys(one)]
    return [*plain, *inner]


def test_what_is_more_than_linear_asks_for_a_project_to_fit_to(tmp_path):
    with pytest.raises(UserError, match=r"more than linear.*heads import NAME --project DIR"):
        write("json", head_on(None), tmp_path / "head.json")


@pytest.mark.parametrize(
    ("format", "name", "beside"),
    [("safetensors", "a.safetensors", "a.toml"), ("tflite", "a.tflite", "a_Labels.txt")],
)
def test_where_what_lies_beside_a_file_is_somebody_elses_nothing_is_written(
    tmp_path, format, name, beside
):
    head = head_on(tflite_network(tmp_path / "net"))
    (tmp_path / beside).write_text("mine", encoding="utf-8")
    with pytest.raises(UserError, match="left as it is"):
        write(format, head, tmp_path / name)
    assert not (tmp_path / name).exists()


@pytest.mark.parametrize("format", [one.id for one in FORMATS])
def test_a_file_that_is_there_is_left_as_it_is(tmp_path, format):
    network = onnx_network(tmp_path / "net") if format == "onnx-network" else None
    head = layered(layers(SIZE, 2))
    if network is not None:
        head = head_on(network)
    if format == "tflite":
        head = head_on(tflite_network(tmp_path / "net"))
    (tmp_path / "mine").write_text("mine", encoding="utf-8")
    with pytest.raises(UserError, match="left as it is"):
        write(format, head, tmp_path / "mine")
    assert (tmp_path / "mine").read_text(encoding="utf-8") == "mine"
