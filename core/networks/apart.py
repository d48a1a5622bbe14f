"""Checking a network in a process of its own: a damaged file may end the one that loads it."""

from collections.abc import Generator
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection

from core.errors import NetworkUnavailableError, UserError
from core.jobs import Inquiry, Progress
from core.networks import catalogue
from core.networks.checking import Check, check
from core.networks.threads import limit_threads

_LOOK_EVERY_S = 0.1


def checking(id: str) -> Inquiry[Check]:
    """Check a network that is ready, elsewhere. Closing the inquiry ends the other process.

    Raises UserError as ``check`` does, and NetworkUnavailableError where that process ends by
    itself.
    """
    limit_threads()
    context = get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    child = context.Process(target=_check, args=(id, theirs), daemon=True)
    child.start()
    theirs.close()
    try:
        return (yield from _listen(id, ours))
    finally:
        child.kill()
        child.join()
        child.close()
        ours.close()


def _listen(id: str, ours: Connection) -> Inquiry[Check]:
    step = Progress(0, 0)
    while True:
        yield step
        try:
            told = ours.recv() if ours.poll(_LOOK_EVERY_S) else step
        except EOFError as error:
            raise NetworkUnavailableError(
                f"{id} could not be checked: the process that ran it ended by itself. It needs "
                "more memory than is free, or its files are damaged. Close other programs and try "
                "again, or install it again."
            ) from error
        if isinstance(told, Check):
            return told
        if isinstance(told, str):
            raise UserError(told)
        step = told


def _check(id: str, theirs: Connection) -> None:
    with suppress(BrokenPipeError):  # nobody waits for it any more
        try:
            theirs.send(_told(check(catalogue.runnable(id)), theirs))
        except UserError as error:
            theirs.send(str(error))


def _told(steps: Generator[Progress, None, Check], theirs: Connection) -> Check:
    while True:
        try:
            theirs.send(next(steps))
        except StopIteration as end:
            found: Check = end.value
            return found
