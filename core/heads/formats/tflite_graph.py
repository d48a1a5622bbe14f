"""Writing operators of TensorFlow Lite behind those of a graph (see ``litert.unpack``)."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.heads.features import Float32
from core.networks.birdnet.graph_edit import add_tensor, kind_of

_PREFIX = "undersong/"
_KINDS = {"Div": "DIV", "Sub": "SUB", "Add": "ADD", "Mul": "MUL", "Relu": "RELU", "Log": "LOG",
          "Exp": "EXP", "Sqrt": "SQRT"}  # fmt: skip
_PLACEHOLDER_FROM = 127
"""Kinds from here on stand in one field only."""


class TfLiteWriter:
    """See GraphWriter: a value is known by the index of its tensor. Windows come one by one.

    Their number may be raised where a graph is run, as that of the graph's own tensors.
    """

    def __init__(self, graph: Any) -> None:
        self.graph = graph
        self._main = graph.subgraphs[0]

    def constant(self, value: NDArray[np.generic]) -> int:
        """See GraphWriter."""
        kept = value if value.dtype == np.int32 else value.astype(np.float32)
        return add_tensor(self.graph, self._name(), kept.shape, np.ascontiguousarray(kept))

    def apply(self, operator: str, *inputs: int) -> int:
        """See GraphWriter."""
        width = max(self._width(one) for one in inputs)
        return self._add(_KINDS[operator], inputs, width)

    def dense(self, x: int, weights: Float32, bias: Float32) -> int:
        """See GraphWriter."""
        inputs = (x, self.constant(weights.T), self.constant(bias))
        return self._add("FULLY_CONNECTED", inputs, len(bias))

    def columns(self, x: int, which: NDArray[np.int32]) -> int:
        """See GraphWriter."""
        return self._add("GATHER", (x, self.constant(which)), len(which), axis=1)

    def highest(self, x: int) -> int:
        """See GraphWriter."""
        axis = self.constant(np.array([1], np.int32))
        return self._add("REDUCE_MAX", (x, axis), 1, keepDims=True)

    def beside(self, parts: Sequence[int]) -> int:
        """See GraphWriter."""
        width = sum(self._width(one) for one in parts)
        return self._add("CONCATENATION", parts, width, axis=1)

    def _add(self, kind: str, inputs: Sequence[int], width: int, **options: object) -> int:
        schema = _schema()
        output = add_tensor(self.graph, self._name(), (1, width))
        self._main.tensors[output].shapeSignature = [-1, width]
        made = schema.OperatorT()
        made.opcodeIndex = self._code(getattr(schema.BuiltinOperator, kind))
        made.inputs, made.outputs = list(inputs), [output]
        name = _OPTIONS.get(kind)
        if name:
            made.builtinOptionsType = getattr(schema.BuiltinOptions, name)
            made.builtinOptions = getattr(schema, f"{name}T")()
            for field, value in options.items():
                setattr(made.builtinOptions, field, value)
        self._main.operators.append(made)
        return output

    def _code(self, kind: int) -> int:
        schema = _schema()
        for index in range(len(self.graph.operatorCodes)):
            probe = schema.OperatorT()
            probe.opcodeIndex = index
            if kind_of(self.graph, probe) == kind:
                return index
        code = schema.OperatorCodeT()
        code.builtinCode = kind
        code.deprecatedBuiltinCode = min(kind, _PLACEHOLDER_FROM)
        code.version = 1
        self.graph.operatorCodes.append(code)
        return len(self.graph.operatorCodes) - 1

    def _width(self, index: int) -> int:
        return int(self._main.tensors[index].shape[-1])

    def _name(self) -> str:
        return f"{_PREFIX}{len(self._main.tensors)}"


_OPTIONS = {
    "DIV": "DivOptions", "SUB": "SubOptions", "ADD": "AddOptions", "MUL": "MulOptions",
    "EXP": "ExpOptions", "FULLY_CONNECTED": "FullyConnectedOptions", "GATHER": "GatherOptions",
    "REDUCE_MAX": "ReducerOptions",
    "CONCATENATION": "ConcatenationOptions",
}  # fmt: skip


def _schema() -> Any:
    from ai_edge_litert import schema_py_generated

    return schema_py_generated
