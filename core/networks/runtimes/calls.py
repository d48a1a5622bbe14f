"""Feeding a loaded file: as many windows a call as it takes, whatever number is asked for."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from core.networks.graph import Graph, GraphInput, GraphOutput, InputRole
from core.networks.network import Float32
from core.networks.runtimes.loaded import (
    ANY,
    Array,
    FileRefusedError,
    LoadedFile,
    Port,
    in_words,
    port_named,
)
from core.networks.runtimes.placement import converted, filled, placement
from core.networks.runtimes.reading import read

MOST_WINDOWS = 8
"""Of a call to a file that takes any number."""

FED = (InputRole.AUDIO, InputRole.EMBEDDING, InputRole.PLACE)
"""Roles of inputs that are given what is to be told of."""

OutputsByRole = dict[str, Float32]
"""Role -> [n, width] or [n, frames, width]."""


class Calls:
    """Runs items, one for each window, through a file. Not safe to share between threads."""

    def __init__(self, loaded: LoadedFile, graph: Graph, item: Sequence[int]) -> None:
        """Find out how items of this form are fed, and which outputs are meant.

        Where a graph hears piece by piece, the first axis of an item is its pieces. Raises
        FileRefusedError where file and manifest do not fit.
        """
        self._loaded, self._read = loaded, graph.outputs
        ports = _ports_of(loaded.inputs, graph.inputs)
        (fed, self._fed), self._others = ports[0], ports[1:]
        states = [one for one, _ in self._others if one.role is InputRole.STATE]
        self._carried = {one.next_state: one for one in states if one.next_state}
        self._apart = bool(fed.piece) and not states
        one = item[1:] if self._apart or self._carried else item
        self._placed = placement(_shape(fed, self._fed), one)
        self._dtype = _dtype(fed, self._fed)
        outputs = [_output(loaded.outputs, output) for output in graph.outputs]
        following = [port_named(loaded.outputs, name) for name in self._carried]
        self._wanted = [port.name for port in (*outputs, *following)]

    @property
    def windows(self) -> int:
        """Return how many windows are quickest together."""
        return max(MOST_WINDOWS, self._placed.windows or 0)

    def __call__(self, items: Array) -> OutputsByRole:
        """Return what is said of items [n, ...]. Raises FileRefusedError."""
        if self._apart:
            apart = self._all(items.reshape(-1, *items.shape[2:]))
            return {role: _together(one, len(items)) for role, one in apart.items()}
        return self._all(items)

    def _all(self, items: Array) -> OutputsByRole:
        at_once = self._placed.windows or len(items)
        parts = [self._some(items[at : at + at_once]) for at in range(0, len(items), at_once)]
        return {role: np.concatenate([part[role] for part in parts]) for role in parts[0]}

    def _some(self, items: Array) -> OutputsByRole:
        """Return what is said of no more items than one call takes."""
        windows = len(items)
        items = filled(items, self._placed.windows or windows)
        said = self._piece_by_piece(items) if self._carried else self._call(items, {})[0]
        return {role: one[:windows] for role, one in said.items()}

    def _piece_by_piece(self, items: Array) -> OutputsByRole:
        pieces: list[OutputsByRole] = []
        states: dict[str, Array] = {}
        for piece in range(items.shape[1]):
            said, states = self._call(items[:, piece], states)
            pieces.append(said)
        return {
            role: np.concatenate([_framed(piece[role]) for piece in pieces], axis=1)
            for role in pieces[0]
        }

    def _call(
        self, items: Array, states: Mapping[str, Array]
    ) -> tuple[OutputsByRole, dict[str, Array]]:
        windows = len(items)
        feeds = {self._fed.name: self._placed.arranged(converted(items, self._dtype))}
        for one, port in self._others:
            state = states.get(one.next_state)
            feeds[port.name] = _filled(one, port, windows) if state is None else state
        given = self._loaded.run(feeds, self._wanted)
        said = {
            output.role: read(one, output, windows, batched=self._placed.batched)
            for output, one in zip(self._read, given, strict=False)
        }
        return said, dict(zip(self._carried, given[len(self._read) :], strict=True))


def _ports_of(ports: Sequence[Port], inputs: Sequence[GraphInput]) -> list[tuple[GraphInput, Port]]:
    """Return each input with its port, first the one that windows go to."""
    named = [(one, port_named(ports, one.name)) for one in inputs if one.name]
    taken = {port.name for _, port in named}
    free = [port for port in ports if port.name not in taken]
    nameless = [one for one in inputs if not one.name]
    if len(free) != len(nameless) or len(free) > 1:
        raise FileRefusedError(
            f"it takes {in_words(port.name for port in ports)}, and its manifest tells of "
            f"{in_words(one.name or 'one without a name' for one in inputs)}"
        )
    both = [*named, *zip(nameless, free, strict=True)]
    fed = [pair for pair in both if pair[0].role in FED]
    if len(fed) != 1:
        raise FileRefusedError(
            "its manifest must tell of one input for sound, embeddings or places"
        )
    return [*fed, *(pair for pair in both if pair not in fed)]


def _output(ports: Sequence[Port], output: GraphOutput) -> Port:
    if output.name or output.index is None:
        return port_named(ports, output.name)
    if not 0 <= output.index < len(ports):
        raise FileRefusedError(f"it has no output {output.index}, but {len(ports)}, from 0")
    return ports[output.index]


def _shape(one: GraphInput, port: Port) -> tuple[int, ...] | None:
    return one.shape or port.shape


def _dtype(one: GraphInput, port: Port) -> np.dtype[Any]:
    return port.dtype or np.dtype(one.dtype)


def _filled(one: GraphInput, port: Port, windows: int) -> Array:
    """Return what an input gets that is no sound: a constant, or the first state."""
    shape = [windows if size == ANY else size for size in _shape(one, port) or ()]
    value = one.value if one.role is InputRole.CONSTANT else 0
    return np.full(shape, value, _dtype(one, port))


def _framed(said: Float32) -> Float32:
    return said[:, None] if said.ndim == 2 else said


def _together(said: Float32, windows: int) -> Float32:
    """Return what was said of pieces as frames of their windows."""
    return said.reshape(windows, -1, said.shape[-1])
