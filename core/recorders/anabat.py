"""Anabat zero-crossing files (Titley Scientific): names of 8.3 letters, or a date; a header."""

import re

from core.domain import OffsetSource, Start, StartSource
from core.recorders import clock, places
from core.recorders.evidence import Evidence, RecorderReading
from core.recorders.places import Position

_NAME = re.compile(r"([0-9A-Z])([1-9A-C])(\d\d)(\d\d)(\d\d)\.(\d\d)#", re.IGNORECASE)
_FIX = re.compile(r"(\d{1,2}\.\d{1,9})\s*([NS])[\s,]*(\d{1,3}\.\d{1,9})\s*([EW])", re.IGNORECASE)


def is_mine(evidence: Evidence) -> bool:
    """Tell by the header, else by the name: year, month, day and time in eight letters."""
    return "ZC TYPE" in evidence.tags or _NAME.fullmatch(evidence.name) is not None


def read(evidence: Evidence) -> RecorderReading:
    """Return what header and name tell."""
    named = evidence.named_start or _short_start(evidence.name)
    texts = {
        "note": " ".join(
            filter(None, (evidence.tags.get(f"ZC {name}") for name in ("NOTE", "MORE")))
        ),
        "location": evidence.tags.get("ZC LOCATION"),
        "species_manual_id": evidence.tags.get("ZC SPECIES"),
    }
    return RecorderReading(
        recorder=evidence.guano.get("Model") or "Anabat",
        starts=(written_start(evidence), named),
        place=written_place(evidence) or evidence.named_place,
        prefix=evidence.named.before.strip(" _-") or None,
        details={key: text for key, text in texts.items() if text},
    )


def written_start(evidence: Evidence) -> Start | None:
    """Return the start in the header, which tells no offset."""
    text = evidence.tags.get("ZC START", "")
    return clock.read_moment(text, StartSource.HEADER, OffsetSource.GUESS)


def written_place(evidence: Evidence) -> Position | None:
    """Return the position in the header."""
    match = _FIX.search(evidence.tags.get("ZC GPS", ""))
    return places.with_hemispheres(*match.groups()) if match else None


def _short_start(name: str) -> Start | None:
    """Return the start in a name such as ``M7122036.45#``: years count from 1990, A is 2000."""
    match = _NAME.fullmatch(name)
    if match is None:
        return None
    letter, month, *rest = match.groups()
    local = clock.reading(1990 + int(letter, 36), int(month, 16), *(int(part) for part in rest))
    return clock.start(local, StartSource.FILENAME, OffsetSource.FILENAME)
