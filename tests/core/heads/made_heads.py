"""Heads with numbers drawn at random, for networks that the tests make."""

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np

from core.heads.dense_layers import DenseLayers
from core.heads.evaluation import Evaluation
from core.heads.trained_head import FORMAT, FORMAT_OF_LAYERS, HeadFacts, HeadLabel, TrainedHead
from core.heads.trained_head import made as made_head
from core.heads.training import Weights
from core.jobs import answer
from core.networks import catalogue, installing
from core.networks.network import Network
from tests.core.networks.folders import network_folder
from tests.core.networks.runtimes.onnx_files import OnnxGraph
from tests.core.networks.runtimes.tflite import Tflite

SIZE, LABELS, SAMPLES = 4, 3, 16_000
NAMES = ("Turdus merula", "Rana temporaria", "Bark")
FACTS = HeadFacts(
    format=FORMAT,
    name="my sounds",
    network="marsh-1",
    network_files={"net": "0" * 64},
    embedding_size=SIZE,
    network_labels=LABELS,
    sample_rate=16_000,
    window_samples=SAMPLES,
    step_samples=SAMPLES,
    labels=(
        HeadLabel("Turdus merula", "Turdus merula", "Blackbird", threshold=0.5, slope=0.7),
        HeadLabel("my frog", "my frog", "my frog", threshold=1.0, slope=0.7, offset=-0.4),
    ),
    evaluation=Evaluation((), by_site=False),
    seed=3,
    windows=12,
    labels_sha256="1" * 64,
)


def head_on(
    network: Network | None, *, exclusive: bool = False, evidence: bool = True
) -> TrainedHead:
    """Return a head of this program on a network, or on one that nobody knows."""
    facts = replace(FACTS, exclusive=exclusive)
    if network is not None:
        known = network.manifest
        facts = replace(
            facts, network=known.id, network_files=dict(known.sha256),
            embedding_size=known.embedding_size, sample_rate=known.sample_rate,
            network_labels=sum(len(one.labels) for one in network.heads),
            window_samples=known.window_samples, step_samples=known.window_samples,
        )  # fmt: skip
    random, classes = np.random.default_rng(5), 2 + exclusive
    features = random.normal(0, 3, (facts.embedding_size, classes)).astype(np.float32)
    of_evidence = random.normal(0, 0.2, (facts.network_labels, classes)).astype(np.float32)
    of_evidence[1::2] = 0
    bias = random.normal(0, 1, classes).astype(np.float32)
    return made_head(facts, Weights(features, of_evidence * evidence, bias, exclusive))


def layers(*widths: int, seed: int = 1) -> DenseLayers:
    """Return dense layers of these widths, the first being the embedding's."""
    random = np.random.default_rng(seed)
    return DenseLayers(
        tuple(
            (random.normal(0, 1, (a, b)).astype(np.float32), random.random(b).astype(np.float32))
            for a, b in pairwise(widths)
        )
    )


def layered(found: DenseLayers, facts: HeadFacts = FACTS) -> TrainedHead:
    """Return a head of another program with these layers."""
    facts = replace(
        facts, format=FORMAT_OF_LAYERS, layers=len(found.layers), network_labels=0, step_samples=0
    )
    return made_head(facts, found)


def onnx_network(folder: Path) -> Network:
    """Install a network that is ONNX: shares of a window, and sums of them."""
    file = OnnxGraph()
    given = file.input("sound", ["batch", SAMPLES])
    heard = file.node("Abs", file.reshape(given, -1, SIZE, SAMPLES // SIZE))
    file.node("ReduceMean", heard, axes=[2], keepdims=0, to="embedding")
    file.node("MatMul", "embedding", file.weights(SIZE, LABELS), to="scores")
    file.output("scores", ["batch", LABELS])
    file.output("embedding", ["batch", SIZE])
    outputs = [{"role": "scores", "name": "scores"}, {"role": "embedding", "name": "embedding"}]
    graph = {"file": "net.onnx", "outputs": outputs}
    network_folder(folder, {"runtime": "onnx", "graph": graph})
    file.write(folder / "net.onnx")
    return _installed(folder)


def tflite_network(folder: Path) -> Network:
    """Install a network that is .tflite: two products, of which the first is read inside."""
    random, file = np.random.default_rng(2), Tflite()
    given = file.input("sound", [-1, SAMPLES])
    first = random.normal(0, 0.1, (SIZE, SAMPLES)).astype(np.float32)
    pooled = file.dense(given, first, "POOL", [-1, SIZE])
    scores = file.dense(pooled, random.normal(0, 1, (LABELS, SIZE)), "scores", [-1, LABELS])
    inner = {"role": "embedding", "name": "POOL", "inner": True}
    graph = {"file": "net.tflite", "outputs": [{"role": "scores", "index": 0}, inner]}
    network_folder(folder, {"graph": graph})
    file.write(folder / "net.tflite", [scores])
    return _installed(folder)


def _installed(folder: Path) -> Network:
    answer(installing.add(folder))
    return catalogue.network("marsh-1")
