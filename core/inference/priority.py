"""How many workers suit this computer, and how they give way to other programs."""

import contextlib
import os
import sys

import psutil

from core.networks.manifest import Manifest

_MEGABYTE = 1024**2


def suitable_workers(manifest: Manifest) -> int:
    """Return the number of workers for this computer: one a physical core, as memory allows."""
    cores = psutil.cpu_count(logical=False) or os.cpu_count() or 1
    with contextlib.suppress(AttributeError):  # macOS and Windows: no affinity to ask for
        cores = min(cores, len(os.sched_getaffinity(0)))
    return max(
        1, min(cores, int(psutil.virtual_memory().available // (manifest.memory_mb * _MEGABYTE)))
    )


def give_way() -> None:
    """Let every other program on this computer go first."""
    me = psutil.Process()
    if sys.platform == "win32":
        me.nice(psutil.BELOW_NORMAL_PRIORITY_CLASS)
    else:
        me.nice(max(me.nice(), 10))  # who started this may have been more polite yet
