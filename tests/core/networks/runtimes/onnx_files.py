"""Look-alikes in ONNX: the exact signatures, at full width, and small."""

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

RANK = 8


class OnnxGraph:
    """A file in the making."""

    def __init__(self, opset: int = 17) -> None:
        self._nodes, self._constants = [], []
        self._inputs, self._outputs = [], []
        self._opset, self._rng = opset, np.random.default_rng(5)

    def input(self, name: str, shape: list[int | str], kind: int = TensorProto.FLOAT) -> str:
        self._inputs.append(helper.make_tensor_value_info(name, kind, shape))
        return name

    def output(self, name: str, shape: list[int | str]) -> None:
        self._outputs.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, shape))

    def node(self, kind: str, *inputs: str, to: str = "", **attributes: object) -> str:
        to = to or f"_{len(self._nodes)}"
        attributes = {name.removesuffix("_type"): value for name, value in attributes.items()}
        self._nodes.append(helper.make_node(kind, inputs, [to], **attributes))
        return to

    def constant(self, values: object) -> str:
        name = f"constant_{len(self._constants)}"
        self._constants.append(numpy_helper.from_array(np.asarray(values), name))
        return name

    def weights(self, *shape: int) -> str:
        made = self._rng.normal(0, 2 / np.sqrt(shape[0]), shape)
        return self.constant(made.astype(np.float32))

    def reshape(self, given: str, *shape: int) -> str:
        return self.node("Reshape", given, self.constant(np.array(shape, np.int64)))

    def write(self, path: Path) -> Path:
        graph = helper.make_graph(
            self._nodes, "look-alike", self._inputs, self._outputs, self._constants
        )
        opset = [helper.make_opsetid("", self._opset)]
        onnx.save(helper.make_model(graph, opset_imports=opset, ir_version=9), path)
        return path


def perch_2(path: Path) -> Path:
    """Perch 2.0: four outputs, of which the scores are the last."""
    file = OnnxGraph()
    loud = file.node("Abs", file.input("inputs", ["batch", 160_000]))
    first, last, axis = (file.constant(np.array([n])) for n in (0, 128, 2))
    file.node("Slice", file.reshape(loud, -1, 500, 320), first, last, axis, to="spectrogram")
    bands = file.node("ReduceMean", file.reshape(loud, -1, 16, 4, 4, 625), axes=[4], keepdims=0)
    file.node("MatMul", bands, file.weights(4, 1536), to="spatial_embedding")
    file.node("ReduceMean", "spatial_embedding", axes=[1, 2], keepdims=0, to="embedding")
    narrow = file.node("MatMul", "embedding", file.weights(1536, RANK))
    file.node("MatMul", narrow, file.weights(RANK, 14_795), to="label")
    file.output("embedding", ["batch", 1536])
    file.output("spatial_embedding", ["batch", 16, 4, 1536])
    file.output("spectrogram", ["batch", 500, 128])
    file.output("label", ["batch", 14_795])
    return file.write(path)


def birdnet_3(path: Path) -> Path:
    """BirdNET 3.0: any number of windows of any length, the sigmoid inside."""
    file = OnnxGraph()
    given = file.node(
        "Unsqueeze", file.input("input", ["batch", "samples"]), file.constant(np.array([1]))
    )
    heard = file.node("Abs", file.node("Conv", given, file.weights(RANK, 1, 64), strides=[32]))
    mean = file.reshape(file.node("GlobalAveragePool", heard), -1, RANK)
    file.node("MatMul", mean, file.weights(RANK, 1280), to="embeddings")
    narrow = file.node("MatMul", "embeddings", file.weights(1280, RANK))
    logits = file.node("MatMul", narrow, file.weights(RANK, 11_560))
    file.node("Sigmoid", logits, to="predictions")
    file.output("predictions", ["batch", 11_560])
    file.output("embeddings", ["batch", 1280])
    return file.write(path)


def geomodel(path: Path) -> Path:
    """BirdNET's geomodel 3: latitude, longitude and week of 48; chances, the sigmoid inside.

    The first species is of the north, the second of the south, the third of summer, the others of
    anywhere.
    """
    file = OnnxGraph()
    weights = np.zeros((3, 14_082), np.float32)
    weights[:, :3] = np.array([[0.1, -0.1, 0], [0, 0, 0], [0, 0, 0.1]], np.float32)
    given = file.node("MatMul", file.input("input", ["batch", 3]), file.constant(weights))
    shift = np.zeros(14_082, np.float32)
    shift[2] = -4.0
    file.node("Sigmoid", file.node("Add", given, file.constant(shift)), to="probabilities")
    file.output("probabilities", ["batch", 14_082])
    return file.write(path)


def hawkears(path: Path) -> Path:
    """HawkEars' low band: a fixed batch of 100, outputs called by numbers, frames last."""
    file = OnnxGraph()
    given = file.input("input.1", [100, 1, 64, 384])
    frames = file.node("ReduceMean", file.reshape(given, 100, 64, 16, 24), axes=[3], keepdims=0)
    file.node("MatMul", file.weights(4, 64), frames, to="311")
    file.node("ReduceMax", "311", axes=[2], keepdims=0, to="300")
    file.output("300", [100, 4])
    file.output("311", [100, 4, 16])
    return file.write(path)


def silero(path: Path) -> Path:
    """Silero VAD: a state that goes from piece to piece, and the sample rate as a number.

    Gives the sum of the loudness of all pieces so far, over the rate.
    """
    file = OnnxGraph()
    loud = file.node("Abs", file.input("input", ["batch", "samples"]))
    mean = file.node("ReduceMean", loud, axes=[1], keepdims=1)
    file.node("Add", file.input("state", [2, "batch", 128]), mean, to="stateN")
    sums = file.node("ReduceMean", "stateN", axes=[0, 2], keepdims=0)
    rate = file.node("Cast", file.input("sr", [], TensorProto.INT64), to_type=TensorProto.FLOAT)
    file.node("Div", file.reshape(sums, -1, 1), rate, to="output")
    file.output("output", ["batch", 1])
    file.output("stateN", ["a", "b", "c"])
    return file.write(path)


def words(path: Path, size: int = 1024, *, types: bool = False) -> Path:
    """The text side of MS-CLAP: tokens and mask in, 1024 numbers and the scale of logits out."""
    file = OnnxGraph()
    ids = file.input("input_ids", ["phrases", "tokens"], TensorProto.INT64)
    mask = file.input("attention_mask", ["phrases", "tokens"], TensorProto.INT64)
    if types:
        kinds = file.input("token_type_ids", ["phrases", "tokens"], TensorProto.INT64)
        ids = file.node("Add", ids, kinds)
    narrow = file.node("Gather", file.weights(400, RANK), ids)
    file.node("MatMul", narrow, file.weights(RANK, size), to="token_embeds")
    there = file.node("Unsqueeze", mask, file.constant(np.array([2])))
    there = file.node("Cast", there, to="there", to_type=TensorProto.FLOAT)
    summed = file.node("Mul", "token_embeds", there)
    axes = file.constant(np.array([1]))
    file.node("ReduceSum", summed, axes, keepdims=0, to="text_embeds")
    file.node("Identity", file.constant(np.float32(33.3)), to="logit_scale")
    file.output("text_embeds", ["phrases", size])
    file.output("token_embeds", ["phrases", "tokens", size])
    file.output("logit_scale", [])
    return file.write(path)


def loud_is_speech(path: Path) -> Path:
    """Silero VAD's signature again: near 1 where a piece is loud, near 0 where it is not."""
    file = OnnxGraph()
    loud = file.node("Abs", file.input("input", ["batch", 576]))
    mean = file.node("ReduceMean", loud, axes=[1], keepdims=1)
    above = file.node("Sub", mean, file.constant(np.float32(0.05)))
    file.node("Sigmoid", file.node("Mul", above, file.constant(np.float32(400))), to="output")
    file.node("Identity", file.input("state", [2, "batch", 128]), to="stateN")
    file.input("sr", [], TensorProto.INT64)
    file.output("output", ["batch", 1])
    file.output("stateN", [2, "batch", 128])
    return file.write(path)
