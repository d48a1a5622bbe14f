"""A job's progress on the terminal: a bar with rate and time left, or a line now and then."""

import sys
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn

from core.jobs import Inquiry, Job, T
from core.jobs import Progress as Step

_LINE_EVERY_S = 30.0


def follow(job: Job, title: str, unit: str, console: Console | None = None) -> Step | None:
    """Run a job to its end, showing how far it is. Return its last step.

    Closing it early (Ctrl+C) closes the job, which saves what it has.
    """
    console = console or Console(stderr=True)
    if not console.is_terminal:
        return _plain(job, title, unit)
    columns = (
        SpinnerColumn(),
        TextColumn(title, markup=False),
        BarColumn(),
        TextColumn("{task.fields[text]}", markup=False),
    )
    last: Step | None = None
    with Progress(*columns, console=console, transient=True) as bar:
        task: TaskID = bar.add_task("", total=None, text="")
        try:
            for last in job:
                bar.update(
                    task, completed=last.done, total=last.total or None, text=describe(last, unit)
                )
        finally:
            job.close()
    return last


def follow_inquiry(inquiry: Inquiry[T], title: str, unit: str) -> T:
    """Return what an inquiry comes to, showing how far it is."""
    found: list[T] = []

    def steps() -> Job:
        found.append((yield from inquiry))

    follow(steps(), title, unit)
    return found[0]


@contextmanager
def share_told(title: str) -> Generator[Callable[[float], None]]:
    """Yield what to call with how far something is, from 0 to 1; nothing is shown before."""
    console = Console(stderr=True)
    bar = Progress(TextColumn(title, markup=False), BarColumn(), console=console, transient=True)
    tasks: list[TaskID] = []

    def told(share: float) -> None:
        if not tasks:
            tasks.append(bar.add_task("", total=1.0))
            if console.is_terminal:
                bar.start()
            else:
                sys.stderr.write(f"{title} ...\n")
        bar.update(tasks[0], completed=share)

    try:
        yield told
    finally:
        bar.stop()


def describe(step: Step, unit: str) -> str:
    """Return a step in words: ``1.2 of 3.0 h · 380x real time · 14 min left · 2 problems``."""
    number = "{:,.0f}" if step.total == int(step.total) else "{:,.2f}"
    parts = [f"{number.format(step.done)} of {number.format(step.total)} {unit}"]
    if step.rate is not None:
        parts.append(f"{step.rate:,.0f}x real time")
    if step.left_s is not None:
        parts.append(f"{duration(step.left_s)} left")
    if step.problems:
        parts.append(f"{step.problems} problem" + ("s" if step.problems > 1 else ""))
    if step.note:
        parts.append(step.note)
    return " · ".join(parts)


def duration(seconds: float) -> str:
    """Return a time to wait in words, no more exact than it can be."""
    if seconds < 60:
        return f"{max(1, round(seconds))} s"
    if seconds < 5400:
        return f"{round(seconds / 60)} min"
    return f"{seconds / 3600:.1f} h"


def _plain(job: Job, title: str, unit: str) -> Step | None:
    last, shown = None, time.monotonic()
    try:
        for last in job:
            if time.monotonic() - shown >= _LINE_EVERY_S:
                shown = time.monotonic()
                sys.stderr.write(f"{title}: {describe(last, unit)}\n")
    finally:
        job.close()
    return last
