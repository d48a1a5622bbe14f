"""How much faster two workers hear than one: by the pool of processes, and by Dask.

``python -m tests.benchmarks.speed_up [--rounds N]``: an hour of real dawn in 120 files, by BirdNET.
The time is from the first recording that is heard to the last one: starting workers costs seconds
that count little in a night of analysis.
"""

import argparse
import os
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, closing, nullcontext
from pathlib import Path
from statistics import median

from rich.console import Console
from rich.table import Table

from core.audio.windows import Windowing
from core.cluster.dask_executor import connected
from core.inference.executors import Executor, ProcessPool
from core.inference.messages import Done, Setup, Task
from core.networks.birdnet.files import MANIFEST
from tests.benchmarks import sounds

FOLDER = Path("build/bench/sounds")
_LABELS = (6522,)
_HOURS = 2
"""So often each file is heard: where an hour takes seconds, the last file of a worker counts."""

Ways = dict[str, Callable[[int], AbstractContextManager[Executor]]]
WAYS: Ways = {
    "pool": lambda workers: nullcontext(ProcessPool(workers)),
    "Dask": lambda workers: connected("local", workers),
}


def heard(executor: Executor, folder: Path) -> float:
    """Return recordings a second, the first ones left out."""
    windowing = Windowing.of(
        MANIFEST.sample_rate, MANIFEST.window_s, MANIFEST.overlap_s, MANIFEST.least_sound_s
    )
    setup = Setup(MANIFEST, _LABELS, windowing, {1: str(folder)})
    files = sorted(folder.glob("*.wav")) * _HOURS
    tasks = iter([Task(n, n, 1, file.name, 0, 10) for n, file in enumerate(files)])
    moments = []
    with closing(executor.events(setup, tasks)) as events:
        for event in events:
            if isinstance(event, Done):
                moments.append(time.perf_counter())
    begin = len(moments) // 4
    return (len(moments) - 1 - begin) / (moments[-1] - moments[begin])


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    rounds = parser.parse_args().rounds
    _, many = sounds.make(FOLDER)
    rates: dict[tuple[str, int], list[float]] = {}
    before = os.getloadavg()[0]
    for _ in range(rounds):
        for name, way in WAYS.items():
            for workers in (1, 2):
                with way(workers) as executor:
                    rates.setdefault((name, workers), []).append(heard(executor, many))
    table = Table("", "1 worker, files/s", "2 workers", "speed-up", box=None)
    for name in WAYS:
        one, two = (median(rates[name, workers]) for workers in (1, 2))
        ups = sorted(b / a for a, b in zip(rates[name, 1], rates[name, 2], strict=True))
        table.add_row(
            name, f"{one:.2f}", f"{two:.2f}", f"{median(ups):.2f} ({ups[0]:.2f}–{ups[-1]:.2f})"
        )
    console = Console()
    console.print(table)
    console.print(f"Load before: {before:.1f} on {os.cpu_count()} cores.")


if __name__ == "__main__":
    main()
