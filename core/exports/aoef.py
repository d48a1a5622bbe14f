"""Detections as predictions in AOEF, the JSON of soundevent and Whombat.

Source: the package soundevent (MIT), which reads it. The lists of the file follow each other:
detections are read once, and each list waits in a file of its own rather than in the memory.
"""

import json
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from shutil import copyfileobj
from tempfile import TemporaryFile
from typing import Any, TextIO, cast
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
_LISTS = ("recordings", "clips", "sound_events", "sound_event_predictions", "clip_predictions")
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
        tagged = ({"id": n, "key": "dwc:scientificName", "value": x} for x, n in tags.items())
        file.write(f', "tags": [\n{",".join(_line(one) for one in tagged)}]')
        with WaitingLists(path.parent) as lists:
            for one, found in by_recording(db, wanted):
                lists.add("recordings", _recording(one))
                lists.add("clips", _clip(one))
                predictions = []
                for d in found:
                    prediction = _prediction(d, tags[d.current_species.scientific_name])
                    lists.add("sound_events", _event(d, one))
                    lists.add("sound_event_predictions", prediction)
                    predictions.append(prediction["uuid"])
                    yield from written.one()
                lists.add("clip_predictions", _clip_of(one, predictions))
            lists.write(file)
        file.write("}}\n")
    return written.rows


class WaitingLists:
    """The lists of a file that are written side by side, before they are put after each other."""

    def __init__(self, folder: Path) -> None:
        self._stack, self._folder = ExitStack(), folder
        self._lists: dict[str, TextIO] = {}
        self._begun: set[str] = set()

    def __enter__(self) -> "WaitingLists":
        for name in _LISTS:
            waiting = TemporaryFile("w+", encoding="utf-8", dir=self._folder)
            self._lists[name] = cast(TextIO, self._stack.enter_context(waiting))
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def add(self, name: str, element: Element) -> None:
        """Put an element at the end of a list."""
        self._lists[name].write(("," if name in self._begun else "") + _line(element))
        self._begun.add(name)

    def write(self, file: TextIO) -> None:
        """Put the lists into a file."""
        for name, of in self._lists.items():
            file.write(f', "{name}": [\n')
            of.seek(0)
            copyfileobj(of, file)
            file.write("]")


def _line(element: Element) -> str:
    return f"{json.dumps(element)}\n"


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


def _clip_of(file: Recording, predictions: Sequence[str]) -> Element:
    return {
        "uuid": _uuid("clip prediction", file.id, file.content_hash),
        "clip": _uuid("clip", file.id, file.content_hash),
        "sound_events": predictions,
        "features": {},
    }


def _uuid(*about: object) -> str:
    """Return the same for the same thing: the same export twice is the same file."""
    return str(uuid5(NAMESPACE_URL, "undersong:" + ":".join(map(str, about))))


FORMAT = ExportFormat(
    "aoef", "AOEF (soundevent, Whombat)", ".json", write, PLAYABLE.number, PLAYABLE.lacking,
    holds="Each detection as a prediction with its score and band, in soundevent's JSON.",
)  # fmt: skip
