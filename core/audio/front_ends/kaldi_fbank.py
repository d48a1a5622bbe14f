"""Log filter banks as Kaldi makes them: each frame is prepared by itself.

D. Povey et al. 2011, "The Kaldi speech recognition toolkit". Never dithered: what a network is
given depends on the sound alone.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.audio.front_ends.finish import Finish
from core.audio.front_ends.framing import Taper, magnitudes
from core.audio.front_ends.function import FrontEndFunction
from core.audio.front_ends.mel import MelBands, Triangle
from core.audio.front_ends.parameters import Parameters, require
from core.audio.front_ends.sound import FirstSteps
from core.errors import UnusableValueError

Float32 = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class KaldiBank:
    """How frames are cut and prepared, and which bands there are."""

    n_mels: int
    fmin: float = 20.0
    """Lower end of the lowest band, in Hz."""
    fmax: float = 0.0
    """Upper end of the highest, in Hz; 0 or less: so far below half the sample rate."""
    win: int = 0
    """Length of a frame in samples; 0: 25 ms."""
    hop: int = 0
    """From one frame to the next in samples; 0: 10 ms."""
    window: Taper = Taper.POVEY
    preemphasis: float = 0.97
    remove_dc: bool = True
    """Whether the mean of each frame is subtracted from it."""
    snip_edges: bool = True
    """Whether only frames are taken that lie within the window; else it goes on as its mirror
    image, and there is a frame for each ``hop``."""
    floor: float = float(np.finfo(np.float32).eps)
    """Least energy of a band."""
    power: int = 2
    """1: magnitudes; 2: their squares."""

    def __post_init__(self) -> None:
        """Refuse what cannot be. Raises UnusableValueError."""
        require("win", self.win, 0, 1 << 17)
        require("hop", self.hop, 0)
        require("preemphasis", self.preemphasis, 0, 1)
        require("power", self.power, 1, 2)
        if self.floor <= 0:
            raise UnusableValueError("floor must be more than 0: silence has no level")

    def bands(self, sample_rate: int) -> MelBands:
        """Return the bands."""
        fmax = self.fmax if self.fmax > 0 else sample_rate / 2 + self.fmax
        require("fmax", fmax, float(np.nextafter(self.fmin, np.inf)))
        return MelBands(self.n_mels, self.fmin, fmax, triangles=Triangle.MEL)


def build(parameters: Parameters, sample_rate: int, window_samples: int) -> FrontEndFunction:
    """Return the function; the window has one row of bands for each frame."""
    sound, bank = parameters.take(FirstSteps), parameters.take(KaldiBank)
    finish = parameters.take(Finish)
    frames = _Frames(bank, sample_rate, sound.count(window_samples))
    weights = bank.bands(sample_rate).weights(frames.n_fft, sample_rate)
    floor = np.float32(bank.floor)

    def of_block(windows: Float32) -> Float32:
        cut = frames.of(sound.apply(windows))
        energies = magnitudes(cut, frames.prepared, frames.n_fft, bank.power) @ weights
        levels = np.log(np.maximum(energies, floor, out=energies), out=energies)
        return finish.apply(levels)

    return FrontEndFunction(finish.shape(frames.count, bank.n_mels), window_samples, of_block)


class _Frames:
    """Cuts windows into frames, and prepares these."""

    def __init__(self, bank: KaldiBank, sample_rate: int, samples: int) -> None:
        self._bank, self._samples = bank, samples
        self._win = bank.win or sample_rate * 25 // 1000
        self._hop = bank.hop or sample_rate * 10 // 1000
        require("win", self._win, 2)
        require("hop", self._hop, 1)
        self._curve = bank.window.curve(self._win)
        self.n_fft = 1 << (self._win - 1).bit_length()
        self.count = self._count()

    def _count(self) -> int:
        if not self._bank.snip_edges:
            count = (self._samples + self._hop // 2) // self._hop
        else:
            count = 1 + (self._samples - self._win) // self._hop
        if count < 1:
            raise UnusableValueError(
                f"a frame of {self._win} samples is longer than the window of {self._samples}"
            )
        return count

    def of(self, windows: Float32) -> Float32:
        """Return [n, count, win] of windows [n, samples]."""
        windows, first = self._mirrored(windows)
        reach = np.lib.stride_tricks.sliding_window_view(windows, self._win, axis=1)
        return reach[:, first :: self._hop][:, : self.count]

    def prepared(self, some: Float32) -> Float32:
        """Return frames without their mean, emphasised and tapered."""
        frames = np.array(some)
        if self._bank.remove_dc:
            frames -= frames.mean(axis=2, keepdims=True)
        share = np.float32(self._bank.preemphasis)
        if share:
            # The first sample has none before it and stands for that itself.
            before = np.concatenate((frames[..., :1], frames[..., :-1]), axis=2)
            frames -= share * before
        frames *= self._curve
        return frames

    def _mirrored(self, windows: Float32) -> tuple[Float32, int]:
        """Return windows that hold all frames, and where the first begins."""
        if self._bank.snip_edges:
            return windows, 0
        first = self._hop // 2 - self._win // 2
        end = first + (self.count - 1) * self._hop + self._win
        margins = max(0, -first), max(0, end - self._samples)
        return np.pad(windows, ((0, 0), margins), mode="symmetric"), max(0, first)
