"""Reads the ``bext`` chunk of Broadcast Wave files (EBU Tech 3285).

Its time reference counts samples since midnight on many recorders but not on all, so only the
date and time in words are believed.
"""

import re
from dataclasses import dataclass

from core.audio.riff import as_text
from core.domain import OffsetSource, Start, StartSource
from core.recorders import clock

_DATE_AT, _TIME_AT, _END = 320, 330, 338
_DATE = re.compile(r"(\d{4})[-_:. /](\d{2})[-_:. /](\d{2})")
_TIME = re.compile(r"(\d{2})[-_:. /](\d{2})[-_:. /](\d{2})")


@dataclass(frozen=True, slots=True)
class Broadcast:
    """What a ``bext`` chunk says."""

    start: Start | None
    description: str
    originator: str
    reference: str


def read_bext(chunk: bytes) -> Broadcast:
    """Return what a chunk says; a short one says less."""
    date = _DATE.fullmatch(as_text(chunk[_DATE_AT:_TIME_AT]))
    time = _TIME.fullmatch(as_text(chunk[_TIME_AT:_END]))
    start = None
    if date and time:
        local = clock.reading(*(int(part) for part in date.groups() + time.groups()))
        start = clock.start(local, StartSource.BEXT, OffsetSource.GUESS)
    return Broadcast(
        start=start,
        description=as_text(chunk[:256]),
        originator=as_text(chunk[256:288]),
        reference=as_text(chunk[288:320]),
    )
