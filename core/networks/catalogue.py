"""The networks this program knows. A new one is a new module and one line here."""

from core.errors import UnusableValueError
from core.networks.birdnet.network import BirdNet
from core.networks.network import Network

NETWORKS: tuple[Network, ...] = (BirdNet(),)


def network(id: str) -> Network:
    """Return the network with this id.

    Raises UnusableValueError, naming those there are, for any other.
    """
    for known in NETWORKS:
        if known.manifest.id == id:
            return known
    names = ", ".join(known.manifest.id for known in NETWORKS)
    raise UnusableValueError(f"There is no network called {id}. These are known: {names}.")
