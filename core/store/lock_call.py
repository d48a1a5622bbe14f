"""The system's own call that locks a whole file."""

import os

if os.name == "nt":  # pragma: no cover

    def acquire(lock: int) -> None:
        """Lock an open file, or raise OSError at once."""
        import msvcrt

        msvcrt.locking(lock, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]

else:

    def acquire(lock: int) -> None:
        """Lock an open file, or raise OSError at once."""
        import fcntl

        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
