"""BirdNET's scores in a third of the time: its front end in numpy, its graph behind it."""

from typing import Protocol

import numpy as np

from core.networks.birdnet.files import SCORES
from core.networks.birdnet.frontend import BirdNetFrontEnd
from core.networks.birdnet.kernels import IMAGE_SHAPE, WINDOW_SAMPLES, Kernels
from core.networks.birdnet.parts import Parts
from core.networks.network import Float32, Outputs
from core.networks.runtimes.litert import LiteRtGraph
from core.networks.runtimes.release_pages import release

OUTPUTS = (
    ("BLOCK_2-4_ADD",),
    ("BLOCK_3-5_ADD",),
    ("BLOCK_4-4_ADD",),
    ("Identity", "GLOBAL_AVG_POOL"),
)
"""Of the four pieces."""
THIRD_BATCH = 10
"""How many windows the third piece is quickest with."""


class ImageGraph(Protocol):
    """The network behind the front end. For one thread."""

    @property
    def batch_size(self) -> int:
        """Return the number of images a call is quickest with."""
        ...

    def score(self, images: Float32) -> Outputs:
        """Score what the front end made of windows [n, *IMAGE_SHAPE]."""
        ...


class LiteRtPieces:
    """The graph in four pieces, on the processor.

    The early layers are large in numbers and small in weights, the late ones the other way
    round. So the early ones see one window at a time, which then never leaves the cache, and the
    late ones several, which spares fetching their weights for each window: the last piece has
    34 MB of them and sees a whole batch.
    """

    batch_size = 20  # a minute of sound

    def __init__(self, parts: Parts) -> None:
        """Load the pieces. Raises NetworkUnavailableError where one cannot be loaded."""
        self._first = LiteRtGraph(parts.graphs[0], OUTPUTS[0])
        self._second = LiteRtGraph(parts.graphs[1], OUTPUTS[1])
        self._third = LiteRtGraph(parts.graphs[2], OUTPUTS[2])
        self._last = LiteRtGraph(parts.graphs[3], OUTPUTS[3])
        # The first run packs the weights; from then on the files are not read.
        self.score(np.zeros((1, *IMAGE_SHAPE), np.float32))
        release(parts.graphs)

    def score(self, images: Float32) -> Outputs:
        """See ImageGraph."""
        # Stage by stage and not window by window: each stage finds its weights in the cache.
        early = [self._first.run(images[i : i + 1])[0] for i in range(len(images))]
        middle = np.concatenate([self._second.run(features)[0] for features in early])
        late = [
            self._third.run(middle[i : i + THIRD_BATCH])[0]
            for i in range(0, len(middle), THIRD_BATCH)
        ]
        logits, embeddings = self._last.run(np.concatenate(late))
        return Outputs({SCORES: logits}, embeddings)


class FastBirdNet:
    """An engine whose scores equal the original graph's. For one thread."""

    def __init__(self, kernels: Kernels, graph: ImageGraph, note: str = "fast engine") -> None:
        self._front, self._graph = BirdNetFrontEnd(kernels), graph
        self._windows = np.zeros((graph.batch_size, WINDOW_SAMPLES), np.float32)
        self._images = np.zeros((graph.batch_size, *IMAGE_SHAPE), np.float32)
        self.note = note

    @property
    def batch_size(self) -> int:
        """Return the number of windows a call is quickest with."""
        return self._graph.batch_size

    def buffer(self, windows: int) -> Float32:
        """Return where to write samples [windows, 144000]; it is the same memory at every call."""
        return self._windows[:windows]

    def run(self, windows: Float32) -> Outputs:
        """Score windows [n, 144000] of finite samples; n from 1 to ``batch_size``."""
        images = self._images[: len(windows)]
        for window, image in zip(windows, images, strict=True):
            self._front.run(window, image)
        return self._graph.score(images)
