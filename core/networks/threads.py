"""One thread for each engine: several that each want all cores only get in each other's way."""

import os

_LIMITS = (
    "OPENBLAS_NUM_THREADS",  # numpy on Linux and Windows
    "VECLIB_MAXIMUM_THREADS",  # numpy on macOS
    "OMP_NUM_THREADS",
    "MKL_NUM_THREADS",
)


def limit_threads() -> None:
    """Keep numpy's matrix products on one thread, in the processes that are started from now on.

    The libraries read these variables once, when numpy is first imported. So a parent calls this
    before it starts its workers, which inherit the environment. A program that runs an engine
    itself calls it as its first statement, before anything imports numpy.
    """
    os.environ.update(dict.fromkeys(_LIMITS, "1"))
