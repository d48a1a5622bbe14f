"""Annotations and predictions in AOEF, the JSON of soundevent and Whombat.

Source: the package soundevent, which describes the format. A sound event has a time interval, a
bounding box or a moment; its species stands in its tags.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from math import inf
from pathlib import Path
from typing import Any

from core.errors import UserError
from core.imports.format import ImportFormat, ResultsHead
from core.imports.result import LeftOutRow, ResultRow, RowError
from core.imports.tables import checked
from core.text_files import text_file

_LATIN = ("species", "scientific", "dwc:scientificname", "taxon")
_COMMON = ("common", "vernacular", "name", "label", "class", "event")
_LEAST_S = 0.001
Ids = Mapping[str, Mapping[str, Any]]


def recognise(head: ResultsHead) -> bool:
    """Tell whether a file is such a collection."""
    begins = head.beginning.lstrip()
    names = ('"collection_type"', '"created_on"')
    return begins.startswith("{") and any(name in begins for name in names) and '"data"' in begins


def read(path: Path) -> Iterator[ResultRow | LeftOutRow]:
    """Yield what people drew, then what programs predicted, and what has no place in a recording.

    Raises UserError where the file is no such collection, or not whole.
    """
    of = _Collection(_data(path))
    for name, rows_of in _ELEMENTS:
        for number, one in enumerate(_objects(of.data, name), 1):
            try:
                yield from [checked(row) for row in rows_of(of, number, one)]
            except RowError as error:
                yield LeftOutRow(number, str(error))


class _Collection:
    """What the elements of a file name each other by."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.data = data
        self.recordings, self.clips = _by_id(data, "recordings"), _by_id(data, "clips")
        self.events, self.users = _by_id(data, "sound_events"), _by_id(data, "users")
        self.tags = {str(one.get("id")): one for one in _objects(data, "tags")}

    def recording(self, of: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return the recording of a clip or sound event. Raises RowError where there is none."""
        found = self.recordings.get(str(of.get("recording")))
        if found is None:
            raise RowError("of a recording that the file does not have")
        return found

    def tagged(self, tags: Sequence[Any]) -> list[Mapping[str, Any]]:
        """Return the tags that are named."""
        return [self.tags.get(str(tag), {}) for tag in tags]


Made = Iterator[ResultRow]


def _drawn(of: _Collection, number: int, one: Mapping[str, Any]) -> Made:
    names = _names(of.tagged(_list(one, "tags")))
    yield ResultRow(**_event(of, number, one), **names, **_said(of, one))


def _predicted(of: _Collection, number: int, one: Mapping[str, Any]) -> Made:
    yield from _scored(of, one, _event(of, number, one))


def _of_clip(of: _Collection, number: int, one: Mapping[str, Any]) -> Made:
    tags = _list(one, "tags")
    if tags:
        yield ResultRow(**_clip(of, number, one), **_names(of.tagged(tags)), **_said(of, one))


def _predicted_of_clip(of: _Collection, number: int, one: Mapping[str, Any]) -> Made:
    if _list(one, "tags"):
        yield from _scored(of, one, _clip(of, number, one))


_ELEMENTS: Sequence[tuple[str, Callable[[_Collection, int, Mapping[str, Any]], Made]]] = (
    ("sound_event_annotations", _drawn),
    ("clip_annotations", _of_clip),
    ("sound_event_predictions", _predicted),
    ("clip_predictions", _predicted_of_clip),
)


def _said(of: _Collection, one: Mapping[str, Any]) -> dict[str, Any]:
    by = of.users.get(str(one.get("created_by")), {})
    notes = (str(note.get("message", "")) for note in _objects(one, "notes"))
    return {"reviewer": str(by.get("name") or by.get("username") or ""), "note": "; ".join(notes)}


def _scored(of: _Collection, one: Mapping[str, Any], span: Mapping[str, Any]) -> Made:
    if not _list(one, "tags"):
        raise RowError("no species is named")
    for pair in _list(one, "tags"):
        tag, score = pair if isinstance(pair, list) and len(pair) == 2 else (pair, one.get("score"))
        names = _names(of.tagged([tag]))
        if not isinstance(score, int | float) or not 0 <= score <= 1:
            raise RowError("with a score that does not lie between 0 and 1")
        if names:
            yield ResultRow(**span, **names, score=float(score))


def _clip(of: _Collection, number: int, one: Mapping[str, Any]) -> dict[str, Any]:
    clip = of.clips.get(str(one.get("clip")))
    if clip is None:
        raise RowError("of a clip that the file does not have")
    values = _flat([clip.get("start_time"), clip.get("end_time")])
    if len(values) != 2:
        raise RowError("of a clip without a span of time")
    recording = of.recording(clip)
    start_s, end_s = (value * _expansion(recording) for value in values)
    file = str(recording.get("path", ""))
    return {"line": number, "file": file, "start_s": start_s, "end_s": end_s}


def _event(of: _Collection, number: int, one: Mapping[str, Any]) -> dict[str, Any]:
    event = of.events.get(str(one.get("sound_event")))
    if event is None:
        raise RowError("of a sound event that the file does not have")
    recording = of.recording(event)
    geometry = event.get("geometry")
    if not isinstance(geometry, dict):
        raise RowError("a sound event without a geometry")
    values, kind = _flat(geometry.get("coordinates")), geometry.get("type")
    low = high = None
    if kind == "BoundingBox" and len(values) == 4:
        start, low, end, high = values
    elif kind == "TimeInterval" and len(values) == 2:
        start, end = values
    elif kind == "TimeStamp" and values:
        start = end = values[0]
    elif kind == "Point" and len(values) == 2:
        start = end = values[0]
        low = high = values[1]
    elif len(values) >= 4 and len(values) % 2 == 0:  # points of (time, frequency)
        start, end, low, high = (
            min(values[::2]),
            max(values[::2]),
            min(values[1::2]),
            max(values[1::2]),
        )
    else:
        raise RowError(f"a sound event whose geometry ({kind}) is no span of time")
    slower = _expansion(recording)
    end = max(end, start + _LEAST_S) if end >= start else end
    return {
        "line": number, "file": str(recording.get("path", "")),
        "start_s": start * slower, "end_s": end * slower,
        "low_hz": None if low is None else low / slower,
        "high_hz": None if high is None else high / slower,
    }  # fmt: skip


def _expansion(recording: Mapping[str, Any]) -> float:
    """Return how many times slower the file plays: times and bands are of the real sound."""
    value = recording.get("time_expansion") or 1.0
    if not isinstance(value, int | float) or not 0 < value < inf:
        raise RowError(f"of a recording whose time expansion ({value}) is no factor")
    return float(value)


def _names(tags: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    found: dict[str, str] = {}
    for role, keys in (("scientific", _LATIN), ("common", _COMMON)):
        for tag in tags:
            written = str(tag.get("key", "")).casefold()
            if any(key in written for key in keys) and role not in found:
                found[role] = str(tag.get("value", ""))
    if not found and tags:
        found["common"] = str(tags[0].get("value", ""))
    return found


def _data(path: Path) -> Mapping[str, Any]:
    try:
        with text_file(path) as (text, _):
            whole = json.load(text)
    except (ValueError, RecursionError) as error:
        raise UserError(
            f"{path.name} is cut short or no JSON ({error}). Write it again with its program."
        ) from error
    data = whole.get("data") if isinstance(whole, dict) else None
    if not isinstance(data, dict):
        raise UserError(f"{path.name} holds no annotations as soundevent and Whombat write them.")
    return data


def _by_id(data: Mapping[str, Any], name: str) -> Ids:
    return {str(one.get("uuid")): one for one in _objects(data, name)}


def _list(of: Mapping[str, Any], name: str) -> list[Any]:
    found = of.get(name)
    return found if isinstance(found, list) else []


def _objects(of: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    return [one if isinstance(one, dict) else {} for one in _list(of, name)]


def _flat(values: Any) -> list[float]:
    if isinstance(values, int | float):
        return [float(values)]
    if isinstance(values, list):
        return [number for value in values for number in _flat(value)]
    return []


FORMAT = ImportFormat(
    "aoef", "AOEF", recognise, read,
    "Annotations of Whombat and soundevent, of clips too; predictions are detections.",
)  # fmt: skip
