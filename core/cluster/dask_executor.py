"""Hearing by the workers of a Dask cluster, on this machine or on many.

Engines stay loaded in each thread of a worker. A few groups of tasks a thread are under way at a
time, so that results never pile up faster than the one writer stores them. What ends a worker is
heard again elsewhere, alone, and then given up; what one worker cannot see, another is asked for.
"""

import logging
import queue
import threading
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from importlib import import_module
from itertools import islice
from typing import Any

from core.analysis.assembly import TRANSIENT
from core.cluster.shard_files import fingerprint
from core.errors import NetworkUnavailableError, UserError
from core.extras import what_to_do
from core.inference.hearing import Flush, Listener, windows_of
from core.inference.messages import CRASHED, Began, Event, Failed, Ready, Setup, Task
from core.networks.network import Engine
from core.networks.runtimes import open_engine
from core.networks.threads import limit_threads

log = logging.getLogger(__name__)

GROUP_WINDOWS = 96
"""Short files are heard in groups: sending one takes a few milliseconds, hearing it some more."""
_UNDER_WAY = 2
"""Groups for each thread of the cluster."""
_TICK_S = 0.5
_PATIENCE_S = 30
_MOST_JOBS = 10
_MOST_TRIES = 3
_CRASHED_TEXT = "Reading this recording ended the worker that heard it, more than once."
_GONE = (
    "The connection to the Dask scheduler is lost. Start it again, then the analysis: it goes on."
)


@dataclass(slots=True)
class _Group:
    tasks: list[Task]
    tries: int = 0
    refused_by: set[str] = field(default_factory=set)
    """Addresses of workers that could not see a file of it."""


@dataclass(frozen=True, slots=True)
class DaskExecutor:
    """Hears by a ``distributed.Client``; see Executor. Closing it takes back what is under way.

    ``media`` maps folders of the project to what they are called where the workers are: to other
    folders, or to addresses of an object store; one without a name is for all of them.
    """

    client: Any
    media: Mapping[str, str] = field(default_factory=dict)

    def events(self, setup: Setup, tasks: Iterator[Task]) -> Generator[Event | None]:
        """See Executor."""
        everywhere = self.media.get("")
        there = {n: self.media.get(root, everywhere or root) for n, root in setup.roots.items()}
        work = _HandedOut(self.client, replace(setup, roots=there))
        try:
            yield from work.events(tasks)
        finally:
            work.cancel()


class _HandedOut:
    def __init__(self, client: Any, setup: Setup) -> None:
        self._client = client
        # Not scattered: that waits for workers, and is lost with those that have it.
        self._setup_there = client.submit(_given, setup, pure=False)
        self._groups: dict[str, tuple[Any, _Group]] = {}  # by the future's key
        self._ended: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._told = False

    def events(self, tasks: Iterator[Task]) -> Generator[Event | None]:
        groups = grouped(tasks)
        while True:
            room = max(1, self._threads()) * _UNDER_WAY - len(self._groups)
            for group in islice(groups, max(0, room)):
                self._send(group)
            if not self._groups:
                return
            try:
                future = self._ended.get(timeout=_TICK_S)
            except queue.Empty:
                if self._client.status != "running":
                    raise UserError(_GONE) from None
                yield None
                continue
            yield from self._take(future)

    def cancel(self) -> None:
        if self._client.status == "running":
            self._client.cancel([future for future, _ in self._groups.values()])

    def _threads(self) -> int:
        return sum(self._client.nthreads().values()) if self._client.status == "running" else 1

    def _send(self, group: _Group) -> None:
        others = [one for one in self._client.nthreads() if one not in group.refused_by]
        wish = {"workers": others, "allow_other_workers": True} if group.refused_by else {}
        future = self._client.submit(
            hear_group, self._setup_there, group.tasks, pure=False, retries=0, **wish
        )
        self._groups[future.key] = future, group
        future.add_done_callback(self._ended.put)

    def _take(self, future: Any) -> Iterator[Event]:
        _, group = self._groups.pop(future.key, (None, None))
        if group is None:
            return
        if future.status == "finished":
            yield from self._heard(future.result(), group)
            return
        if self._client.status != "running":
            raise UserError(_GONE)
        if future.status == "error":
            error = future.exception()
            if isinstance(error, NetworkUnavailableError):
                raise error
            log.warning("A group of %d tasks failed: %r", len(group.tasks), type(error).__name__)
        yield from self._again(group)

    def _heard(self, found: "_Heard", group: _Group) -> Iterator[Event]:
        if not self._told:
            self._told = True
            yield Ready(found.note)
        unseen = {e.task_id for e in found.events if isinstance(e, Failed) and e.code in TRANSIENT}
        elsewhere = set(self._client.nthreads()) - group.refused_by - {found.worker}
        if unseen and elsewhere and group.tries < _MOST_TRIES:
            again = [task for task in group.tasks if task.id in unseen]
            self._send(_Group(again, group.tries + 1, group.refused_by | {found.worker}))
        else:
            unseen = set()
        yield from (e for e in found.events if _task_of(e) not in unseen)

    def _again(self, group: _Group) -> Iterator[Event]:
        """Hear tasks alone whose worker ended; give up one that ended several."""
        if len(group.tasks) > 1 or group.tries < _MOST_TRIES:
            for task in group.tasks:
                self._send(_Group([task], group.tries + 1))
            return
        task = group.tasks[0]
        yield Began(task.id)
        yield Failed(task.id, CRASHED, _CRASHED_TEXT)


@dataclass(frozen=True, slots=True)
class _Heard:
    """What a worker said of a group."""

    worker: str
    note: str
    events: Sequence[Event]


def grouped(tasks: Iterator[Task]) -> Iterator[_Group]:
    """Yield tasks in groups of about as many windows; one in doubt is a group of its own."""
    some: list[Task] = []
    for task in tasks:
        if task.doubted:
            yield _Group([task])
            continue
        some.append(task)
        if sum(one.count for one in some) >= GROUP_WINDOWS:
            yield _Group(some)
            some = []
    if some:
        yield _Group(some)


def _given(setup: Setup) -> Setup:
    return setup


def hear_group(setup: Setup, tasks: Sequence[Task]) -> _Heard:
    """Hear tasks in a thread of a worker. Raises NetworkUnavailableError."""
    engine = _engine(setup)
    listener = Listener(setup, engine)
    events: list[Event] = []
    for task in tasks:
        events.append(Began(task.id))
        for item in windows_of(task, setup):
            events.extend(listener.take(item))
    events.extend(listener.take(Flush()))
    return _Heard(_worker_address(), engine.note, events)


@contextmanager
def connected(
    where: str, workers: int | None, media: Mapping[str, str] | None = None
) -> Generator[DaskExecutor]:
    """Connect to a cluster, or start one: ``local``, ``slurm``, or a scheduler's address.

    Raises UserError where Dask is not installed or the scheduler does not answer.
    """
    try:
        dask: Any = import_module("distributed")
    except ImportError as error:
        raise UserError(f"Dask is not installed here. {what_to_do('cluster')}") from error
    cluster: Any = None
    if where == "local":
        cluster = dask.LocalCluster(
            n_workers=workers,
            threads_per_worker=1,
            dashboard_address=":0",
            memory_limit=0,
            preload=["core.cluster.dask_worker"],
        )
    elif where == "slurm":
        cluster = import_module("dask_jobqueue").SLURMCluster(cores=1, memory="2GB")
        cluster.adapt(minimum=1, maximum=workers or _MOST_JOBS)
    try:
        client = dask.Client(cluster or where, timeout=_PATIENCE_S)
    except (OSError, ValueError) as error:
        raise UserError(f"The Dask scheduler {where} does not answer ({error}).") from error
    try:
        yield DaskExecutor(client, media or {})
    finally:
        client.close()
        if cluster is not None:
            cluster.close()


_loaded = threading.local()


def _engine(setup: Setup) -> Engine:
    """Return this thread's engine, loaded once for each network and way of hearing."""
    known = fingerprint(setup)
    if getattr(_loaded, "known", None) != known:
        limit_threads()
        _loaded.engine, _loaded.known = open_engine(setup.manifest), known
    engine: Engine = _loaded.engine
    return engine


def _worker_address() -> str:
    address: str = import_module("distributed").get_worker().address
    return address


def _task_of(event: Event) -> int | None:
    return getattr(event, "task_id", None)
