"""AudioMoth and HydroMoth (Open Acoustic Devices), every firmware from 1.0 to 1.11.

Firmware up to 1.1 names files by Unix time in hexadecimal; later ones by date and time, with
``T`` for triggered recordings and, from 1.11, an id in front. The comment changes its wording
with nearly every firmware, so it is read clause by clause.
"""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from core.domain import OffsetSource, Start, StartSource
from core.recorders import audiomoth_card, clock, places
from core.recorders.evidence import Evidence, RecorderReading

_NAME = re.compile(r"(?:[0-9A-F]{16}_)?\d{8}_\d{6}T?\.WAV")
_HEX_NAME = re.compile(r"[0-9A-F]{8}\.(?:WAV|wav)")
_ID = re.compile(r"(?<![0-9A-F])([0-9A-F]{16})(?![0-9A-F])")
_ID_IN_NAME = re.compile(r"([0-9A-F]{16})_")

_RECORDED_AT = re.compile(
    r"Recorded at (\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))? (\d\d)/(\d\d)/(\d{4})"
    r"(?: \((UTC(?:[+-]\d{1,2}(?::?\d{2})?)?)\))?"
)
_BATTERY = re.compile(r"battery (?:state )?was (?:(?:less|greater) than |[<>] ?)?(\d\.\d+)V")
_TEMPERATURE = re.compile(r"temperature was (-?\d{1,3}\.\d+)C")
_GAIN = re.compile(r"at (?:gain setting (\d)|([a-z-]+) gain)")
_BY = re.compile(r"by AudioMoth (?:ID )?([0-9A-F]{16})")
_DURING = re.compile(r"during deployment (?:ID )?([0-9A-F]{16})")
_STOPPED = re.compile(r"Recording (?:cancelled before completion|stopped) (?:due to|by) ([^.]+)")
_FIRMWARE = re.compile(r"\((\d+\.\d+\.\d+)\)")

_FIRST_DIGITS_ONLY = datetime(2017, 1, 1, tzinfo=UTC)
_END_DIGITS_ONLY = datetime(2021, 1, 1, tzinfo=UTC)
_END_HEX = datetime(2036, 1, 1, tzinfo=UTC)
_YEAR_S = 365 * 86_400


def is_mine(evidence: Evidence) -> bool:
    """Tell by GUANO, else by the comment, else by the exact form of the name."""
    maker = evidence.make_and_model
    if maker:
        return "open acoustic devices" in maker or "moth" in maker
    said = f"{_artist(evidence)} {_comment(evidence)}"
    if "AudioMoth" in said or "HydroMoth" in said:
        return True
    if evidence.wamd or said.strip():
        return False
    return _NAME.fullmatch(evidence.name) is not None or _hex_time(evidence.name) is not None


def read(evidence: Evidence) -> RecorderReading:
    """Return what GUANO, the comment and the name tell."""
    comment = _comment(evidence)
    name_id = _ID_IN_NAME.match(evidence.name)
    seconds = _hex_time(evidence.name)
    return RecorderReading(
        recorder=_model(evidence),
        starts=_starts(evidence, comment),
        place=None if evidence.place else audiomoth_card.place(evidence),
        serial=_serial(evidence, comment),
        prefix=name_id[1] if name_id else None,
        details=_details(evidence, comment),
        clock_never_set=seconds is not None and seconds < _FIRST_DIGITS_ONLY.timestamp(),
    )


def _comment(evidence: Evidence) -> str:
    """Return the comment, also of a recording that was turned into FLAC or Ogg since."""
    return evidence.tags.get("ICMT") or evidence.tags.get("COMMENT", "")


def _artist(evidence: Evidence) -> str:
    return evidence.tags.get("IART") or evidence.tags.get("ARTIST", "")


def _model(evidence: Evidence) -> str:
    said = f"{evidence.make_and_model} {_artist(evidence)}".lower()
    return "HydroMoth" if "hydromoth" in said else "AudioMoth"


def _hex_time(name: str) -> int | None:
    """Return the Unix time that an old name holds; digits alone are rather a date."""
    if not _HEX_NAME.fullmatch(name):
        return None
    seconds = int(name[:8], 16)
    if seconds == 0:
        return 0
    first, end = _FIRST_DIGITS_ONLY.timestamp(), _END_HEX.timestamp()
    if name[:8].isdigit():
        end = _END_DIGITS_ONLY.timestamp()
    elif seconds < _YEAR_S:  # a clock that was never set counts from 1970
        return seconds
    return seconds if first <= seconds < end else None


def _starts(evidence: Evidence, comment: str) -> tuple[Start | None, ...]:
    named, written = _name_start(evidence), _comment_start(comment)
    if named is not None and written is not None:
        written = _without_slip(written, named)
    if named is not None and written is None and named.offset_minutes is None:
        named = audiomoth_card.with_offset(named, evidence)
    return written, named


def _without_slip(written: Start, named: Start) -> Start:
    """Put right the comments of firmware 1.2.2, wrong where the zone has odd minutes.

    Its names are in UTC; the comment is out by up to an hour from what name and zone say.
    """
    if not written.offset_minutes or written.offset_minutes % 60 == 0:
        return written
    expected = named.local + timedelta(minutes=written.offset_minutes)
    slipped = timedelta(0) < abs(written.local - expected) < timedelta(hours=1)
    return replace(written, local=expected) if slipped and written.local != named.local else written


def _name_start(evidence: Evidence) -> Start | None:
    seconds = _hex_time(evidence.name)
    if seconds is None:
        return evidence.named_start
    if seconds == 0:
        return None
    local = datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None)
    return clock.start(local, StartSource.FILENAME, OffsetSource.FILENAME, 0)


def _comment_start(comment: str) -> Start | None:
    match = _RECORDED_AT.search(comment)
    if match is None:
        return None
    hour, minute, second, fraction, day, month, year, zone = match.groups()
    parts = [int(part) for part in (year, month, day, hour, minute, second)]
    local = clock.reading(*parts, microsecond=clock.microseconds(fraction))
    return clock.start(local, StartSource.COMMENT, OffsetSource.COMMENT, zone)


def _serial(evidence: Evidence, comment: str) -> str | None:
    """Return the serial number where GUANO does not tell it."""
    if evidence.guano.get("Serial"):
        return None
    for text in (_artist(evidence), *(m[1] for m in _BY.finditer(comment))):
        if match := _ID.search(text):
            return match[1]
    return audiomoth_card.device_id(evidence)


def _details(evidence: Evidence, comment: str) -> dict[str, str | float]:
    fields = evidence.guano
    details: dict[str, str | float] = {}
    texts = {
        "comment": comment,
        "firmware": _first(_FIRMWARE, fields.get("Firmware Version", "")),
        "deployment_id": fields.get("OAD|Deployment ID") or _first(_DURING, comment),
        "location_source": fields.get("OAD|Loc Source"),
        "settings": fields.get("OAD|Recording Settings"),
        "gain": _first(_GAIN, comment),
        "stopped_by": _first(_STOPPED, comment),
    }
    details.update({key: text for key, text in texts.items() if text})
    numbers = {
        "battery_v": fields.get("OAD|Battery Voltage") or _first(_BATTERY, comment),
        "temperature_c": fields.get("Temperature Int") or _first(_TEMPERATURE, comment),
    }
    for key, text in numbers.items():
        if text and (value := places.number(text)) is not None:
            details[key] = value
    return details


def _first(pattern: re.Pattern[str], text: str) -> str | None:
    match = pattern.search(text)
    return next((group for group in match.groups() if group), None) if match else None
