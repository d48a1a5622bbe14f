"""What is known of species by their scientific names: common names and groups, of BirdNET's list.

For networks whose own lists have nothing but names.
"""

from collections.abc import Mapping
from functools import cache

from core.domain import Species
from core.errors import NetworkUnavailableError
from core.networks.birdnet.files import LABELS, file
from core.networks.birdnet.labels import read_labels
from core.same_species import same_species


def known_species(scientific_name: str) -> Species | None:
    """Return what is known of a species, also by an older or newer name; None: nothing."""
    return known_by_name().get(scientific_name.casefold())


def group_of_genus(scientific_name: str) -> str | None:
    """Return whether a genus is one of birds or of other animals; None: it is not known."""
    return _by_genus().get(scientific_name.casefold().partition(" ")[0])


@cache
def known_by_name() -> Mapping[str, Species]:
    """Return all that is known, by scientific names in small letters, older and newer ones."""
    try:
        labels = read_labels(file(LABELS))
    except NetworkUnavailableError:
        return {}  # its package is not there: then names have to do
    known = {
        label.species.scientific_name.casefold(): label.species
        for label in labels
        if label.species and label.species.group != "sound"
    }
    for names in same_species():
        folded = [name.casefold() for name in names]
        found = next((known[name] for name in folded if name in known), None)
        if found is not None:
            known |= {name: found for name in folded if name not in known}
    return known


@cache
def _by_genus() -> Mapping[str, str]:
    return {name.partition(" ")[0]: known.group for name, known in known_by_name().items()}
