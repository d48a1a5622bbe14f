"""BirdNET's cut graph as one ONNX file, for graphics cards: LiteRT has no way to most of them.

Images come as planes, and planes are what ONNX works on, so that nothing has to be transposed.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.networks.birdnet.cut import (
    AFTER_FIRST,
    AFTER_SECOND,
    AFTER_THIRD,
    EMBEDDINGS,
    IMAGE,
    LOGITS,
)
from core.networks.birdnet.graph_edit import CutError, kind_of
from core.networks.birdnet.kernels import IMAGE_SHAPE
from core.networks.runtimes.litert import unpack

_OPSET = 17
_IR_VERSION = 9
_BETWEEN_PIECES = frozenset({IMAGE, AFTER_FIRST, AFTER_SECOND, AFTER_THIRD, LOGITS, EMBEDDINGS})


def as_onnx(pieces: Sequence[bytes]) -> bytes:
    """Return an ONNX file that does what the pieces of ``cut`` do one after the other.

    Its input is IMAGE [n, *IMAGE_SHAPE], its outputs are LOGITS and EMBEDDINGS. Raises CutError
    where a piece holds what is not known here.
    """
    from onnx import TensorProto, helper

    nodes: list[Any] = []
    constants: list[Any] = []
    for number, piece in enumerate(pieces):
        translation = _Translation(unpack(piece), f"piece-{number}")
        nodes += translation.nodes
        constants += translation.constants.values()
    image = helper.make_tensor_value_info(IMAGE, TensorProto.FLOAT, ["windows", *IMAGE_SHAPE])
    outputs = [
        helper.make_tensor_value_info(name, TensorProto.FLOAT, ["windows", None])
        for name in (LOGITS, EMBEDDINGS)
    ]
    graph = helper.make_graph(nodes, "birdnet", [image], outputs, constants)
    opset = helper.make_opsetid("", _OPSET)
    model = helper.make_model(graph, opset_imports=[opset], ir_version=_IR_VERSION)
    written: bytes = model.SerializeToString()
    return written


class _Translation:
    """A piece as nodes and constants of an ONNX graph."""

    def __init__(self, piece: Any, name: str) -> None:
        self.nodes: list[Any] = []
        self.constants: dict[str, Any] = {}
        self._piece, self._called = piece, name
        self._same: dict[str, str] = {}
        for operator in piece.subgraphs[0].operators:
            translate = _translations().get(kind_of(piece, operator))
            if translate is None:
                raise CutError(f"operator {kind_of(piece, operator)} has no like in ONNX")
            translate(self, operator)

    def add(self, kind: str, operator: Any, inputs: Sequence[str], **how: Any) -> None:
        """Add a node that makes the operator's output, and what rectifies it."""
        from onnx import helper

        made = self._name(operator.outputs[0])
        rectified = getattr(operator.builtinOptions, "fusedActivationFunction", 0)
        if rectified not in (_schema().ActivationFunctionType.NONE, _relu()):
            raise CutError(f"activation {rectified} has no like in ONNX")
        before = f"{made}/before" if rectified else made
        self.nodes.append(helper.make_node(kind, inputs, [before], **how))
        if rectified:
            self.nodes.append(helper.make_node("Relu", [before], [made]))

    def pass_on(self, operator: Any) -> None:
        """Take an operator's input for its output."""
        self._same[self._name(operator.outputs[0])] = self.given(operator)

    def given(self, operator: Any, place: int = 0) -> str:
        """Return the name of an operator's input. A constant belongs to the planes."""
        name = self._name(operator.inputs[place])
        if self._data(operator, place) is None:
            return self._same.get(name, name)
        return self.constant(operator, place, lambda values: values.reshape(1, -1, 1, 1))

    def constant(
        self, operator: Any, place: int, change: Callable[[NDArray[Any]], NDArray[Any]]
    ) -> str:
        """Add a constant as ONNX wants it, and return its name."""
        from onnx import numpy_helper

        name = self._name(operator.inputs[place])
        values = np.ascontiguousarray(change(self.values(operator, place)))
        self.constants[name] = numpy_helper.from_array(values, name)
        return name

    def values(self, operator: Any, place: int) -> NDArray[Any]:
        """Return the values of an input. Raises CutError where it is no constant."""
        data = self._data(operator, place)
        tensor = self._tensor(operator.inputs[place])
        if data is None:
            raise CutError(f"{tensor.name.decode()} is no constant")
        integers = tensor.type == _schema().TensorType.INT32
        values = np.frombuffer(bytes(data), np.int32 if integers else np.float32)
        return values.reshape([int(size) for size in tensor.shape])

    def _data(self, operator: Any, place: int) -> Any:
        data = self._piece.buffers[self._tensor(operator.inputs[place]).buffer].data
        return None if data is None or not len(data) else data

    def _name(self, index: int) -> str:
        name: str = self._tensor(index).name.decode()
        return name if name in _BETWEEN_PIECES else f"{self._called}/{index}"

    def _tensor(self, index: int) -> Any:
        return self._piece.subgraphs[0].tensors[index]


def _convolve(into: _Translation, operator: Any) -> None:
    _convolution(into, operator, (0, 3, 1, 2), groups=1)


def _convolve_each(into: _Translation, operator: Any) -> None:
    planes = into.values(operator, 1).shape[-1]
    _convolution(into, operator, (3, 0, 1, 2), groups=planes)


def _convolution(into: _Translation, operator: Any, order: tuple[int, ...], *, groups: int) -> None:
    options = operator.builtinOptions
    weights = into.constant(operator, 1, lambda values: values.transpose(order))
    bias = into.constant(operator, 2, lambda values: values)
    same = options.padding == _schema().Padding.SAME
    into.add(
        "Conv", operator, [into.given(operator), weights, bias],
        group=groups, strides=[options.strideH, options.strideW],
        auto_pad="SAME_UPPER" if same else "VALID",
    )  # fmt: skip


def _pool(kind: str) -> "_Translate":
    def translate(into: _Translation, operator: Any) -> None:
        options = operator.builtinOptions
        into.add(
            kind, operator, [into.given(operator)],
            kernel_shape=[options.filterHeight, options.filterWidth],
            strides=[options.strideH, options.strideW],
            auto_pad="SAME_UPPER" if options.padding == _schema().Padding.SAME else "VALID",
        )  # fmt: skip

    return translate


def _each(kind: str) -> "_Translate":
    def translate(into: _Translation, operator: Any) -> None:
        inputs = [into.given(operator, place) for place in range(len(operator.inputs))]
        into.add(kind, operator, inputs)

    return translate


def _join(into: _Translation, operator: Any) -> None:
    inputs = [into.given(operator, place) for place in range(len(operator.inputs))]
    into.add("Concat", operator, inputs, axis=1)


def _border(into: _Translation, operator: Any) -> None:
    # [axes, 2], before and after; ONNX has all before, then all after.
    pads = into.constant(
        operator, 1, lambda values: values[[0, 3, 1, 2]].T.reshape(-1).astype(np.int64)
    )
    into.add("Pad", operator, [into.given(operator), pads])


def _mean(into: _Translation, operator: Any) -> None:
    keeps = int(operator.builtinOptions.keepDims)
    into.add("ReduceMean", operator, [into.given(operator)], axes=[2, 3], keepdims=keeps)


def _connect(into: _Translation, operator: Any) -> None:
    weights = into.constant(operator, 1, lambda values: values)
    bias = into.constant(operator, 2, lambda values: values)
    into.add("Gemm", operator, [into.given(operator), weights, bias], transB=1)


_Translate = Callable[[_Translation, Any], None]


@cache
def _translations() -> Mapping[int, _Translate]:
    kinds = _schema().BuiltinOperator
    return {
        kinds.TRANSPOSE: _Translation.pass_on,
        kinds.CONV_2D: _convolve,
        kinds.DEPTHWISE_CONV_2D: _convolve_each,
        kinds.LOGISTIC: _each("Sigmoid"),
        kinds.MUL: _each("Mul"),
        kinds.ADD: _each("Add"),
        kinds.AVERAGE_POOL_2D: _pool("AveragePool"),
        kinds.MAX_POOL_2D: _pool("MaxPool"),
        kinds.CONCATENATION: _join,
        kinds.PAD: _border,
        kinds.MEAN: _mean,
        kinds.FULLY_CONNECTED: _connect,
    }


def _relu() -> int:
    return int(_schema().ActivationFunctionType.RELU)


def _schema() -> Any:
    from ai_edge_litert import schema_py_generated

    return schema_py_generated
