"""What the analysis and its worker processes say to each other: plain values, quick to pickle."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.audio.windows import Windowing
from core.networks.manifest import Manifest


@dataclass(frozen=True, slots=True)
class Setup:
    """What all tasks of a pool have in common."""

    manifest: Manifest
    """Of the network: all that a worker needs to open it."""
    windowing: Windowing
    channel: int
    """Counted from 0."""
    floor: float
    """Logits from here on are sent back one by one."""
    lowest_edge: float
    bin_width: float
    bins: int
    """Histogram: logits below ``lowest_edge`` are bin 0 and not sent."""
    embeddings: bool
    lanes: int = 1
    """Engines in a worker process, each with a thread of its own that decodes for it."""
    give_way: bool = False
    """Let whatever else the computer is doing go first."""


@dataclass(frozen=True, slots=True)
class Task:
    """Some consecutive windows of one recording."""

    id: int
    recording_id: int
    path: Path
    first: int
    count: int
    doubted: bool = False
    """Its recording ended or held up a worker at an earlier start: to be heard last, by itself."""
    content_hash: str = ""
    """Of what is to be heard: anything else under that path is refused."""


@dataclass(frozen=True, slots=True)
class Part:
    """What the network said of consecutive windows of a task.

    ``window``, ``label``, ``logit`` are parallel [entries], in order of window, then label, with
    windows counted in the recording. ``bin_label``, ``bin``, ``bin_count`` are parallel [bins].
    ``embeddings`` is float16 [windows, size], or None where none are wanted.
    """

    task_id: int
    first: int
    windows: int
    window: NDArray[np.uint32]
    label: NDArray[np.uint16]
    logit: NDArray[np.float32]
    bin_label: NDArray[np.uint16]
    bin: NDArray[np.uint8]
    bin_count: NDArray[np.uint32]
    embeddings: NDArray[np.float16] | None


@dataclass(frozen=True, slots=True)
class Ready:
    """A worker has loaded its network; ``note`` says how it runs it."""

    note: str


@dataclass(frozen=True, slots=True)
class Began:
    """A worker opens the file of a task, in one of its lanes."""

    task_id: int
    lane: int = 0


@dataclass(frozen=True, slots=True)
class Alive:
    """A worker has heard some windows more of a task, in one of its lanes."""

    task_id: int
    windows: int
    lane: int = 0


@dataclass(frozen=True, slots=True)
class Done:
    """All that could be heard of a task has been heard."""

    task_id: int
    windows: int
    bad_samples: int
    end_s: float
    """Where in the recording the sound ends, as far as this task has met its end."""
    channel: int = 1
    """The one that was heard, counted from 1."""
    silent: bool = False
    """Whether that channel holds no sound at all."""
    sounding: tuple[int, ...] = ()
    """Where it does not: the channels that do."""


@dataclass(frozen=True, slots=True)
class Failed:
    """The file of a task could not be read: its parts so far do not count."""

    task_id: int
    code: str
    text: str
    trace: str = ""
    """For the log: where in the program it happened, if the program was not prepared for it."""


CRASHED, HUNG, NO_MEMORY, UNTRIED = "crashed", "hung", "no-memory", "untried"
"""Codes of what a recording did to its worker; the last: it was spared for the time being."""


@dataclass(frozen=True, slots=True)
class Unable:
    """The network cannot be loaded on this machine: nothing can be analysed."""

    text: str


@dataclass(frozen=True, slots=True)
class Alone:
    """Nothing else is under way: a recording that is in doubt will be heard by itself."""


Event = Alone | Ready | Began | Alive | Part | Done | Failed | Unable
