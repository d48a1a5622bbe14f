"""The last resort: GUANO or WAMD of an unknown make, and any date-time in a file's name."""

from core.recorders import guano, names, wamd
from core.recorders.evidence import Evidence, Reading
from core.recorders.wamd import Record


def is_mine(evidence: Evidence) -> bool:
    """Tell yes to everything."""
    return evidence is not None


def read(evidence: Evidence) -> Reading:
    """Return what is written in the ways that all makes share."""
    moment = names.find_moment(evidence.stem)
    fields, records = evidence.guano, evidence.wamd
    maker = " ".join(filter(None, (fields.get("Make"), fields.get("Model"))))
    before = moment.before.strip(" _-") if moment else ""
    return Reading(
        recorder=maker or records.get(Record.MODEL) or None,
        starts=(
            guano.start(fields),
            wamd.start(records),
            moment.start if moment else None,
        ),
        place=guano.place(fields) or wamd.place(records) or names.find_place(evidence.stem),
        serial=fields.get("Serial") or records.get(Record.SERIAL) or None,
        prefix=before or None,
        details=guano.details(fields),
    )
