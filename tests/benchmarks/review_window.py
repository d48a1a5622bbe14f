"""How long the review page takes from a key or click until all of it is on screen.

``python -m tests.benchmarks.review_window PROJECT [--rounds N]`` prints median and worst of each
step, the longest time in which the window answered nothing, and the memory at the end. With the
project of ``big_project`` it times a million rows; with one that has its sounds also the clips.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import psutil
from PySide6.QtCore import QCoreApplication, QEventLoop, QTimer
from PySide6.QtWidgets import QApplication
from rich.console import Console
from rich.table import Table

from core.domain import Verdict
from core.store.detections import Filter
from gui.main_window import MainWindow
from gui.remembered import Remembered

_TICK_MS = 5
Step = Callable[[], object]


class Stalls:
    """The longest gap between ticks of the event loop."""

    def __init__(self) -> None:
        self.worst_ms, self._last = 0.0, time.perf_counter()
        self._timer = QTimer(interval=_TICK_MS)
        self._timer.timeout.connect(self._tick)
        self._timer.start()

    def begin(self) -> None:
        self.worst_ms, self._last = 0.0, time.perf_counter()

    def _tick(self) -> None:
        now = time.perf_counter()
        self.worst_ms = max(self.worst_ms, (now - self._last) * 1000 - _TICK_MS)
        self._last = now


def wait(until: Callable[[], bool]) -> None:
    while not until():
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 20)


def steps(window: MainWindow) -> Iterator[tuple[str, Step, Callable[[], bool]]]:
    """Yield (name, what is done, when it is on screen)."""
    page = window.review
    queue, asking = page.queue, page.asking
    run = page.filters.filter.run_id
    common = page.species.table.rows[1].species

    def rows_here() -> bool:
        return not asking.asked("queue") and queue.settled and not queue.table.loading

    for name, wanted in (
        ("filter: a species", Filter(run_id=run, species=common.scientific_name)),
        ("filter: a month", Filter(run_id=run, first_day=date(2025, 5, 1),
                                   last_day=date(2025, 5, 31))),
        ("filter: around sunrise", Filter(run_id=run, sunrise=(-30, 90))),
        ("filter: score 0.5 to 0.9", Filter(run_id=run, min_score=0.5, max_score=0.9)),
        ("filter: not reviewed", Filter(run_id=run, verdicts=frozenset({None}))),
        ("no filter", Filter(run_id=run)),
    ):  # fmt: skip
        yield name, lambda w=wanted: page.filters.take(w), rows_here
    for by in ("time", "species", "site", "verdict", "score"):
        yield f"sort: {by}", lambda b=by: page.reading.sort(b, True), rows_here
    for share in (0.3, 0.9, 0.5):
        row = int(queue.table.rowCount() * share)
        yield f"jump to row {row:,}", lambda r=row: queue.go_to_row(r), rows_here
    yield "back to the first", lambda: queue.go_to_row(0), rows_here
    yield "next clip, cold", lambda: queue.go_to_row(40), lambda: page.settled
    for _ in range(8):
        yield "next clip, prefetched", page.deciding.skip, lambda: page.clip.loaded and rows_here()
    yield "verdict", lambda: page.deciding.decide(Verdict.UNSURE), rows_here
    yield "undo", page.deciding.undo, rows_here
    yield "grid", lambda: page.show_grid(True), lambda: queue.settled and rows_here()
    bar = queue.grid.verticalScrollBar()
    for number in range(1, 4):
        yield (
            "grid page",
            lambda n=number: bar.setValue(n * 3 * bar.pageStep()),
            lambda: queue.settled and rows_here(),
        )
    yield "back to the clip", lambda: page.show_grid(False), rows_here


def main() -> None:
    """Run all steps some rounds and print what they took."""
    options = argparse.ArgumentParser(prog="python -m tests.benchmarks.review_window")
    options.add_argument("project", type=Path)
    options.add_argument("--rounds", type=int, default=3)
    chosen = options.parse_args()
    app = QApplication([])
    with tempfile.TemporaryDirectory() as folder:
        window = MainWindow(Remembered(Path(folder) / "window.ini"))
        window.resize(1280, 720)
        window.show()
        took: dict[str, list[tuple[float, float]]] = {}
        began = time.perf_counter()
        window.open_at_start(chosen.project, "review")
        wait(lambda: window.projects.current is not None and window.review.queue.row >= 0)
        took["open"] = [((time.perf_counter() - began) * 1000, 0.0)]
        wait(lambda: window.settled)
        stalls = Stalls()
        for _ in range(chosen.rounds):
            for name, do, there in steps(window):
                stalls.begin()
                began = time.perf_counter()
                do()
                wait(there)
                ms = (time.perf_counter() - began) * 1000
                wait(lambda: window.settled)
                took.setdefault(name, []).append((ms, stalls.worst_ms))
        memory = psutil.Process().memory_info().rss / 2**20
        window.leave()
    _show(took, memory)
    app.quit()


def _show(took: dict[str, list[tuple[float, float]]], memory_mb: float) -> None:
    table = Table("step", "median ms", "worst ms", "longest stall ms", title="Review page")
    for name, each in took.items():
        times = [ms for ms, _ in each]
        stall = max(ms for _, ms in each)
        table.add_row(name, f"{statistics.median(times):.0f}", f"{max(times):.0f}", f"{stall:.0f}")
    console = Console()
    console.print(table)
    console.print(f"Memory of the window: {memory_mb:.0f} MB")


if __name__ == "__main__":
    main()
