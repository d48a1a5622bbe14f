"""Where inside a window something is heard, as far as a network's frames tell."""

import numpy as np
from numpy.typing import NDArray

Extents = tuple[NDArray[np.uint16], NDArray[np.uint16]]
"""Onsets and offsets [entries], in ms from the beginning of the window."""

_MOST_MS = 65_535
_SHARE = 0.4999  # half of it, whatever is lost by rounding


def extents_ms(logits: NDArray[np.float32], window_s: float) -> Extents:
    """Return where what has these logits [entries, frames] begins and ends.

    It is the stretch of frames around the best that have at least half its score: the same at
    every threshold, and for one call among others in the window.
    """
    entries, frames = logits.shape
    scores = 1 / (1 + np.exp(-logits.astype(np.float64)))
    best = logits.argmax(axis=1)
    rows = np.arange(entries)
    low = scores < scores[rows, best, None] * _SHARE
    place = np.arange(frames)
    before = np.where(low & (place < best[:, None]), place, -1).max(axis=1, initial=-1)
    behind = np.where(low & (place > best[:, None]), place, frames).min(axis=1, initial=frames)
    frame_ms = window_s * 1000 / frames
    onset = np.round((before + 1) * frame_ms, 3)
    offset = np.round(behind * frame_ms, 3)
    return (
        np.minimum(np.floor(onset), _MOST_MS).astype(np.uint16),
        np.minimum(np.ceil(offset), _MOST_MS).astype(np.uint16),
    )
