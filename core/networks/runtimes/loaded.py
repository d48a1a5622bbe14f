"""What a runtime says of a file it has loaded: the least that all kinds of files have in common."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

ANY = -1
"""In a shape: as many as there are."""

_MOST_LETTERS = 300


class FileRefusedError(Exception):
    """A file cannot be loaded or run, or does not fit. The text says why, as half a sentence."""


@dataclass(frozen=True, slots=True)
class Port:
    """An input or an output of a file."""

    names: tuple[str, ...]
    """The first is the one that ``LoadedFile.run`` knows it by; people may use all."""
    shape: tuple[int, ...] | None = None
    """With ``ANY``; None: the file does not say."""
    dtype: np.dtype[Any] | None = None
    """As ``run`` takes it; None: the file does not say."""

    @property
    def name(self) -> str:
        """Return what ``LoadedFile.run`` knows it by."""
        return self.names[0]


class LoadedFile(Protocol):
    """A file of a network in memory, in one thread."""

    @property
    def note(self) -> str:
        """Say what runs it, for the run's record ("ONNX Runtime 1.32, CPU")."""
        ...

    @property
    def inputs(self) -> Sequence[Port]:
        """Return what it takes."""
        ...

    @property
    def outputs(self) -> Sequence[Port]:
        """Return what it gives, in its own order."""
        ...

    def run(self, feeds: Mapping[str, Array], wanted: Sequence[str]) -> list[Array]:
        """Return the outputs with these names. Raises FileRefusedError.

        They stay valid after the next call.
        """
        ...


def port_named(ports: Sequence[Port], name: str) -> Port:
    """Return the port a person means. Raises FileRefusedError, naming those there are.

    TensorFlow puts ``:0`` behind names; that may be left out.
    """
    for meant in (name, f"{name}:0"):
        found = [port for port in ports if meant in port.names]
        if len(found) == 1:
            return found[0]
    raise FileRefusedError(f"it has no {name}, but {in_words(port.name for port in ports)}")


def in_words(names: Iterable[str]) -> str:
    """Return names as part of a sentence."""
    return ", ".join(names) or "none"


def times(shape: Sequence[int]) -> str:
    """Return a shape as part of a sentence."""
    return " × ".join("any" if size == ANY else f"{size:,}" for size in shape) or "1"


def first_line(error: Exception) -> str:
    """Return what a runtime says of an error, short enough for a sentence."""
    lines = str(error).strip().splitlines() or [type(error).__name__]
    return lines[0][:_MOST_LETTERS]
