"""A pool of workers that a test can see into."""

from collections.abc import Generator, Iterator

from core.inference.messages import Event, Setup, Task
from core.inference.pool import HANG_LIMIT_S, Pool


class Watched:
    """An executor that keeps its pool."""

    def __init__(self, workers: int, hang_limit_s: float = HANG_LIMIT_S) -> None:
        self._workers, self._hang_limit_s = workers, hang_limit_s
        self.pool: Pool | None = None

    def events(self, setup: Setup, tasks: Iterator[Task]) -> Generator[Event | None]:
        self.pool = Pool(setup, tasks, self._workers, self._hang_limit_s)
        return self.pool.events()
