"""What each worker of a Dask cluster on this machine does before it hears: Dask's preload."""

import signal


def dask_setup(_worker: object) -> None:
    """Leave Ctrl+C, which a terminal sends to all, to the process that leads."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
