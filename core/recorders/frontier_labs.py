"""Frontier Labs BAR and BAR-LT: every generation of names, Vorbis comments and the card's logs.

Names carry the position in brackets, between underscores or signed at their end, and lose the
zero of days below ten (``201906 7T``). Recordings that were never finished are called ``data``.
"""

import re

from core.domain import OffsetSource, Start, StartSource
from core.recorders import clock, frontier_labs_logs, name_places, places
from core.recorders.evidence import Evidence, RecorderReading
from core.recorders.places import Position

_NAME = re.compile(
    r"(?:(?P<serial>-?\d{4,8})_(?:(?P<site>.+)_)?)?"
    r"\d{4}[ \d]\d[ \d]\d[T_][ \d]\d[ \d]\d[ \d]\d(?:[+-]\d{4})?"
    r"(?P<schedule>_[^\[]*?)?\s*"
    r"(?P<place>\[[^\]]*\]|_?[+-]\d+\.\d+[+-]\d+\.\d+|_-?\d+\.\d+ -?\d+\.\d+_)?"
)
_DAY_FOLDER = re.compile(r"\d{4}[ \d]\d[ \d]\d(?:_.*)?")
_SCHEDULES = re.compile(r"_rec\d?(?:$|[_ \[])", re.IGNORECASE)
_BATTERY = re.compile(r"(\d{1,3})\s*[p%].*?(\d{1,2}\.\d+)\s*V")
_FIRMWARE = re.compile(r"(\d+\.\d+)")


def is_mine(evidence: Evidence) -> bool:
    """Tell by GUANO or Vorbis comments, else by the name's form or the logs beside it."""
    if maker := evidence.make_and_model:
        return "frontier labs" in maker
    if evidence.tags.get("VENDOR", "").startswith("Frontier Labs"):
        return True
    if "SENSORFIRMWAREVERSION" in evidence.tags or "SENSORUID" in evidence.tags:
        return True
    match = _NAME.fullmatch(evidence.stem)
    if match is None and evidence.name != "data":
        return False
    if match and (_has_place(match) or _SCHEDULES.search(match["schedule"] or "")):
        return True
    return frontier_labs_logs.beside(evidence)


def _has_place(match: re.Match[str]) -> bool:
    pair = name_places.find_pair(match["place"] or "")
    return pair is not None and pair.is_clear


def read(evidence: Evidence) -> RecorderReading:
    """Return what comments, name, folder and logs tell."""
    tags = evidence.tags
    match = _NAME.fullmatch(evidence.stem)
    row = frontier_labs_logs.recording_row(evidence)
    starts = (
        evidence.named_start,
        _commented_start(tags.get("RECORDINGSTART", "")),
        row.start if row else None,
    )
    start = clock.most_trusted((*evidence.starts, *starts))
    return RecorderReading(
        recorder=f"Frontier Labs {_model(evidence)}",
        starts=starts,
        place=_place(evidence) or frontier_labs_logs.place_at(evidence, start),
        serial=tags.get("SENSORUID") or (match["serial"] if match else None),
        prefix=match["site"] if match else None,
        details=_details(evidence) | (dict(row.details) if row else {}),
    )


def _model(evidence: Evidence) -> str:
    if model := evidence.guano.get("Model"):
        return model
    return "BAR-LT" if "LT" in evidence.tags.get("VENDOR", "") else "BAR"


def _commented_start(text: str) -> Start | None:
    return clock.read_moment(text, StartSource.COMMENT, OffsetSource.COMMENT)


def _place(evidence: Evidence) -> Position | None:
    """Return the position the file tells, or the daily folder it lies in."""
    commented = places.read_pair(evidence.tags.get("SENSORLOCATION", ""))
    told = evidence.place or commented or evidence.named_place
    folder = evidence.path.parent.name
    if told is None and _DAY_FOLDER.fullmatch(folder):
        in_folder = name_places.find_pair(folder)
        return in_folder.place if in_folder and in_folder.is_clear else None
    return told


def _details(evidence: Evidence) -> dict[str, str | float]:
    tags = evidence.tags
    details: dict[str, str | float] = {}
    if firmware := _FIRMWARE.search(tags.get("SENSORFIRMWAREVERSION", "")):
        details["firmware"] = firmware[1]
    if battery := _BATTERY.search(tags.get("BATTERYLEVEL", "")):
        details["battery_percent"] = float(battery[1])
        details["battery_v"] = float(battery[2])
    texts = {
        "last_time_sync": tags.get("LASTTIMESYNC"),
        "recording_end": tags.get("RECORDINGEND"),
        "microphone": tags.get("MICROPHONETYPE1") or tags.get("MICROPHONETYPE"),
        "gain": tags.get("CHANNELGAIN1") or tags.get("CHANNELGAIN"),
    }
    details.update({key: text for key, text in texts.items() if text})
    return details
