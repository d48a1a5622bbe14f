"""How alike sounds are to a network: the cosine between their embeddings."""

import numpy as np
from numpy.typing import NDArray

_CHUNK = 512


def nearest(vectors: NDArray[np.floating], examples: NDArray[np.floating]) -> NDArray[np.float32]:
    """Return how alike each row is to the most alike example: the cosine, -1 to 1.

    ``vectors`` [n, size], ``examples`` [m, size] with at least one; the answer is [n]. A row of
    zeros is like nothing: 0.
    """
    like = _unit(examples).T
    parts = [  # as float32 only a chunk at a time
        (_unit(vectors[first : first + _CHUNK]) @ like).max(axis=1)
        for first in range(0, len(vectors), _CHUNK)
    ]
    return np.concatenate(parts) if parts else np.zeros(0, np.float32)


def _unit(vectors: NDArray[np.floating]) -> NDArray[np.float32]:
    long = np.asarray(vectors, np.float32)
    lengths = np.linalg.norm(long, axis=1, keepdims=True)
    unit: NDArray[np.float32] = np.divide(long, lengths, out=np.zeros_like(long), where=lengths > 0)
    return unit
