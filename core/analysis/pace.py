"""How fast an analysis goes and how long it will take, steadily."""

import math
import time

from core.jobs import Progress

_MEMORY_S = 15.0
"""Time over which the rate is averaged: long enough to be calm, short enough to be true."""

_EVERY_S = 0.1


class Pace:
    """Counts seconds of sound against the clock."""

    def __init__(self, total_s: float) -> None:
        self._total_s = total_s
        self._done_s = 0.0
        self._in_hand_s = 0.0
        self._rate: float | None = None
        self._since = self._shown = time.monotonic()
        self._new_s = 0.0
        self.problems = 0
        self.note = ""

    def add(self, seconds: float) -> None:
        """Count more sound as still to be heard."""
        self._total_s += seconds

    def start(self) -> None:
        """Count time from now on: the network starts to listen."""
        self._since = time.monotonic()

    def pass_over(self, seconds: float) -> None:
        """Count sound that needed no listening."""
        self._done_s += seconds

    def heard(self, seconds: float) -> None:
        """Count sound that was heard, of recordings not yet stored."""
        self._in_hand_s += seconds
        self._new_s += seconds
        self._measure()

    def recording_done(self, duration_s: float, heard_s: float) -> None:
        """Count a recording that is stored now, of which ``heard_s`` were counted as heard.

        Windows reach beyond the end of a recording, and a part may have been heard twice.
        """
        self._done_s += duration_s
        self._in_hand_s = max(0.0, self._in_hand_s - heard_s)

    def due(self) -> bool:
        """Tell whether it is time to show progress again."""
        return time.monotonic() - self._shown >= _EVERY_S

    def progress(self, note: str | None = None) -> Progress:
        """Return how far it is, in hours."""
        self._shown = time.monotonic()
        done_s = min(self._done_s + self._in_hand_s, self._total_s)
        left_s = (self._total_s - done_s) / self._rate if self._rate else None
        return Progress(
            done=done_s / 3600,
            total=self._total_s / 3600,
            note=self.note if note is None else note,
            rate=self._rate,
            left_s=left_s,
            problems=self.problems,
        )

    def _measure(self) -> None:
        now = time.monotonic()
        passed = now - self._since
        if passed < _EVERY_S:
            return
        rate = self._new_s / passed
        weight = 1 - math.exp(-passed / _MEMORY_S) if self._rate is not None else 1.0
        self._rate = rate if self._rate is None else self._rate + weight * (rate - self._rate)
        self._since, self._new_s = now, 0.0
