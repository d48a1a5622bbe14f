"""Cutting a recording into the windows that a network hears.

Windows start every ``window - overlap`` seconds. The last one is filled up with zeros and kept if
it holds at least a second of sound, as BirdNET's own programs do.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import soxr
from numpy.typing import NDArray

from core.audio.source import Source

Float32 = NDArray[np.float32]

LAST_WINDOW_S = 1.0
"""A last window with less sound than this is left out."""

_WARM_UP_S = 0.25
"""Sound before the first window, so that the resampler's filter has settled when it begins."""

_BLOCK_FRAMES = 1 << 17


@dataclass(frozen=True, slots=True)
class Windowing:
    """How long windows are and how far apart, in samples at the network's rate."""

    sample_rate: int
    length: int
    step: int

    @classmethod
    def of(cls, sample_rate: int, window_s: float, overlap_s: float) -> "Windowing":
        """Make it from seconds. The overlap must be shorter than the window."""
        length = round(window_s * sample_rate)
        step = length - round(overlap_s * sample_rate)
        if not 0 < step <= length:
            raise ValueError("the overlap must be shorter than the window, and not negative")
        return cls(sample_rate, length, step)

    def count(self, duration_s: float) -> int:
        """Return how many windows a recording of this length has."""
        last_start = round(duration_s * self.sample_rate) - round(LAST_WINDOW_S * self.sample_rate)
        return 0 if last_start < 0 else last_start // self.step + 1

    def start_s(self, window: int) -> float:
        """Return where a window begins in the recording."""
        return window * self.step / self.sample_rate


def read_windows(
    source: Source, windowing: Windowing, channel: int, first: int, count: int
) -> Iterator[Float32]:
    """Yield up to ``count`` windows [length] from window ``first`` on, zero-padded at the end.

    Fewer come when the sound ends before its header says. ``channel`` counts from 0; one that the
    recording does not have is taken as its last. The same windows come out wherever reading
    began: the resampler always starts on whole samples of both rates, with a run-up.
    """
    channel = min(channel, source.channels - 1)
    samples = _Samples(source, windowing.sample_rate, channel, first * windowing.step)
    pending = np.empty(0, np.float32)
    least = round(LAST_WINDOW_S * windowing.sample_rate)
    for _ in range(count):
        while len(pending) < windowing.length:
            more = samples.read()
            if more is None:
                break
            pending = np.concatenate((pending, more)) if len(pending) else more
        if len(pending) < least:
            return
        if len(pending) >= windowing.length:
            yield pending[: windowing.length]
        else:
            yield np.pad(pending, (0, windowing.length - len(pending)))
        pending = pending[windowing.step :]


class _Samples:
    """One channel of a source at another rate, from a given sample of that rate on."""

    def __init__(self, source: Source, rate: int, channel: int, start: int) -> None:
        self._source, self._channel = source, channel
        common = math.gcd(source.sample_rate, rate)
        frames, samples = source.sample_rate // common, rate // common
        self._resampler: soxr.ResampleStream | None = None
        if source.sample_rate != rate:
            self._resampler = soxr.ResampleStream(
                source.sample_rate, rate, 1, dtype="float32", quality="HQ"
            )
            run_up = round(_WARM_UP_S * rate)
        else:
            run_up = 0
        blocks = max(0, start - run_up) // samples
        self._skip_frames = 0
        if source.exact_seek:
            source.seek(blocks * frames)
        else:
            source.seek(0)
            self._skip_frames = blocks * frames
        self._skip = start - blocks * samples
        self._ended = False

    def read(self) -> Float32 | None:
        """Return the next samples (at least one), or None at the end."""
        while not self._ended:
            out = self._next_block()
            if self._skip:
                dropped = min(self._skip, len(out))
                self._skip -= dropped
                out = out[dropped:]
            if len(out):
                return out
        return None

    def _next_block(self) -> Float32:
        block = self._source.read(_BLOCK_FRAMES)
        self._ended = len(block) < _BLOCK_FRAMES
        mono = block[:, self._channel]
        if self._skip_frames:
            dropped = min(self._skip_frames, len(mono))
            self._skip_frames -= dropped
            mono = mono[dropped:]
        if self._resampler is None:
            return mono
        return np.asarray(
            self._resampler.resample_chunk(np.ascontiguousarray(mono), last=self._ended),
            dtype=np.float32,
        )
