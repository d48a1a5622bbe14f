"""Outputs of a graph as the rest of the program takes them: [n, width] or [n, frames, width]."""

from typing import Any

import numpy as np

from core.networks.graph import AXES, EMBEDDING, FRAMES, GraphOutput
from core.networks.network import Float32
from core.networks.runtimes.loaded import Array, FileRefusedError, times

_BATCHED = {1: "n", 2: "nw", 3: "ntw", 4: "ntfw"}
_SINGLE = {1: "w", 2: "tw", 3: "tfw"}


def read(given: Array, output: GraphOutput, windows: int, *, batched: bool) -> Float32:
    """Return what was given for ``windows`` windows in the one form there is, as a copy.

    What is said of several bands of frequency is put together: the mean embedding, the best score.
    Raises FileRefusedError where it is something else than these windows.
    """
    axes = output.axes or _axes(given, batched=batched)
    if len(axes) != given.ndim:
        raise _wrong(given, output, windows)
    present = np.transpose(given, [axes.index(axis) for axis in AXES if axis in axes])
    whole = np.expand_dims(present, [at for at, axis in enumerate(AXES) if axis not in axes])
    if len(whole) != windows or not whole.size:
        raise _wrong(given, output, windows)
    over_bands: Any = np.mean if output.role in (EMBEDDING, FRAMES) else np.max
    frames = whole[:, :, 0] if whole.shape[2] == 1 else over_bands(whole, axis=2)
    read_off = copied(frames[:, 0] if frames.shape[1] == 1 else frames)
    if output.scale != 1:
        read_off *= np.float32(output.scale)
    return read_off


def copied(given: Array) -> Float32:
    """Return single precision in memory of its own, as which runtimes do not always give it."""
    return np.require(given, np.float32, ["C", "O", "W"])


def _axes(given: Array, *, batched: bool) -> str:
    """Return what the axes are where the manifest does not say."""
    if batched or given.shape[:1] == (1,) != given.shape:
        return _BATCHED.get(given.ndim, "")
    return _SINGLE.get(given.ndim, "")


def _wrong(given: Array, output: GraphOutput, windows: int) -> FileRefusedError:
    asked = output.name or f"output {output.index}"
    return FileRefusedError(
        f"it gave {times(given.shape)} numbers as {asked}, which are not those of {windows} "
        f"windows{f' by {output.axes}' if output.axes else ''}"
    )
