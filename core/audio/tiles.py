"""Tiles of a spectrogram at many resolutions, and where they are kept.

At level 0 a column of a tile is one frame. Each level up doubles the time of a column, each
level down halves it, so that a day and a millisecond are both a few tiles wide. A column that
covers many frames averages their power; from ``MOST_FRAMES`` on it listens to that many frames
spread evenly over it, so that a tile costs the same however long its time.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.audio.gaps import ReadingOn
from core.audio.samples import one_channel
from core.audio.source import open_source
from core.audio.spectrogram import (
    Bytes,
    Denoise,
    Float32,
    SpectrogramSettings,
    above_background,
    decibels,
    frame_power,
    local_contrast,
    on_axis,
    pcen,
    to_bytes,
)

COLUMNS = 512
FINEST_LEVEL = -4
MOST_FRAMES = 32
_CLUSTER = 8
_BLOCK = 64
SECTION_S = 600.0
_BACKGROUND_FRAMES = 256


@dataclass(frozen=True, slots=True)
class Sound:
    """A file to draw, known from the project without opening it."""

    path: Path
    sample_rate: int
    frames: int
    content_hash: str = ""
    """Empty where unknown; its tiles are then not kept on disk."""
    channels: int = 1

    @classmethod
    def of(
        cls,
        path: Path,
        duration_s: float,
        sample_rate: int,
        content_hash: str = "",
        channels: int = 1,
    ) -> "Sound":
        """Return a sound from what the project knows of a recording."""
        return cls(path, sample_rate, round(duration_s * sample_rate), content_hash, channels)

    @property
    def duration_s(self) -> float:
        """Return the length in seconds."""
        return self.frames / self.sample_rate

    @property
    def identity(self) -> str:
        """Return what tells this sound from others: its content, or else its place."""
        return self.content_hash or f"{self.path}:{self.frames}"


@dataclass(frozen=True, slots=True)
class TileKey:
    """One tile of one sound."""

    sound: Sound
    settings: SpectrogramSettings
    level: int
    index: int

    @property
    def column_s(self) -> float:
        """Return the time of one column."""
        return column_s(self.sound, self.settings, self.level)

    @property
    def start_s(self) -> float:
        """Return where the first column starts."""
        return self.index * COLUMNS * self.column_s


def column_s(sound: Sound, settings: SpectrogramSettings, level: int) -> float:
    """Return the time of one column at a level."""
    return settings.hop * 2.0**level / sound.sample_rate


def level_for(sound: Sound, settings: SpectrogramSettings, wanted_s: float) -> int:
    """Return the coarsest level whose columns are not longer than ``wanted_s``."""
    level = math.floor(math.log2(max(wanted_s, 1e-9) / column_s(sound, settings, 0)) + 1e-9)
    return max(FINEST_LEVEL, level)


def tiles_between(
    sound: Sound, settings: SpectrogramSettings, level: int, start_s: float, end_s: float
) -> list[TileKey]:
    """Return the tiles of a level that touch a span, in order of time."""
    tile_s = column_s(sound, settings, level) * COLUMNS
    first = max(0, math.floor(start_s / tile_s))
    last = min(math.ceil(end_s / tile_s), math.ceil(sound.duration_s / tile_s))
    return [TileKey(sound, settings, level, index) for index in range(first, max(first, last))]


def compute_tile(key: TileKey, gaps: set[tuple[float, float]] | None = None) -> Bytes:
    """Return levels [columns, rows] as bytes; the last tile of a sound may be narrower.

    Stretches in seconds that cannot be read are drawn as silence and added to ``gaps``. Memory
    stays at some 20 MB whatever the tile covers. Raises UnreadableRecordingError.
    """
    with open_source(key.sound.path, content_hash=key.sound.content_hash) as opened:
        source = ReadingOn(opened)
        levels = _levels(source, key)
    if gaps is not None:
        gaps.update(source.lost_s)
    return to_bytes(levels)


def _levels(source: ReadingOn, key: TileKey) -> Float32:
    first = key.index * COLUMNS
    total = math.ceil(key.sound.duration_s / key.column_s - 1e-9)
    last = min(first + COLUMNS, max(total, first + 1))
    # PCEN remembers what came before, and local contrast looks around: without a run-up each tile
    # would begin anew.
    run_up = run_on = 0
    if key.settings.denoise in (Denoise.PCEN, Denoise.LOCAL):
        run_up = min(first, COLUMNS, math.ceil(1.2 / key.column_s))
    if key.settings.denoise is Denoise.LOCAL:
        run_on = min(max(total - last, 0), COLUMNS, math.ceil(1.2 / key.column_s))
    power = np.concatenate(list(_blocks(source, key, first - run_up, last + run_on)))
    if key.settings.denoise is Denoise.MEDIAN:
        return above_background(decibels(power), _background(source, key))
    if key.settings.denoise is Denoise.PCEN:
        return pcen(power, key.column_s)[run_up:]
    if key.settings.denoise is Denoise.LOCAL:
        row_hz = source.sample_rate / 2 / key.settings.rows
        return local_contrast(decibels(power), key.column_s, row_hz)[run_up : run_up + last - first]
    return decibels(power)


def _blocks(source: ReadingOn, key: TileKey, first: int, last: int) -> Iterator[Float32]:
    """Yield the power [columns, rows] of some columns after others, from ``first`` to ``last``."""
    settings, step = key.settings, key.settings.hop * 2.0**key.level
    frames = min(MOST_FRAMES, max(1, round(2.0**key.level)))
    sparse = 2.0**key.level > MOST_FRAMES
    for column in range(first, last, 1 if sparse else _BLOCK):
        columns = 1 if sparse else min(_BLOCK, last - column)
        power = (
            _sampled(source, settings, column * step, step)
            if sparse
            else _whole(source, settings, (column * step, step / frames, columns * frames))
        )
        mean = power.reshape(columns, frames, -1).mean(axis=1)
        yield on_axis(mean, source.sample_rate, settings)


def _whole(
    source: ReadingOn, settings: SpectrogramSettings, grid: tuple[float, float, int]
) -> Float32:
    """Return the power of ``count`` frames whose middles are ``gap`` samples apart."""
    start, gap, count = grid
    middles = start + gap * (np.arange(count) + 0.5)
    starts = np.rint(middles - settings.window / 2).astype(np.int64)
    begin = int(starts[0])
    samples = _mono(source, begin, int(starts[-1]) + settings.window - begin, settings.channel)
    return frame_power(samples, starts - begin, settings.window)


def _sampled(
    source: ReadingOn, settings: SpectrogramSettings, start: float, step: float
) -> Float32:
    """Return the power of short stretches spread evenly over a long column."""
    stretches = MOST_FRAMES // _CLUSTER
    gap = step / stretches
    return np.concatenate(
        [
            _whole(source, settings, (start + number * gap, settings.hop, _CLUSTER))
            for number in range(stretches)
        ]
    )


def _background(source: ReadingOn, key: TileKey) -> Float32:
    """Return the median level [rows] of the ten minutes that the tile is in.

    Sections instead of tiles: neighbouring tiles then share a background and show no seam.
    """
    rate = source.sample_rate
    section = math.floor(key.start_s / SECTION_S)
    length = min(SECTION_S * rate, source.frames - section * SECTION_S * rate)
    gap = max(length / _BACKGROUND_FRAMES, 1.0)
    starts = section * SECTION_S * rate + gap * np.arange(_BACKGROUND_FRAMES)
    frames = [_whole(source, key.settings, (float(s), key.settings.hop, 1)) for s in starts]
    median: Float32 = np.median(np.concatenate(frames), axis=0, keepdims=True).astype(np.float32)
    level: Float32 = decibels(on_axis(median, rate, key.settings))[0]
    return level


def _mono(source: ReadingOn, begin: int, count: int, channel: int | None) -> NDArray[np.float32]:
    """Return ``count`` samples from ``begin``, zeros where the file has none."""
    samples = np.zeros(count, dtype=np.float32)
    from_frame, to_frame = max(0, begin), min(source.frames, begin + count)
    if to_frame <= from_frame:
        return samples
    source.seek(from_frame)
    block = source.read(to_frame - from_frame)
    mono = one_channel(block, channel)
    offset = from_frame - begin
    samples[offset : offset + len(mono)] = mono
    # A stretch that cannot be decoded may hold infinities; they would blacken whole columns.
    return np.nan_to_num(samples, copy=False, posinf=0.0, neginf=0.0)
