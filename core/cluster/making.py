"""Making shards: the tasks that an analysis would give to its workers, divided by length."""

import os
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from core.analysis import Settings, analyse
from core.cluster.shard_files import INDEX, Shard, ShardTask, save_index, save_shard
from core.errors import UserError
from core.inference.messages import Event, Setup, Task
from core.jobs import Progress
from core.networks.network import Network
from core.store import Project

CPU_S_PER_WINDOW = 0.025
"""Of BirdNET on a field laptop's core, decoding included: what the dry run reckons with."""


@dataclass(frozen=True, slots=True)
class Division:
    """How many shards: a number of them, or so many hours each."""

    number: int | None = None
    hours: float | None = None

    def __post_init__(self) -> None:
        """Refuse what cannot be. Raises UserError."""
        if (self.number is None) == (self.hours is None):
            raise UserError("Give the number of shards, or the hours that each is to have.")
        if (self.number or 1) < 1 or (self.hours or 1) <= 0:
            raise UserError("There must be at least one shard, and of more than no hours.")


@dataclass(frozen=True, slots=True)
class ShardOutlook:
    """What there is to hear."""

    files: int
    hours: float
    media_bytes: int
    windows: int
    result_bytes: int
    """Of embeddings; scores come on top."""

    @property
    def cpu_hours(self) -> float:
        """Return the estimated hours of one core."""
        return self.windows * CPU_S_PER_WINDOW / 3600


@dataclass(slots=True)
class _TaskList:
    """An executor that hears nothing: it notes what it would have to."""

    setup: Setup | None = None
    tasks: list[Task] = field(default_factory=list)

    def events(self, setup: Setup, tasks: Iterator[Task]) -> Generator[Event | None]:
        """See Executor."""
        self.setup = setup
        for task in tasks:
            self.tasks.append(task)
            if len(self.tasks) % 1000 == 0:
                yield None
        yield None


def outlook(setup: Setup, tasks: Sequence[Task]) -> ShardOutlook:
    """Return what tasks ask for, without opening a recording."""
    windows = sum(task.count for task in tasks)
    files = {(task.root_id, task.path) for task in tasks}
    size = setup.manifest.embedding_size if setup.keeps_embeddings else 0
    return ShardOutlook(
        len(files),
        sum(_seconds(setup, task) for task in tasks) / 3600,
        sum(_size(Path(setup.roots[root], *path.split("/"))) for root, path in files),
        windows,
        windows * size * 2,
    )


def make_shards(
    project: Project, network: Network, settings: Settings, division: Division, folder: Path | None
) -> Generator[Progress, None, tuple[ShardOutlook, int]]:
    """Divide what is still to do into shards; return what it is, and how many there are.

    Without a folder nothing is written. Raises UserError where there is nothing to do, or where
    the folder holds other shards.
    """
    if folder is not None and (folder / INDEX).exists():
        raise UserError(f"There are shards in {folder} already. Choose another folder.")
    listed = _TaskList()
    yield from analyse(project, network, settings, executor=listed)
    if listed.setup is None or not listed.tasks:
        raise UserError("There is nothing left to analyse with these settings.")
    seen = outlook(listed.setup, listed.tasks)
    shards = list(_divided(listed.setup, listed.tasks, division))
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        for number, shard in enumerate(shards):
            save_shard(folder, shard)
            yield Progress(number + 1, len(shards), shard.name)
        save_index(folder, settings, [shard.name for shard in shards])
    return seen, len(shards)


def _divided(setup: Setup, tasks: Sequence[Task], division: Division) -> Iterator[Shard]:
    """Yield shards of about equal length, each of recordings that lie together on their disk."""
    lengths = [_seconds(setup, task) for task in tasks]
    whole = sum(lengths)
    number = division.number or max(1, round(whole / 3600 / (division.hours or 1)))
    number = min(number, len(tasks))
    ends, heard = [0], 0.0
    for place, length in enumerate(lengths):
        heard += length
        left = len(tasks) - place - 1
        wanted = number - len(ends)
        if wanted and (heard >= whole * len(ends) / number - length / 2 or left == wanted):
            ends.append(place + 1)
    ends.append(len(tasks))
    digits = max(4, len(str(number)))
    for at, (first, end) in enumerate(pairwise(ends), 1):
        some = [
            ShardTask(task, length)
            for task, length in zip(tasks[first:end], lengths[first:end], strict=True)
        ]
        if some:
            yield Shard(f"shard-{at:0{digits}}", setup, some)


def _seconds(setup: Setup, task: Task) -> float:
    return setup.windowing.start_s(task.count)


def _size(path: Path) -> int:
    try:
        return os.stat(path).st_size  # noqa: PTH116 - a million of them
    except OSError:
        return 0
