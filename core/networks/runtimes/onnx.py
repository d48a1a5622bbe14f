"""The runtime for .onnx files: ONNX Runtime, on a graphics card where it finds one."""

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from core.networks.graph import Graph
from core.networks.runtimes.loaded import ANY, Array, FileRefusedError, Port, first_line
from core.networks.runtimes.shared import shared

_ON_CARDS = ("CUDAExecutionProvider", "DmlExecutionProvider", "CoreMLExecutionProvider")
_ON_PROCESSOR = "CPUExecutionProvider"
_EXACT = {"CUDAExecutionProvider": {"use_tf32": "0"}}
"""A card's short numbers would show in the scores."""
_FATAL = 4

_DTYPES = {
    "float": "float32", "double": "float64", "float16": "float16", "bool": "bool",
    **{f"{sign}int{bits}": f"{sign}int{bits}" for sign in ("", "u") for bits in (8, 16, 32, 64)},
}  # fmt: skip


def load(path: Path, _: Graph, __: int) -> "OnnxFile":
    """Load a file. Raises FileRefusedError."""
    try:
        return OnnxFile(shared(path, lambda: session(path, [*cards(), _ON_PROCESSOR])))
    except errors() as error:
        raise FileRefusedError(_why(error)) from error
    except OSError as error:
        raise FileRefusedError(f"it cannot be read ({error.strerror or error})") from error


class OnnxFile:
    """A graph; several threads may run it."""

    def __init__(self, session: Any) -> None:
        self._session = session
        where = session.get_providers()[0].removesuffix("ExecutionProvider")
        self.note = f"ONNX Runtime {version()}, {where}"
        self.inputs = [_port(one) for one in session.get_inputs()]
        self.outputs = [_port(one) for one in session.get_outputs()]

    def run(self, feeds: Mapping[str, Array], wanted: Sequence[str]) -> list[Array]:
        """See LoadedFile."""
        try:
            given: list[Array] = self._session.run(list(wanted), dict(feeds))
        except errors() as error:
            raise FileRefusedError(f"it cannot be run ({first_line(error)})") from error
        return given


def cards() -> list[str]:
    """Return what runs on a graphics card of this computer, as ONNX Runtime calls it, best first.

    What is listed may still fail to start there.
    """
    found = _runtime().get_available_providers()
    return [name for name in _ON_CARDS if name in found]


def session(model: Path | bytes, providers: Sequence[str]) -> Any:
    """Load a graph. Raises what ONNX Runtime raises: see ``errors``."""
    options = _runtime().SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = _FATAL  # what goes wrong is raised
    source = model if isinstance(model, bytes) else str(model)
    chosen = [(name, _EXACT.get(name, {})) for name in providers]
    return _runtime().InferenceSession(source, options, providers=chosen)


def version() -> str:
    """Return ONNX Runtime's."""
    return str(_runtime().__version__)


@cache
def _runtime() -> Any:
    import onnxruntime

    onnxruntime.disable_telemetry_events()
    return onnxruntime


@cache
def errors() -> tuple[type[Exception], ...]:
    """Return all that ONNX Runtime raises: its errors have nothing in common."""
    from onnxruntime.capi import onnxruntime_pybind11_state as state

    own = [one for one in vars(state).values() if isinstance(one, type)]
    return (ValueError, *(one for one in own if issubclass(one, Exception)))


def _port(one: Any) -> Port:
    shape = tuple(size if isinstance(size, int) else ANY for size in one.shape)
    kind = _DTYPES.get(one.type.removeprefix("tensor(").removesuffix(")"))
    if kind is None:
        raise FileRefusedError(f"its {one.name} is no array of numbers, but {one.type}")
    return Port((one.name,), shape, np.dtype(kind))


def _why(error: Exception) -> str:
    text = str(error)
    if "INVALID_PROTOBUF" in text or "No graph was found" in text:
        return "it is damaged, cut short or no ONNX file"
    if "max supported" in text or "opset" in text or "is not a registered function/op" in text:
        return (
            f"it needs a newer ONNX Runtime than {_runtime().__version__}, or one with other "
            f"operators ({first_line(error)})"
        )
    return f"ONNX Runtime cannot load it ({first_line(error)})"
