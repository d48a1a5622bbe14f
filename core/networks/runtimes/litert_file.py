"""Any .tflite file: its inputs and outputs by their names, in the sizes that are asked for."""

from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from core.errors import NetworkUnavailableError
from core.networks.graph import Graph
from core.networks.runtimes.litert import interpreter, unannounced, with_outputs
from core.networks.runtimes.loaded import ANY, Array, FileRefusedError, Port, first_line
from core.networks.runtimes.placement import converted

_REFUSED = (ValueError, RuntimeError)
_NEWER = ("Didn't find op for builtin opcode", "custom op")
"""In what LiteRT says of a graph that is newer than itself."""


def load(path: Path, graph: Graph, _: int) -> "LiteRtFile":
    """Load a file, with the inner tensors that are read made outputs. Raises FileRefusedError."""
    inner = [output.name for output in graph.outputs if output.inner]
    try:
        model = with_outputs(path.read_bytes(), inner) if inner else path
        return LiteRtFile(interpreter(model, threads=1), inner)
    except NetworkUnavailableError as error:
        raise FileRefusedError(_why(error)) from error
    except OSError as error:
        raise FileRefusedError(f"it cannot be read ({error.strerror or error})") from error


class LiteRtFile:
    """A graph in one thread."""

    def __init__(self, loaded: Any, inner: Sequence[str] = ()) -> None:
        """Take an interpreter whose last outputs are called ``inner`` as well."""
        self._interpreter = loaded
        self.note = f"LiteRT {version('ai-edge-litert')}"
        takes, gives = loaded.get_input_details(), loaded.get_output_details()
        signed = _signed(loaded)
        self.inputs = [_port(one, signed) for one in takes]
        self.outputs = [_port(one, signed) for one in gives]
        for place, name in enumerate(reversed(inner), 1):
            known = self.outputs[-place]
            self.outputs[-place] = Port((*known.names, name), known.shape, known.dtype)
        self._details = {one["name"]: one for one in (*takes, *gives)}
        self._shapes: dict[str, tuple[int, ...]] = {}

    def run(self, feeds: Mapping[str, Array], wanted: Sequence[str]) -> list[Array]:
        """See LoadedFile."""
        try:
            self._make_room(feeds)
            for name, numbers in feeds.items():
                details = self._details[name]
                self._interpreter.set_tensor(details["index"], _quantised(numbers, details))
            self._interpreter.invoke()
        except _REFUSED as error:
            raise FileRefusedError(_why(error)) from error
        return [self._given(name) for name in wanted]

    def _make_room(self, feeds: Mapping[str, Array]) -> None:
        shapes = {name: numbers.shape for name, numbers in feeds.items()}
        if shapes == self._shapes:
            return
        # Before anything is allocated: graphs of open length cannot be allocated as they are.
        for name, shape in shapes.items():
            if shape:
                self._interpreter.resize_tensor_input(self._details[name]["index"], shape)
        with unannounced():
            self._interpreter.allocate_tensors()
        self._shapes = shapes

    def _given(self, name: str) -> Array:
        details = self._details[name]
        given: Array = self._interpreter.get_tensor(details["index"])
        scale, zero = details["quantization"]
        if scale and np.issubdtype(details["dtype"], np.integer):
            return np.asarray((given.astype(np.float32) - zero) * np.float32(scale))
        return given


def _signed(loaded: Any) -> dict[int, str]:
    """Return what the file's first signature calls its tensors, by their index."""
    for name in loaded.get_signature_list():
        runner = loaded.get_signature_runner(name)
        both = (runner.get_input_details(), runner.get_output_details())
        return {one["index"]: called for part in both for called, one in part.items()}
    return {}


def _port(details: Mapping[str, Any], signed: Mapping[int, str]) -> Port:
    name, dtype = details["name"], np.dtype(details["dtype"])
    names = dict.fromkeys((name, signed.get(details["index"], name)))
    shape = tuple(ANY if size < 0 else int(size) for size in details["shape_signature"])
    quantised = details["quantization"][0] and np.issubdtype(dtype, np.integer)
    return Port(tuple(names), shape, np.dtype(np.float32) if quantised else dtype)


def _quantised(numbers: Array, details: Mapping[str, Any]) -> Array:
    """Return numbers in the steps that a quantised input counts in."""
    scale, zero = details["quantization"]
    if scale and np.issubdtype(details["dtype"], np.integer):
        return converted(numbers / np.float32(scale) + zero, np.dtype(details["dtype"]))
    return numbers


def _why(error: Exception) -> str:
    if any(sign in str(error) for sign in _NEWER):
        return (
            f"it needs a newer LiteRT than {version('ai-edge-litert')}, or operators of TensorFlow "
            f"that LiteRT does not have ({first_line(error)})"
        )
    if "not a valid Flatbuffer" in str(error):
        return "it is damaged, cut short or no TensorFlow Lite file"
    return f"it cannot be run ({first_line(error)})"
