"""The analysis: every recording that is still to do, heard by one network, stored as it comes."""

import time
from collections.abc import Generator, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

from sqlalchemy import Connection

from core.analysis.pace import Pace
from core.analysis.registering import register
from core.analysis.results import MOST_STARTS, Assembly, Rules, detections
from core.analysis.settings import Settings
from core.audio.kinds import is_sequential
from core.domain import Problem, Recording
from core.errors import UserError
from core.inference.executors import Executor, ProcessPool
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
from core.networks.network import Network
from core.store import Project, embeddings, heads, recordings, roots, runs, scores, setbacks
from core.store import detections as stored
from core.store.embeddings import ShardWriter, save_spans
from core.store.lock import only_analysis
from core.store.scores import WindowScores

_STORE_AT_ONCE = 32
_STORE_EVERY_S = 0.2  # a disk that turns takes a tenth of it to have written everything


def analyse(
    project: Project,
    network: Network,
    settings: Settings,
    *,
    give_way: bool = False,
    retry_failed: bool = False,
    executor: Executor | None = None,
) -> Job:
    """Analyse what these settings have still to do. Progress counts hours.

    Recordings whose scores are stored from a run with the same network are not heard again.
    With ``give_way`` whatever else the computer is doing goes first: a window, for one. With
    ``retry_failed`` what was given up because it ended or held up its worker is tried once more.
    Without an ``executor`` worker processes hear it, as many as the settings say.
    Raises UserError for wrong settings, a full disk or a card that was pulled; what was yielded
    before is saved, and the same call goes on from there. The last step's note says what was left
    for the next start, if anything was.
    """
    settings.check(network.manifest)
    with only_analysis(project):
        analysis = _Analysis(project, network, settings, give_way=give_way)
        workers = settings.workers or (1 if settings.gentle else None)
        analysis.find_again(given_up=retry_failed)
        yield from analysis.reuse()
        yield from analysis.hear(executor or ProcessPool(workers))
        analysis.finish()
        yield analysis.pace.progress(analysis.left_note)


class _Analysis:
    def __init__(
        self, project: Project, network: Network, settings: Settings, *, give_way: bool
    ) -> None:
        self._project = project
        self._rules = Rules.of(network, settings)
        self._setup = _setup(project, network, settings, give_way=give_way)
        with project.writing() as db:
            registered = register(db, network, settings)
            self._run, self._pass_id = registered.run, registered.pass_id
            self._head_ids = registered.head_ids
            self._label_ids = [heads.label_ids(db, head_id) for head_id in self._head_ids]
            _, seconds = recordings.left_to_analyse(db, self._run.id)
            places = recordings.places(db)
            self._doubted = setbacks.known(db)
        self._rules.prepare(places)
        self.pace = Pace(seconds)
        self._places: set[str] = set()
        self._assemblies: dict[int, Assembly] = {}  # by task id
        self._ready: list[Assembly] = []
        self._left: list[str] = []
        self._stored = 0.0
        self._again: set[int] = set()

    def find_again(self, *, given_up: bool) -> None:
        """Find what the run is through with and is to be heard once more all the same."""
        again: set[int] = set()
        with self._project.writing() as db:
            if self._setup.keeps_embeddings:
                size = self._rules.network.manifest.embedding_size
                lost = embeddings.missing(self._project, db, self._pass_id, size)
                embeddings.drop(db, self._pass_id, lost)
                again |= embeddings.to_hear_again(db, self._run.id, self._pass_id)
            if given_up:
                again |= setbacks.given_up(db, self._run.id)
            files = [
                one
                for one in recordings.by_ids(db, again).values()
                if one.problem is None or one.problem.usable
            ]
        self._again = {one.id for one in files}
        self.pace.add(sum(one.duration_s for one in files))

    # --- stored scores ---

    def reuse(self) -> Job:
        """Make detections from scores that an earlier run with the same network has left."""
        after = 0
        while page := self._page(after, heard=True):
            with self._project.writing() as db:
                for recording in page:
                    heard = scores.load(db, self._pass_id, self._head_ids, recording.id)
                    if heard is not None:
                        self._store_detections(db, recording, heard)
                    self.pace.pass_over(recording.duration_s)
            after = page[-1].id
            yield self.pace.progress(page[-1].path.name)

    def _page(self, after: int, *, heard: bool) -> list[Recording]:
        with self._project.reading() as db:
            keeps = self._setup.keeps_embeddings
            kept = scores.kept(db, self._pass_id, self._head_ids, with_embeddings=keeps)
            return recordings.to_analyse(db, self._run.id, kept, heard=heard, after=after)

    # --- the network ---

    def hear(self, executor: Executor) -> Job:
        """Let what no scores are stored of be heard."""
        if not self._again and not self._page(0, heard=False):
            return
        with ExitStack() as stack:
            size = self._setup.manifest.embedding_size
            keeps = self._setup.keeps_embeddings
            shards = ShardWriter(self._project, self._pass_id, size) if keeps else None
            if shards is not None:
                stack.enter_context(shards)
            events = stack.enter_context(closing(executor.events(self._setup, self._tasks())))
            yield from self._follow(events, shards)

    def _follow(self, events: Iterator[Event | None], shards: ShardWriter | None) -> Job:
        self.pace.start()
        for event in events:
            if event is not None:
                self._take(event, shards)
            if self._due_to_store(event):
                self._store_ready(shards)
            if self.pace.due() or event is None:
                yield self.pace.progress()
        self._store_ready(shards)

    def _due_to_store(self, event: Event | None) -> bool:
        """Tell whether to store: at once before what may go wrong, else not all the time."""
        if isinstance(event, Alone) or len(self._ready) >= _STORE_AT_ONCE:
            return True
        return event is None and time.monotonic() - self._stored >= _STORE_EVERY_S

    def _tasks(self) -> Generator[Task]:
        next_id = 0
        for recording in self._in_turn():
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

    def _in_turn(self) -> Iterator[Recording]:
        """Yield what is to be heard; last what ended or held up a worker at an earlier start."""
        after, last = 0, []
        while page := self._page(after, heard=False):
            yield from (one for one in page if one.id not in self._doubted)
            last += [one for one in page if one.id in self._doubted]
            after = page[-1].id
        with self._project.reading() as db:
            again = recordings.by_ids(db, self._again).values()
        yield from (one for one in again if one.id not in self._doubted)
        yield from last
        yield from (one for one in again if one.id in self._doubted)

    def _split(self, recording: Recording, next_id: int) -> Iterator[Task]:
        windows = self._rules.windowing.count(recording.duration_s)
        size = windows if is_sequential(recording.path.suffix.lower()) else PART_WINDOWS
        doubted = recording.id in self._doubted
        path = recording.path.relative_to(recording.root).as_posix()
        for n, first in enumerate(range(0, windows, max(1, size))):
            count = min(size, windows - first)
            yield Task(
                next_id + n, recording.id, recording.root_id, path, first, count, doubted,
                recording.content_hash,
            )  # fmt: skip

    def _take(self, event: Event, shards: ShardWriter | None) -> None:
        if isinstance(event, Alone):
            return
        if isinstance(event, Ready):
            with self._project.writing() as db:
                runs.note_engine(db, self._run.id, event.note)
            return
        assembly = self._assemblies[event.task_id]  # type: ignore[union-attr]
        if isinstance(event, Began):
            assembly.begin(event.task_id)
            self.pace.note = assembly.recording.path.name
        elif isinstance(event, Alive):
            assembly.windows_seen += event.windows
            self.pace.heard(self._rules.windowing.start_s(event.windows))
        elif isinstance(event, Part):
            assembly.add(event, shards)
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

    # --- storing ---

    def _store_ready(self, shards: ShardWriter | None) -> None:
        ready, self._ready = self._ready, []
        if not ready:
            return
        if shards is not None:
            shards.flush()
        self._stored = time.monotonic()
        with self._project.writing() as db:
            for assembly in ready:
                self._store(db, assembly)
        for assembly in ready:
            seen_s = self._rules.windowing.start_s(assembly.windows_seen)
            self.pace.recording_done(assembly.recording.duration_s, seen_s)
            if assembly.setback is not None:
                _check_card(assembly.recording.root, assembly.setback)

    def _store(self, db: Connection, assembly: Assembly) -> None:
        recording = assembly.recording
        if assembly.setback is not None and self._leaves(db, recording, assembly.setback):
            self.pace.problems += 1
            return
        heard = assembly.heard(self._rules.windowing, len(self._setup.manifest.heads))
        if not assembly.failed and recording.id in self._doubted:
            setbacks.forget(db, recording.id)
        if not assembly.failed:  # another run shall try again what failed in this one
            scores.save(db, self._pass_id, self._head_ids, recording, heard)
            save_spans(db, self._pass_id, recording.id, assembly.all_spans())
        self._store_detections(db, recording, heard)

    def _leaves(self, db: Connection, recording: Recording, failure: Failed) -> bool:
        """Leave a recording for the next start, unless it has failed at enough of them."""
        if failure.code in setbacks.CODES:
            starts = setbacks.note(db, recording, Problem(failure.code, failure.text))
            if starts >= MOST_STARTS or recording.id in self._again:
                return False
        name = recording.path.name
        named = failure.text.startswith(name)
        self._left.append(failure.text if named else f"{name}: {failure.text}")
        return True

    def _store_detections(self, db: Connection, recording: Recording, heard: WindowScores) -> None:
        rules, run_id = self._rules, self._run.id
        expectation = rules.expectation(recording)
        if expectation.place not in self._places:
            runs.save_list(db, run_id, expectation.place, expectation.listed)
            self._places.add(expectation.place)
        found = detections(rules.hits(heard), recording, rules, self._label_ids)
        stored.add(db, run_id, recording, found)
        problem: Problem | None = heard.problem or rules.crowding(heard)
        self.pace.problems += problem is not None and not problem.usable
        runs.recording_done(db, run_id, recording.id, heard.windows, heard.analysed_s, problem)

    @property
    def left_note(self) -> str:
        """Return which recordings were left for the next start, and why; empty if none."""
        if not self._left:
            return ""
        number = "1 recording was" if len(self._left) == 1 else f"{len(self._left)} recordings were"
        return f"{number} left for the next start. {self._left[0]}"

    def finish(self) -> None:
        """Say in the run's record that it is through, if nothing was left for later."""
        with self._project.writing() as db:
            files, _ = recordings.left_to_analyse(db, self._run.id)
            if not files:
                runs.finish(db, self._run.id)


def _setup(project: Project, network: Network, settings: Settings, *, give_way: bool) -> Setup:
    with project.reading() as db:
        folders = roots.folders(db)
    return Setup(
        manifest=network.manifest,
        label_counts=tuple(len(head.labels) for head in network.heads),
        windowing=settings.windowing(network.manifest),
        roots=folders,
        channel=settings.channel - 1,
        embeddings=settings.embeddings,
        lowered=settings.lowered_floor(network.manifest),
        give_way=give_way or settings.gentle,
    )


def _check_card(root: Path, failure: Failed) -> None:
    """Stop the whole run when it is not one file that is missing, but the card."""
    if not root.is_dir():
        raise UserError(
            f"{root} can no longer be read: was the card or disk removed? Connect it again and "
            f"start the analysis again; it goes on where it stopped. ({failure.text})"
        )
