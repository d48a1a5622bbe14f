"""An engine for a file that is only a head: another network gives it embeddings."""

import numpy as np

from core.counted import counted
from core.networks.graph import Graph
from core.networks.manifest import Manifest
from core.networks.network import Engine, Float32, Outputs
from core.networks.runtimes.calls import Calls
from core.networks.runtimes.graph_engine import outputs_of, unusable, widths
from core.networks.runtimes.loaded import FileRefusedError, LoadedFile


class HeadEngine:
    """Runs a backbone on windows and a head on its embeddings, which are its own as well.

    Windows have as many samples as the backbone takes, of whatever rate the head was made for.
    For one thread.
    """

    def __init__(
        self, manifest: Manifest, graph: Graph, loaded: LoadedFile, backbone: Engine
    ) -> None:
        """Try both on silence. Raises FileRefusedError or NetworkUnavailableError."""
        self._manifest, self._graph, self._backbone = manifest, graph, backbone
        self.note = f"{backbone.note}; {loaded.note}"
        windows = backbone.buffer(1)
        if windows.shape[1] != manifest.window_samples:
            raise FileRefusedError(
                f"its backbone takes {windows.shape[1]:,} samples, and its manifest tells of "
                f"{manifest.window_samples:,}"
            )
        self._calls = Calls(loaded, graph, (manifest.embedding_size,))
        windows[:] = 0
        self.widths = widths(self.run(windows), manifest.embedding_size)

    @property
    def batch_size(self) -> int:
        """Return the number of windows a call is quickest with."""
        return self._backbone.batch_size

    def buffer(self, windows: int) -> Float32:
        """Return where to write samples [windows, window_samples], for ``run`` to use in place."""
        return self._backbone.buffer(windows)

    def run(self, windows: Float32) -> Outputs:
        """Score windows [n, window_samples] of finite samples. Raises NetworkUnavailableError."""
        _, embeddings, frames = self._backbone.run(windows)
        try:
            return self._headed(embeddings)._replace(frames=frames)
        except FileRefusedError as error:
            raise unusable(self._manifest, self._graph, error) from error

    def _headed(self, embeddings: Float32 | None) -> Outputs:
        if embeddings is None or embeddings.shape[-1] != self._manifest.embedding_size:
            came = "none" if embeddings is None else counted(embeddings.shape[-1], "number")
            raise FileRefusedError(
                f"it takes embeddings of {counted(self._manifest.embedding_size, 'number')}, "
                f"and its backbone gives {came}"
            )
        said = self._calls(embeddings.reshape(-1, embeddings.shape[-1]))
        rows = embeddings.shape[:-1]
        scores = {role: one.reshape(*rows, -1) for role, one in outputs_of(said).scores.items()}
        return Outputs(scores, np.array(embeddings))
