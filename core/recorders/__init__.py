"""Recorder makes: what their file names, chunks and sidecars say."""

from pathlib import Path

from core.domain import Inspection
from core.recorders import (
    anabat,
    audiomoth,
    batlogger,
    birdnet_pi,
    chorus,
    frontier_labs,
    generic,
    handheld,
    song_meter,
    soundtrap,
    swift,
)
from core.recorders.evidence import Recorder
from core.recorders.inspection import inspect_with
from core.recorders.sidecars import Sidecars
from core.recorders.walking import count_audio, walk

__all__ = ["RECORDERS", "Recorder", "count_audio", "inspect", "walk"]

RECORDERS: tuple[Recorder, ...] = (
    batlogger,
    audiomoth,
    song_meter,
    anabat,
    swift,
    frontier_labs,
    chorus,
    soundtrap,
    birdnet_pi,
    handheld,
    generic,
)
"""Asked in this order; the generic one says yes to every file."""


def inspect(path: Path, *, siblings: Sidecars | None = None) -> Inspection:
    """Return what import reads of a file; what is wrong with it is in ``problem``.

    Reads at most the headers and 128 KB, never a start from the file system's times (a copy
    changes them). ``siblings``, the sidecars of the file's folder, are remembered from call to
    call if not given. Never raises for what a file holds or for a file that cannot be read.
    """
    return inspect_with(RECORDERS, path, siblings)
