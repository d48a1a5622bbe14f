"""Swift recorders (K. Lisa Yang Center): the offset, or a ``T``, stands apart in the name."""

import re

from core.recorders.evidence import Evidence, RecorderReading

_NAME = re.compile(
    r"(?:(?P<prefix>.+)_)?(?:\d{8}_\d{6}_[+-]\d{4}|\d{4}-\d\d-\d\d_T\d\d-\d\d-\d\d)(?:_.*)?"
)


def is_mine(evidence: Evidence) -> bool:
    """Tell by the form of the name alone: these recorders write nothing else."""
    if maker := evidence.make_and_model:
        return "swift" in maker and "anabat" not in maker
    return not evidence.wamd and _NAME.fullmatch(evidence.stem) is not None


def read(evidence: Evidence) -> RecorderReading:
    """Return the start and the name's prefix."""
    match = _NAME.fullmatch(evidence.stem)
    return RecorderReading(
        recorder="Swift",
        starts=(evidence.named_start,),
        place=evidence.named_place,
        prefix=match["prefix"] if match else None,
    )
