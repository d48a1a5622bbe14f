"""What is done to windows before a graph gets them: level, pieces, front end."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from core.audio.front_ends.parameters import require
from core.networks.graph import Graph, InputRole
from core.networks.manifest import Manifest
from core.networks.network import Float32
from core.networks.runtimes.levels import levelled
from core.networks.runtimes.loaded import Array, FileRefusedError, LoadedFile, times
from core.networks.runtimes.placement import converted, filled, placement

FrontEndFunction = Callable[[Float32], Float32]
"""Samples [n, samples] -> [n, ...]."""


class Preparation:
    """Turns windows into what a graph is fed with."""

    def __init__(
        self, manifest: Manifest, graph: Graph, front_end: Callable[[int], FrontEndFunction] | None
    ) -> None:
        """Take a front end, which is made for a number of samples; None: there is none."""
        fed = [one for one in graph.inputs if one.role in (InputRole.AUDIO, InputRole.PLACE)]
        if len(fed) != 1:
            raise FileRefusedError("its manifest must tell of one input for sound or places")
        self._graph = graph
        self._piece, self._step = fed[0].piece, fed[0].step or fed[0].piece
        samples = self._piece or manifest.window_samples
        self._front_end = None if front_end is None else front_end(samples)

    def __call__(self, windows: Float32) -> Float32:
        """Return [n, ...] or [n, pieces, ...] of windows [n, samples], which stay as they were."""
        items = levelled(windows, self._graph)
        if not self._piece:
            return self._heard(items)
        cut = pieces(items, self._piece, self._step)
        heard = self._heard(cut.reshape(-1, self._piece))
        return heard.reshape(*cut.shape[:2], *heard.shape[1:])

    def _heard(self, items: Float32) -> Float32:
        return items if self._front_end is None else self._front_end(items)


def pieces(windows: Float32, piece: int, step: int) -> Float32:
    """Return windows [n, samples] cut into [n, pieces, piece].

    A piece brings ``step`` new samples, behind those that came before; zeros stand before the
    first and behind the last.
    """
    many = -(-windows.shape[1] // step)
    behind = many * step - windows.shape[1]
    padded = np.pad(windows, ((0, 0), (piece - step, behind)))
    return np.ascontiguousarray(sliding_window_view(padded, piece, axis=1)[:, ::step])


@dataclass(frozen=True, slots=True)
class GraphInFront:
    """The parameters of a front end that is a file of its own: it gives scale x + offset."""

    file: str
    windows: int = 0
    """How many it hears in one call, where they are not apart from each other; 0: any number."""
    scale: float = 1.0
    offset: float = 0.0

    def __post_init__(self) -> None:
        """Refuse what cannot be. Raises UnusableValueError."""
        require("windows", self.windows, 0, 1000)


def graph_front_end(loaded: LoadedFile, samples: int, said: GraphInFront) -> FrontEndFunction:
    """Return what a file with one input and one output makes of samples.

    Raises FileRefusedError where the file does not take so many samples.
    """
    if len(loaded.inputs) != 1 or not loaded.outputs:
        raise FileRefusedError("a front end must have one input, and an output")
    (port,), asked = loaded.inputs, loaded.outputs[0].name
    lies = placement(port.shape, (samples,))
    dtype = port.dtype or np.dtype(np.float32)

    def heard(windows: Float32) -> Float32:
        at_once = lies.windows or said.windows or len(windows)
        parts = [some(windows[at : at + at_once]) for at in range(0, len(windows), at_once)]
        spectra = np.concatenate(parts)
        return np.asarray(spectra * np.float32(said.scale) + np.float32(said.offset), np.float32)

    def some(windows: Float32) -> Array:
        whole = filled(windows, lies.windows or len(windows))
        feeds = {port.name: lies.arranged(converted(whole, dtype))}
        (given,) = loaded.run(feeds, [asked])
        if not lies.batched and given.shape[:1] != (1,):
            given = given[None]
        if len(given) != len(whole):
            raise FileRefusedError(f"its front end gave {times(given.shape)} numbers of a window")
        return given[: len(windows)]

    return heard
