"""Which of a network's labels to expect at a place and time of year."""

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from core.networks.network import Network
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
        self._asked: dict[tuple[float, float, int | None], Expectation] = {}
        wanted = None if chosen is None else set(chosen.species)
        listed = [wanted is None or s.scientific_name in wanted for s in network.labels]
        self._everywhere = Expectation("all", np.array(listed))
        self._fixed = chosen is not None

    def at(self, latitude: float | None, longitude: float | None, week: int | None) -> Expectation:
        """Return what to expect there in that week (None: any time of the year).

        Without a position, or with a list of the person's own, every place is the same. Labels
        that are no birds are always expected: the range network knows nothing of them.
        """
        if self._fixed or latitude is None or longitude is None:
            return self._everywhere
        # A hundredth of a degree is about a kilometre: finer than ranges are known.
        asked = (round(latitude, 2), round(longitude, 2), week)
        if asked not in self._asked:
            likely = self._network.expected(*asked)
            if likely is None:
                return self._everywhere
            place = f"{asked[0]},{asked[1]},{'all' if week is None else week}"
            self._asked[asked] = Expectation(place, (likely >= LEAST_LIKELY) | ~self._birds)
        return self._asked[asked]
