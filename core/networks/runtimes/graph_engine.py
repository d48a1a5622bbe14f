"""An engine for any network that is a file with a manifest, whatever runtime the file is for."""

from collections.abc import Mapping
from importlib import import_module

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from core.errors import NetworkUnavailableError
from core.networks.graph import EMBEDDING, FRAMES, Graph, InputRole
from core.networks.manifest import Manifest
from core.networks.network import Float32, Outputs
from core.networks.runtimes.calls import Calls
from core.networks.runtimes.levels import levelled
from core.networks.runtimes.loaded import Array, FileRefusedError, LoadedFile

_TRIAL_LEVEL = 0.05


class GraphEngine:
    """Turns windows into what a graph is fed with, and what it gives into outputs by their roles.

    For one thread.
    """

    def __init__(self, manifest: Manifest, graph: Graph, loaded: LoadedFile) -> None:
        """Try the graph on a moment of noise, which also readies it for speed.

        Raises FileRefusedError or NetworkUnavailableError where it does not do as its manifest
        says.
        """
        self._manifest, self._graph, self.note = manifest, graph, loaded.note
        self._prepared = Preparation(manifest, graph)
        trial = _noise(manifest.window_samples)
        self._calls = Calls(loaded, graph, self._prepared(trial).shape[1:])
        self._windows = np.zeros((self._calls.windows, manifest.window_samples), np.float32)
        self.widths = widths(self.run(trial), manifest.embedding_size)

    @property
    def batch_size(self) -> int:
        """Return the number of windows a call is quickest with."""
        return len(self._windows)

    def buffer(self, windows: int) -> Float32:
        """Return where to write samples [windows, window_samples], for ``run`` to use in place."""
        return self._windows[:windows]

    def run(self, windows: Float32) -> Outputs:
        """Score windows [n, window_samples] of finite samples. Raises NetworkUnavailableError."""
        try:
            return outputs_of(self._calls(self._prepared(windows)))
        except FileRefusedError as error:
            raise unusable(self._manifest, self._graph, error) from error


class Preparation:
    """What is done to windows before a graph gets them: level, pieces, front end."""

    def __init__(self, manifest: Manifest, graph: Graph) -> None:
        """Load the front end, where there is one. Raises UnusableValueError."""
        self._graph = graph
        fed = next(one for one in graph.inputs if one.role is InputRole.AUDIO)
        self._piece, self._step = fed.piece, fed.step or fed.piece
        self._front_end = None
        if (wanted := graph.front_end) is not None:
            samples = self._piece or manifest.window_samples
            self._front_end = import_module("core.audio.front_ends").front_end(
                wanted.kind, wanted.parameters, manifest.sample_rate, samples
            )

    def __call__(self, windows: Float32) -> Array:
        """Return [n, ...] or [n, pieces, ...] of windows [n, samples], which stay as they were."""
        items = levelled(windows, self._graph)
        if self._piece:
            return self._of_pieces(pieces(items, self._piece, self._step))
        return items if self._front_end is None else np.asarray(self._front_end(items))

    def _of_pieces(self, cut: Float32) -> Array:
        if self._front_end is None:
            return cut
        items = np.asarray(self._front_end(cut.reshape(-1, cut.shape[-1])))
        return items.reshape(*cut.shape[:2], *items.shape[1:])


def pieces(windows: Float32, piece: int, step: int) -> Float32:
    """Return windows [n, samples] cut into [n, pieces, piece].

    A piece brings ``step`` new samples, behind those that came before; zeros stand before the
    first and behind the last.
    """
    many = -(-windows.shape[1] // step)
    behind = many * step - windows.shape[1]
    padded = np.pad(windows, ((0, 0), (piece - step, behind)))
    return np.ascontiguousarray(sliding_window_view(padded, piece, axis=1)[:, ::step])


def outputs_of(said: Mapping[str, Float32]) -> Outputs:
    """Return what a graph has said, by role, as an engine's outputs."""
    frames = said.get(FRAMES)
    scores = {role: one for role, one in said.items() if role not in (EMBEDDING, FRAMES)}
    return Outputs(scores, said.get(EMBEDDING, frames), frames)


def widths(outputs: Outputs, embedding_size: int) -> dict[str, int]:
    """Return role -> width of what was given on trial.

    Raises FileRefusedError where it is no numbers or not the embedding that is promised.
    """
    found = dict(outputs.scores)
    if outputs.embeddings is not None:
        found[EMBEDDING] = outputs.embeddings
    for role, given in found.items():
        if not np.isfinite(given).all():
            raise FileRefusedError(f"what it gives as {role} are no numbers: it is damaged")
    width = found[EMBEDDING].shape[-1] if EMBEDDING in found else 0
    if width != embedding_size:
        raise FileRefusedError(
            f"its embeddings have {width:,} numbers, and its manifest tells of {embedding_size:,}"
        )
    return {role: given.shape[-1] for role, given in found.items()}


def unusable(manifest: Manifest, graph: Graph, error: FileRefusedError) -> NetworkUnavailableError:
    """Return what to tell a person of a file that does not do."""
    return NetworkUnavailableError(
        f"{manifest.title} {manifest.version} cannot be used, because of its file {graph.file}: "
        f"{error}. Install it again, or mend its manifest. What was heard before is kept."
    )


def _noise(samples: int) -> Float32:
    noise = np.random.default_rng(1).normal(0, _TRIAL_LEVEL, (1, samples))
    return noise.astype(np.float32)
