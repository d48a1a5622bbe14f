"""An engine for any network that is a file with a manifest, whatever runtime the file is for."""

from collections.abc import Mapping

import numpy as np

from core.counted import counted
from core.errors import NetworkUnavailableError
from core.networks.graph import EMBEDDING, FRAMES, Graph
from core.networks.manifest import Manifest
from core.networks.network import Float32, Outputs
from core.networks.runtimes.calls import Calls
from core.networks.runtimes.loaded import FileRefusedError, LoadedFile
from core.networks.runtimes.preparation import Preparation

_TRIAL_LEVEL = 0.05


class GraphEngine:
    """Turns windows into what a graph is fed with, and what it gives into outputs by their roles.

    For one thread.
    """

    def __init__(
        self, manifest: Manifest, graph: Graph, loaded: LoadedFile, prepare: Preparation
    ) -> None:
        """Try the graph on a moment of noise, which also readies it for speed.

        Raises FileRefusedError or NetworkUnavailableError where it does not do as its manifest
        says.
        """
        self._manifest, self._graph, self.note = manifest, graph, loaded.note
        self._prepared = prepare
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
            f"its embeddings have {counted(width, 'number')}, and its manifest tells of "
            f"{embedding_size:,}"
        )
    return {role: given.shape[-1] for role, given in found.items()}


def unusable(manifest: Manifest, graph: Graph, error: Exception) -> NetworkUnavailableError:
    """Return what to tell a person of a file that does not do."""
    why = str(error).rstrip(".")
    return NetworkUnavailableError(
        f"{manifest.title} {manifest.version} cannot be used, because of its file {graph.file}: "
        f"{why}. Install it again, or mend its manifest. What was heard before is kept."
    )


def _noise(samples: int) -> Float32:
    noise = np.random.default_rng(1).normal(0, _TRIAL_LEVEL, (1, samples))
    return noise.astype(np.float32)
