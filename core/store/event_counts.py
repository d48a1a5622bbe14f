"""How many vocal events a run has of each species: its windows that follow each other, as one."""

import numpy as np

from core.store.moment_blocks import Ints
from core.store.moments import DetectionMoments
from core.store.shared_time import Key

_US = 1e6


def by_species(moments: DetectionMoments, gap_s: float = 0.0) -> dict[Key, int]:
    """Return the number of events by (scientific name, site); see ``core.statistics.events``.

    A window begins an event where it starts more than ``gap_s`` after the end of all before it.
    ``moments`` have been read with their spans.
    """
    assert moments.spans is not None
    if not len(moments.place):
        return {}
    order = moments.by_place
    if not _rises(*moments.spans[:2]):
        order = np.lexsort((moments.spans[1], moments.spans[0], moments.place))
    place = moments.place[order]
    recording, starts, ends = moments.spans[:, order]
    is_first = np.append(True, (np.diff(place) != 0) | (np.diff(recording) != 0))
    # Of each species in a recording the latest end so far: an offset keeps them apart.
    offset = np.cumsum(is_first) * (int(ends.max()) + 1)
    before = np.append(0, np.maximum.accumulate(ends + offset)[:-1])
    begins = is_first | (starts + offset - before > round(gap_s * _US))
    counts = np.bincount(place[begins], minlength=len(moments.keys)).tolist()
    return dict(zip(moments.keys, counts, strict=True))


def _rises(recording: Ints, starts: Ints) -> bool:
    """Tell whether detections come recording by recording, each in order of start."""
    further, later = np.diff(recording), np.diff(starts)
    return bool(np.all((further > 0) | ((further == 0) & (later >= 0))))
