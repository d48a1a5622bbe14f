"""Hand-held recorders that write Broadcast Wave: Zoom, Tascam, Sony, Sound Devices, Marantz."""

from dataclasses import replace

from core.domain import Start
from core.recorders.evidence import Evidence, RecorderReading


def is_mine(evidence: Evidence) -> bool:
    """Tell by a ``bext`` chunk where nothing better is said."""
    return bool(evidence.bext) and not evidence.guano and not evidence.wamd


def read(evidence: Evidence) -> RecorderReading:
    """Return what the name and the chunk tell."""
    broadcast = evidence.broadcast
    details = {"comment": broadcast.description, "reference": broadcast.reference}
    return RecorderReading(
        recorder=broadcast.originator or None,
        starts=(_finer(evidence.named_start, broadcast.start), broadcast.start),
        place=evidence.named_place,
        prefix=evidence.named.before.strip(" _-") or None,
        details={key: text for key, text in details.items() if text},
    )


def _finer(named: Start | None, written: Start | None) -> Start | None:
    """Return the name's start, with the chunk's seconds where the name has none to tell."""
    if named is None or written is None or named.local.second:
        return named
    if written.local.replace(second=0) == named.local:
        return replace(named, local=written.local)
    return named
