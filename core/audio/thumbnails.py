"""Small pictures of clips, many of them quickly: less exact than tiles, and never kept on disk."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.audio.bands import highest_shown
from core.audio.source import Source, open_source
from core.audio.spectrogram import Float32, decibels, frame_power

Picture = NDArray[np.uint8]
_SHARES = (0.40, 0.998)
_LEAST_RANGE_DB = 18.0


def thumbnail(
    path: Path, span_s: tuple[float, float], size: tuple[int, int], content_hash: str = ""
) -> Picture:
    """Return a clip as bytes [rows, columns], the highest frequency on top, 255 the loudest.

    ``size`` is (columns, rows). Contrast is from the clip's own percentiles. What lies outside of
    the file is silence. A file of another content than ``content_hash`` is refused. Raises
    UnreadableRecordingError.
    """
    columns, rows = size
    with open_source(path, content_hash=content_hash) as source:
        window = _window(source.sample_rate)
        samples = _samples(source, span_s, window)
        rate = source.sample_rate
    starts = np.linspace(0, max(0, len(samples) - window), columns).astype(np.int64)
    level = decibels(frame_power(samples, starts, window))
    top_hz = highest_shown(rate / 2, rate / 2)
    bins = np.linspace(0, top_hz / (rate / 2) * (level.shape[1] - 1), rows + 1).astype(np.int64)
    bands = np.maximum.reduceat(level, np.minimum(bins[:-1], level.shape[1] - 1), axis=1)
    return np.ascontiguousarray(_contrasted(bands).T[::-1])


def _window(rate: int) -> int:
    """Return a power of two of some 11 ms."""
    return int(2 ** max(5, round(np.log2(rate * 0.0107))))


def _samples(source: Source, span_s: tuple[float, float], window: int) -> Float32:
    first = round(span_s[0] * source.sample_rate)
    length = max(window, round((span_s[1] - span_s[0]) * source.sample_rate))
    samples = np.zeros(length, np.float32)
    begin, end = max(0, first), min(source.frames, first + length)
    if end > begin:
        source.seek(begin)
        block = source.read(end - begin).mean(axis=1)
        samples[begin - first : begin - first + len(block)] = block
    return np.nan_to_num(samples, copy=False, posinf=0.0, neginf=0.0)


def _contrasted(level: Float32) -> Picture:
    # Wind and rumble in the lowest rows would take all the contrast.
    low, high = np.quantile(level[:, level.shape[1] // 16 :], _SHARES)
    high = max(high, low + _LEAST_RANGE_DB)
    shown: Picture = np.clip((level - low) / (high - low) * 255, 0, 255).astype(np.uint8)
    return shown
