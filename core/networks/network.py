"""What a network is, to the rest of the program."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from core.domain import Species

Float32 = NDArray[np.float32]


class SeasonalPlace(NamedTuple):
    """A position in degrees and a time of the year."""

    latitude: float
    longitude: float
    week: int | None
    """Four a month, from 1 to 48; None is any time of the year."""


class Outputs(NamedTuple):
    """What an engine says of a batch of windows."""

    logits: Float32
    """[windows, labels], before any sigmoid."""
    embeddings: Float32
    """[windows, embedding_size]."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What must be known of a network before it is loaded."""

    id: str
    """Name and version as stored and typed: ``birdnet-2.4``."""
    title: str
    version: str
    sample_rate: int
    window_s: float
    embedding_size: int
    licence: str
    citation: str
    non_commercial: bool
    sha256: dict[str, str] = field(default_factory=dict)
    """File name to hash: what a stored score depends on."""

    @property
    def window_samples(self) -> int:
        """Return the length of a window in samples at the network's own rate."""
        return round(self.window_s * self.sample_rate)


class Engine(Protocol):
    """A loaded network in one thread. Not safe to share between threads."""

    @property
    def note(self) -> str:
        """Say how it runs, for the run's record ("fast engine", "original graph: why")."""
        ...

    @property
    def batch_size(self) -> int:
        """Return the number of windows a call is quickest with."""
        ...

    def buffer(self, windows: int) -> Float32:
        """Return room for 1 to ``batch_size`` windows [windows, window_samples] to write into.

        Handing it to ``run`` saves a copy. It is the same memory at every call.
        """
        ...

    def run(self, windows: Float32) -> Outputs:
        """Score windows [n, window_samples] of finite samples; n from 1 to ``batch_size``.

        The windows may be the engine's own ``buffer`` or any other array, and are left as they
        were. The outputs are copies that stay valid after the next call.
        """
        ...


class Network(Protocol):
    """A network that this machine can run."""

    @property
    def manifest(self) -> Manifest:
        """Return the facts of this network."""
        ...

    @property
    def labels(self) -> tuple[Species, ...]:
        """Return what each column of the logits stands for."""
        ...

    def open(self) -> Engine:
        """Load an engine for the calling thread. Takes up to a second.

        Raises NetworkUnavailableError where files are missing or damaged.
        """
        ...

    def expected(self, places: Sequence[SeasonalPlace]) -> Float32 | None:
        """Return how likely each label occurs there and then, 0 to 1; None if it cannot say.

        [places, labels]. What answers is loaded for the call and let go of again: ask for many
        places at once.
        """
        ...
