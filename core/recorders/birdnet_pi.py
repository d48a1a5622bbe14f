"""BirdNET-Pi: ``2024-05-01-birdnet-06:12:33.wav``; copies write the colons in other ways."""

import re

from core.domain import OffsetSource, StartSource
from core.recorders import clock
from core.recorders.evidence import Evidence, RecorderReading

_COLON = r"(?:[:_.\-\uf03a\uf022：]|%3A)"
_NAME = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)-birdnet-(?:(?P<stream>[A-Za-z]+_?\d+)-)?"
    rf"(\d\d){_COLON}(\d\d){_COLON}(\d\d)(?!\d)",
    re.IGNORECASE,
)


def is_mine(evidence: Evidence) -> bool:
    """Tell by the name."""
    return _NAME.search(evidence.stem) is not None


def read(evidence: Evidence) -> RecorderReading:
    """Return the start and, where there were several microphones, which one it was."""
    match = _NAME.search(evidence.stem)
    if match is None:
        return RecorderReading()
    year, month, day, stream, *time = match.groups()
    local = clock.reading(*(int(part) for part in (year, month, day, *time)))
    return RecorderReading(
        recorder="BirdNET-Pi",
        starts=(clock.start(local, StartSource.FILENAME, OffsetSource.FILENAME),),
        prefix=stream,
    )
