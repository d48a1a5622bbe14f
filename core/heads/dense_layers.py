"""What other programs train: dense layers, on embeddings as the network gave them."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from core.heads.features import Float32


@dataclass(frozen=True, slots=True)
class DenseLayers:
    """Layers one behind the other; what is below zero between two of them is zero."""

    layers: tuple[tuple[Float32, Float32], ...]
    """Of each the weights [in, out] and the bias [out]."""

    @property
    def width(self) -> int:
        """Return how many numbers an embedding has."""
        return len(self.layers[0][0])

    @property
    def classes(self) -> int:
        """Return how many scores there are."""
        return len(self.layers[-1][1])

    @property
    def problem(self) -> str:
        """Return what does not fit together in them, or nothing."""
        if not self.layers:
            return "it has no numbers"
        shapes = [(weights.shape, bias.shape) for weights, bias in self.layers]
        if any(len(w) != 2 or 0 in w or b != w[1:] for w, b in shapes):
            return "its weights and its bias do not fit together"
        if any(one[1] != b[0][0] for (one, _), b in pairwise(shapes)):
            return "its layers do not fit together"
        if not all(np.isfinite(part).all() for layer in self.layers for part in layer):
            return "not all of its numbers are numbers"
        return ""

    def scores(self, embeddings: NDArray[np.floating]) -> Float32:
        """Return [n, classes] of embeddings [n, width]."""
        z = np.asarray(embeddings, np.float32)
        with np.errstate(over="ignore", invalid="ignore"):  # of a file, which may say anything
            for number, (weights, bias) in enumerate(self.layers):
                z = (np.maximum(z, 0) if number else z) @ weights + bias
        return np.asarray(z, np.float32)
