"""Recordings and the regions of interest in them, in terms of Audiovisual Core (TDWG)."""

from collections.abc import Iterator
from pathlib import Path

from core.domain import Detection, Recording
from core.exports.files import PLAIN, TableStyle, Writing, csv_rows
from core.exports.format import ExportFormat
from core.exports.found import PLAYABLE, by_recording
from core.exports.selection import Selection
from core.store import Project

COLUMNS = (
    "dcterms:identifier", "dc:type", "dc:format", "ac:accessURI", "ac:hashFunction",
    "ac:hashValue", "mo:sample_rate", "ac:captureDevice", "xmp:CreateDate", "ac:isROIOf",
    "ac:startTime", "ac:endTime", "ac:freqLow", "ac:freqHigh", "dwc:scientificName",
    "dwc:vernacularName", "dcterms:description", "dwc:decimalLatitude", "dwc:decimalLongitude",
)  # fmt: skip
_FORMATS = {".wav": "audio/wav", ".flac": "audio/flac", ".mp3": "audio/mpeg"}


def write(project: Project, wanted: Selection, path: Path, style: TableStyle = PLAIN) -> Writing:
    """Write a row for each recording, then one for each detection in it; return the latter."""
    count = 0

    def rows() -> Iterator[tuple[object, ...]]:
        nonlocal count
        for file, found in by_recording(db, wanted):
            yield _recording(file)
            for one in found:
                yield _region(one, file)
                count += 1

    with project.reading() as db:
        yield from csv_rows(path, COLUMNS, rows())
    return count


def _recording(file: Recording) -> tuple[object, ...]:
    start = file.start and (file.start.aware or file.start.local)
    return (
        f"recording-{file.id}",
        "Sound",
        _FORMATS.get(file.path.suffix.lower()),
        file.path.as_posix(),
        "Undersong content hash",
        file.content_hash,
        file.sample_rate,
        file.recorder,
        start and start.isoformat(timespec="seconds"),
        None,
        0,
        round(file.duration_s, 6),
        *(None,) * 5,
        file.latitude,
        file.longitude,
    )


def _region(one: Detection, file: Recording) -> tuple[object, ...]:
    start = one.at and (one.at.aware or one.at.local)
    return (
        f"detection-{one.id}",
        "Sound",
        *(None,) * 6,
        start and start.isoformat(timespec="seconds"),
        f"recording-{file.id}",
        round(one.start_s, 6),
        round(one.end_s, 6),
        one.low_hz,
        one.high_hz,
        one.current_species.scientific_name,
        one.current_species.common_name,
        f"score {one.score:.4f} by {one.network_title}, {one.verdict or 'unverified'}",
        one.latitude,
        one.longitude,
    )


FORMAT = ExportFormat(
    "audiovisual-core", "Audiovisual Core (CSV)", ".csv", write,
    PLAYABLE.number, PLAYABLE.lacking,
    holds="Recordings, and detections as regions of interest in them.",
)  # fmt: skip
