"""How many workers suit this computer, and how they give way to other programs."""

import contextlib
import os

import psutil

_WORKER_BYTES = 350 * 1024**2
"""Room a worker should find free: its network, its sound, and some to spare."""


def suitable_workers() -> int:
    """Return the number of workers for this computer: one a physical core, as memory allows."""
    cores = psutil.cpu_count(logical=False) or os.cpu_count() or 1
    with contextlib.suppress(AttributeError):  # macOS and Windows: no affinity to ask for
        cores = min(cores, len(os.sched_getaffinity(0)))
    return max(1, min(cores, int(psutil.virtual_memory().available // _WORKER_BYTES)))


def give_way() -> None:
    """Let every other program on this computer go first."""
    below = getattr(psutil, "BELOW_NORMAL_PRIORITY_CLASS", 10)  # Windows has classes, others a nice
    psutil.Process().nice(below)
