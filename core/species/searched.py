"""By what species are found when somebody types: beside what they are called, all else."""

from collections.abc import Mapping, Sequence

from core.domain import Species
from core.networks.known_species import known_species
from core.species.codes import codes
from core.species.one_species import other_names


def names_beside(species: Sequence[Species]) -> Mapping[str, Sequence[str]]:
    """Return scientific name -> its other scientific names, its English name, and its codes."""
    return {one.scientific_name: _beside(one) for one in species if one.group != "sound"}


def _beside(one: Species) -> list[str]:
    known = known_species(one.scientific_name)
    english = [known.common_name] if known and known.common_name != one.common_name else []
    found = codes().get(one.scientific_name, ())
    return [*english, *found, *other_names(one.scientific_name)]
