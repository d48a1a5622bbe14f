"""Label tracks for Audacity, one for each recording that was heard."""

from collections.abc import Iterator
from pathlib import Path

from core.domain import Detection
from core.exports.bundle import bundle, names
from core.exports.files import PLAIN, TableStyle, Writing, Written, tabbed_line
from core.exports.format import ExportFormat
from core.exports.found import PLAYABLE, by_recording
from core.exports.selection import Selection
from core.store import Project


def write(project: Project, wanted: Selection, path: Path, style: TableStyle = PLAIN) -> Writing:
    """Write start, end and common name; where it is known a second line has the band."""
    written, name = Written(), names()
    with project.reading() as db, bundle(path) as member:
        for file, found in by_recording(db, wanted):
            relative = file.path.relative_to(file.root).as_posix()
            with member(name(f"{relative}.labels.txt")) as track:
                for one in found:
                    track.writelines(_lines(one))
                    yield from written.one()
    return written.rows


def _lines(found: Detection) -> Iterator[str]:
    name = found.current_species.common_name
    yield tabbed_line((f"{found.start_s:.6f}", f"{found.end_s:.6f}", name))
    if found.low_hz is not None and found.high_hz is not None:
        yield tabbed_line(("\\", f"{found.low_hz:.6f}", f"{found.high_hz:.6f}"))


FORMAT = ExportFormat(
    "audacity", "Audacity labels", ".zip", write, PLAYABLE.number, PLAYABLE.lacking,
    holds="A label track for each recording: start, end, name, and the band where it is known.",
)  # fmt: skip
