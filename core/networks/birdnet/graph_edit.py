"""Cutting pieces out of a .tflite graph, in its unpacked form (see ``litert.unpack``)."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.counted import counted
from core.networks.runtimes.litert import pack, unpack


class CutError(Exception):
    """A graph is not built as expected. The text says what was looked for."""


def tensor(graph: Any, name: str) -> int:
    """Return the index of the one tensor with exactly this name. Raises CutError without it."""
    tensors = graph.subgraphs[0].tensors
    found = [index for index, each in enumerate(tensors) if each.name == name.encode()]
    if len(found) != 1:
        raise CutError(f"{counted(len(found), 'tensor')} called {name}")
    return found[0]


def constant(graph: Any, name: str) -> NDArray[np.float32]:
    """Return the float32 constant with this name. Raises CutError where it is none."""
    found = graph.subgraphs[0].tensors[tensor(graph, name)]
    data = graph.buffers[found.buffer].data
    if found.type != _schema().TensorType.FLOAT32 or data is None or not len(data):
        raise CutError(f"{name} is no constant of single precision")
    shape = [] if found.shape is None else [int(size) for size in found.shape]
    return np.frombuffer(bytes(data), np.float32).reshape(shape)


def add_tensor(
    graph: Any, name: str, shape: Sequence[int], data: NDArray[np.generic] | None = None
) -> int:
    """Add a tensor of float32, or a constant of float32 or int32, and return its index."""
    schema = _schema()
    added = schema.TensorT()
    added.name = name.encode()
    added.shape = list(shape)
    added.type = schema.TensorType.FLOAT32
    added.buffer = 0
    if data is not None:
        if data.dtype == np.int32:
            added.type = schema.TensorType.INT32
        buffer = schema.BufferT()
        buffer.data = np.frombuffer(data.tobytes(), np.uint8)
        graph.buffers.append(buffer)
        added.buffer = len(graph.buffers) - 1
    graph.subgraphs[0].tensors.append(added)
    return len(graph.subgraphs[0].tensors) - 1


def operator(graph: Any, kind: int, inputs: Sequence[int], output: int) -> Any:
    """Return a new operator without options, not yet part of the graph.

    ``kind`` is one of BuiltinOperator, that the graph already uses somewhere. Raises CutError
    where it does not.
    """
    schema = _schema()
    made = schema.OperatorT()
    made.opcodeIndex = _code_index(graph, kind)
    made.inputs = list(inputs)
    made.outputs = [output]
    return made


def kind_of(graph: Any, operator: Any) -> int:
    """Return what an operator does, as one of BuiltinOperator."""
    code = graph.operatorCodes[operator.opcodeIndex]
    # Kinds above 127 came later, and older readers look at the other field.
    return max(int(code.builtinCode), int(code.deprecatedBuiltinCode))


def piece(model: bytes, inputs: Sequence[str], outputs: Sequence[str]) -> bytes:
    """Return a graph of the operators between two sets of tensors, and nothing else.

    Raises CutError where the outputs need more than the inputs.
    """
    graph = unpack(model)
    main = graph.subgraphs[0]
    first = [tensor(graph, name) for name in inputs]
    last = [tensor(graph, name) for name in outputs]
    main.operators, used = _between(graph, first, last)
    kept = sorted(used | set(first))
    places = {old: new for new, old in enumerate(kept)}
    main.tensors = [main.tensors[index] for index in kept]
    for each in main.operators:
        each.inputs = [places.get(int(index), -1) for index in each.inputs]
        each.outputs = [places[int(index)] for index in each.outputs]
    main.inputs = [places[index] for index in first]
    main.outputs = [places[index] for index in last]
    _drop_unused(graph)
    return pack(graph)


def _between(graph: Any, first: Sequence[int], last: Sequence[int]) -> tuple[list[Any], set[int]]:
    main = graph.subgraphs[0]
    makers = {int(made): each for each in main.operators for made in each.outputs}
    needed: list[Any] = []
    used: set[int] = set()
    wanted = list(last)
    while wanted:
        index = wanted.pop()
        if index in used or index in first:
            continue
        used.add(index)
        maker = makers.get(index)
        if maker is None:
            if index in {int(each) for each in main.inputs}:
                raise CutError("a piece of the graph needs the graph's own input")
        elif not any(each is maker for each in needed):
            needed.append(maker)
            used.update(int(made) for made in maker.outputs)
            wanted.extend(int(index) for index in maker.inputs if index >= 0)
    return [each for each in main.operators if any(each is one for one in needed)], used


def _drop_unused(graph: Any) -> None:
    main = graph.subgraphs[0]
    # By convention the first buffer is empty and stands for "no data".
    buffers = _renumber([0, *(each.buffer for each in main.tensors)])
    for each in main.tensors:
        each.buffer = buffers[each.buffer]
    graph.buffers = [graph.buffers[old] for old in buffers]
    codes = _renumber(each.opcodeIndex for each in main.operators)
    for each in main.operators:
        each.opcodeIndex = codes[each.opcodeIndex]
    graph.operatorCodes = [graph.operatorCodes[old] for old in codes]
    graph.metadata = []
    graph.metadataBuffer = None
    graph.signatureDefs = []


def _renumber(indices: Iterable[int]) -> dict[int, int]:
    return {old: new for new, old in enumerate(dict.fromkeys(indices))}


def _code_index(graph: Any, kind: int) -> int:
    for index, code in enumerate(graph.operatorCodes):
        if max(int(code.builtinCode), int(code.deprecatedBuiltinCode)) == kind:
            return index
    raise CutError(f"the graph has no operator of kind {kind}")


def _schema() -> Any:
    from ai_edge_litert import schema_py_generated

    return schema_py_generated
