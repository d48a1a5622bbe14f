"""BirdNET 2.4: 6,522 labels of birds, other animals and kinds of sound, in windows of 3 s."""

from functools import cached_property

from core.networks.birdnet.files import LABELS, MANIFEST, file
from core.networks.birdnet.labels import read_labels
from core.networks.manifest import Manifest
from core.networks.network import Head


class BirdNet:
    """BirdNET 2.4 as it is installed on this machine."""

    @property
    def manifest(self) -> Manifest:
        """Return the facts of this network."""
        return MANIFEST

    @cached_property
    def heads(self) -> tuple[Head, ...]:
        """Return its one head. Raises NetworkUnavailableError where its labels are missing."""
        (head,) = MANIFEST.heads
        return (Head(head, read_labels(file(LABELS))),)
