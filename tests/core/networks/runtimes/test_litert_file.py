"""Networks that are .tflite files."""

from pathlib import Path

import numpy as np
import pytest

from core.networks.graph import Graph, GraphInput, GraphOutput
from core.networks.runtimes import open_engine
from tests.core.networks.runtimes.made import (
    EMBEDDING,
    LABELS,
    SAMPLES,
    SCORES,
    SIZE,
    manifest,
    sound,
    weights,
)
from tests.core.networks.runtimes.tflite import Tflite

FIRST, SECOND = weights()


def write(folder: Path, shape: list[int], rows: list[int], *, signed: bool = False) -> Path:
    file = Tflite()
    given = file.input("sound:0", shape)
    embedding = file.dense(given, FIRST, "GLOBAL_AVG_POOL/Mean", [*rows, SIZE])
    scores = file.dense(embedding, SECOND, "Identity", [*rows, LABELS])
    named = {"waveform": given, "scores": scores, "embedding": embedding}
    return file.write(
        folder / "made.tflite", [scores, embedding] if signed else [scores], named if signed else {}
    )


@pytest.mark.parametrize("shape", [[-1, SAMPLES], [1, SAMPLES], [-1, -1]])
def test_names_of_a_signature_are_understood(tmp_path, shape):
    write(tmp_path, shape, shape[:1], signed=True)
    graph = Graph("made.tflite", (GraphInput("waveform"),), (SCORES, EMBEDDING))
    engine = open_engine(manifest(tmp_path, "litert", graph), tmp_path)
    windows = sound(3)
    found = engine.run(windows)
    assert np.allclose(found.embeddings, windows @ FIRST.T, atol=1e-4)
    assert np.allclose(found.scores["scores"], windows @ FIRST.T @ SECOND.T, atol=1e-4)
    assert engine.widths == {"scores": LABELS, "embedding": SIZE}


def test_a_tensor_inside_the_graph_can_be_the_embedding(tmp_path):
    write(tmp_path, [-1, SAMPLES], [-1])
    inner = GraphOutput("embedding", "GLOBAL_AVG_POOL", inner=True)
    graph = Graph("made.tflite", outputs=(GraphOutput("scores", index=0), inner))
    engine = open_engine(manifest(tmp_path, "litert", graph), tmp_path)
    assert np.allclose(engine.run(sound(2)).embeddings, sound(2) @ FIRST.T, atol=1e-4)


def test_a_quantised_file_gives_what_its_steps_stand_for(tmp_path):
    file = Tflite()
    given = file.input("sound", [1, SAMPLES], (1 / 128, 128))
    rough = FIRST[:LABELS] / 4
    scores = file.dense(given, rough, "scores", [1, LABELS], ((0.0002, 128), (0.02, 100)))
    file.write(tmp_path / "made.tflite", [scores])
    graph = Graph("made.tflite", outputs=(SCORES,))
    engine = open_engine(manifest(tmp_path, "litert", graph, embedding_size=0), tmp_path)
    windows = sound(4)
    assert np.abs(engine.run(windows).scores["scores"] - windows @ rough.T).max() < 0.04
