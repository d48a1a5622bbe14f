"""Classifiers of BirdNET-Analyzer, .tflite: dense layers alone, or behind BirdNET's own graph.

Its old files are a head alone on 1,024 numbers; newer ones hold all of BirdNET, and classes that
were appended come behind BirdNET's own.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import scipy
from numpy.typing import NDArray

from core.errors import NetworkUnavailableError
from core.heads.dense_layers import DenseLayers
from core.heads.features import Float32
from core.heads.foreign.found import FoundHead
from core.heads.trained_head import refused
from core.networks.birdnet import files as birdnet
from core.networks.birdnet.graph_edit import kind_of
from core.networks.runtimes.litert import LiteRtGraph, unpack, with_outputs

SUFFIX = ".tflite"
_POOLED = b"GLOBAL_AVG_POOL"
_LONGEST_EMBEDDING = 8192
"""What takes more is given sound."""
_MOST_BYTES = 500_000_000
_CLOSE = 0.01
_RELU = 1


class _UnknownGraphError(Exception):
    """The text says what a graph has that dense layers have not."""


def read(path: Path) -> FoundHead:
    """Return the head in a file. Raises UserError where it holds none that can be taken out."""
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise refused(path, "it is far too large")
        data = path.read_bytes()
        graph = unpack(data)
        main = graph.subgraphs[0]
        (given,) = (int(one) for one in main.inputs)
        hears = int(main.tensors[given].shape[-1]) > _LONGEST_EMBEDDING
        start = _pooled(main) if hears else given
        layers = DenseLayers(tuple(_Layers(graph, start).layers(_predictions(graph))))
        if layers.problem:
            raise _UnknownGraphError(layers.problem)
        names = [main.tensors[one].name.decode() for one in (start, _predictions(graph))]
        _try(data, layers, names, hears=hears)
    except OSError as error:
        raise refused(path, f"it cannot be read ({error.strerror or error})") from error
    except NetworkUnavailableError as error:
        raise refused(path, f"it is damaged, or something else ({error})") from error
    except (_UnknownGraphError, *_DAMAGED) as error:
        raise refused(path, _is_a_network(path, error)) from error
    outputs = int(main.tensors[_predictions(graph)].shape[-1])
    return FoundHead(layers, "BirdNET-Analyzer", network=birdnet.MANIFEST.id, outputs=outputs)


_DAMAGED = (ValueError, IndexError, TypeError, AttributeError, RuntimeError, OverflowError)


class _Layers:
    """Walks a graph from its end to where the embedding is."""

    def __init__(self, graph: Any, start: int) -> None:
        self._graph, self._start = graph, start
        self._main = graph.subgraphs[0]
        self._makers: Mapping[int, Any] = {
            int(made): one for one in self._main.operators for made in one.outputs
        }

    def layers(self, last: int) -> list[tuple[Float32, Float32]]:
        """Return the layers between the start and ``last``, the first first."""
        from ai_edge_litert.schema_py_generated import BuiltinOperator as Kind

        found: list[tuple[Float32, Float32]] = []
        is_last = True
        while last != self._start:
            made = self._makers.get(last)
            if made is None or len(found) > len(self._main.operators):
                raise _UnknownGraphError("it does not begin with an embedding")
            kind = kind_of(self._graph, made)
            if kind == Kind.FULLY_CONNECTED:
                found.insert(0, self._dense(made, is_last=is_last))
                is_last = False
            elif kind == Kind.CONCATENATION and is_last:
                last = int(made.inputs[-1])  # behind BirdNET's own classes
                continue
            elif kind not in (Kind.RESHAPE, Kind.LOGISTIC) or (kind, is_last) == (
                Kind.LOGISTIC, False,
            ):  # fmt: skip
                raise _UnknownGraphError("it has other layers than dense ones")
            last = int(made.inputs[0])
        return found

    def _dense(self, made: Any, *, is_last: bool) -> tuple[Float32, Float32]:
        function = int(made.builtinOptions.fusedActivationFunction)
        if function != (0 if is_last else _RELU):
            raise _UnknownGraphError("its layers bend numbers in another way")
        weights = self._constant(int(made.inputs[1])).T
        bias = np.zeros(weights.shape[1], np.float32)
        if len(made.inputs) > 2 and int(made.inputs[2]) >= 0:
            bias = self._constant(int(made.inputs[2]))
        return np.ascontiguousarray(weights), bias

    def _constant(self, index: int) -> Float32:
        from ai_edge_litert.schema_py_generated import TensorType

        if index in self._makers:  # half the digits, brought to all by an operator of its own
            index = int(self._makers[index].inputs[0])
        tensor = self._main.tensors[index]
        kinds = {TensorType.FLOAT32: "<f4", TensorType.FLOAT16: "<f2"}
        data = self._graph.buffers[tensor.buffer].data
        if tensor.type not in kinds or data is None:
            raise _UnknownGraphError("its weights are kept in another way")
        return (
            np.frombuffer(bytes(data), kinds[tensor.type]).reshape(tensor.shape).astype(np.float32)
        )


def _predictions(graph: Any) -> int:
    main = graph.subgraphs[0]
    named = [one for signature in graph.signatureDefs or () for one in signature.outputs]
    named = [one.tensorIndex for one in named if one.name == b"predictions"]
    (only,) = named or main.outputs
    return int(only)


def _pooled(main: Any) -> int:
    found = [n for n, one in enumerate(main.tensors)
             if _POOLED in one.name and one.shape is not None and len(one.shape) == 2]  # fmt: skip
    if len(found) != 1:
        raise _UnknownGraphError("it hears sound with another network than BirdNET 2.4")
    return found[0]


def _try(data: bytes, layers: DenseLayers, names: Sequence[str], *, hears: bool) -> None:
    """Compare what layers say with what the file says that they were taken from.

    ``names`` are those of the embedding and of the output. Raises _UnknownGraphError.
    """
    start, end = names
    samples = birdnet.MANIFEST.window_samples if hears else layers.width
    given = np.random.default_rng(1).normal(0, 0.05, (1, samples)).astype(np.float32)
    embedding = given
    if hears:
        ours = birdnet.original_engine().run(given).embeddings
        assert ours is not None
        embedding = _run(with_outputs(data, [start]), start, given)
        alike = embedding.shape == ours.shape and np.abs(embedding - ours).max() < _CLOSE
        if not alike:
            raise _UnknownGraphError("it hears sound with another network than BirdNET 2.4")
    its, ours = _run(data, end, given)[:, -layers.classes :], layers.scores(embedding)
    # Old files end in a sigmoid, newer ones do not.
    if its.shape != ours.shape or not any(
        np.allclose(one, its, rtol=_CLOSE, atol=_CLOSE) for one in (ours, scipy.special.expit(ours))
    ):
        raise _UnknownGraphError("its layers are used in another way")


def _run(model: bytes, output: str, given: NDArray[np.float32]) -> NDArray[np.float32]:
    return LiteRtGraph(model, (output,)).run(given)[0]


def _is_a_network(path: Path, why: object) -> str:
    return (
        f"{str(why).rstrip('.')}, so there is no head to take out. Use it as a network: undersong "
        f"networks install birdnet-custom --from {path.parent} (with its labels there)"
    )
