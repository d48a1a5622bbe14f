"""Expands the silence that AudioMoth leaves out of triggered recordings (``...T.WAV``).

The file is a row of 512-byte blocks, counted from its first byte. A block whose first 32
samples are all 1 or -1 and whose other 224 are 0 is no sound: it stands for as many blocks of
silence as the binary number says whose bit i is set where sample i is 1 (Open Acoustic Devices,
AudioMoth firmware 1.4 and later).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from core.audio.file_ends import FileEnds
from core.audio.layout import Decoder, Layout

BLOCK_BYTES = 512
_BLOCK_SAMPLES = BLOCK_BYTES // 2
_COUNT_SAMPLES = 32
_READ_BYTES = 1 << 20
_LONGEST_S = 48 * 3600
"""No AudioMoth records longer in one file: a greater count is sound that looks like one."""
_MOST_STRETCHES = 200_000
"""The same with more pauses than an AudioMoth makes in that time."""

ReadAt = Callable[[int, int], bytes]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A run of samples that lie in the file from ``offset`` on, or silence without an offset."""

    first_frame: int
    frames: int
    offset: int | None


def expanded(layout: Layout, ends: FileEnds) -> Layout:
    """Return the layout with the frames that the file stands for; it reads all of the file."""
    if layout.sample_type != "i2" or layout.channels != 1:
        return layout
    found = stretches(layout, ends.read_at)
    frames = found[-1].first_frame + found[-1].frames if found else 0
    if frames in (0, layout.frames):  # nothing is left out
        return layout
    return replace(layout, decoder=Decoder.COMPRESSED_TIME, frames=frames)


def stretches(layout: Layout, read_at: ReadAt) -> list[Stretch]:
    """Return the runs of sound and silence in their order, neighbours of a kind joined."""
    runs: list[Stretch] = []
    left = _LONGEST_S * layout.sample_rate
    frame = 0
    for offset, frames in _blocks(layout, read_at):
        if not frames:
            continue
        if runs and _goes_on(runs[-1], offset):
            runs[-1] = replace(runs[-1], frames=runs[-1].frames + frames)
        else:
            runs.append(Stretch(frame, frames, offset))
        frame += frames
        if frame > left or len(runs) > _MOST_STRETCHES:
            return [Stretch(0, layout.data_bytes // 2, layout.data_offset)]
    return runs


def _goes_on(run: Stretch, offset: int | None) -> bool:
    """Tell whether what lies at ``offset`` follows a run without anything between them."""
    return offset == (None if run.offset is None else run.offset + 2 * run.frames)


def _blocks(layout: Layout, read_at: ReadAt) -> Iterator[tuple[int | None, int]]:
    """Yield where each run of samples lies and how many they are; None for silence."""
    begin, end = layout.data_offset, layout.data_offset + layout.data_bytes // 2 * 2
    first = min(end, -(-begin // BLOCK_BYTES) * BLOCK_BYTES)
    if first > begin:
        yield begin, (first - begin) // 2
    at = first
    while at < end:
        raw = read_at(at, min(_READ_BYTES, end - at))
        if not raw:
            return
        yield from _runs(raw, at)
        at += len(raw)


def _runs(raw: bytes, at: int) -> Iterator[tuple[int | None, int]]:
    whole = len(raw) // BLOCK_BYTES
    samples = np.frombuffer(raw, dtype="<i2", count=whole * _BLOCK_SAMPLES)
    blocks = samples.reshape(whole, _BLOCK_SAMPLES)
    done = 0
    for index in np.flatnonzero(_counts_silence(blocks)).tolist():
        if index > done:
            yield at + done * BLOCK_BYTES, (index - done) * _BLOCK_SAMPLES
        yield None, _silent_blocks(blocks[index]) * _BLOCK_SAMPLES
        done = index + 1
    rest = (len(raw) - done * BLOCK_BYTES) // 2
    if rest:
        yield at + done * BLOCK_BYTES, rest


def _counts_silence(blocks: npt.NDArray[np.int16]) -> npt.NDArray[np.bool_]:
    likely: npt.NDArray[np.bool_] = np.abs(blocks[:, 0]) == 1
    counts = np.abs(blocks[likely, :_COUNT_SAMPLES]) == 1
    zeros = blocks[likely, _COUNT_SAMPLES:] == 0
    likely[likely] = counts.all(axis=1) & zeros.all(axis=1)
    return likely


def _silent_blocks(block: npt.NDArray[np.int16]) -> int:
    return sum(1 << bit for bit in np.flatnonzero(block[:_COUNT_SAMPLES] == 1).tolist())
