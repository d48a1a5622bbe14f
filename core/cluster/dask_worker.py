"""What each worker of a Dask cluster on this machine does before it hears: Dask's preload."""

import logging
import signal


def dask_setup(_worker: object) -> None:
    """Leave Ctrl+C, which a terminal sends to all, to the process that leads."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # What is then taken back from it is no warning.
    logging.getLogger("distributed.worker.state_machine").setLevel(logging.ERROR)
