"""One analysis at a time in a project: two would write over each other's embeddings."""

import os
from collections.abc import Generator
from contextlib import contextmanager

from core.errors import UserError
from core.store.project import Project

FILE = "analysis.lock"


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


def _acquired(lock: int) -> bool:
    try:
        _acquire(lock)
    except (BlockingIOError, PermissionError):
        return False
    except OSError:  # a network disk that knows no locks
        return True
    return True


if os.name == "nt":  # pragma: no cover

    def _acquire(lock: int) -> None:
        import msvcrt

        msvcrt.locking(lock, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]

else:

    def _acquire(lock: int) -> None:
        import fcntl

        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
