"""Which species of several networks are one, whatever each of them calls it."""

from collections.abc import Collection, Mapping, Sequence
from functools import cache

from core.domain import Species
from core.same_species import same_species
from core.species.naming import Names, compared


def united(networks: Sequence[Collection[Species]]) -> list[dict[Species, Species]]:
    """Return for each network: its species -> the one that stands for it in all of them.

    That is as the first network that knows it calls it. Equal scientific names are one species,
    then older and newer names of one, then equal common names. What a network itself tells apart
    is never made one.
    """
    known: dict[Species, None] = {}
    found = []
    for species in networks:
        mine = _placed(species, list(known))
        known |= dict.fromkeys(mine.values())
        found.append(mine)
    return found


def other_names(scientific_name: str) -> Sequence[str]:
    """Return older and newer names of a species."""
    own = compared(scientific_name)
    return [name for name in _lines().get(own, ()) if compared(name) != own]


@cache
def _lines() -> Mapping[str, tuple[str, ...]]:
    return {compared(name): names for names in same_species() for name in names}


def _placed(species: Collection[Species], known: Sequence[Species]) -> dict[Species, Species]:
    exactly = {compared(one.scientific_name): one for one in known}
    placed: dict[Species, Species] = {}
    others = []
    for one in species:
        same = exactly.get(compared(one.scientific_name))
        if same is None:
            others.append(one)
        else:
            placed[one] = same
    taken = set(placed.values())
    names = Names([one for one in known if one.group != "sound"])
    for one in sorted(others, key=lambda each: each.scientific_name):
        same = _otherwise_called(one, names, exactly)
        placed[one] = one if same is None or same in taken else same
        taken.add(placed[one])
    return placed


def _otherwise_called(
    species: Species, names: Names, exactly: Mapping[str, Species]
) -> Species | None:
    if species.group == "sound":
        return None
    found = names.scientific(species.scientific_name) or names.common(species.common_name)
    return exactly[compared(found)] if found else None
