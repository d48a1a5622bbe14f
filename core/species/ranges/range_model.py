"""What a range model is, to the rest of the program."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

Float32 = NDArray[np.float32]


class SeasonalPlace(NamedTuple):
    """A position in degrees and a time of the year."""

    latitude: float
    longitude: float
    week: int | None
    """Four a month, from 1 to 48; None is any time of the year."""


class RangeModel(Protocol):
    """Says how likely species occur somewhere at some time of the year."""

    def expected(self, places: Sequence[SeasonalPlace], names: Sequence[str]) -> Float32:
        """Return how likely species, by scientific name, occur there and then: [places, names].

        From 0 to 1, and NaN for those that it knows nothing of. What answers is loaded for the
        call and let go of again: ask for many places at once. Raises NetworkUnavailableError.
        """
        ...
