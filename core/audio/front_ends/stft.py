"""Magnitudes or powers of single frequencies over time."""

import numpy as np
from numpy.typing import NDArray

from core.audio.front_ends.finish import Finish
from core.audio.front_ends.framing import Framing
from core.audio.front_ends.function import FrontEndFunction
from core.audio.front_ends.levels import Levels
from core.audio.front_ends.parameters import Parameters
from core.audio.front_ends.rows import SpectrumRows
from core.audio.front_ends.sound import FirstSteps

Float32 = NDArray[np.float32]


def build(parameters: Parameters, _sample_rate: int, window_samples: int) -> FrontEndFunction:
    """Return the function; rows are frequencies whatever the sample rate."""
    sound, framing = parameters.take(FirstSteps), parameters.take(Framing)
    rows, levels = parameters.take(SpectrumRows), parameters.take(Levels)
    finish = parameters.take(Finish)
    kept, samples = rows.of(framing.rows), sound.count(window_samples)
    spectra = framing.spectra(samples)

    def of_block(windows: Float32) -> Float32:
        return finish.apply(levels.apply(spectra(sound.apply(windows))[..., kept]))

    shape = finish.shape(framing.count(samples), len(range(framing.rows)[kept]))
    return FrontEndFunction(shape, window_samples, of_block)
