"""Work in a process of its own: what it loads goes with it, and what ends it ends nothing else."""

import signal
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from multiprocessing import get_context, resource_tracker
from multiprocessing.connection import Connection
from typing import NamedTuple, TypeVar, cast

from core.errors import UserError
from core.jobs import Inquiry, Progress

_LOOK_EVERY_S = 0.1
Found = TypeVar("Found")


class _End(NamedTuple):
    """The last that is said: what was found, or why it was refused."""

    found: object
    refused: UserError | None = None


def aside(work: Callable[..., Inquiry[Found]], *given: object, ended: UserError) -> Inquiry[Found]:
    """Return what an inquiry comes to, asked in another process. Closing ends that.

    ``work`` is a function of a module, and all that it takes and tells can be pickled. Raises the
    UserError that ``work`` raises, and ``ended`` where the process ends by itself.
    """
    context = get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    child = context.Process(target=_serve, args=(theirs, work, given), daemon=True)
    with deaf_to_ctrl_c():
        child.start()
    theirs.close()
    try:
        found = yield from _listen(ours, ended)
        return cast("Found", found)
    finally:
        child.kill()
        child.join()
        child.close()
        ours.close()


def _listen(ours: Connection, ended: UserError) -> Inquiry[object]:
    step = Progress(0, 0)
    while True:
        yield step
        try:
            told = ours.recv() if ours.poll(_LOOK_EVERY_S) else step
        except (EOFError, OSError) as error:
            raise ended from error
        if isinstance(told, _End):
            if told.refused is not None:
                raise told.refused
            return told.found
        step = told


def _serve(theirs: Connection, work: Callable[..., Inquiry[object]], given: tuple[object]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the process that asks
    with suppress(BrokenPipeError):  # nobody waits for it any more
        try:
            inquiry = work(*given)
            while True:
                theirs.send(next(inquiry))
        except StopIteration as end:
            theirs.send(_End(end.value))
        except UserError as error:
            theirs.send(_End(None, error))


@contextmanager
def deaf_to_ctrl_c() -> Generator[None]:
    """Start a process that never hears Ctrl+C, not even before its own first line."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    resource_tracker.ensure_running()  # the first start would lift the block in passing
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
