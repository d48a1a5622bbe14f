"""Letting be heard what no scores are stored of, and putting together what comes back."""

import time
from collections.abc import Generator, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

from core.analysis.assembly import Assembly
from core.analysis.pace import Pace
from core.analysis.remaining import Remaining
from core.analysis.storing import Results
from core.audio.kinds import is_sequential
from core.domain import Recording
from core.errors import UserError
from core.inference.executors import Executor
from core.inference.messages import (
    Alive,
    Alone,
    Began,
    Done,
    Event,
    Failed,
    Part,
    Ready,
    Setup,
    Task,
)
from core.inference.tally import PART_WINDOWS
from core.jobs import Job
from core.store import Project
from core.store.embeddings import ShardWriter

_STORE_AT_ONCE = 32
_STORE_EVERY_S = 0.2  # a disk that turns takes a tenth of it to have written everything


class Hearing:
    """One listening to all that remains. Use it once."""

    def __init__(
        self, project: Project, setup: Setup, remaining: Remaining, results: Results, pace: Pace
    ) -> None:
        self._project, self._setup = project, setup
        self._remaining, self._results, self._pace = remaining, results, pace
        self._assemblies: dict[int, Assembly] = {}  # by task id
        self._ready: list[Assembly] = []
        self._stored = 0.0
        self._shards: ShardWriter | None = None

    def by(self, executor: Executor, pass_id: int) -> Job:
        """Let an executor hear it; the pass's embeddings go to its shards as they come."""
        if not self._remaining.is_anything_unheard:
            return
        with ExitStack() as stack:
            if self._setup.keeps_embeddings:
                size = self._setup.manifest.embedding_size
                self._shards = stack.enter_context(ShardWriter(self._project, pass_id, size))
            events = stack.enter_context(closing(executor.events(self._setup, self._tasks())))
            yield from self._follow(events)

    def _follow(self, events: Iterator[Event | None]) -> Job:
        self._pace.start()
        for event in events:
            if event is not None:
                self._take(event)
            if self._due_to_store(event):
                self._store_ready()
            if self._pace.due() or event is None:
                yield self._pace.progress()
        self._store_ready()

    def _due_to_store(self, event: Event | None) -> bool:
        """Tell whether to store: at once before what may go wrong, else not all the time."""
        if isinstance(event, Alone) or len(self._ready) >= _STORE_AT_ONCE:
            return True
        return event is None and time.monotonic() - self._stored >= _STORE_EVERY_S

    # --- tasks ---

    def _tasks(self) -> Generator[Task]:
        next_id = 0
        for recording in self._remaining.unheard():
            if recording.root_id not in self._setup.roots:
                continue  # added meanwhile, from another folder: for the next start
            tasks = list(self._split(recording, next_id))
            next_id += len(tasks)
            assembly = Assembly(recording, {task.id: task for task in tasks})
            if not tasks:
                self._ready.append(assembly)
            for task in tasks:
                self._assemblies[task.id] = assembly
                yield task

    def _split(self, recording: Recording, next_id: int) -> Iterator[Task]:
        windows = self._setup.windowing.count(recording.duration_s)
        size = windows if is_sequential(recording.path.suffix.lower()) else PART_WINDOWS
        doubted = recording.id in self._remaining.doubted
        path = recording.path.relative_to(recording.root).as_posix()
        for n, first in enumerate(range(0, windows, max(1, size))):
            count = min(size, windows - first)
            yield Task(
                next_id + n, recording.id, recording.root_id, path, first, count, doubted,
                recording.content_hash,
            )  # fmt: skip

    # --- events ---

    def _take(self, event: Event) -> None:
        if isinstance(event, Alone):
            return
        if isinstance(event, Ready):
            self._results.note_engine(event.note)
            return
        assembly = self._assemblies[event.task_id]  # type: ignore[union-attr]
        if isinstance(event, Began):
            assembly.begin(event.task_id)
            self._pace.note = assembly.recording.path.name
        elif isinstance(event, Alive):
            assembly.windows_seen += event.windows
            self._pace.heard(self._setup.windowing.start_s(event.windows))
        elif isinstance(event, Part):
            assembly.add(event, self._shards)
        elif isinstance(event, Done | Failed):
            self._task_ended(assembly, event)

    def _task_ended(self, assembly: Assembly, event: Done | Failed) -> None:
        del self._assemblies[event.task_id]
        if isinstance(event, Done):
            assembly.done[event.task_id] = event
        else:
            assembly.failed[event.task_id] = event
        if assembly.through:
            self._ready.append(assembly)

    def _store_ready(self) -> None:
        ready, self._ready = self._ready, []
        if not ready:
            return
        if self._shards is not None:
            self._shards.flush()
        self._stored = time.monotonic()
        with self._project.writing() as db:
            for assembly in ready:
                self._results.store(db, assembly)
        for assembly in ready:
            seen_s = self._setup.windowing.start_s(assembly.windows_seen)
            self._pace.recording_done(assembly.recording.duration_s, seen_s)
            if assembly.setback is not None:
                _check_card(assembly.recording.root, assembly.setback)


def _check_card(root: Path, failure: Failed) -> None:
    """Stop the whole run when it is not one file that is missing, but the card."""
    if not root.is_dir():
        raise UserError(
            f"{root} can no longer be read: was the card or disk removed? Connect it again and "
            f"start the analysis again; it goes on where it stopped. ({failure.text})"
        )
