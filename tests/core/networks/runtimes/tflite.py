"""Writing small .tflite files, operator by operator: no TensorFlow is needed for that."""

from pathlib import Path
from typing import Any

import numpy as np
from ai_edge_litert import schema_py_generated as schema

from core.networks.runtimes.litert import pack

Quantised = tuple[float, int]
"""Step and zero."""


class Tflite:
    """A file in the making."""

    def __init__(self) -> None:
        self._model = schema.ModelT()
        self._model.version = 3
        self._model.operatorCodes, self._model.buffers = [], [schema.BufferT()]
        self._graph = schema.SubGraphT()
        self._graph.tensors, self._graph.operators = [], []
        self._graph.inputs, self._graph.outputs = [], []
        self._model.subgraphs = [self._graph]

    def input(self, name: str, shape: list[int], quantised: Quantised | None = None) -> int:
        """Add an input; -1 is any number."""
        made = self._tensor(name, shape, quantised=quantised)
        self._graph.inputs.append(made)
        return made

    def dense(
        self, given: int, weights: Any, name: str, shape: list[int],
        quantised: tuple[Quantised, Quantised] | None = None,
    ) -> int:  # fmt: skip
        """Add the product with weights [outputs, inputs], quantised as (weights, result)."""
        of_weights, of_result = quantised or (None, None)
        weights = np.asarray(weights, np.float32)
        if of_weights:
            weights = np.round(weights / of_weights[0] + of_weights[1]).astype(np.uint8)
        constant = self._tensor(
            f"{name}/weights", list(weights.shape), data=weights, quantised=of_weights
        )
        return self._operator(
            "FULLY_CONNECTED", [given, constant, -1],
            self._tensor(name, shape, quantised=of_result), "FullyConnectedOptions",
        )  # fmt: skip

    def simple(self, kind: str, given: int, name: str, shape: list[int]) -> int:
        """Add an operator without options: ABS, LOGISTIC."""
        return self._operator(kind, [given], self._tensor(name, shape))

    def reshape(self, given: int, name: str, shape: list[int]) -> int:
        wanted = self._tensor(f"{name}/shape", [len(shape)], data=np.asarray(shape, np.int32))
        made = self._tensor(name, shape)
        return self._operator("RESHAPE", [given, wanted], made, "ReshapeOptions")

    def mean(self, given: int, name: str, shape: list[int]) -> int:
        """Add the mean over the first axis, which stays."""
        axes = self._tensor(f"{name}/axes", [1], data=np.asarray([0], np.int32))
        made = self._tensor(name, shape)
        return self._operator("MEAN", [given, axes], made, "ReducerOptions", keepDims=True)

    def newer(self) -> "Tflite":
        """Make all operators of a version that is yet to come."""
        for code in self._model.operatorCodes:
            code.version = 99
        return self

    def write(self, path: Path, outputs: list[int], names: dict[str, int] | None = None) -> Path:
        """Write the file; ``names`` are what its signature calls inputs and outputs."""
        self._graph.outputs = outputs
        if names:
            self._model.signatureDefs = [self._signature(names)]
        path.write_bytes(pack(self._model))
        return path

    def _signature(self, names: dict[str, int]) -> Any:
        made = schema.SignatureDefT()
        made.signatureKey, made.subgraphIndex = b"serving_default", 0
        made.inputs, made.outputs = [], []
        for name, index in names.items():
            one = schema.TensorMapT()
            one.name, one.tensorIndex = name.encode(), index
            (made.inputs if index in self._graph.inputs else made.outputs).append(one)
        return made

    def _tensor(
        self, name: str, shape: list[int], *, data: Any = None, quantised: Quantised | None = None
    ) -> int:
        made = schema.TensorT()
        made.name, made.buffer = name.encode(), 0
        made.shape = [abs(size) for size in shape]
        made.shapeSignature = shape
        made.type = schema.TensorType.UINT8 if quantised else schema.TensorType.FLOAT32
        if data is not None and data.dtype == np.int32:
            made.type = schema.TensorType.INT32
        if quantised:
            made.quantization = schema.QuantizationParametersT()
            made.quantization.scale = [quantised[0]]
            made.quantization.zeroPoint = [quantised[1]]
        if data is not None:
            buffer = schema.BufferT()
            buffer.data = np.frombuffer(data.tobytes(), np.uint8)
            self._model.buffers.append(buffer)
            made.buffer = len(self._model.buffers) - 1
        self._graph.tensors.append(made)
        return len(self._graph.tensors) - 1

    def _operator(
        self, kind: str, inputs: list[int], output: int, options: str = "", **values: object
    ) -> int:
        code = schema.OperatorCodeT()
        code.builtinCode = code.deprecatedBuiltinCode = getattr(schema.BuiltinOperator, kind)
        code.version = 1
        self._model.operatorCodes.append(code)
        made = schema.OperatorT()
        made.opcodeIndex = len(self._model.operatorCodes) - 1
        made.inputs, made.outputs = inputs, [output]
        if options:
            made.builtinOptionsType = getattr(schema.BuiltinOptions, options)
            made.builtinOptions = getattr(schema, f"{options}T")()
            for name, value in values.items():
                setattr(made.builtinOptions, name, value)
        self._graph.operators.append(made)
        return output
