"""Which species an analysis expects, as the window asks for it."""

from pathlib import Path

from core.analysis import Settings
from core.analysis.remarks import remarks
from core.networks.catalogue import network
from core.networks.network import species_of
from core.species.lists import SpeciesList, list_for
from core.species.shipped import shipped_lists


def read_species_list(path: Path, network_id: str) -> SpeciesList:
    """Return a person's own species list. Raises UserError naming what is wrong in it."""
    return list_for(path, network(network_id))


def lists_that_come_along() -> list[tuple[str, str]]:
    """Return (id, name with the number of species) of the lists that come with the program."""
    return [(one.id, f"{one.name} ({one.species})") for one in shipped_lists()]


def every_species(network_id: str) -> SpeciesList:
    """Return the list of all that a network can name: nothing is hidden."""
    names = sorted(one.scientific_name for one in species_of(network(network_id)))
    return SpeciesList("all", tuple(names))


def said_of(settings: Settings) -> list[str]:
    """Say what was read otherwise, what the network cannot hear, and what has no known range."""
    return remarks(network(settings.network), settings)
