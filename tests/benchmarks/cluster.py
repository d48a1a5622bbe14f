"""How many workers keep the one writer busy: made-up hearing, the real analysis, store and disk.

``python -m tests.benchmarks.cluster [--recordings N] [--stored N] [--no-embeddings]
[--no-collect]``

Recordings are five minutes long, with three detections and 100 embeddings each. Told are the
writer's rate, tenth by tenth of the recordings (does it bend as the project grows), the rates of
shards and of collecting, and from those what so many workers come to. ``--stored`` lets so many
more recordings be stored before: the writer's own rows of a thousand, multiplied.
"""

import argparse
import math
import os
import resource
import shutil
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from itertools import islice, pairwise
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from core.analysis import Settings, analyse
from core.cluster import Collected, Division, collect, make_shards, run_shard
from core.cluster.making import CPU_S_PER_WINDOW
from core.cluster.shard_files import load_index
from core.inference.messages import Began, Done, Event, HeadPart, Part, Ready, Setup, Task
from core.inference.tally import PART_WINDOWS
from core.jobs import answer
from core.networks.catalogue import network
from core.store import Project
from tests.benchmarks.big_project import Size, make

FOLDER = Path(os.environ.get("BENCH_FOLDER", "build/bench/cluster"))
WORKERS = (1, 10, 100, 300, 1000)
RECORDING_S = 300
_WINDOWS = 100
_STEPS = 10
SEED_RECORDINGS = 1_000
_AGAIN = {
    "recording_id": f"t.recording_id + {SEED_RECORDINGS} * k.n",
    "content_hash": f"'h' || (t.recording_id - 1 + {SEED_RECORDINGS} * k.n)",
}
_TASKS = math.ceil(_WINDOWS / PART_WINDOWS)
"""Of a recording."""


@dataclass
class MadeUpHearing:
    """Says at once what workers would say of a recording; notes when it was asked for each."""

    every: int = 1
    moments: list[tuple[float, float]] = field(default_factory=list)
    """Wall and CPU seconds at each ``every``-th task."""

    def events(self, setup: Setup, tasks: Iterator[Task]) -> Generator[Event | None]:
        """See Executor."""
        chance = np.random.default_rng(3)
        size = setup.manifest.embedding_size
        vectors = chance.normal(size=(512, size)).astype(np.float16)
        labels = setup.label_counts[0]
        yield Ready("made up")
        for number, task in enumerate(tasks):
            if number % self.every == 0:
                self.moments.append((time.perf_counter(), time.process_time()))
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
        self.moments.append((time.perf_counter(), time.process_time()))


def made(recordings: int) -> Project:
    """Return a project of so many recordings that nobody has heard."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    make(FOLDER, Size(detections=1_000, recordings=recordings))
    (FOLDER / "card").mkdir(exist_ok=True)
    return Project(FOLDER)


def drained(job: Iterator[object]) -> tuple[float, float]:
    """Return wall and CPU seconds of a job."""
    began, cpu = time.perf_counter(), time.process_time()
    for _ in job:
        pass
    return time.perf_counter() - began, time.process_time() - cpu


def multiplied(project: Project, settings: Settings, stored: int) -> None:
    """Store a thousand recordings, and their rows again and again for those that follow."""
    few = Few(SEED_RECORDINGS * _TASKS, MadeUpHearing())
    drained(analyse(project, network("birdnet-2.4"), settings, executor=few))
    times = stored // SEED_RECORDINGS - 1
    with project.writing() as db:
        run = db.exec_driver_sql("SELECT max(id), max(pass_id) FROM runs").one()
        for table, which, of in (
            ("pass_recordings", "pass_id", run[1]),
            ("window_scores", "pass_id", run[1]),
            ("run_recordings", "run_id", run[0]),
            ("detections", "run_id", run[0]),
        ):
            info = db.exec_driver_sql(f"PRAGMA table_info({table})").all()
            columns = [row[1] for row in info if (table, row[1]) != ("detections", "id")]
            told = [_AGAIN.get(name, f't."{name}"') for name in columns]
            db.exec_driver_sql(
                "WITH RECURSIVE k(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM k WHERE n < ?) "
                f"""INSERT INTO {table} ({", ".join(f'"{name}"' for name in columns)}) """
                f"SELECT {', '.join(told)} FROM k CROSS JOIN {table} t WHERE t.{which} = ? ",
                (times, of),
            )


@dataclass
class Few:
    """Hears the first tasks alone."""

    number: int
    by: MadeUpHearing

    def events(self, setup: Setup, tasks: Iterator[Task]) -> Generator[Event | None]:
        """See Executor."""
        yield from self.by.events(setup, islice(tasks, self.number))


def writing(recordings: int, stored: int, settings: Settings, console: Console) -> float:
    """Tell how fast results are stored, tenth by tenth; return the rate of the last tenth."""
    hearing = MadeUpHearing(max(1, recordings * _TASKS // _STEPS))
    with closing(made(recordings + stored)) as project:
        if stored:
            multiplied(project, settings, stored)
        database = FOLDER / "project.db"
        before = database.stat().st_size
        drained(analyse(project, network("birdnet-2.4"), settings, executor=hearing))
        grown = (database.stat().st_size - before) / recordings
    vectors = sum(path.stat().st_size for path in (FOLDER / "embeddings").rglob("*"))
    table = Table("stored", "results/s", "CPU ms each", box=None)
    rate = 0.0
    for step, (one, other) in enumerate(pairwise(hearing.moments), 1):
        wall, cpu = other[0] - one[0], other[1] - one[1]
        number = hearing.every / _TASKS
        rate = number / wall
        table.add_row(f"{step * number:,.0f}", f"{rate:,.0f}", f"{1000 * cpu / number:.2f}")
    hours = recordings * RECORDING_S / 3600
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    console.print(
        f"The writer: {recordings:,} recordings after {stored:,}, {hours:,.0f} h; database "
        f"{grown / 1000:.1f} KB a recording, embeddings {vectors / hours / 1e6:.2f} MB an hour, "
        f"memory {peak:,.0f} MB"
    )
    console.print(table)
    return rate


def collecting(recordings: int, settings: Settings, console: Console) -> None:
    """Tell how fast shards are made, their results written, and collected."""
    shards = FOLDER.with_name("shards")
    shutil.rmtree(shards, ignore_errors=True)
    with closing(made(recordings)) as project:
        birdnet = network("birdnet-2.4")
        making = timed(
            lambda: answer(make_shards(project, birdnet, settings, Division(hours=50), shards))
        )
        names = load_index(shards).names
        media = {"": str(FOLDER / "card")}
        running = sum(
            drained(run_shard(shards / f"{name}.json", media, shards, MadeUpHearing()))[0]
            for name in names
        )
        wall, cpu = drained(collect(project, shards, Collected()))
    size = sum(path.stat().st_size for path in shards.glob("*.result"))
    console.print(
        f"Shards: {recordings:,} recordings in {len(names)} made in {making:.1f} s; results "
        f"written at {recordings / running:,.0f}/s ({size / recordings / 1000:.0f} KB each); "
        f"collected at {recordings / wall:,.0f}/s ({1000 * cpu / recordings:.2f} ms CPU each)."
    )


def timed(work: Callable[[], object]) -> float:
    """Return the seconds that something took."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def main() -> None:
    """Print what was measured, and what it comes to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--recordings", type=int, default=10_000)
    parser.add_argument("--stored", type=int, default=0)
    parser.add_argument("--no-embeddings", action="store_true", help="1 M of them are 205 GB")
    parser.add_argument("--no-collect", action="store_true")
    given = parser.parse_args()
    console = Console()
    settings = Settings(embeddings=not given.no_embeddings)
    rate = writing(given.recordings, given.stored, settings, console)
    one = 1 / (_WINDOWS * CPU_S_PER_WINDOW)
    table = Table("workers", "results/s", "hours heard a day", "writer busy", box=None)
    for workers in WORKERS:
        heard = min(workers * one, rate)
        table.add_row(
            f"{workers:,}", f"{heard:,.1f}", f"{heard * RECORDING_S * 24:,.0f}",
            f"{heard / rate:.0%}",
        )  # fmt: skip
    console.print(f"Workers of {CPU_S_PER_WINDOW * 1000:.0f} ms a window; the writer is busy from "
                  f"{rate / one:,.0f} on.")  # fmt: skip
    console.print(table)
    if not given.no_collect:
        collecting(min(given.recordings, 10_000), settings, console)


if __name__ == "__main__":
    main()
