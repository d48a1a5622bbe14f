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


def on_one_thread() -> None:
    """Keep matrix products of this process on one thread from now on, whatever it was told.

    How many threads share a product shows in its last digits: a worker, a shard on a cluster and a
    process that hears by itself must give the same to the last bit.
    """
    from threadpoolctl import threadpool_limits

    threadpool_limits(limits=1, user_api="blas")
