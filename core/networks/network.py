"""What a network is, to the rest of the program."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from core.domain import Label, Species
from core.networks.manifest import HeadManifest, Manifest

Float32 = NDArray[np.float32]


class Outputs(NamedTuple):
    """What an engine says of a batch of windows; what a network does not give is left out."""

    scores: Mapping[str, Float32]
    """Role -> [windows, labels], or [windows, frames, labels]: see ``HeadManifest.output``."""
    embeddings: Float32 | None = None
    """[windows, embedding_size], or [windows, frames, embedding_size]."""
    frames: Float32 | None = None
    """[windows, frames, embedding_size], where a network gives them beside ``embeddings``."""


@dataclass(frozen=True, slots=True)
class Head:
    """A head with its labels, in the order of its output."""

    manifest: HeadManifest
    labels: tuple[Label, ...]


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
    def heads(self) -> tuple[Head, ...]:
        """Return the heads that came with it."""
        ...


def species_of(network: Network) -> tuple[Species, ...]:
    """Return all that a network's labels stand for, each once, in their order."""
    labels = (label for head in network.heads for label in head.labels)
    return tuple(dict.fromkeys(label.species for label in labels if label.species))
