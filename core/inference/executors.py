"""Who hears tasks: worker processes, or the process that asks. Both tell the same."""

import logging
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from typing import Protocol

from core.errors import NetworkUnavailableError
from core.inference.hearing import failed, hear
from core.inference.messages import Alone, Event, Failed, Ready, Setup, Task
from core.inference.pool import HANG_LIMIT_S, Pool
from core.inference.priority import suitable_workers
from core.networks.network import Engine
from core.networks.runtimes import open_engine

log = logging.getLogger(__name__)


class Executor(Protocol):
    """Hears tasks by a setup. Another place to hear (a cluster) is another class."""

    def events(self, setup: Setup, tasks: Iterator[Task]) -> Generator[Event | None]:
        """Yield what is heard, as it comes, and None now and then when there is time to store it.

        Of each task come Began, its parts, and Done or Failed. After a Failed, parts of its task
        that came before do not count; a task that is tried again sends all its parts again after
        another Began. Closing it ends the work. Raises NetworkUnavailableError.
        """
        ...


@dataclass(frozen=True, slots=True)
class ProcessPool:
    """Worker processes on this computer: a file that ends one, or hangs, stops nothing else."""

    workers: int | None = None
    """Engines; None: what suits this computer and network."""
    hang_limit_s: float = HANG_LIMIT_S

    def events(self, setup: Setup, tasks: Iterator[Task]) -> Generator[Event | None]:
        """See Executor."""
        workers = self.workers or suitable_workers(setup.manifest)
        return Pool(setup, tasks, workers, self.hang_limit_s).events()


@dataclass(frozen=True, slots=True)
class InProcess:
    """The process that asks, one task after the other: for few files that are known to be sound."""

    def events(self, setup: Setup, tasks: Iterator[Task]) -> Generator[Event | None]:
        """See Executor."""
        engine = open_engine(setup.manifest)
        yield Ready(engine.note)
        for task in tasks:
            if task.doubted:
                yield Alone()  # it may end this process
            for event in _contained(task, setup, engine):
                if isinstance(event, Failed) and event.trace:
                    log.error("A recording could not be read: %s", event.trace)
                yield event
            yield None


def _contained(task: Task, setup: Setup, engine: Engine) -> Iterator[Event]:
    try:
        yield from hear(task, setup, engine)
    except NetworkUnavailableError:
        raise
    except Exception as error:  # noqa: BLE001 - as in a worker: one file must not end the others
        yield failed(task, error)
