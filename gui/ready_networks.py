"""Facts of the networks that can be run here."""

from core.inference import priority
from core.networks import catalogue
from core.networks.manifest import Manifest


def manifests() -> list[Manifest]:
    """Return the facts of all of them."""
    return [known.manifest for known in catalogue.ready()]


def manifest_of(network_id: str) -> Manifest:
    """Return the facts of a network. Raises UnusableValueError for one that is not known here."""
    return catalogue.network(network_id).manifest


def suitable_workers(manifest: Manifest) -> int:
    """Return how many processes suit this computer and network."""
    return priority.suitable_workers(manifest)
