"""Which species an analysis expects, as the window asks for it."""

from pathlib import Path

from core.analysis import Settings
from core.analysis.remarks import remarks
from core.networks.catalogue import network
from core.networks.network import species_of
from core.species.lists import SpeciesList, list_for


def read_species_list(path: Path, network_id: str) -> SpeciesList:
    """Return a person's own species list. Raises UserError naming what is wrong in it."""
    return list_for(path, network(network_id))


def every_species(network_id: str) -> SpeciesList:
    """Return the list of all that a network can name: nothing is hidden."""
    names = sorted(one.scientific_name for one in species_of(network(network_id)))
    return SpeciesList("all", tuple(names))


def said_of(settings: Settings) -> list[str]:
    """Say what was read otherwise, what the network cannot hear, and what has no known range."""
    return remarks(network(settings.network), settings)
