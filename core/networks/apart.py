"""Checking a network in a process of its own: a damaged file may end the one that loads it."""

from core.aside import aside
from core.errors import NetworkUnavailableError
from core.jobs import Inquiry
from core.networks import catalogue
from core.networks.checking import Check, check
from core.networks.threads import limit_threads


def checking(id: str) -> Inquiry[Check]:
    """Check a network that is ready, elsewhere. Closing the inquiry ends the other process.

    Raises UserError as ``check`` does, and NetworkUnavailableError where that process ends by
    itself.
    """
    limit_threads()
    ended = NetworkUnavailableError(
        f"{id} could not be checked: the process that ran it ended by itself. It needs more memory "
        "than is free, or its files are damaged. Close other programs and try again, or install it "
        "again."
    )
    return (yield from aside(_check, id, ended=ended))


def _check(id: str) -> Inquiry[Check]:
    return check(catalogue.runnable(id))
