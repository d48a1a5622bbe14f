"""What a check is, and the inquiry that makes them all."""

import platform
import sys
from collections.abc import Callable, Sequence
from importlib.metadata import entry_points, version
from typing import NamedTuple

from core.aside import aside
from core.errors import UserError
from core.jobs import Inquiry, Progress

GROUP = "undersong.checks"
"""Entry points of this group are tuples of checks: each part of the program brings its own."""
_ENDED = "It ended by itself: a file of the program is damaged. Install Undersong again."


class InstallationCheck(NamedTuple):
    """A part of the program that can be tried by itself."""

    title: str
    work: Callable[[], Inquiry[str]]
    """A function of a module; returns what was found, raises UserError where it does not work."""


class CheckResult(NamedTuple):
    """What came of a check."""

    title: str
    works: bool
    detail: str


def registered() -> tuple[InstallationCheck, ...]:
    """Return the checks of all parts of the program that are installed, in order of their names."""
    found = sorted(entry_points(group=GROUP), key=lambda point: point.name)
    return tuple(check for point in found for check in point.load())


def checking(checks: Sequence[InstallationCheck]) -> Inquiry[list[CheckResult]]:
    """Make checks one after the other. What ends one ends no other. Progress counts checks."""
    results: list[CheckResult] = []
    for check in checks:
        step = Progress(len(results), len(checks), check.title)
        try:
            detail = yield from _stepped(aside(_tried, check.work, ended=UserError(_ENDED)), step)
            results.append(CheckResult(check.title, True, detail))
        except UserError as error:
            results.append(CheckResult(check.title, False, str(error)))
    return results


def told(results: Sequence[CheckResult]) -> str:
    """Return the results as text to send to somebody who helps."""
    lines = [
        f"Undersong {version('undersong')}",
        f"{platform.platform()}, Python {platform.python_version()}, {sys.prefix}",
        *(f"{'ok    ' if one.works else 'FAILED'} {one.title}: {one.detail}" for one in results),
    ]
    return "\n".join(lines)


def _tried(work: Callable[[], Inquiry[str]]) -> Inquiry[str]:
    """Make a check; what cannot be loaded is named."""
    try:
        return (yield from work())
    except (ImportError, OSError) as error:
        raise UserError(
            f"{error}. If this names a library of the system, install that; else install "
            "Undersong again."
        ) from error


def _stepped(inquiry: Inquiry[str], step: Progress) -> Inquiry[str]:
    try:
        while True:
            next(inquiry)
            yield step
    except StopIteration as end:
        found: str = end.value
        return found
    finally:
        inquiry.close()
