"""The runtime for TensorFlow's SavedModel, which is a folder."""

import contextlib
import os
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from core.networks.graph import Graph
from core.networks.runtimes.litert import unannounced
from core.networks.runtimes.loaded import ANY, Array, FileRefusedError, Port, first_line, in_words
from core.networks.runtimes.shared import shared
from core.runtime_packs import pull_in

USUAL = ("infer_tf", "serving_default", "basic", "embeddings")
"""Functions and signatures that are tried where a manifest names none: Perch's and BirdNET's."""

_NEWER = ("not registered", "not supported. Must be", "min_consumer", "minimum consumer version")
"""In what TensorFlow says of a graph that is newer than itself."""


def load(path: Path, graph: Graph, _: int) -> "SavedModelFile":
    """Load a folder. Raises FileRefusedError."""
    tf = tensorflow()
    try:
        with unannounced():
            model = shared(path, lambda: tf.saved_model.load(str(path)))
    except _refused() as error:
        raise FileRefusedError(_why(error)) from error
    first, _arrow, others = graph.signature.rpartition(">")
    names = [name.strip() for name in others.split(",") if name.strip()]
    return SavedModelFile(model, names or _usual(model), first.strip())


class SavedModelFile:
    """One or several functions of a model that hear the same windows."""

    def __init__(self, model: Any, names: Sequence[str], first: str = "") -> None:
        """Take the functions or signatures with these names.

        Windows go to ``first``, if there is one, and what it gives to all others. Raises
        FileRefusedError.
        """
        tf = tensorflow()
        cards = tf.config.list_physical_devices("GPU")
        self.note = f"TensorFlow {tf.__version__}, {'GPU' if cards else 'CPU'}"
        self._functions = [_function(model, name) for name in names]
        self._model = model  # functions do not keep its weights
        self._first = _function(model, first) if first else None
        self.inputs = (self._first or self._functions[0]).inputs
        several = len(names) > 1
        self.outputs = [
            Port((f"{one.name}/{key}", key) if several else (key,))
            for one in self._functions
            for key in one.outputs
        ]

    def run(self, feeds: Mapping[str, Array], wanted: Sequence[str]) -> list[Array]:
        """See LoadedFile."""
        given: list[Array] = []
        try:
            spectra = self._first.run(feeds)[0] if self._first else None
            for function in self._functions:
                given += function.run(feeds) if spectra is None else _run_on(spectra, function)
        except tensorflow().errors.ResourceExhaustedError as error:
            raise MemoryError(first_line(error)) from error
        except _refused() as error:
            raise FileRefusedError(_why(error)) from error
        by_name = dict(zip((port.name for port in self.outputs), given, strict=True))
        return [by_name[name] for name in wanted]


class _Function:
    """A function with what goes in and what comes out."""

    def __init__(self, name: str, call: Callable[..., Any], concrete: Any) -> None:
        self.name, self._call = name, call
        positional, by_name = concrete.structured_input_signature
        self._positional = [spec.name or f"input_{n}" for n, spec in enumerate(positional)]
        specs = {**dict(zip(self._positional, positional, strict=True)), **by_name}
        self.inputs = [_port(key, spec) for key, spec in specs.items()]
        self.outputs = list(_named(concrete.structured_outputs))

    def run(self, feeds: Mapping[str, Array]) -> list[Array]:
        tensors = {name: tensorflow().constant(numbers) for name, numbers in feeds.items()}
        first = [tensors.pop(name) for name in self._positional]
        given = _named(self._call(*first, **tensors))
        return [given[name].numpy() for name in self.outputs]


def _run_on(spectra: Array, function: _Function) -> list[Array]:
    """Return what a function says of spectra [n, frames, bands], cut to as many frames as it takes.

    The last cut is filled with zeros. Outputs are [n, cuts, ...].
    """
    (port,) = function.inputs
    frames = port.shape[1] if port.shape and len(port.shape) > 1 else ANY
    if frames != ANY:
        windows, many, *bands = spectra.shape
        padded = np.pad(spectra, ((0, 0), (0, -many % frames), *((0, 0) for _ in bands)))
        spectra = padded.reshape(-1, frames, *bands)
    else:
        windows = len(spectra)
    given = function.run({port.name: spectra})
    return [one.reshape(windows, -1, *one.shape[1:]) for one in given]


def _function(model: Any, name: str) -> _Function:
    if name in model.signatures:
        signature = model.signatures[name]
        return _Function(name, signature, signature)
    method = getattr(model, name, None)
    concrete = getattr(method, "concrete_functions", None)
    if method is None or not concrete:
        there = [*model.signatures, *(one for one in USUAL if hasattr(model, one))]
        raise FileRefusedError(f"it has no {name}, but {in_words(there)}")
    return _Function(name, method, concrete[0])


def _usual(model: Any) -> list[str]:
    """Return the first of the usual functions that a model has, or its only one."""
    there = [name for name in USUAL if name in model.signatures or hasattr(model, name)]
    return (there or list(model.signatures))[:1] or [USUAL[1]]


def _named(outputs: Any) -> dict[str, Any]:
    """Return outputs in an order that stays: by name, or by place where they have none."""
    if isinstance(outputs, Mapping):
        return dict(sorted(outputs.items()))
    if isinstance(outputs, tuple | list):
        return {f"output_{n}": one for n, one in enumerate(outputs)}
    return {"output_0": outputs}


def _port(name: str, spec: Any) -> Port:
    shape = None
    if spec.shape.rank is not None:
        shape = tuple(ANY if size is None else int(size) for size in spec.shape)
    return Port((name,), shape, np.dtype(spec.dtype.as_numpy_dtype))


@cache
def tensorflow() -> Any:
    """Return TensorFlow, on one thread and without its announcements."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    pull_in()
    with unannounced():
        import tensorflow as tf

        tf.get_logger().setLevel("ERROR")
        for card in tf.config.list_physical_devices("GPU"):
            tf.config.experimental.set_memory_growth(card, enable=True)
        with contextlib.suppress(RuntimeError):  # somebody else in this process was first
            tf.config.threading.set_intra_op_parallelism_threads(1)
            tf.config.threading.set_inter_op_parallelism_threads(1)
    return tf


@cache
def _refused() -> tuple[type[Exception], ...]:
    builtin = (OSError, ValueError, RuntimeError, KeyError, TypeError, AttributeError)
    return (*builtin, tensorflow().errors.OpError)


def _why(error: Exception) -> str:
    if any(sign in str(error) for sign in _NEWER):
        return (
            f"it needs a newer TensorFlow than {tensorflow().__version__}, or one with other "
            f"operators ({first_line(error)})"
        )
    return f"TensorFlow cannot run it ({first_line(error)})"
