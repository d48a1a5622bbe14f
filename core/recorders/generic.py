"""The last resort: any date-time in a file's name, and the names that unknown makes give."""

from core.recorders import names
from core.recorders.bext import read_bext
from core.recorders.evidence import Evidence, Reading
from core.recorders.wamd import Record


def is_mine(_: Evidence) -> bool:
    """Tell yes to everything."""
    return True


def read(evidence: Evidence) -> Reading:
    """Return what is written in the ways that all makes share."""
    moment = names.find_moment(evidence.stem)
    fields, records = evidence.guano, evidence.wamd
    maker = " ".join(filter(None, (fields.get("Make"), fields.get("Model"))))
    before = moment.before.strip(" _-") if moment else ""
    return Reading(
        recorder=maker or records.get(Record.MODEL) or None,
        starts=(moment.start if moment else None, read_bext(evidence.bext).start),
        place=names.find_place(evidence.stem),
        serial=records.get(Record.SERIAL) or None,
        prefix=before or None,
    )
