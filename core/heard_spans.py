"""What was heard at one place, recording by recording, as arrays."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


class HeardSpans(NamedTuple):
    """What was heard of the recordings at one place, arrays [n]."""

    recording_ids: Floats
    utc_ms: Floats
    """Their starts; NaN where the clock's distance from UTC is unknown."""
    clock_ms: Floats
    """Their starts by the recorder's corrected clock; NaN where it is unknown or doubted."""
    seconds: Floats

    def where(self, wanted: NDArray[np.bool_]) -> "HeardSpans":
        """Return some of them."""
        return HeardSpans(*(one[wanted] for one in self))

    @property
    def by_clock(self) -> list[tuple[int, int]]:
        """Return from when until when each lasted by the clock, in ms, where that is known."""
        dated = self.where(~np.isnan(self.clock_ms))
        ends = dated.clock_ms + np.rint(dated.seconds * 1000)
        starts = dated.clock_ms.astype(int).tolist()
        return list(zip(starts, ends.astype(int).tolist(), strict=True))
