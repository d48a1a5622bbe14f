"""Hand-held recorders that write Broadcast Wave: Zoom, Tascam, Sony, Sound Devices, Marantz."""

from dataclasses import replace

from core.domain import Start
from core.recorders import names
from core.recorders.bext import read_bext
from core.recorders.evidence import Evidence, Reading


def is_mine(evidence: Evidence) -> bool:
    """Tell by a ``bext`` chunk where nothing better is said."""
    return bool(evidence.bext) and not evidence.guano and not evidence.wamd


def read(evidence: Evidence) -> Reading:
    """Return what the name and the chunk tell."""
    broadcast = read_bext(evidence.bext)
    moment = names.find_moment(evidence.stem)
    named = moment.start if moment else None
    details = {"comment": broadcast.description, "reference": broadcast.reference}
    return Reading(
        recorder=broadcast.originator or None,
        starts=(_finer(named, broadcast.start), broadcast.start),
        place=names.find_place(evidence.stem),
        prefix=(moment.before.strip(" _-") if moment else "") or None,
        details={key: text for key, text in details.items() if text},
    )


def _finer(named: Start | None, written: Start | None) -> Start | None:
    """Return the name's start, with the chunk's seconds where the name has none to tell."""
    if named is None or written is None or named.local.second:
        return named
    if written.local.replace(second=0) == named.local:
        return replace(named, local=written.local)
    return named
