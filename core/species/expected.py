"""Which species to expect at a place and time of year."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.domain import Recording, Species
from core.species.lists import SpeciesList
from core.species.ranges import RangeModel, SeasonalPlace
from core.taxon_groups import TaxonGroup, taxon_group

EVERYWHERE, ANY_WEEK = "all", "all"
"""What a place that nobody knows, or that does not matter, is called, and a week."""
LEAST_LIKELY = 0.03
"""Species that the range model holds less likely are not expected (BirdNET's default)."""


def week_of(day: date) -> int:
    """Return the week that BirdNET's range model counts: four a month, from 1 to 48."""
    return (day.month - 1) * 4 + min(4, (day.day - 1) // 7 + 1)


def asked_place(settings: Mapping[str, Any], recording: Recording) -> SeasonalPlace | None:
    """Return of which place and week a run asks for a recording; None: nobody knows the place.

    ``settings`` are those of its record: latitude, longitude and week.
    """
    day = recording.start.local.date() if recording.start else None
    return asked_of(settings, recording.latitude, recording.longitude, day)


def asked_of(
    settings: Mapping[str, Any], latitude: float | None, longitude: float | None, day: date | None
) -> SeasonalPlace | None:
    """Return of which place and week a run asks for what was recorded somewhere on a day."""
    if settings.get("latitude") is not None and settings.get("longitude") is not None:
        latitude, longitude = settings["latitude"], settings["longitude"]
    if latitude is None or longitude is None:
        return None
    week = asked_week(settings.get("week", "auto"), day)
    return _rounded(SeasonalPlace(latitude, longitude, week))


def place_name(place: SeasonalPlace | None) -> str:
    """Return what a place and week is called in a run's lists."""
    if place is None:
        return EVERYWHERE
    week = ANY_WEEK if place.week is None else place.week
    return f"{place.latitude},{place.longitude},{week}"


def asked_week(chosen: object, day: date | None) -> int | None:
    """Return the week that is asked for of a day; None: any time of the year."""
    if isinstance(chosen, int):
        return chosen
    return week_of(day) if chosen == "auto" and day is not None else None


def without_range(ranges: RangeModel, names: Sequence[str]) -> list[str]:
    """Return the species, by scientific name, of which a range model knows nothing."""
    (chances,) = ranges.expected([SeasonalPlace(0.0, 0.0, None)], names)
    return [name for name, chance in zip(names, chances, strict=True) if np.isnan(chance)]


@dataclass(frozen=True, slots=True)
class Expectation:
    """The species expected at one place and week."""

    place: str
    """``latitude,longitude,week`` as it was asked, or ``all`` where the place does not matter."""
    listed: NDArray[np.bool_]
    """[species]"""


class ExpectedSpecies:
    """The filter of a run: a list of a person's own, or ranges and seasons."""

    def __init__(
        self,
        species: Sequence[Species],
        ranges: RangeModel | None,
        chosen: SpeciesList | None,
        groups: Collection[TaxonGroup] = (),
    ) -> None:
        """Take the species that may be heard. Without ``ranges`` all are expected everywhere.

        Of ``groups``, where there are any, and of no others.
        """
        of_groups = [
            not groups or taxon_group(one.scientific_name, one.group) in groups for one in species
        ]
        self._of_groups = np.array(of_groups, np.bool_)
        self._names = [one.scientific_name for one in species]
        self._ranges = ranges
        self._asked: dict[SeasonalPlace, Expectation] = {}
        wanted = None if chosen is None else set(chosen.species)
        listed = [wanted is None or name in wanted for name in self._names]
        self._everywhere = Expectation(EVERYWHERE, np.array(listed, np.bool_) & self._of_groups)
        self._fixed = chosen is not None or ranges is None

    def prepare(self, places: Iterable[SeasonalPlace | None]) -> None:
        """Find out what to expect at many places at once: much quicker than one by one."""
        if self._ranges is None or self._fixed:
            return
        known = {_rounded(p) for p in places if p is not None}
        new = sorted(known - self._asked.keys(), key=str)
        if not new:
            return
        for place, chances in zip(new, self._ranges.expected(new, self._names), strict=True):
            listed = ~(chances < LEAST_LIKELY) & self._of_groups
            self._asked[place] = Expectation(place_name(place), listed)

    def at(self, place: SeasonalPlace | None) -> Expectation:
        """Return what to expect somewhere in some week.

        Without a position, or with a list of the person's own, every place is the same. Species
        that the range model knows nothing of are always expected.
        """
        if self._fixed or place is None:
            return self._everywhere
        self.prepare([place])
        return self._asked[_rounded(place)]


def _rounded(place: SeasonalPlace) -> SeasonalPlace:
    # A hundredth of a degree is about a kilometre: finer than ranges are known.
    return SeasonalPlace(round(place.latitude, 2), round(place.longitude, 2), place.week)
