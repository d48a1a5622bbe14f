"""Magnitudes or powers of single frequencies over time."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.audio.front_ends.finish import Finish
from core.audio.front_ends.framing import Framing
from core.audio.front_ends.function import FrontEndFunction
from core.audio.front_ends.levels import Levels
from core.audio.front_ends.parameters import Parameters, require

Float32 = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Rows:
    """Which frequencies are kept: row k of a spectrum is k / n_fft of the sample rate."""

    first_row: int = 0
    rows: int = 0
    """How many; 0: all from there on."""
    highest_first: bool = False

    def __post_init__(self) -> None:
        """Refuse what cannot be. Raises UnusableValueError."""
        require("first_row", self.first_row, 0)
        require("rows", self.rows, 0)

    def of(self, all_rows: int) -> slice:
        """Return which of all rows. Raises UnusableValueError where there are not so many."""
        require("first_row", self.first_row, 0, all_rows - 1)
        require("rows", self.rows, 0, all_rows - self.first_row)
        end = self.first_row + self.rows if self.rows else all_rows
        if self.highest_first:
            return slice(end - 1, self.first_row - 1 if self.first_row else None, -1)
        return slice(self.first_row, end)


def build(parameters: Parameters, sample_rate: int, window_samples: int) -> FrontEndFunction:
    """Return the function; rows are frequencies whatever the sample rate."""
    framing, rows = parameters.take(Framing), parameters.take(Rows)
    levels, finish = parameters.take(Levels), parameters.take(Finish)
    kept = rows.of(framing.rows)
    spectra = framing.spectra(window_samples)

    def of_block(windows: Float32) -> Float32:
        return finish.apply(levels.apply(spectra(windows)[..., kept]))

    bands = len(range(framing.rows)[kept])
    shape = finish.shape(framing.count(window_samples), bands)
    return FrontEndFunction(shape, window_samples, of_block)
