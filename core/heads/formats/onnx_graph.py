"""Writing operators of ONNX."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.heads.features import Float32

OPSET, OLDEST_OPSET, IR = 17, 13, 8
"""Old enough for every runtime of the last years; and of what a head can be added to."""


class OnnxWriter:
    """See GraphWriter: a value is known by its name."""

    def __init__(self, prefix: str) -> None:
        """``prefix`` keeps names apart from those that a graph has already."""
        self._prefix = prefix
        self.nodes: list[Any] = []
        self.constants: list[Any] = []

    def constant(self, value: NDArray[np.generic]) -> str:
        """See GraphWriter."""
        from onnx import numpy_helper

        name = f"{self._prefix}constant_{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def apply(self, operator: str, *inputs: str, **attributes: Any) -> str:
        """See GraphWriter. ``attributes`` are those of ONNX."""
        from onnx import helper

        name = f"{self._prefix}value_{len(self.nodes)}"
        self.nodes.append(helper.make_node(operator, inputs, [name], name, **attributes))
        return name

    def named(self, value: str, name: str) -> str:
        """Give a value a name of its own."""
        from onnx import helper

        self.nodes.append(helper.make_node("Identity", [value], [name], name))
        return name

    def dense(self, x: str, weights: Float32, bias: Float32) -> str:
        """See GraphWriter."""
        return self.apply("Gemm", x, self.constant(weights), self.constant(bias))

    def columns(self, x: str, which: NDArray[np.int32]) -> str:
        """See GraphWriter."""
        return self.apply("Gather", x, self.constant(which.astype(np.int64)), axis=1)

    def highest(self, x: str) -> str:
        """See GraphWriter."""
        from onnx import helper

        # Of the operators that give it the one that no version of ONNX has changed.
        name = f"{self._prefix}value_{len(self.nodes)}"
        outputs = [name, f"{name}_place"]
        inputs = [x, self.constant(np.array([1]))]
        self.nodes.append(helper.make_node("TopK", inputs, outputs, name, axis=1))
        return name

    def beside(self, parts: Sequence[str]) -> str:
        """See GraphWriter."""
        return self.apply("Concat", *parts, axis=1)
