"""What the analysis and those who hear for it say to each other: plain values, quick to pickle."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.audio.media_files import StoredObject, below
from core.audio.windows import Windowing
from core.inference.outputs import check_heads
from core.networks.manifest import Manifest


@dataclass(frozen=True, slots=True)
class Setup:
    """What all tasks have in common: all that is needed to hear them, on any computer."""

    manifest: Manifest
    label_counts: tuple[int, ...]
    """Of the manifest's heads, in their order."""
    windowing: Windowing
    roots: Mapping[int, str]
    """Media root's id -> its folder on the computer that hears."""
    channel: int = 0
    """Counted from 0."""
    embeddings: bool = True
    """Whether they are wanted, of a network that gives them."""
    lowered: int | None = None
    """A logit below the heads' floors, to keep scores from there on."""
    lanes: int = 1
    """Engines in a worker process, each with a thread of its own that decodes for it."""
    give_way: bool = False
    """Let whatever else the computer is doing go first."""

    def __post_init__(self) -> None:
        """Refuse heads that cannot be used. Raises NetworkUnavailableError."""
        check_heads(self.manifest, self.label_counts)

    @property
    def keeps_embeddings(self) -> bool:
        """Tell whether parts carry embeddings."""
        return self.embeddings and self.manifest.embedding_size > 0

    def path(self, task: "Task") -> Path | StoredObject:
        """Return the file of a task on this computer. Raises KeyError for a root without folder."""
        return below(self.roots[task.root_id], task.path)


@dataclass(frozen=True, slots=True)
class Task:
    """Some consecutive windows of one recording."""

    id: int
    recording_id: int
    root_id: int
    """The media root that it lies under."""
    path: str
    """Relative to it, with forward slashes."""
    first: int
    count: int
    doubted: bool = False
    """Its recording ended or held up a worker at an earlier start: to be heard last, by itself."""
    content_hash: str = ""
    """Of what is to be heard: anything else under that path is refused."""


@dataclass(frozen=True, slots=True)
class HeadPart:
    """What a head said of consecutive windows.

    ``window``, ``label``, ``output`` are parallel [entries], in order of window, then label, with
    windows counted in the recording. ``bin_label``, ``bin``, ``bin_count`` are parallel [bins], of
    bins from ``first_bin`` on.
    """

    window: NDArray[np.uint32]
    label: NDArray[np.uint16]
    output: NDArray[np.float32]
    bin_label: NDArray[np.uint16]
    bin: NDArray[np.uint8]
    bin_count: NDArray[np.uint32]
    first_bin: int = 1
    onset: NDArray[np.uint16] | None = None
    """[entries]: where in its window what was heard begins, in ms; None without frames."""
    offset: NDArray[np.uint16] | None = None
    """[entries]: where it ends."""


@dataclass(frozen=True, slots=True)
class Part:
    """What the network said of consecutive windows of a task."""

    task_id: int
    first: int
    windows: int
    heads: tuple[HeadPart, ...]
    """In the order of the manifest."""
    embeddings: NDArray[np.float16] | None
    """[windows, size], or None where there are none. A row of zeros stands for none."""


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
    bad_windows: tuple[int, ...] = ()
    """Windows, counted in the recording, of which the network gave no numbers: not used."""


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
    """The network cannot be used on this machine: nothing can be analysed."""

    text: str


@dataclass(frozen=True, slots=True)
class Alone:
    """Nothing else is under way: a recording that is in doubt will be heard by itself."""


Event = Alone | Ready | Began | Alive | Part | Done | Failed | Unable
