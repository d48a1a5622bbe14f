"""The last resort: any date-time in a file's name, and the names that unknown makes give."""

from core.recorders.evidence import Evidence, RecorderReading
from core.recorders.wamd import Record


def is_mine(_: Evidence) -> bool:
    """Tell yes to everything."""
    return True


def read(evidence: Evidence) -> RecorderReading:
    """Return what is written in the ways that all makes share."""
    fields, records = evidence.guano, evidence.wamd
    maker = " ".join(filter(None, (fields.get("Make"), fields.get("Model"))))
    return RecorderReading(
        recorder=maker or records.get(Record.MODEL) or None,
        starts=(evidence.named_start, evidence.broadcast.start),
        place=evidence.named_place,
        serial=records.get(Record.SERIAL) or None,
        prefix=evidence.named.before.strip(" _-") or None,
    )
