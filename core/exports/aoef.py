"""Detections as predictions in AOEF, the JSON of soundevent and Whombat.

Source: the package soundevent (MIT), which reads it. The lists of the file follow each other, so
detections are read once for each of them rather than held.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO
from uuid import NAMESPACE_URL, uuid5

from sqlalchemy import Connection, select

from core.atomic_file import whole_file
from core.domain import Detection, Recording
from core.exports.files import PLAIN, TableStyle, Writing, Written
from core.exports.format import ExportFormat
from core.exports.found import PLAYABLE, by_recording
from core.exports.selection import Selection
from core.store import Project, runs
from core.store.schema import DetectionRow, SpeciesRow

_BEGINS = '{"version": "1.1.0", "made_by": "Undersong", '
Element = dict[str, Any]


def write(project: Project, wanted: Selection, path: Path, style: TableStyle = PLAIN) -> Writing:
    """Write each detection with its score; the species is the one that it is held to be now."""
    written = Written()
    with project.reading() as db, whole_file(path, lambda head: head.startswith(_BEGINS)) as file:
        run = runs.get(db, wanted.run_id)
        at = json.dumps((run.finished_utc or run.started_utc).isoformat())
        tags = _tags(db, wanted)
        own = json.dumps(_uuid("run", run.fingerprint))
        file.write(f'{_BEGINS}"created_on": {at}, "data": {{"uuid": {own}')
        file.write(f', "created_on": {at}, "collection_type": "prediction_set"')
        _list(file, "tags", (
            {"id": n, "key": "dwc:scientificName", "value": name} for name, n in tags.items()
        ))  # fmt: skip
        _list(file, "recordings", (_recording(one) for one, _ in by_recording(db, wanted)))
        _list(file, "clips", (_clip(one) for one, _ in by_recording(db, wanted)))
        _list(
            file,
            "sound_events",
            (_event(d, one) for one, found in by_recording(db, wanted) for d in found),
        )
        file.write(', "sound_event_predictions": [\n')
        for _, found in by_recording(db, wanted):
            for d in found:
                element = _prediction(d, tags[d.current_species.scientific_name])
                file.write(f"{',' if written.rows else ''}{json.dumps(element)}\n")
                yield from written.one()
        file.write("]")
        _list(file, "clip_predictions", (_clip_of(one, f) for one, f in by_recording(db, wanted)))
        file.write("}}\n")
    return written.rows


def _list(file: TextIO, name: str, elements: Iterator[Element]) -> None:
    file.write(f', "{name}": [\n')
    for number, one in enumerate(elements):
        file.write(f"{',' if number else ''}{json.dumps(one)}\n")
    file.write("]")


def _tags(db: Connection, wanted: Selection) -> dict[str, int]:
    d = DetectionRow
    held = select(d.held_species_id).where(*PLAYABLE.where(wanted)).distinct()
    query = select(SpeciesRow.scientific_name).where(SpeciesRow.id.in_(held))
    rows = db.scalars(query.order_by(SpeciesRow.scientific_name))
    return {name: number for number, name in enumerate(rows)}


def _recording(file: Recording) -> Element:
    start = file.start.local if file.start else None
    element: Element = {
        "uuid": _uuid("recording", file.id, file.content_hash),
        "path": file.path.as_posix(),
        "duration": file.duration_s,
        "channels": max(1, file.channels),
        "samplerate": file.sample_rate,
        "owners": [],
    }
    if start:
        element |= {"date": f"{start:%Y-%m-%d}", "time": f"{start:%H:%M:%S}"}
    if file.latitude is not None and file.longitude is not None:
        element |= {"latitude": file.latitude, "longitude": file.longitude}
    return element


def _clip(file: Recording) -> Element:
    return {
        "uuid": _uuid("clip", file.id, file.content_hash),
        "recording": _uuid("recording", file.id, file.content_hash),
        "start_time": 0.0,
        "end_time": file.duration_s,
    }


def _event(one: Detection, file: Recording) -> Element:
    if one.low_hz is not None and one.high_hz is not None:
        box = [one.start_s, one.low_hz, one.end_s, one.high_hz]
        geometry: Element = {"type": "BoundingBox", "coordinates": box}
    else:
        geometry = {"type": "TimeInterval", "coordinates": [one.start_s, one.end_s]}
    return {
        "uuid": _uuid("event", one.id, one.run_id),
        "recording": _uuid("recording", file.id, file.content_hash),
        "geometry": geometry,
    }


def _prediction(one: Detection, tag: int) -> Element:
    score = round(one.score, 6)
    return {
        "uuid": _uuid("prediction", one.id, one.run_id),
        "sound_event": _uuid("event", one.id, one.run_id),
        "score": score,
        "tags": [[tag, score]],
    }


def _clip_of(file: Recording, found: Iterator[Detection]) -> Element:
    return {
        "uuid": _uuid("clip prediction", file.id, file.content_hash),
        "clip": _uuid("clip", file.id, file.content_hash),
        "sound_events": [_uuid("prediction", one.id, one.run_id) for one in found],
        "features": {},
    }


def _uuid(*about: object) -> str:
    """Return the same for the same thing: the same export twice is the same file."""
    return str(uuid5(NAMESPACE_URL, "undersong:" + ":".join(map(str, about))))


FORMAT = ExportFormat(
    "aoef", "AOEF (soundevent, Whombat)", ".json", write, PLAYABLE.number, PLAYABLE.lacking,
    holds="Each detection as a prediction with its score and band, in soundevent's JSON.",
)  # fmt: skip
