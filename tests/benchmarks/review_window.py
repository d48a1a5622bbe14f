"""How long the review page takes from a key or click until all of it is on screen.

``python -m tests.benchmarks.review_window PROJECT [--rounds N]`` prints median and worst of each
step and the longest time in which the window answered nothing: at rest, while an analysis runs,
and of verdicts while an analysis, an import and a merge write at once; and the memory at the end.
PROJECT is made by ``big_project`` where it is not there; a copy is worked on.
"""

import argparse
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from pathlib import Path

import psutil
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication
from rich.console import Console
from rich.table import Table

from core.analysis.settings import Settings
from core.domain import Verdict
from core.imports.gathering import Gathered
from core.store.detections import Filter
from gui.background import wait_for_calls
from gui.collector import Collector
from gui.main_window import MainWindow
from gui.open_imports import ReadResults
from gui.open_project import OpenProject
from gui.pages.review.page import ReviewPage
from gui.pages.review.questions import ReviewQuestion
from gui.remembered import Remembered
from tests.benchmarks import big_project

_TICK_MS = 5
_LONGEST_S = 30
_CLIPS = 8
_LISTENING_S = 0.5
_HEARD = 200
_IMPORTED_EACH = 500
"""Detections of each recording that come in from a file."""
Step = Callable[[], object]
Steps = Callable[[MainWindow, Path, int], Iterator[tuple[str, Step, Callable[[], bool]]]]
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
    queue = page.queue
    run = page.filters.filter.run_id
    common = page.species.table.rows[1].species

    rows_here, clip_here = partial(_rows_are_here, page), partial(_clip_is_here, page)

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


def verdicts(
    window: MainWindow, folder: Path, cold: int
) -> Iterator[tuple[str, Step, Callable[[], bool]]]:
    """Yield verdicts, each with the clip after it, whose sound was read ahead."""
    page = window.session.review
    _give_sounds(window, folder, cold)
    page.queue.go_to_row(0)
    for _ in range(_CLIPS // 2):
        pause(_LISTENING_S)
        decide = partial(page.verdict_controller.decide, Verdict.UNSURE)
        yield "verdict: the next clip is seen", decide, lambda: page.clip.loaded
        yield "verdict: all around it, too", decide, partial(_clip_is_here, page)


def _rows_are_here(page: ReviewPage) -> bool:
    asked = page.requests.asked(ReviewQuestion.QUEUE)
    return not asked and page.queue.settled and not page.queue.table.loading


def _clip_is_here(page: ReviewPage) -> bool:
    asked = page.requests.asked(ReviewQuestion.AROUND)
    return _rows_are_here(page) and not asked and page.clip.loaded


def _results(project: OpenProject, file: Path) -> Gathered:
    """Write and read results of another program, to be taken in."""
    names = [project.recording(number).path for number in range(1, _HEARD + 1)]
    rows = (
        f"{at_s},{at_s + 3},Turdus merula,Eurasian Blackbird,0.9,{name}\n"
        for name in names
        for at_s in range(0, 3 * _IMPORTED_EACH, 3)
    )
    head = "Start (s),End (s),Scientific name,Common name,Confidence,File\n"
    file.write_text(head + "".join(rows), encoding="utf-8")
    read: list[ReadResults] = []
    reading = project.imports.reading([file])
    reading.answered.connect(read.append)
    reading.run()  # here: nothing else is to be measured yet
    wait(lambda: bool(read))
    return read[0].gathered


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
        _while_others_write(window, stalls, chosen.project, chosen.rounds)
        memory = psutil.Process().memory_info().rss / 2**20
        Console().print(f"Memory of the window: {memory:.0f} MB")
        window.leave()
    wait_for_calls()
    collector.stop()
    app.quit()


def _while_others_write(window: MainWindow, stalls: Stalls, folder: Path, rounds: int) -> None:
    project = window.projects.current
    for number in range(1, _HEARD + 1):
        big_project.give_sound(folder, project.recording(number).path)
    results = _results(project, project.folder / "results.csv")
    analysis = project.analyse(Settings())
    analysis.start()
    wait(analysis.isRunning)
    _show("While an analysis runs", _take(window, stalls, folder, rounds, 100))
    taking = project.imports.taking(results, {}, "bench")
    taking.start()
    merge = partial(project.review.plans.merge, folder / "project.db")
    window.session.review.requests.do(merge, lambda _merged: None, in_turn=True)
    title = "While an analysis, an import and a merge write"
    _show(title, _take(window, stalls, folder, rounds, 160, verdicts))
    for job in (analysis, taking):
        job.cancel()
        wait(job.isFinished)


def _take(
    window: MainWindow,
    stalls: Stalls,
    folder: Path,
    rounds: int,
    first_cold: int,
    of: Steps = steps,
) -> Taken:
    took: Taken = {}
    for turn in range(rounds):
        for name, do, there in of(window, folder, first_cold + turn * _CLIPS):
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
