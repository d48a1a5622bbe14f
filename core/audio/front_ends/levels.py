"""From energies to levels."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from core.audio.front_ends.parameters import require
from core.errors import UnusableValueError

Float32 = NDArray[np.float32]


class Logarithm(StrEnum):
    """Which logarithm is taken."""

    NONE = "none"
    LN = "ln"
    LOG10 = "log10"
    DB = "db"
    """10 log10."""


@dataclass(frozen=True, slots=True)
class Levels:
    """A level is log(max(scale x, floor) + offset) of an energy or magnitude x."""

    log: Logarithm = Logarithm.NONE
    scale: float = 1.0
    offset: float = 0.0
    floor: float = 0.0
    top_db: float = 0.0
    """How far a level may lie below the window's highest, in the unit of levels; 0: any."""

    def __post_init__(self) -> None:
        """Refuse what cannot be. Raises UnusableValueError."""
        require("offset", self.offset, 0)
        require("floor", self.floor, 0)
        require("top_db", self.top_db, 0)
        if self.scale <= 0:
            raise UnusableValueError("scale must be more than 0")
        if self.log is not Logarithm.NONE and not self.offset and not self.floor:
            raise UnusableValueError("offset or floor must be more than 0: silence has no level")

    def apply(self, energies: Float32) -> Float32:
        """Return levels of energies [n, frames, bands], in their place."""
        if self.scale != 1:
            energies *= np.float32(self.scale)
        if self.floor:
            np.maximum(energies, np.float32(self.floor), out=energies)
        if self.offset:
            energies += np.float32(self.offset)
        if self.log is not Logarithm.NONE:
            np.log(energies, out=energies)
            energies *= _PER_LN[self.log]
        if self.top_db:
            highest = energies.max(axis=(1, 2), keepdims=True)
            np.maximum(energies, highest - np.float32(self.top_db), out=energies)
        return energies


_PER_LN = {
    Logarithm.LN: np.float32(1),
    Logarithm.LOG10: np.float32(1 / np.log(10)),
    Logarithm.DB: np.float32(10 / np.log(10)),
}
