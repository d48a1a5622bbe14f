"""Keeps Python's garbage collector to the window's thread.

Left to itself it runs in whichever thread allocates next. In a thread of the pool it then destroys
Qt objects that are part of a cycle: the destructor holds one of Qt's locks and waits for Python's,
while the window's thread holds Python's and waits for that lock. Both wait for ever.
"""

import gc
import time

from PySide6.QtCore import QObject, QTimer

_EVERY_MS = 500
_OLDEST_EVERY_S = 60.0
"""The oldest generation is the slowest to look through, and has the least to free."""
_LEFT_MS = 1_000
"""After a project was left, until Qt has deleted its widgets."""


class Collector(QObject):
    """Collects from a timer of the thread it was made in, and nowhere else, until ``stop``."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._oldest_at = time.monotonic()
        gc.disable()
        gc.freeze()  # mostly modules, which stay: looking through them takes 100 ms
        self._timer = QTimer(self, interval=_EVERY_MS)
        self._timer.timeout.connect(self.collect)
        self._timer.start()
        self._left = QTimer(self, singleShot=True, interval=_LEFT_MS)
        self._left.timeout.connect(self.collect_all)

    def collect(self) -> None:
        """Collect the generations that are due, as Python itself would."""
        counts = zip(gc.get_count(), gc.get_threshold(), strict=True)
        due = [generation for generation, (has, may) in enumerate(counts) if has > may]
        if not due:
            return
        oldest = due[-1]
        if oldest == 2 and time.monotonic() - self._oldest_at < _OLDEST_EVERY_S:
            oldest = 1
        elif oldest == 2:
            self._oldest_at = time.monotonic()
        gc.collect(oldest)

    def collect_soon(self) -> None:
        """Free what a project leaves behind: on the welcome page nothing else would ask for it."""
        self._left.start()

    def collect_all(self) -> None:
        """Free all that nothing leads to any more, of what was made since this was."""
        gc.collect()

    def stop(self) -> None:
        """Let Python collect where it likes again: there are no other threads any more."""
        self._timer.stop()
        self._left.stop()
        gc.unfreeze()
        gc.enable()
