"""Chorus and Anabat recorders (Titley Scientific): GUANO, and dates with dashes in names."""

import re

from core.recorders.evidence import Evidence, RecorderReading

_CHORUS_NAME = re.compile(r"\d{4}-\d\d-\d\d_\d\d-\d\d-\d\d(?: \(\d+\))?")


def is_mine(evidence: Evidence) -> bool:
    """Tell by GUANO, else by a name of nothing but date and time."""
    if maker := evidence.make_and_model:
        return "titley" in maker or "anabat" in maker
    bare = not evidence.wamd and not evidence.bext
    return bare and _CHORUS_NAME.fullmatch(evidence.stem) is not None


def read(evidence: Evidence) -> RecorderReading:
    """Return what GUANO and the name tell."""
    return RecorderReading(
        recorder=evidence.guano.get("Model") or "Chorus",
        starts=(evidence.named_start,),
        place=evidence.named_place,
    )
