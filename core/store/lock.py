"""Who else is at work in a project: analyses one at a time, and windows that are told."""

import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from core.errors import UserError
from core.store.lock_call import acquire
from core.store.project import Project

FILE = "analysis.lock"
WINDOW_FILE = "window.lock"


@contextmanager
def only_analysis(project: Project) -> Generator[None]:
    """Keep other programs from analysing the project inside this block.

    The system lifts the lock when the program ends, however it ends. Raises UserError where
    another analysis is running, or where the project is not there any more.
    """
    project.refuse_if_lost()
    path = project.folder / FILE
    try:
        lock = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    except OSError as error:
        raise UserError(
            f"{path} cannot be written ({error.strerror or error}). Choose a project folder that "
            "is not read-only."
        ) from error
    try:
        if not _acquired(lock):
            raise UserError(
                f"The project {project.folder} is being analysed already, in another window or "
                "command. Wait until that is through, or stop it, then start again."
            )
        yield
    finally:
        os.close(lock)


class Presence:
    """Tells other windows that the project is open in this one, until ``leave``.

    The system lifts the lock when the program ends, however it ends. Of a folder that cannot be
    written, and on a disk that knows no locks, nobody can tell: then nobody else is there.
    """

    def __init__(self, folder: Path) -> None:
        self.another = False
        """Whether the project was open elsewhere already."""
        self._lock: int | None = None
        try:
            self._lock = os.open(folder / WINDOW_FILE, os.O_RDWR | os.O_CREAT, 0o666)
        except OSError:
            return
        self.another = not _acquired(self._lock)

    def leave(self) -> None:
        """Be there no more."""
        lock, self._lock = self._lock, None
        if lock is not None:
            os.close(lock)


def _acquired(lock: int) -> bool:
    try:
        acquire(lock)
    except (BlockingIOError, PermissionError):
        return False
    except OSError:  # a network disk that knows no locks
        return True
    return True
