"""In which order tasks are heard: what ended a worker comes behind everything else, by itself."""

from collections import deque
from collections.abc import Iterable, Iterator

from core.inference.messages import Failed, Task


class TaskOrder:
    """Hands out tasks, and remembers which recordings are held back and which are given up.

    A recording is judged as a whole: where one of its parts ended a worker, the others wait too,
    and where it is given up, no other part of it is tried.
    """

    def __init__(self, tasks: Iterator[Task]) -> None:
        self._tasks = tasks
        self._again: deque[Task] = deque()
        self._held: dict[int, list[Task]] = {}
        """Recording id -> its tasks, in the order in which they will be tried."""
        self._likely: set[int] = set()
        """Those of them that most likely did it: tried after the others."""
        self._given_up: dict[int, Failed] = {}
        self._refused: list[Failed] = []
        self._trying: int | None = None
        self._no_more = False

    @property
    def more(self) -> bool:
        """Tell whether there is, or may be, something still to be handed out."""
        return bool(self._again or self._held or not self._no_more)

    def next(self) -> Task | None:
        """Return the next task, if there is one that need not wait for all others to end."""
        while (task := self._draw()) is not None:
            if not self._may_be_heard(task):
                continue
            if task.doubted and task.recording_id != self._trying:
                self.hold(task.recording_id, likely=True)
                self._held[task.recording_id].append(task)
            else:
                return task
        return None

    def try_next(self) -> bool:
        """Begin with a recording that was held back, once nothing else is being heard."""
        in_turn = sorted(self._held, key=lambda recording_id: recording_id in self._likely)
        self._trying = in_turn[0] if in_turn else None
        if self._trying is None:
            return False
        self._again.extend(self._held.pop(self._trying))
        return True

    def is_trying(self, recording_id: int) -> bool:
        """Tell whether a recording is being heard by itself."""
        return recording_id == self._trying

    def hold(self, recording_id: int, *, likely: bool) -> None:
        """Keep back a recording until everything else is through.

        ``likely``: of those that were open it is the one that did it, as far as one can tell.
        """
        if recording_id not in self._given_up:
            self._held.setdefault(recording_id, [])
            if likely:
                self._likely.add(recording_id)

    def give_up(self, recording_id: int, why: Failed) -> None:
        """Let all parts of a recording fail that are not under way, for the reason of one."""
        self._given_up[recording_id] = why
        for task in self._held.pop(recording_id, []):
            self._refuse(task, why)
        self.put_back([])

    def leave_held(self, why: Failed) -> None:
        """Give up everything that is held back."""
        for recording_id in list(self._held):
            self.give_up(recording_id, why)

    def put_back(self, tasks: Iterable[Task]) -> None:
        """Take back tasks that were handed out and not finished: they are next again."""
        waiting = [*tasks, *self._again]
        self._again.clear()
        self._again.extend(task for task in waiting if self._may_be_heard(task))

    def refused(self) -> Iterator[Failed]:
        """Yield what failed without being heard, since it was last asked for."""
        refused, self._refused = self._refused, []
        yield from refused

    def _may_be_heard(self, task: Task) -> bool:
        if (why := self._given_up.get(task.recording_id)) is not None:
            self._refuse(task, why)
            return False
        if task.recording_id in self._held:
            self._held[task.recording_id].append(task)
            return False
        return True

    def _refuse(self, task: Task, why: Failed) -> None:
        self._refused.append(Failed(task.id, why.code, why.text))

    def _draw(self) -> Task | None:
        if self._again:
            return self._again.popleft()
        if self._no_more:
            return None
        task = next(self._tasks, None)
        self._no_more = task is None
        return task
