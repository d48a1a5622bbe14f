"""Reads of one file what import needs, cheaply, and never fails for what the file holds."""

import stat
from collections.abc import Sequence
from dataclasses import replace
from hashlib import blake2b
from pathlib import Path
from typing import BinaryIO

from core.audio import defects
from core.audio.file_ends import FileEnds
from core.audio.layout import Contents
from core.audio.probe import probe
from core.domain import Inspection, Problem
from core.recorders import clock
from core.recorders.evidence import Evidence, Reading, Recorder
from core.recorders.sidecars import Sidecars


def inspect_with(recorders: Sequence[Recorder], path: Path, sidecars: Sidecars) -> Inspection:
    """Return what a file says of itself, asking each recorder make in turn."""
    blank = Inspection(path=path, size=0, modified_ns=0)
    contents = Contents()
    try:
        status = path.stat()
        blank = replace(blank, size=status.st_size, modified_ns=status.st_mtime_ns)
        if not stat.S_ISREG(status.st_mode):
            return replace(blank, problem=defects.NOT_A_FILE)
        with path.open("rb", buffering=0) as file:
            contents, digest = _contents(path, file)
        blank = replace(blank, content_hash=digest)
    except FileNotFoundError:
        contents = Contents(problem=defects.VANISHED)
    except (OSError, ValueError):
        contents = Contents(problem=defects.UNREADABLE)
    return _placed(blank, contents, _reading(recorders, Evidence(path, contents, sidecars)))


def _contents(path: Path, file: BinaryIO) -> tuple[Contents, str]:
    ends = FileEnds(file)
    digest = blake2b(ends.size.to_bytes(8, "little"), digest_size=16)
    digest.update(ends.head)
    digest.update(ends.tail)
    return probe(path, ends), digest.hexdigest()


def _reading(recorders: Sequence[Recorder], evidence: Evidence) -> Reading:
    for recorder in recorders:
        if recorder.is_mine(evidence):
            return recorder.read(evidence)
    return Reading()


def _placed(blank: Inspection, contents: Contents, reading: Reading) -> Inspection:
    layout = contents.layout
    start = clock.most_trusted(reading.starts)
    doubtful = reading.clock_never_set or (start is not None and not clock.clock_was_set(start))
    return replace(
        blank,
        recorder=reading.recorder,
        start=start,
        latitude=reading.place.latitude if reading.place else None,
        longitude=reading.place.longitude if reading.place else None,
        serial=reading.serial,
        prefix=reading.prefix,
        duration_s=layout.duration_s if layout else None,
        sample_rate=layout.sample_rate if layout else None,
        channels=layout.channels if layout else None,
        problem=_problem(contents.problem, doubtful=doubtful),
        details=dict(reading.details),
    )


def _problem(found: Problem | None, *, doubtful: bool) -> Problem | None:
    """Return the problem to show: a lost recording matters more than its clock."""
    if found is None or (found.usable and doubtful):
        return defects.CLOCK_NOT_SET if doubtful else None
    return found
