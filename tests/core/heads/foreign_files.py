"""Files of heads as other programs write them."""

import base64
import json
from pathlib import Path

import numpy as np

from core.heads.dense_layers import DenseLayers
from core.heads.formats.tflite_graph import TfLiteWriter
from core.networks.birdnet import files as birdnet
from core.networks.birdnet.graph_edit import constant, tensor
from core.networks.runtimes.litert import pack, tensor_named, unpack
from tests.core.networks.runtimes.tflite import Tflite

_RELU = 1


def head_alone(path: Path, layers: DenseLayers, *, sigmoid: bool = False) -> Path:
    """A .tflite of dense layers, as BirdNET-Analyzer saved them at first."""
    file = Tflite()
    x = file.input("embedding", [-1, layers.width])
    writer = TfLiteWriter(file._model)
    for number, (weights, bias) in enumerate(layers.layers):
        x = writer.dense(x, weights, bias)
        is_last = number == len(layers.layers) - 1
        file._graph.operators[-1].builtinOptions.fusedActivationFunction = 0 if is_last else _RELU
    if sigmoid:
        x = file.simple("LOGISTIC", x, "p", [-1, layers.classes])
    return file.write(path, [x])


def behind_birdnet(
    path: Path, layers: DenseLayers, *, append: bool = False, louder: float = 1.0
) -> Path:
    """A .tflite as BirdNET-Analyzer saves it now: BirdNET's graph with other classes, or more.

    ``louder`` makes it another BirdNET: its first weights are multiplied by it.
    """
    graph = unpack(birdnet.file(birdnet.GRAPH).read_bytes())
    writer, main = TfLiteWriter(graph), graph.subgraphs[0]
    first = constant(graph, "model/CONV_0/Conv2D") * np.float32(louder)
    of_first = main.tensors[tensor(graph, "model/CONV_0/Conv2D")].buffer
    graph.buffers[of_first].data = np.frombuffer(first.tobytes(), np.uint8)
    x = tensor_named(main, birdnet.EMBEDDINGS_TENSOR)
    for number, (weights, bias) in enumerate(layers.layers):
        x = writer.dense(x, weights, bias)
        is_last = number == len(layers.layers) - 1
        main.operators[-1].builtinOptions.fusedActivationFunction = 0 if is_last else _RELU
    main.outputs = [writer.beside([int(main.outputs[0]), x]) if append else x]
    path.write_bytes(pack(graph))
    return path


def linear_json(path: Path, layers: DenseLayers, classes: list[str], **more: object) -> Path:
    """A LinearClassifier of perch-hoplite, or with ``more`` what QUT's classifier reads."""
    ((beta, bias),) = layers.layers
    said = {
        "model_config": {"model_key": "birdnet", "embedding_dim": layers.width,
                         "model_config": {"class_list_name": "birdnet_v2_4"}},
        "classes": classes, "beta": _encoded(beta), "beta_bias": _encoded(bias),
    }  # fmt: skip
    path.write_text(json.dumps(said | more), encoding="utf-8")
    return path


def _encoded(numbers: np.ndarray) -> str:
    return base64.b64encode(numbers.astype(np.float32).tobytes()).decode()
