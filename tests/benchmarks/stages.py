"""Where an analysis with BirdNET spends its time, beside what this computer could do at best.

``python -m tests.benchmarks.stages [--rounds N]``. CPU time of one thread, in ms a window of 3 s:
the rows take turns, and each shows its median and range. The floor is the arithmetic of one
window at the rate of this computer's own matrix product, so that tables of two computers can be
compared.
"""

import argparse
import os
import statistics
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from core.networks.threads import limit_threads

limit_threads()

# After the limit: numpy reads it once, when it is imported.
import numpy as np  # noqa: E402
import soundfile  # noqa: E402
import soxr  # noqa: E402
import threadpoolctl  # noqa: E402
from rich.console import Console  # noqa: E402
from rich.table import Table  # noqa: E402

from core.analysis import Settings, analyse  # noqa: E402
from core.inference.executors import InProcess  # noqa: E402
from core.inference.hearing import Window, windows_of  # noqa: E402
from core.inference.messages import Event, Setup, Task  # noqa: E402
from core.inference.outputs import answers  # noqa: E402
from core.inference.tally import Tally  # noqa: E402
from core.networks.birdnet.checked import pieces  # noqa: E402
from core.networks.birdnet.fast_engine import OUTPUTS, THIRD_BATCH, LiteRtPieces  # noqa: E402
from core.networks.birdnet.files import MANIFEST, SCORES  # noqa: E402
from core.networks.birdnet.frontend import BirdNetFrontEnd  # noqa: E402
from core.networks.birdnet.kernels import IMAGE_SHAPE  # noqa: E402
from core.networks.catalogue import network  # noqa: E402
from core.networks.network import Float32, Outputs  # noqa: E402
from core.networks.runtimes.litert import LiteRtGraph  # noqa: E402
from core.scan import scan  # noqa: E402
from core.store import Project  # noqa: E402
from tests.benchmarks.sounds import WINDOWS, make  # noqa: E402

BUILD = Path("build/bench")
MFLOP = 775
"""Of one window, of which 657 are the network's and the rest the spectrograms'."""
SOME = 40
"""Windows of a row that does not take the whole hour."""


@dataclass
class Stage:
    """One row: what a stage takes a window, once for each round."""

    name: str
    windows: int
    run: Callable[[], object]
    prepare: Callable[[], object] = lambda: None
    """Done before each turn, untimed."""
    apart: bool = False
    """Whether it is not part of the analysis of a 48 kHz WAV, and left out of the sum."""
    cpu_ms: list[float] = field(default_factory=list)

    def take_a_turn(self) -> None:
        """Run once."""
        self.prepare()
        before = time.process_time()
        self.run()
        self.cpu_ms.append((time.process_time() - before) * 1e3 / self.windows)


class _Replay:
    """Says again what was heard before, so that only storing it takes time."""

    def __init__(self, said: list[Event | None]) -> None:
        self._said = said

    def events(self, setup: Setup, tasks: Iterator[Task]) -> Generator[Event | None]:
        """See Executor."""
        for _ in tasks:
            pass
        yield from self._said


class _Recorder:
    """Hears in this process, and keeps what was asked and said."""

    def __init__(self) -> None:
        self.said: list[Event | None] = []
        self.tasks: list[Task] = []
        self.setup: Setup | None = None

    def events(self, setup: Setup, tasks: Iterator[Task]) -> Generator[Event | None]:
        """See Executor."""
        self.setup, self.tasks = setup, list(tasks)
        for event in InProcess().events(setup, iter(self.tasks)):
            self.said.append(event)
            yield event


def product_rate() -> float:
    """Return what a matrix product of float32 does on one thread, in GFLOP/s."""
    size = 768
    one = np.random.default_rng(0).normal(size=(size, size)).astype(np.float32)
    out = np.empty_like(one)
    best = float("inf")
    for _ in range(40):
        before = time.process_time_ns()
        np.matmul(one, one, out=out)
        best = min(best, time.process_time_ns() - before)
    return 2 * size**3 / best


def product_kernels() -> str:
    """Return by which kernels numpy multiplies matrices, and whether this was somebody's wish."""
    found = [each for each in threadpoolctl.threadpool_info() if each["user_api"] == "blas"]
    kernels = ", ".join(f"{one['internal_api']} {one.get('architecture', '')}" for one in found)
    wished = os.environ.get("OPENBLAS_CORETYPE")
    return f"{kernels}, as OPENBLAS_CORETYPE wishes" if wished else kernels


class _Stages:
    """What is timed, ready to run."""

    def __init__(self, folder: Path) -> None:
        hour, _ = make(BUILD)
        recorder = _Recorder()
        with closing(Project(folder / "heard")) as project:
            for _ in scan(project, hour):
                pass
            for _ in analyse(project, network("birdnet-2.4"), Settings(), executor=recorder):
                pass
        assert recorder.setup is not None
        path = next(hour.glob("*.wav"))
        sound, _ = soundfile.read(path, SOME * MANIFEST.window_samples, dtype="float32")
        self._storing = _Storing(folder, hour, recorder.said)
        self.stages = [
            *_decoding(folder, sound, recorder.setup, recorder.tasks),
            *_hearing(sound.reshape(SOME, -1), recorder.setup),
            Stage("store", WINDOWS, self._storing.run, self._storing.prepare),
        ]

    def close(self) -> None:
        """Let go of all files."""
        self._storing.close()


def _decoding(folder: Path, sound: Float32, setup: Setup, tasks: Sequence[Task]) -> Iterator[Stage]:
    """Yield reading the hour, and some of it as it comes in other files."""

    def read(tasks: Sequence[Task], setup: Setup) -> None:
        for task in tasks:
            heard = sum(isinstance(each, Window) for each in windows_of(task, setup))
            assert heard == task.count

    yield Stage("decode", WINDOWS, partial(read, tasks, setup))
    rate = setup.windowing.sample_rate
    for kind, other in (
        ("FLAC", rate), ("MP3", rate), ("WAV", 22_050), ("WAV", 32_000), ("WAV", 96_000),
        ("WAV", 384_000),
    ):  # fmt: skip
        at_rate = sound if other == rate else soxr.resample(sound, rate, other, "LQ")
        name = f"{other}.{kind.lower()}"
        with soundfile.SoundFile(folder / name, "w", other, 1) as written:
            for block in np.array_split(at_rate, 10 * SOME):  # an encoder may want little at once
                written.write(block)
        asked = replace(tasks[0], path=name, first=0, count=SOME, content_hash="")
        where = replace(setup, roots={asked.root_id: str(folder)})
        yield Stage(
            f"  {kind} at {other / 1000:g} kHz", SOME, partial(read, [asked], where), apart=True
        )


def _hearing(windows: Float32, setup: Setup) -> Iterator[Stage]:
    """Yield the front end, the pieces of the graph, and what is made of their outputs."""
    found = pieces()
    front = BirdNetFrontEnd(found.kernels)
    images = np.zeros((SOME, *IMAGE_SHAPE), np.float32)

    def make_images(windows: Float32) -> None:
        for window, image in zip(windows, images, strict=True):
            front.run(window, image)

    rate = MANIFEST.sample_rate
    at_low_rate = soxr.resample(soxr.resample(windows.T, rate, 22_050), 22_050, rate).T
    from_low_rate = np.ascontiguousarray(at_low_rate[:, : MANIFEST.window_samples])
    make_images(windows)
    first, second, third, last = map(LiteRtGraph, found.graphs, OUTPUTS)
    ones = [images[i : i + 1] for i in range(SOME)]
    early = [first.run(one)[0] for one in ones]
    middle = np.concatenate([second.run(one)[0] for one in early])
    thirds = np.split(middle, SOME // THIRD_BATCH)
    batch_size = LiteRtPieces.batch_size
    late = np.split(np.concatenate([third.run(some)[0] for some in thirds]), SOME // batch_size)
    heard = [last.run(batch) for batch in late]

    def tally() -> None:
        collected = Tally(setup)
        for number, (logits, embeddings) in enumerate(heard):
            outputs = Outputs({SCORES: logits}, embeddings)
            said = answers(outputs, batch_size, setup.manifest, setup.label_counts, keep=True)
            collected.add(1, number * batch_size, said)
            list(collected.news())

    yield Stage("front end", SOME, partial(make_images, windows))
    name = "  of a WAV at 22.05 kHz"
    yield Stage(name, SOME, partial(make_images, from_low_rate), apart=True)
    yield Stage("first piece", SOME, lambda: [first.run(one) for one in ones])
    yield Stage("second piece", SOME, lambda: [second.run(one) for one in early])
    yield Stage("third piece", SOME, lambda: [third.run(some) for some in thirds])
    yield Stage("last piece", SOME, lambda: [last.run(batch) for batch in late])
    yield Stage("tally", SOME, tally)


class _Storing:
    """Stores what was heard in a project of its own at each turn."""

    def __init__(self, folder: Path, sounds: Path, said: list[Event | None]) -> None:
        self._folders = (folder / f"stored-{n}" for n in count())
        self._sounds, self._said = sounds, said
        self._project: Project | None = None

    def prepare(self) -> None:
        """Begin a project that holds the recording."""
        self.close()
        self._project = Project(next(self._folders))
        for _ in scan(self._project, self._sounds):
            pass

    def run(self) -> None:
        """Store."""
        assert self._project is not None
        again = _Replay(self._said)
        for _ in analyse(self._project, network("birdnet-2.4"), Settings(), executor=again):
            pass

    def close(self) -> None:
        """Close the last project."""
        if self._project is not None:
            self._project.close()


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=5)
    rounds = options.parse_args().rounds
    rates = []
    with TemporaryDirectory() as temporary, closing(_Stages(Path(temporary))) as timed:
        for _ in range(rounds):
            rates.append(product_rate())
            for stage in timed.stages:
                stage.take_a_turn()
    _print(timed.stages, statistics.median(rates))


def _print(timed: list[Stage], rate: float) -> None:
    floor = MFLOP / rate
    whole = sum(statistics.median(stage.cpu_ms) for stage in timed if not stage.apart)
    table = Table(title="CPU of an analysis", box=None, title_justify="left")
    table.add_column("")
    for head in ("ms/window", "range", "share"):
        table.add_column(head, justify="right")
    for stage in timed:
        middle = statistics.median(stage.cpu_ms)
        share = "" if stage.apart else f"{middle / whole:.0%}"
        spread = f"{min(stage.cpu_ms):.2f} to {max(stage.cpu_ms):.2f}"
        table.add_row(stage.name, f"{middle:.2f}", spread, share)
    table.add_row("all of a 48 kHz WAV", f"{whole:.2f}", "", "100%")
    console = Console()
    console.print(table)
    console.print(
        f"Matrix product: {rate:.0f} GFLOP/s a core ({product_kernels()}). Floor: {MFLOP} MFLOP "
        f"a window at that rate, {floor:.1f} ms; this program is at {floor / whole:.0%} of it."
    )


if __name__ == "__main__":
    main()
