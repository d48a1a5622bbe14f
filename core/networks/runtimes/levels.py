"""What is done to the level of windows before a network gets them. Silence stays silence."""

import numpy as np

from core.networks.graph import Graph, Levelling
from core.networks.network import Float32

_LEAST_VARIANCE = np.float32(1e-7)  # as in the feature extractor of Wav2Vec2


def levelled(windows: Float32, graph: Graph) -> Float32:
    """Return windows [n, samples] as the graph wants them; its own array where that is the same."""
    if graph.centred or graph.level is Levelling.Z_SCORE:
        windows = windows - windows.mean(axis=1, keepdims=True)
    if graph.level is Levelling.PEAK:
        peaks = np.abs(windows).max(axis=1, keepdims=True)
        gain = np.divide(np.float32(graph.peak), peaks, out=np.zeros_like(peaks), where=peaks > 0)
        windows = windows * gain
    elif graph.level is Levelling.Z_SCORE:
        variance = (windows * windows).mean(axis=1, keepdims=True)
        windows = windows / np.sqrt(variance + _LEAST_VARIANCE)
    return windows if graph.scale == 1 else windows * np.float32(graph.scale)
