"""How many results a second the one writer takes in, and how many workers keep it busy.

``python -m tests.benchmarks.cluster [--recordings N]``: made-up hearing, the real analysis, store
and disk. Recordings are five minutes long, with three detections and 100 embeddings each.
"""

import argparse
import shutil
import time
from collections.abc import Generator, Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from core.analysis import Settings, analyse
from core.cluster.making import CPU_S_PER_WINDOW
from core.inference.messages import Began, Done, Event, HeadPart, Part, Ready, Setup, Task
from core.networks.catalogue import network
from core.store import Project
from tests.benchmarks.big_project import Size, make

FOLDER = Path("build/bench/cluster")
WORKERS = (1, 10, 100, 1000)


class MadeUpHearing:
    """Says at once what workers would say of a recording."""

    def __init__(self) -> None:
        self.tasks = 0

    def events(self, setup: Setup, tasks: Iterator[Task]) -> Generator[Event | None]:
        """See Executor."""
        chance = np.random.default_rng(3)
        size = setup.manifest.embedding_size
        vectors = chance.normal(size=(512, size)).astype(np.float16)
        labels = setup.label_counts[0]
        yield Ready("made up")
        for task in tasks:
            self.tasks += 1
            window = np.sort(chance.integers(0, task.count, 3)).astype(np.uint32) + task.first
            head = HeadPart(
                window, chance.integers(0, labels, 3).astype(np.uint16),
                chance.uniform(0, 4, 3).astype(np.float32),
                np.array([1], np.uint16), np.array([5], np.uint8), np.array([3], np.uint32),
            )  # fmt: skip
            yield Began(task.id)
            rows = vectors[: task.count] if setup.keeps_embeddings else None
            yield Part(task.id, task.first, task.count, (head,), rows)
            yield Done(task.id, task.count, 0, setup.windowing.start_s(task.first + task.count))


def measured(recordings: int) -> tuple[float, float, int]:
    """Return (seconds, of it CPU seconds, bytes) of taking in so many recordings."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    make(FOLDER, Size(detections=1_000, recordings=recordings))
    hearing = MadeUpHearing()
    with closing(Project(FOLDER)) as project:
        began, cpu = time.perf_counter(), time.process_time()
        for _ in analyse(project, network("birdnet-2.4"), Settings(), executor=hearing):
            pass
        seconds, cpu = time.perf_counter() - began, time.process_time() - cpu
    size = sum(path.stat().st_size for path in FOLDER.rglob("*") if path.is_file())
    return seconds, cpu, size


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--recordings", type=int, default=10_000)
    recordings = parser.parse_args().recordings
    seconds, cpu, size = measured(recordings)
    hours = recordings * 300 / 3600
    rate = recordings / seconds
    one = 1 / (100 * CPU_S_PER_WINDOW)
    table = Table(box=None)
    for name in ("workers", "results/s", "hours heard a day", "writer busy"):
        table.add_column(name, justify="right")
    for workers in WORKERS:
        made = min(workers * one, rate)
        table.add_row(
            f"{workers:,}", f"{made:,.1f}", f"{made * 300 * 24:,.0f}", f"{made / rate:.0%}"
        )
    console = Console()
    console.print(
        f"{recordings:,} recordings ({hours:,.0f} h) taken in at {rate:,.0f} a second "
        f"({1000 * cpu / recordings:.1f} ms of CPU each), {size / hours / 1e6:.1f} MB an hour of "
        f"sound. "
        f"Busy from {rate / one:,.0f} workers on."
    )
    console.print(table)


if __name__ == "__main__":
    main()
