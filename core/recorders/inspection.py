"""Reads of one file what import needs, cheaply, and never fails for what the file holds."""

import logging
import stat
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from core.audio import contents, defects
from core.audio.file_ends import FileEnds
from core.audio.layout import Contents
from core.audio.probe import probe
from core.domain import Inspection, Problem
from core.recorders import clock, guano, wamd
from core.recorders.evidence import Evidence, Recorder, RecorderReading
from core.recorders.sidecars import Sidecars

log = logging.getLogger(__name__)


def inspect_with(
    recorders: Sequence[Recorder],
    path: Path,
    sidecars: Sidecars | None = None,
    now: datetime | None = None,
) -> Inspection:
    """Return what a file says of itself, asking each recorder make in turn.

    ``now`` (aware) is there for tests: a start after it is doubted.
    """
    look = _look(path)
    try:
        return _inspection(recorders, path, look, sidecars, now)
    except defects.UNFORESEEN:
        log.exception("no sense can be made of what a file says of itself")
    return Inspection(
        path=path,
        size=look.size,
        modified_ns=look.modified_ns,
        problem=defects.DAMAGED_HEADER,
        content_hash=look.content_hash,
    )


def _inspection(
    recorders: Sequence[Recorder],
    path: Path,
    look: "_Look",
    sidecars: Sidecars | None,
    now: datetime | None,
) -> Inspection:
    evidence = Evidence(path, look.contents, sidecars)
    reading = _reading(recorders, evidence)
    sound = look.contents.layout or look.contents.announced
    starts = (*evidence.starts, *reading.starts)
    start = clock.most_trusted(starts)
    place = evidence.place or reading.place
    doubt = clock.doubt(start, now or datetime.now(UTC)) if start else evidence.named.doubt
    if reading.clock_never_set:
        doubt = defects.CLOCK_NOT_SET
    details = wamd.details(evidence.wamd) | guano.details(evidence.guano) | dict(reading.details)
    if doubt and (start or reading.clock_never_set):
        details["clock_doubt"] = doubt.code
    if start and (other := clock.contradicting(start, starts)):
        details["other_start"] = other.local.isoformat()
    return Inspection(
        path=path,
        size=look.size,
        modified_ns=look.modified_ns,
        recorder=reading.recorder,
        start=start,
        latitude=place.latitude if place else None,
        longitude=place.longitude if place else None,
        serial=evidence.guano.get("Serial") or reading.serial,
        prefix=reading.prefix,
        duration_s=sound.duration_s,
        sample_rate=sound.sample_rate,
        channels=sound.channels,
        problem=_problem(look.contents.problem, doubt),
        content_hash=look.content_hash,
        details=details,
    )


class _Look(NamedTuple):
    """What the file system and the file's ends tell."""

    contents: Contents
    size: int = 0
    modified_ns: int = 0
    content_hash: str | None = None


def _look(path: Path) -> _Look:
    try:
        status = path.stat()
    except FileNotFoundError:
        return _Look(Contents(problem=defects.VANISHED))
    except (OSError, ValueError):
        # ValueError: a name that no file system takes, such as one with a NUL.
        return _Look(Contents(problem=defects.UNREADABLE))
    size, modified_ns = status.st_size, status.st_mtime_ns
    if not stat.S_ISREG(status.st_mode):
        return _Look(Contents(problem=defects.NOT_A_FILE), size, modified_ns)
    try:
        with path.open("rb", buffering=0) as file:
            ends = FileEnds(file)
            digest = contents.content_hash(file, ends)
            return _Look(_probed(path, ends), size, modified_ns, digest)
    except FileNotFoundError:
        return _Look(Contents(problem=defects.VANISHED), size, modified_ns)
    except OSError:
        return _Look(Contents(problem=defects.UNREADABLE), size, modified_ns)


def _probed(path: Path, ends: FileEnds) -> Contents:
    try:
        return probe(path, ends)
    except defects.UNFORESEEN:
        log.exception("no sense can be made of a file")
        return Contents(problem=defects.DAMAGED_HEADER)


def _reading(recorders: Sequence[Recorder], evidence: Evidence) -> RecorderReading:
    for recorder in recorders:
        if recorder.is_mine(evidence):
            return recorder.read(evidence)
    return RecorderReading()


def _problem(found: Problem | None, doubt: Problem | None) -> Problem | None:
    """Return what is wrong with the sound and the clock; lost sound matters more than its clock."""
    if found is None or doubt is None or not found.usable:
        return found or doubt
    return replace(found, text=f"{found.text} {doubt.text}")
