"""How long a window takes in each network that is installed, and in look-alikes of others.

``python -m tests.benchmarks.networks [seconds per network]``. What the runtime itself takes is
shown beside, so that what is added around it is seen.
"""

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from core.networks.threads import limit_threads

limit_threads()

import sys  # noqa: E402

import numpy as np  # noqa: E402

from core.networks import catalogue  # noqa: E402
from core.networks.network import Engine  # noqa: E402
from core.networks.runtimes import open_engine  # noqa: E402
from tests.core.networks.runtimes.look_alikes import NETWORKS  # noqa: E402


class Clock:
    """Adds up what a function takes."""

    def __init__(self, function: object) -> None:
        self._function, self.seconds = function, 0.0

    def __call__(self, *given: object) -> object:
        began = time.perf_counter()
        try:
            return self._function(*given)
        finally:
            self.seconds += time.perf_counter() - began


def engines() -> Iterator[tuple[str, Engine]]:
    """Yield what can be run here."""
    for network in catalogue.ready():
        yield network.manifest.id, open_engine(network.manifest)
    for name, make in NETWORKS.items():
        with tempfile.TemporaryDirectory() as folder:
            try:
                yield f"look-alike: {name}", open_engine(make(Path(folder)), Path(folder))
            except ImportError:
                continue  # its runtime is not installed


def measure(engine: Engine, seconds: float) -> tuple[float, float, float | None]:
    """Return the best wall and CPU time of a window in ms, and the runtime's own part of it."""
    windows = engine.buffer(engine.batch_size)
    windows[:] = np.random.default_rng(1).normal(0, 0.05, windows.shape)
    calls = getattr(engine, "_calls", None)
    if calls is not None:
        own = calls._loaded.run = Clock(calls._loaded.run)
    best = (float("inf"), 0.0, None)
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        if calls is not None:
            own.seconds = 0.0
        wall, cpu = time.perf_counter(), time.process_time()
        engine.run(windows)
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        if wall < best[0]:
            best = (wall, cpu, own.seconds if calls is not None else None)
    per_window = 1000 / len(windows)
    wall, cpu, inside = best
    return wall * per_window, cpu * per_window, None if inside is None else inside * per_window


def main() -> None:
    """Print the table."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 1.0
    print(f"{'ms a window':34}{'wall':>9}{'CPU':>9}{'runtime':>9}  run by")  # noqa: T201
    for name, engine in engines():
        wall, cpu, inside = measure(engine, seconds)
        own = "" if inside is None else f"{inside:.2f}"
        print(f"{name:34}{wall:9.2f}{cpu:9.2f}{own:>9}  {engine.note}")  # noqa: T201


if __name__ == "__main__":
    main()
