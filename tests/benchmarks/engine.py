"""How long a window of 3 s takes: ``python -m tests.benchmarks.engine [seconds per row]``.

The rows take turns, and each shows its best turn: other programs on the computer then disturb
none more than another.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

from core.networks.threads import limit_threads

limit_threads()

import sys  # noqa: E402

import numpy as np  # noqa: E402

from core.networks.birdnet.checked import open_engine, pieces  # noqa: E402
from core.networks.birdnet.fast_engine import FastBirdNet, LiteRtPieces  # noqa: E402
from core.networks.birdnet.files import MANIFEST, original_engine  # noqa: E402
from core.networks.birdnet.frontend import BirdNetFrontEnd  # noqa: E402
from core.networks.birdnet.kernels import IMAGE_SHAPE  # noqa: E402
from core.networks.network import Engine, Float32  # noqa: E402
from tests.core.networks.sounds import natural  # noqa: E402


@dataclass
class Row:
    """One line of the table."""

    name: str
    windows: int
    run: Callable[[], object]
    wall_ms: float = float("inf")
    cpu_ms: float = float("inf")

    def take_a_turn(self) -> None:
        """Run once and keep the time if it is the best so far."""
        wall, cpu = time.perf_counter(), time.process_time()
        self.run()
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        self.wall_ms = min(self.wall_ms, wall / self.windows * 1e3)
        self.cpu_ms = min(self.cpu_ms, cpu / self.windows * 1e3)


def rows() -> list[Row]:
    """Return what is compared, ready to run."""
    fast = open_engine()
    if not isinstance(fast, FastBirdNet):
        raise SystemExit(f"The fast engine does not run here: {fast.note}")
    windows = np.stack([natural(seed) for seed in range(fast.batch_size)]).astype(np.float32)
    found = pieces()
    front, graph = BirdNetFrontEnd(found.kernels), LiteRtPieces(found)
    images = np.zeros((fast.batch_size, *IMAGE_SHAPE), np.float32)
    for window, image in zip(windows, images, strict=True):
        front.run(window, image)

    def front_only() -> None:
        for window, image in zip(windows, images, strict=True):
            front.run(window, image)

    return [
        Row("fast engine", fast.batch_size, lambda: fast.run(windows)),
        Row("  its front end", fast.batch_size, front_only),
        Row("  its graph", fast.batch_size, lambda: graph.score(images)),
        *(_original(threads, windows) for threads in (1, 2)),
    ]


def _original(threads: int, windows: Float32) -> Row:
    engine: Engine = original_engine(threads=threads)
    some = windows[: engine.batch_size]
    return Row(f"original graph, {threads} thread(s)", len(some), lambda: engine.run(some))


def main(seconds: float = 8.0) -> None:
    """Print the table. Each row takes ``seconds``."""
    compared = rows()
    for row in compared:
        row.run()
    until = time.perf_counter() + seconds * len(compared)
    while time.perf_counter() < until:
        for row in compared:
            row.take_a_turn()
    print(f"{'':32}{'wall':>9}{'CPU':>9}{'x real time':>13}{'ratio':>7}")  # noqa: T201
    for row in compared:
        print(  # noqa: T201
            f"{row.name:32}{row.wall_ms:6.2f} ms{row.cpu_ms:6.2f} ms"
            f"{MANIFEST.window_s / row.wall_ms * 1e3:13.0f}"
            f"{row.wall_ms / compared[0].wall_ms:7.2f}"
        )


if __name__ == "__main__":
    main(*map(float, sys.argv[1:]))
