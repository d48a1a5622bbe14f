"""What a species list of a person's own is made of: another list, a place, or what was found."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from core.domain import Species, Verdict
from core.errors import UnusableValueError
from core.networks.network import Network, species_of
from core.species.expected import LEAST_LIKELY
from core.species.lists import list_for
from core.species.naming import Names
from core.species.ranges import SeasonalPlace, range_model
from core.store import Project, detections
from core.store.detections import Filter


@dataclass(frozen=True, slots=True)
class ListChoice:
    """Species, what they come from in words, and what is to be known of them."""

    species: tuple[Species, ...]
    source: str
    notes: tuple[str, ...] = ()


def of_list(path: Path, network: Network, own: Path | None = None, *, strict: bool) -> ListChoice:
    """Return the species of a file, of one that comes along, or of another one of the project."""
    found = list_for(path, network, own, strict=strict)
    named = frozenset(found.species)
    chosen = tuple(one for one in species_of(network) if one.scientific_name in named)
    return ListChoice(chosen, f"the list {found.name}", found.notes)


def of_place(network: Network, latitude: float, longitude: float, week: int | None) -> ListChoice:
    """Return what a network's range model expects at a place; at any time of the year in a year.

    Raises UnusableValueError where the network knows no ranges, NetworkUnavailableError.
    """
    ranges = range_model(network.manifest.range_model)
    if ranges is None:
        raise UnusableValueError(
            f"{network.manifest.title} {network.manifest.version} does not know where species "
            "live. Choose another network."
        )
    every = species_of(network)
    weeks = range(1, 49) if week is None else [week]
    places = [SeasonalPlace(latitude, longitude, one) for one in weeks]
    chances = ranges.expected(places, [one.scientific_name for one in every])
    likeliest = np.fmax.reduce(chances, axis=0)
    chosen = tuple(o for o, chance in zip(every, likeliest, strict=True) if chance >= LEAST_LIKELY)
    season = "any week of the year" if week is None else f"week {week} of 48"
    return ListChoice(chosen, f"the range model at {latitude:g}, {longitude:g}, {season}")


def of_found(project: Project, run_id: int, at_least: int = 1, *, verified: bool) -> ListChoice:
    """Return what an analysis found, so often at least, or what a person found right."""
    said = frozenset({Verdict.CORRECT}) if verified else None
    with project.reading() as db:
        counts = detections.by_species(db, Filter(run_id=run_id, verdicts=said))
    chosen = tuple(one.species for one in counts if one.detections >= at_least)
    how = (
        "found right by a person"
        if verified
        else f"found {'once' if at_least == 1 else f'{at_least} times'} or more"
    )
    return ListChoice(chosen, f"what was {how}")


def edited(
    first: Sequence[Species], known: Sequence[Species], add: Iterable[str], drop: Iterable[str]
) -> tuple[Species, ...]:
    """Return species with some more, and without some, by any of their names.

    Raises UnusableValueError for a name that nobody has.
    """
    names = Names(known)
    by_name = {one.scientific_name: one for one in known}
    chosen = {one.scientific_name: one for one in first}
    for text in add:
        name = _meant(text, names)
        chosen[name] = by_name[name]
    for text in drop:
        chosen.pop(_meant(text, names), None)
    return tuple(chosen.values())


def _meant(text: str, names: Names) -> str:
    found = names.scientific(text) or names.common(text) or names.otherwise(text)
    if found is None:
        raise UnusableValueError(
            f"No species of this network is called {text}.",
            command=f'undersong names find "{text}"',
        )
    return found
