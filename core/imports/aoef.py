"""Annotations and predictions in AOEF, the JSON of soundevent and Whombat.

Source: the package soundevent, which describes the format. A sound event has a time interval, a
bounding box or a moment; its species stands in its tags.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from math import inf
from pathlib import Path
from typing import Any

from core.errors import UserError
from core.imports.format import ImportFormat, ResultsHead
from core.imports.result import ResultRow, RowError
from core.imports.tables import checked
from core.tabular import Problem, refusal
from core.text_files import text_file

_LATIN = ("species", "scientific", "dwc:scientificname", "taxon")
_COMMON = ("common", "vernacular", "name", "label", "class", "event")
_LEAST_S = 0.001
Ids = Mapping[str, Mapping[str, Any]]


def recognise(head: ResultsHead) -> bool:
    """Tell whether a file is such a collection."""
    begins = head.beginning.lstrip()
    return begins.startswith("{") and '"collection_type"' in head.beginning


def read(path: Path) -> Iterator[ResultRow]:
    """Yield what people drew, then what programs predicted. Raises UserError."""
    data = _data(path)
    recordings, events = _by_id(data, "recordings"), _by_id(data, "sound_events")
    tags = {str(one.get("id")): one for one in _list(data, "tags")}
    users = _by_id(data, "users")
    wrong: list[Problem] = []
    for number, one in enumerate(_list(data, "sound_event_annotations"), 1):
        try:
            row = _span(number, one, events, recordings)
            names = _names([tags.get(str(tag), {}) for tag in _list(one, "tags")])
            by = users.get(str(one.get("created_by")), {})
            said: dict[str, Any] = {"reviewer": str(by.get("name") or by.get("username") or "")}
            said["note"] = "; ".join(str(n.get("message", "")) for n in _list(one, "notes"))
            yield checked(ResultRow(**row, **names, **said))
        except RowError as error:
            wrong.append((number, str(error)))
    for number, one in enumerate(_list(data, "sound_event_predictions"), 1):
        try:
            yield from _predicted(_span(number, one, events, recordings), one, tags)
        except RowError as error:
            wrong.append((number, str(error)))
    if wrong:
        raise refusal(path, wrong)


def _predicted(
    row: dict[str, Any], one: Mapping[str, Any], tags: Mapping[str, Mapping[str, Any]]
) -> Iterator[ResultRow]:
    for pair in _list(one, "tags"):
        tag, score = pair if isinstance(pair, list) and len(pair) == 2 else (pair, one.get("score"))
        names = _names([tags.get(str(tag), {})])
        if not isinstance(score, int | float) or not 0 <= score <= 1:
            raise RowError(f"the score {score} does not lie between 0 and 1")
        if names:
            yield checked(ResultRow(**row, **names, score=float(score)))


def _span(number: int, one: Mapping[str, Any], events: Ids, recordings: Ids) -> dict[str, Any]:
    event = events.get(str(one.get("sound_event")))
    recording = recordings.get(str(event.get("recording"))) if event else None
    if event is None or recording is None:
        raise RowError("it is of a sound event, or of a recording, that the file does not have")
    geometry = event.get("geometry") or {}
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
        raise RowError(f"a sound event of the kind {kind} has no span of time")
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
        raise RowError(f"the time expansion {value} of its recording is no factor")
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
    return {str(one.get("uuid")): one for one in _list(data, name)}


def _list(of: Mapping[str, Any], name: str) -> list[Any]:
    found = of.get(name)
    return found if isinstance(found, list) else []


def _flat(values: Any) -> list[float]:
    if isinstance(values, int | float):
        return [float(values)]
    if isinstance(values, list):
        return [number for value in values for number in _flat(value)]
    return []


FORMAT = ImportFormat(
    "aoef", "AOEF", recognise, read,
    "Annotations of Whombat and soundevent; predictions are detections.",
)  # fmt: skip
