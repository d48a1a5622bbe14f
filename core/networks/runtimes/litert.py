"""The runtime for .tflite graphs: any network whose weights are one such file."""

import contextlib
import os
import struct
import threading
from collections.abc import Generator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from core.errors import NetworkUnavailableError
from core.networks.network import Float32, Outputs

_FILE_IDENTIFIER = b"TFL3"
_ANNOUNCING = threading.Lock()
_DAMAGED = (struct.error, TypeError, ValueError, IndexError, AttributeError)
"""What places that lead nowhere come to, in code that was made for whole files."""


class LiteRtGraph:
    """A graph in one thread, with its outputs known by name. It holds one size of batch."""

    def __init__(self, model: Path | bytes, outputs: Sequence[str], *, threads: int = 1) -> None:
        """Load a graph from a file, which the system shares between processes, or from memory.

        ``outputs`` name the tensors to read, in part or whole. Raises NetworkUnavailableError
        where the graph cannot be loaded or lacks one of them.
        """
        self._interpreter = interpreter(model, threads)
        self._input = int(self._interpreter.get_input_details()[0]["index"])
        self._outputs = tuple(self._index(name) for name in outputs)
        self._shape: tuple[int, ...] = ()

    def run(self, inputs: Float32) -> tuple[Float32, ...]:
        """Return the outputs for ``inputs`` [n, ...], each as its own copy."""
        if inputs.shape != self._shape:
            self._interpreter.resize_tensor_input(self._input, inputs.shape)
            with unannounced():
                self._interpreter.allocate_tensors()
            self._shape = inputs.shape
        self._interpreter.set_tensor(self._input, inputs)
        self._interpreter.invoke()
        return tuple(self._interpreter.get_tensor(index) for index in self._outputs)

    def _index(self, name: str) -> int:
        for details in self._interpreter.get_output_details():
            if name in details["name"]:
                return int(details["index"])
        raise NetworkUnavailableError(
            f"The network's graph has no output named {name}: it is another version than expected."
        )


class LiteRtEngine:
    """An engine that runs a network's own graph, from samples to scores, as its authors made it."""

    def __init__(  # noqa: PLR0913
        self,
        model: Path | bytes,
        *,
        scores: Mapping[str, str],
        embeddings: str | None,
        window_samples: int,
        batch_size: int = 4,
        threads: int = 1,
        note: str = "original graph",
    ) -> None:
        """Load ``model``; ``scores`` (by role) and ``embeddings`` name its output tensors.

        Raises NetworkUnavailableError where the graph cannot be loaded or lacks one of them.
        """
        names = (*scores.values(), *(() if embeddings is None else (embeddings,)))
        self._roles, self._graph = tuple(scores), LiteRtGraph(model, names, threads=threads)
        self._windows = np.zeros((batch_size, window_samples), np.float32)
        self.note = note

    @property
    def batch_size(self) -> int:
        """Return the number of windows a call is quickest with."""
        return len(self._windows)

    def buffer(self, windows: int) -> Float32:
        """Return where to write samples [windows, window_samples], for ``run`` to use in place."""
        return self._windows[:windows]

    def run(self, windows: Float32) -> Outputs:
        """Score windows [n, window_samples] of finite samples; n from 1 to ``batch_size``."""
        outputs = self._graph.run(windows)
        scores = dict(zip(self._roles, outputs, strict=False))
        return Outputs(scores, outputs[-1] if len(outputs) > len(scores) else None)


def with_outputs(model: bytes, names: Sequence[str]) -> bytes:
    """Return a graph that also gives out inner tensors, found by a part of their names.

    A runtime reuses the memory of inner tensors, so that they cannot be read unless they are
    outputs. Takes half a second for 50 MB. Raises NetworkUnavailableError where a name is not
    in the graph, or it is no graph.
    """
    graph = unpack(model)
    main = graph.subgraphs[0]
    main.outputs = [*main.outputs, *(tensor_named(main, name) for name in names)]
    return pack(graph)


def unpack(model: bytes) -> Any:
    """Return the graph as nested objects (ModelT of the TensorFlow Lite schema).

    Raises NetworkUnavailableError where the bytes are no such graph.
    """
    from ai_edge_litert import schema_py_generated as schema

    if model[4:8] != _FILE_IDENTIFIER:
        raise NetworkUnavailableError("The network's file is no TensorFlow Lite graph.")
    try:
        return schema.ModelT.InitFromObj(schema.Model.GetRootAs(model, 0))
    except _DAMAGED as error:
        raise NetworkUnavailableError("The network's file is damaged or cut short.") from error


def pack(graph: Any) -> bytes:
    """Return the bytes of a graph that ``unpack`` gave."""
    import flatbuffers  # type: ignore[import-untyped]

    builder = flatbuffers.Builder(1 << 20)
    builder.Finish(graph.Pack(builder), file_identifier=_FILE_IDENTIFIER)
    return bytes(builder.Output())


def tensor_named(subgraph: Any, name: str) -> int:
    """Return the index of the last tensor whose name holds ``name``: operators come after weights.

    Raises NetworkUnavailableError where there is none.
    """
    for index in reversed(range(len(subgraph.tensors))):
        if name.encode() in subgraph.tensors[index].name:
            return index
    raise NetworkUnavailableError(
        f"The network's graph has no tensor named {name}: it is another version than expected."
    )


def interpreter(model: Path | bytes, threads: int) -> Any:
    """Load a graph, of which nothing is allocated yet. Raises NetworkUnavailableError."""
    from ai_edge_litert.interpreter import Interpreter

    source = {"model_content": model} if isinstance(model, bytes) else {"model_path": str(model)}
    try:
        return Interpreter(**source, num_threads=threads)
    except (ValueError, RuntimeError) as error:
        raise NetworkUnavailableError(
            f"The network's graph cannot be loaded on this computer ({error})."
        ) from error


@contextlib.contextmanager
def unannounced() -> Generator[None]:
    """Keep the runtime from telling the person at the terminal what it has created."""
    with _ANNOUNCING:
        try:
            terminal = os.dup(2)
        except OSError:  # a window without a terminal
            yield
            return
        with Path(os.devnull).open("wb") as nowhere:
            os.dup2(nowhere.fileno(), 2)
        try:
            yield
        finally:
            os.dup2(terminal, 2)
            os.close(terminal)
