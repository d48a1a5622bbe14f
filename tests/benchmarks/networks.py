"""How long a window takes in each network that is installed, and in look-alikes of others.

``python -m tests.benchmarks.networks [seconds per network]``. Beside the engine stands what its
runtime alone takes; what all else takes when a recording is heard (decoding, keeping scores and
embeddings) as a share of the engine's time; and the network's own program, where it is there.
"""

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from core.networks.threads import limit_threads

limit_threads()

import numpy as np  # noqa: E402
import soundfile  # noqa: E402

from core.audio.windows import Windowing  # noqa: E402
from core.errors import UserError  # noqa: E402
from core.inference.hearing import hear  # noqa: E402
from core.inference.messages import Setup, Task  # noqa: E402
from core.networks import catalogue  # noqa: E402
from core.networks.manifest import Manifest  # noqa: E402
from core.networks.network import Engine  # noqa: E402
from core.networks.runtimes import open_engine  # noqa: E402
from tests.benchmarks.install_peers import python_of  # noqa: E402
from tests.core.networks.runtimes.look_alikes import MISSING, NETWORKS  # noqa: E402

LEAST_HEARD, MOST_HEARD = 4, 64
"""Windows of the recording that is heard."""
OF_HOPLITE = ("look-alike: Perch v8", "look-alike: Perch 2.0")
"""Networks that perch-hoplite loads; Perch v4's look-alike is no batch, as old exports were."""


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


class Timed:
    """An engine whose own time is added up."""

    def __init__(self, engine: Engine) -> None:
        self.note, self.batch_size, self.buffer = engine.note, engine.batch_size, engine.buffer
        self.run: Clock = Clock(engine.run)


class Known(NamedTuple):
    """A network that can be run here, or why it cannot."""

    name: str
    manifest: Manifest | None = None
    labels: tuple[int, ...] | None = None
    folder: Path | None = None
    why: str = ""


class Cost(NamedTuple):
    """Milliseconds a window."""

    wall: float
    cpu: float
    inside: float | None = None
    """Of the runtime alone."""


def known(scratch: Path) -> Iterator[Known]:
    """Yield what can be run here, and with a reason what cannot."""
    for network in catalogue.ready():
        labels = tuple(len(head.labels) for head in network.heads)
        yield Known(network.manifest.id, network.manifest, labels)
    for one in catalogue.entries():
        if one.manifest.tried == "real" and one.network is None:
            yield Known(one.manifest.id, why=one.why)
    for number, (name, make) in enumerate(NETWORKS.items()):
        folder = scratch / str(number)
        folder.mkdir()
        try:
            yield Known(f"look-alike: {name}", make(folder), None, folder)
        except ImportError as error:
            yield Known(f"look-alike: {name}", why=MISSING.get(error.name or "", str(error)))


def of_engine(engine: Engine, seconds: float) -> Cost:
    """Return the best times of a window."""
    windows = engine.buffer(engine.batch_size)
    windows[:] = np.random.default_rng(1).normal(0, 0.05, windows.shape)
    calls = getattr(engine, "_calls", None)
    loaded = getattr(calls, "_loaded", None)
    whole = getattr(loaded, "run", None)
    if loaded is not None:
        loaded.run = Clock(whole)
    best = Cost(float("inf"), 0.0)
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        if loaded is not None:
            loaded.run.seconds = 0.0
        wall, cpu = time.perf_counter(), time.process_time()
        engine.run(windows)
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        if wall < best.wall:
            best = Cost(wall, cpu, None if loaded is None else loaded.run.seconds)
    if loaded is not None:
        loaded.run = whole
    per_window = 1000 / len(windows)
    return Cost(*(None if one is None else one * per_window for one in best))


def around(one: Known, engine: Engine, scratch: Path, seconds: float, wall_ms: float) -> str:
    """Return what hearing a recording takes beyond the engine: ms a window, and as a share.

    Empty where nothing is known of its labels.
    """
    manifest = one.manifest
    if one.labels is None:
        return ""
    count = min(MOST_HEARD, max(LEAST_HEARD, int(seconds * 1000 / wall_ms)))
    _write(scratch / "sound.wav", manifest, count)
    windowing = Windowing.of(
        manifest.sample_rate, manifest.window_s, manifest.overlap_s, manifest.least_sound_s
    )
    setup = Setup(manifest, one.labels, windowing, {1: str(scratch)})
    best: tuple[float, float] = (float("inf"), 0.0)
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        timed = Timed(engine)
        began = time.perf_counter()
        for _event in hear(Task(1, 1, 1, "sound.wav", 0, count), setup, timed):
            pass
        beyond = time.perf_counter() - began - timed.run.seconds
        best = min(best, (beyond * 1000 / count, beyond / timed.run.seconds))
    return f"{best[0]:.2f} {best[1]:6.1%}"


def _write(path: Path, manifest: Manifest, windows: int) -> None:
    hop_s = manifest.window_s - manifest.overlap_s
    samples = round((manifest.window_s + (windows - 1) * hop_s) * manifest.sample_rate)
    sound = np.random.default_rng(2).normal(0, 0.05, samples)
    soundfile.write(path, sound, manifest.sample_rate, subtype="PCM_16")


def of_hoplite(one: Known, seconds: float) -> str:
    """Return the times of perch-hoplite on the same files, or why there are none."""
    python = python_of("perch-hoplite")
    if not python.exists():
        return "perch-hoplite is not installed: make bench-peers"
    manifest = one.manifest
    (one.folder / "model" / "assets").mkdir(exist_ok=True)
    command = [
        python, Path(__file__).with_name("peers") / "run_perch_hoplite.py", one.folder / "model",
        str(manifest.sample_rate), str(manifest.window_s), str(seconds),
    ]  # fmt: skip
    said = subprocess.run(command, capture_output=True, text=True, check=False)
    if said.returncode:
        return f"perch-hoplite failed: {said.stderr.strip().splitlines()[-1][:90]}"
    wall, cpu = map(float, said.stdout.split())
    return f"perch-hoplite {wall:.2f} wall, {cpu:.2f} CPU"


def main() -> None:
    """Print the table."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 1.0
    head = f"{'ms a window':36}{'wall':>9}{'CPU':>9}{'runtime':>9}{'around it':>15}  run by"
    print(head)  # noqa: T201
    with tempfile.TemporaryDirectory() as scratch:
        for one in known(Path(scratch)):
            print(_row(one, seconds, Path(scratch)))  # noqa: T201


def _row(one: Known, seconds: float, scratch: Path) -> str:
    if one.manifest is None:
        return f"{one.name:36}  left out: {one.why}"
    try:
        engine = open_engine(one.manifest, one.folder)
        cost = of_engine(engine, seconds)
        rest = around(one, engine, scratch, seconds, cost.wall)
    except UserError as error:
        return f"{one.name:36}  left out: {error}"
    inside = "" if cost.inside is None else f"{cost.inside:.2f}"
    row = f"{one.name:36}{cost.wall:9.2f}{cost.cpu:9.2f}{inside:>9}{rest:>15}  {engine.note}"
    if one.name in OF_HOPLITE:
        row += f"\n{'':36}  {of_hoplite(one, seconds)}"
    return row


if __name__ == "__main__":
    main()
