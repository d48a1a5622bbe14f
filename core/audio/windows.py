"""Cutting a recording into the windows that a network hears.

Windows start every ``window - overlap`` seconds. The last one is filled up with zeros and kept if
it holds enough sound; how much is the network's own rule.
"""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import soxr
from numpy.typing import NDArray

from core.audio.source import Samples, Source

Float32 = NDArray[np.float32]

_WARM_UP_S = 0.25
"""Sound before the first window, so that the resampler's filter has settled when it begins."""

_BLOCK_FRAMES = 1 << 16
_BLOCK_SAMPLES = 1 << 20
"""Memory is taken by what comes out: a low rate makes much of little."""


@dataclass(frozen=True, slots=True)
class Windowing:
    """How long windows are and how far apart, in samples at the network's rate."""

    sample_rate: int
    length: int
    step: int
    least: int
    """A last window with less sound is left out."""

    @classmethod
    def of(
        cls, sample_rate: int, window_s: float, overlap_s: float, least_sound_s: float
    ) -> "Windowing":
        """Make it from seconds. The overlap must be shorter than the window."""
        length = round(window_s * sample_rate)
        step = length - round(overlap_s * sample_rate)
        if not 0 < step <= length:
            raise ValueError("the overlap must be shorter than the window, and not negative")
        return cls(sample_rate, length, step, max(1, round(least_sound_s * sample_rate)))

    @property
    def window_s(self) -> float:
        """Return the length of a window in seconds."""
        return self.length / self.sample_rate

    def count(self, duration_s: float) -> int:
        """Return how many windows a recording of this length has."""
        last_start = round(duration_s * self.sample_rate) - self.least
        return 0 if last_start < 0 else last_start // self.step + 1

    def start_s(self, window: int) -> float:
        """Return where a window begins in the recording."""
        return window * self.step / self.sample_rate


def read_windows(
    source: Source,
    windowing: Windowing,
    channel: int,
    first: int,
    count: int,
    heed: Callable[[Samples], None] = lambda _: None,
) -> Iterator[Float32]:
    """Yield up to ``count`` windows [length] from window ``first`` on, zero-padded at the end.

    Fewer come when the sound ends before its header says. ``channel`` counts from 0; one that the
    recording does not have is taken as its last. The same windows come out wherever reading
    began: the resampler always starts on whole samples of both rates, with a run-up. ``heed`` is
    shown all channels as they are read.
    """
    channel = min(channel, source.channels - 1)
    start = first * windowing.step
    samples = _Samples(source, windowing.sample_rate, channel, start, heed)
    overlap = windowing.length - windowing.step
    held = samples.take(overlap)
    for _ in range(count):
        more = samples.take(windowing.length - len(held))
        found = len(held) + len(more)
        if found < windowing.least:
            return
        window = np.zeros(windowing.length, np.float32)
        window[: len(held)] = held
        window[len(held) : found] = more
        yield window
        held = window[windowing.step : found]


class _Samples:
    """One channel of a source at another rate, from a given sample of that rate on."""

    def __init__(
        self,
        source: Source,
        rate: int,
        channel: int,
        start: int,
        heed: Callable[[Samples], None],
    ) -> None:
        self._source, self._channel, self._heed = source, channel, heed
        common = math.gcd(source.sample_rate, rate)
        frames, samples = source.sample_rate // common, rate // common
        self._block_frames = min(_BLOCK_FRAMES, _BLOCK_SAMPLES * source.sample_rate // rate)
        self._resampler: soxr.ResampleStream | None = None
        run_up = 0
        if source.sample_rate != rate:
            self._resampler = soxr.ResampleStream(
                source.sample_rate, rate, 1, dtype="float32", quality="HQ"
            )
            run_up = round(_WARM_UP_S * rate)
        blocks = max(0, start - run_up) // samples
        if source.exact_seek:
            source.seek(blocks * frames)
        else:
            source.seek(0)
            _drop(source, blocks * frames)
        self._left = np.empty(0, np.float32)  # resampled, not yet taken
        self._ended = False
        self.take(start - blocks * samples)

    def take(self, count: int) -> Float32:
        """Return the next ``count`` samples; fewer at the end."""
        if self._resampler is None:
            return self._read(count)[:, self._channel]
        parts = [self._left]
        found = len(self._left)
        while found < count and not self._ended:
            parts.append(self._next_block())
            found += len(parts[-1])
        together = np.concatenate(parts) if len(parts) > 1 else parts[0]
        self._left = together[count:]
        return together[:count]

    def _read(self, frames: int) -> Samples:
        samples = self._source.read(frames)
        self._heed(samples)
        return samples

    def _next_block(self) -> Float32:
        block = self._read(self._block_frames)
        self._ended = len(block) < self._block_frames
        mono = np.ascontiguousarray(block[:, self._channel])
        assert self._resampler is not None
        resampled = self._resampler.resample_chunk(mono, last=self._ended)
        return np.asarray(resampled, dtype=np.float32)


def _drop(source: Source, frames: int) -> None:
    """Pass over frames by reading them, where seeking would not be exact."""
    while frames > 0 and len(block := source.read(min(frames, _BLOCK_FRAMES))):
        frames -= len(block)
