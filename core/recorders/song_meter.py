"""Song Meters (Wildlife Acoustics): SM2 to SM4, Mini, Mini 2, Micro, and their bat versions.

Names are ``<prefix>[_0_|_0+1_]_YYYYMMDD_HHMMSS[_mmm]``, with ``$`` before the time where a GPS
set the clock. GUANO is believed before WAMD, which can lose the longitude's sign.
"""

import re

from core.recorders import anabat, places, song_meter_summary
from core.recorders.evidence import Evidence, RecorderReading
from core.recorders.places import Position
from core.recorders.wamd import Record

_NAME = re.compile(
    r"(?P<prefix>.+?)(?P<channels>_(?:0|1|0\+1))?_\d{8}(?P<clock>[_$])\d{6}(?P<milliseconds>_\d{3})?"
    r"\.(?:wav|wac|w4v|zc)",
    re.IGNORECASE,
)
_SERIAL = re.compile(r"(?:S4[A-Z]|SM[MU]|SMA|2M[A-Z]|S3[A-Z]|SM3)\d{4,6}", re.IGNORECASE)
_OWN_SUFFIXES = frozenset({".wac", ".w4v"})


def is_mine(evidence: Evidence) -> bool:
    """Tell by GUANO, else by WAMD, else by what only these recorders put into names."""
    maker = evidence.make_and_model
    if maker:
        return "wildlife acoustics" in maker or "song meter" in maker
    if model := evidence.wamd.get(Record.MODEL, ""):
        return model.upper().startswith(("SM", "SONG METER", "ECHO", "WA"))
    match = _NAME.fullmatch(evidence.name)
    if match is None:
        return False
    telling = match["channels"] or match["clock"] == "$" or match["milliseconds"]
    return (
        bool(telling)
        or evidence.suffix in _OWN_SUFFIXES
        or _SERIAL.fullmatch(match["prefix"]) is not None
    )


def read(evidence: Evidence) -> RecorderReading:
    """Return what GUANO, WAMD, the name and the summary beside the recording tell."""
    match = _NAME.fullmatch(evidence.name)
    prefix = match["prefix"] if match else None
    starts = (evidence.named_start, anabat.written_start(evidence))
    start = next(filter(None, (*evidence.starts, *starts)), None)
    row = song_meter_summary.row_for(evidence, prefix, start)
    return RecorderReading(
        recorder=_model(evidence),
        starts=starts,
        place=_place_in_sound(evidence) or (row.place if row else None),
        serial=_serial(evidence, prefix),
        prefix=evidence.guano.get("WA|Song Meter|Prefix") or _wamd_prefix(evidence) or prefix,
        details=(dict(row.details) if row else {}) | _details(evidence, match),
    )


def _place_in_sound(evidence: Evidence) -> Position | None:
    """Return the position that a WAC file holds among its samples, or a zero-crossing file."""
    return places.read_pair(evidence.tags.get("POSITION", "")) or anabat.written_place(evidence)


def _wamd_prefix(evidence: Evidence) -> str | None:
    return evidence.wamd.get(Record.PREFIX) or None


def _model(evidence: Evidence) -> str:
    model = evidence.guano.get("Model") or evidence.wamd.get(Record.MODEL) or ""
    if not model or "meter" in model.lower():
        return model or "Song Meter"
    song_meter = model.upper().startswith(("SM", "MINI", "MICRO"))
    return f"{'Song Meter' if song_meter else 'Wildlife Acoustics'} {model}"


def _serial(evidence: Evidence, prefix: str | None) -> str | None:
    if written := evidence.wamd.get(Record.SERIAL):
        return written
    return prefix if prefix and _SERIAL.fullmatch(prefix) else None


def _details(evidence: Evidence, match: re.Match[str] | None) -> dict[str, str | float]:
    fields, records = evidence.guano, evidence.wamd
    details: dict[str, str | float] = {}
    texts = {
        "firmware": records.get(Record.FIRMWARE),
        "settings": fields.get("WA|Song Meter|Audio settings"),
        "microphone": records.get(Record.MICROPHONE),
        "sensitivity": records.get(Record.SENSITIVITY),
        "note": records.get(Record.NOTES),
        "clock": "gps" if match and match["clock"] == "$" else None,
        "recorded_channels": match["channels"].strip("_") if match and match["channels"] else None,
    }
    details.update({key: text for key, text in texts.items() if text})
    numbers = {
        "temperature_c": records.get(Record.TEMPERATURE_INT),
        "humidity_percent": records.get(Record.HUMIDITY),
    }
    for key, text in numbers.items():
        value = places.number(re.sub(r"[^\d.+-].*$", "", text.strip())) if text else None
        if value is not None:
            details[key] = value
    return details
