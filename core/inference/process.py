"""One worker process, as the process that leads it sees it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnContext, SpawnProcess

from core.aside import deaf_to_ctrl_c
from core.inference import worker
from core.inference.messages import (
    Alive,
    Alone,
    Began,
    Done,
    Event,
    Failed,
    Ready,
    Setup,
    Task,
    Unable,
)

QUEUED_WINDOWS = 96
"""Windows that wait for a lane beside the task in hand, so that it never runs dry."""

START_LIMIT_S = 300.0
"""A worker that has not loaded its network by then is taken to hang."""

_KILLED = frozenset({-9, -15})
"""SIGKILL and SIGTERM: from outside, as a system does that is out of memory."""

_END_S = 5.0  # a process that waits for a dead disk cannot even be killed: go on without it


@dataclass(slots=True)
class WorkerProcess:
    """A process, the tasks it was given, and how long each of its lanes has said nothing."""

    process: SpawnProcess
    connection: Connection
    """What it says comes here."""
    _given: Connection
    lanes: int
    tasks: dict[int, Task] = field(default_factory=dict)
    """What it was given and has not finished, in order."""
    ready: bool = False
    _opened: dict[int, int] = field(default_factory=dict)
    """Lane -> the task whose file it opened last."""
    _silent_s: dict[int, float] = field(default_factory=dict)
    _starting_s: float = 0.0

    @classmethod
    def start(cls, context: SpawnContext, setup: Setup) -> "WorkerProcess":
        """Start a process; it says Ready when it has loaded its network."""
        # One pipe each way: a process that dies with tasks unread must not take along what it
        # had said, as it would on a socket.
        heard, said = context.Pipe(duplex=False)
        taken, given = context.Pipe(duplex=False)
        process = context.Process(
            target=worker.main, args=(said, taken, setup), daemon=True, name="undersong-worker"
        )
        with deaf_to_ctrl_c():
            process.start()
        said.close()
        taken.close()
        return cls(process, heard, given, setup.lanes)

    @property
    def has_room(self) -> bool:
        """Tell whether it should be given another task."""
        queued = sum(t.count for t in self.tasks.values())
        return len(self.tasks) < 2 * self.lanes or queued < QUEUED_WINDOWS * self.lanes

    def give(self, task: Task) -> None:
        """Hand out a task. A process that has died meanwhile takes it silently."""
        self.tasks[task.id] = task
        try:
            self._given.send(task)
        except OSError:
            return  # it has died: the next look at what it says tells

    def hear(self) -> Iterator[tuple[Event, Task | None]]:
        """Yield what it says now, and of which of its tasks.

        Raises EOFError or OSError where it has died.
        """
        while self.connection.poll():
            event: Event = self.connection.recv()
            about = (
                None if isinstance(event, Alone | Ready | Unable) else self.tasks.get(event.task_id)
            )
            self._note(event)
            yield event, about

    def wait(self, seconds: float) -> None:
        """Count time in which it could have said something."""
        if not self.ready:
            self._starting_s += seconds
        for lane in self._silent_s:
            self._silent_s[lane] += seconds

    def hanging(self, limit_s: float) -> bool:
        """Tell whether it does not start, or one of its lanes has tasks and says nothing."""
        if not self.ready:
            return self._starting_s > START_LIMIT_S
        return self._hanging_lane(limit_s) is not None

    def hung_task(self, limit_s: float) -> Task | None:
        """Take away and return the task that a lane hangs on, if that is known."""
        lane = self._hanging_lane(limit_s)
        return None if lane is None else self.tasks.pop(self._opened[lane])

    @property
    def suspects(self) -> list[int]:
        """Return the recordings whose files are open: one of them ended a process that died.

        Most likely the last, which was opened last.
        """
        opened = (self.tasks.get(task_id) for task_id in self._opened.values())
        return list(dict.fromkeys(task.recording_id for task in opened if task is not None))

    def end(self) -> None:
        """End it at once, whatever it does."""
        self.process.kill()
        self.connection.close()
        self._given.close()
        self.process.join(_END_S)

    def died_by_itself(self) -> bool:
        """Tell whether a process that has died did so in its own work; else it was killed."""
        self.process.join(_END_S)
        return self.process.exitcode not in _KILLED

    def _hanging_lane(self, limit_s: float) -> int | None:
        for lane, silent_s in self._silent_s.items():
            if silent_s > limit_s and self._opened[lane] in self.tasks:
                return lane
        return None

    def _note(self, event: Event) -> None:
        if isinstance(event, Ready):
            self.ready = True
        elif isinstance(event, Began):
            self._opened.pop(event.lane, None)  # to be the last of them
            self._opened[event.lane] = event.task_id
            self._silent_s[event.lane] = 0.0
        elif isinstance(event, Alive):
            self._silent_s[event.lane] = 0.0
        elif isinstance(event, Done | Failed):
            self.tasks.pop(event.task_id, None)
