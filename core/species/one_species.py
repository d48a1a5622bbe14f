"""Which species of several networks are one, whatever each of them calls it."""

from collections.abc import Collection, Mapping, Sequence

from core.domain import Species
from core.names import same_species
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


def other_names(species: Species) -> tuple[str, ...]:
    """Return what else a species is called: older and newer names, then its common name."""
    own = compared(species.scientific_name)
    lines = (names for names in same_species() if own in map(compared, names))
    others = [name for names in lines for name in names if compared(name) != own]
    return tuple(dict.fromkeys([*others, species.common_name]))


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
