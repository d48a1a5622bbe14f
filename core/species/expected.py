"""Which of a network's labels to expect at a place and time of year."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from core.networks.network import Network, SeasonalPlace
from core.species.lists import SpeciesList

LEAST_LIKELY = 0.03
"""Species that the range network holds less likely are not expected (BirdNET's default)."""


def week_of(day: date) -> int:
    """Return the week that BirdNET's range network counts: four a month, from 1 to 48."""
    return (day.month - 1) * 4 + min(4, (day.day - 1) // 7 + 1)


@dataclass(frozen=True, slots=True)
class Expectation:
    """The labels expected at one place and week."""

    place: str
    """``latitude,longitude,week`` as it was asked, or ``all`` where the place does not matter."""
    listed: NDArray[np.bool_]
    """[labels]"""


class ExpectedSpecies:
    """The filter of a run: a list of a person's own, or the network's ranges and seasons."""

    def __init__(self, network: Network, chosen: SpeciesList | None) -> None:
        self._network = network
        self._birds = np.array([label.group == "bird" for label in network.labels])
        self._asked: dict[SeasonalPlace, Expectation] = {}
        wanted = None if chosen is None else set(chosen.species)
        listed = [wanted is None or s.scientific_name in wanted for s in network.labels]
        self._everywhere = Expectation("all", np.array(listed))
        self._fixed = chosen is not None

    def prepare(self, places: Iterable[SeasonalPlace | None]) -> None:
        """Find out what to expect at many places at once: much quicker than one by one."""
        known = {_rounded(p) for p in places if p is not None and not self._fixed}
        new = sorted(known - self._asked.keys(), key=str)
        likely = self._network.expected(new) if new else None
        if likely is None:
            self._asked |= dict.fromkeys(new, self._everywhere)
            return
        for place, chances in zip(new, likely, strict=True):
            week = "all" if place.week is None else place.week
            name = f"{place.latitude},{place.longitude},{week}"
            self._asked[place] = Expectation(name, (chances >= LEAST_LIKELY) | ~self._birds)

    def at(self, place: SeasonalPlace | None) -> Expectation:
        """Return what to expect somewhere in some week.

        Without a position, or with a list of the person's own, every place is the same. Labels
        that are no birds are always expected: the range network knows nothing of them.
        """
        if self._fixed or place is None:
            return self._everywhere
        self.prepare([place])
        return self._asked[_rounded(place)]


def _rounded(place: SeasonalPlace) -> SeasonalPlace:
    # A hundredth of a degree is about a kilometre: finer than ranges are known.
    return SeasonalPlace(round(place.latitude, 2), round(place.longitude, 2), place.week)
