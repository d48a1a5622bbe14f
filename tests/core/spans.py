"""What was heard at one place, written down recording by recording."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from core.heard_spans import HeardSpans
from core.statistics.effort import Measured, measure


class HeardSpan(NamedTuple):
    """What was heard of one recording; None where a moment of its start is unknown."""

    recording_id: int
    utc_ms: int | None
    clock_ms: int | None
    seconds: float


def measured(spans: Sequence[HeardSpan], within_ms: tuple[int, int] | None = None) -> Measured:
    """Return the effort at the place, the recordings being in order of start."""
    columns = np.array(spans, np.float64).reshape(-1, len(HeardSpan._fields)).T
    return measure(HeardSpans(*columns), within_ms)
