"""How many vocal events a run has of each species: its windows that follow each other, as one."""

import numpy as np
from sqlalchemy import Connection, Integer, cast, func, select

from core.store.moments import SPECIES_AT_SITE, keyed, whole_numbers
from core.store.schema import DetectionRow
from core.store.scope import ReportScope
from core.store.shared_time import Key

D = DetectionRow
_US = 1e6


def by_species(db: Connection, of: ReportScope, gap_s: float = 0.0) -> dict[Key, int]:
    """Return the number of events by (scientific name, site); see ``core.statistics.events``.

    A window begins an event where it starts more than ``gap_s`` after the end of all before it.
    """
    start, end = (cast(func.round(moment * _US), Integer) for moment in (D.start_s, D.end_s))
    query = select(SPECIES_AT_SITE, D.recording_id, start, end).where(*of.detections)
    codes, recording, starts, ends = whole_numbers(db, query).T
    if not len(codes):
        return {}
    keys, place, _ = keyed(db, codes)
    order = np.lexsort((ends, starts, recording, place))
    place, recording, starts, ends = (each[order] for each in (place, recording, starts, ends))
    is_first = np.append(True, (np.diff(place) != 0) | (np.diff(recording) != 0))
    # Of each species in a recording the latest end so far: an offset keeps them apart.
    offset = np.cumsum(is_first) * (int(ends.max()) + 1)
    before = np.append(0, np.maximum.accumulate(ends + offset)[:-1])
    begins = is_first | (starts + offset - before > round(gap_s * _US))
    counts = np.bincount(place[begins], minlength=len(keys)).tolist()
    return dict(zip(keys, counts, strict=True))
