"""How long the review page takes from a key or click until all of it is on screen.

``python -m tests.benchmarks.review_window PROJECT [--rounds N]`` prints median and worst of each
step and the longest time in which the window answered nothing: at rest, then while an analysis
runs; and the memory at the end. PROJECT is made by ``big_project`` where it is not there; a copy
is worked on.
"""

import argparse
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import psutil
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication
from rich.console import Console
from rich.table import Table

from core.analysis.settings import Settings
from core.domain import Verdict
from core.store.detections import Filter
from gui.background import wait_for_calls
from gui.collector import Collector
from gui.main_window import MainWindow
from gui.pages.review.questions import ReviewQuestion
from gui.remembered import Remembered
from tests.benchmarks import big_project

_TICK_MS = 5
_LONGEST_S = 30
_CLIPS = 8
_LISTENING_S = 0.5
_HEARD = 200
Step = Callable[[], object]
Taken = dict[str, list[tuple[float, float]]]
"""Step -> (ms, longest stall in ms) of each time."""


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
    """Let the window work until something is so; raise where it never is."""
    loop, began = QEventLoop(), time.perf_counter()
    while not until():
        # Until there is an event, the ticks of Stalls among them: a loop that spins would take
        # Python's lock from those that are waited for.
        loop.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        if time.perf_counter() - began > _LONGEST_S:
            raise TimeoutError(f"waited {_LONGEST_S} s")


def pause(seconds: float) -> None:
    """Let the window work for a while, as it does while somebody listens."""
    end = time.perf_counter() + seconds
    wait(lambda: time.perf_counter() > end)


def steps(
    window: MainWindow, folder: Path, cold: int
) -> Iterator[tuple[str, Step, Callable[[], bool]]]:
    """Yield (name, what is done, when it is on screen); ``cold``: a row not looked at before."""
    page = window.session.review
    queue, requests = page.queue, page.requests
    run = page.filters.filter.run_id
    common = page.species.table.rows[1].species

    def rows_here() -> bool:
        return (
            not requests.asked(ReviewQuestion.QUEUE) and queue.settled and not queue.table.loading
        )

    def clip_here() -> bool:
        return rows_here() and not requests.asked(ReviewQuestion.AROUND) and page.clip.loaded

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
        yield f"sort: {by}", lambda b=by: page.loader.sort(b, True), rows_here
    for share in (0.3, 0.9, 0.5):
        row = int(queue.table.rowCount() * share)
        yield f"jump to row {row:,}", lambda r=row: queue.go_to_row(r), rows_here
    yield "back to the first", lambda: queue.go_to_row(0), rows_here
    _give_sounds(window, folder, cold)
    for number in range(_CLIPS):
        yield "next clip, cold", lambda n=number: queue.go_to_row(cold + n), clip_here
    queue.go_to_row(0)
    for _ in range(_CLIPS):
        pause(_LISTENING_S)
        yield "next clip, prefetched", page.verdict_controller.skip, clip_here
    yield "verdict", lambda: page.verdict_controller.decide(Verdict.UNSURE), rows_here
    yield "undo", page.verdict_controller.undo, rows_here
    yield "grid", lambda: page.show_grid(True), lambda: queue.settled and rows_here()
    bar = queue.grid.verticalScrollBar()
    for number in range(1, 4):
        yield (
            "grid page",
            lambda n=number: bar.setValue(n * 3 * bar.pageStep()),
            lambda: queue.settled and rows_here(),
        )
    yield "back to the clip", lambda: page.show_grid(False), rows_here


def _give_sounds(window: MainWindow, folder: Path, cold: int) -> None:
    project, rows = window.projects.current, window.session.review.queue.table.rows
    for row in (*range(3 + _CLIPS), *range(cold, cold + _CLIPS)):
        big_project.give_sound(folder, project.recording(rows[row].recording_id).path)


def main() -> None:
    """Run all steps some rounds and print what they took."""
    options = argparse.ArgumentParser(prog="python -m tests.benchmarks.review_window")
    options.add_argument("project", type=Path)
    options.add_argument("--rounds", type=int, default=3)
    chosen = options.parse_args()
    big_project.make(chosen.project)
    app = QApplication([])
    collector = Collector(app)
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "project"
        copy.mkdir()
        shutil.copy(chosen.project / "project.db", copy)
        window = MainWindow(Remembered(Path(folder) / "window.ini"))
        window.resize(1280, 720)
        window.show()
        stalls, began = Stalls(), time.perf_counter()
        window.open_at_start(copy, "review")
        wait(lambda: window.projects.current is not None and window.session.review.queue.row >= 0)
        opened = ((time.perf_counter() - began) * 1000, stalls.worst_ms)
        wait(lambda: window.settled)
        settled = ((time.perf_counter() - began) * 1000, stalls.worst_ms)
        first = {"open: rows": [opened], "open: all": [settled]}
        _show("Review page", first | _take(window, stalls, chosen.project, chosen.rounds, 40))
        for number in range(1, _HEARD + 1):
            heard = window.projects.current.recording(number)
            big_project.give_sound(chosen.project, heard.path)
        job = window.projects.current.analyse(Settings())
        job.start()
        wait(job.isRunning)
        _show("While an analysis runs", _take(window, stalls, chosen.project, chosen.rounds, 100))
        job.cancel()
        wait(job.isFinished)
        memory = psutil.Process().memory_info().rss / 2**20
        Console().print(f"Memory of the window: {memory:.0f} MB")
        window.leave()
    wait_for_calls()
    collector.stop()
    app.quit()


def _take(window: MainWindow, stalls: Stalls, folder: Path, rounds: int, first_cold: int) -> Taken:
    took: Taken = {}
    for turn in range(rounds):
        for name, do, there in steps(window, folder, first_cold + turn * _CLIPS):
            stalls.begin()
            began = time.perf_counter()
            do()
            wait(there)
            ms = (time.perf_counter() - began) * 1000
            wait(lambda: window.settled)
            took.setdefault(name, []).append((ms, stalls.worst_ms))
    return took


def _show(title: str, took: Taken) -> None:
    table = Table("step", "ms: median", "worst", "longest stall, ms: median", "worst", title=title)
    for name, each in took.items():
        both = zip(*each, strict=True)
        table.add_row(name, *(f"{of(ms):.0f}" for ms in both for of in (statistics.median, max)))
    Console().print(table)


if __name__ == "__main__":
    main()
