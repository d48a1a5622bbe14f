"""A Camtrap Data Package 1.0.2: recorders as cameras, recordings as media. Source: TDWG.

It requires coordinates, and times with their offset: what has none is left out, and counted.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, func, select

from core.counted import counted
from core.domain import Detection, Recording, Species, Verdict
from core.exports.bundle import bundle
from core.exports.camtrap_columns import DEPLOYMENTS, MEDIA, OBSERVATIONS
from core.exports.files import PLAIN, TableStyle, Writing, Written, csv_line
from core.exports.format import ExportFormat
from core.exports.found import CLAIMS, placed, with_recordings
from core.exports.secret_species import every_place
from core.exports.selection import Selection
from core.store import Project, heard, recordings, runs
from core.store.schema import DetectionRow, RecordingRow

D, R = DetectionRow, RecordingRow
_SCHEMAS = "https://raw.githubusercontent.com/tdwg/camtrap-dp/1.0.2/"
_REFUSED_PATH = re.compile(r"^[./~]|\.{2}")
_MEDIA_TYPES = {".wav": "audio/wav", ".flac": "audio/flac", ".mp3": "audio/mpeg"}


@dataclass(slots=True)
class _Deployment:
    """A recorder at a site, with what was heard of it."""

    id: int
    site: str | None
    latitude: float
    longitude: float
    uncertainty_m: int | None
    recorder: str | None
    serial: str | None
    first: datetime
    last: datetime


@dataclass(slots=True)
class _Kept:
    """What has place and time."""

    deployments: dict[int, _Deployment] = field(default_factory=dict)
    of_recording: dict[int, int] = field(default_factory=dict)
    """Recording -> deployment."""


def write(project: Project, wanted: Selection, path: Path, style: TableStyle = PLAIN) -> Writing:
    """Write the package and return the number of observations."""
    found: dict[str, Species] = {}
    written = Written()
    with project.reading() as db, bundle(path) as member:
        kept = _kept(db, wanted)
        with member("deployments.csv") as table:
            table.write(csv_line(DEPLOYMENTS))
            table.writelines(
                _line(DEPLOYMENTS, _deployment(one)) for one in kept.deployments.values()
            )
        with member("media.csv") as table:
            table.write(csv_line(MEDIA))
            table.writelines(_line(MEDIA, one) for one in _media(db, wanted, kept))
        with member("observations.csv") as table:
            table.write(csv_line(OBSERVATIONS))
            for one, file in with_recordings(db, wanted, CLAIMS):
                if one.recording_id in kept.of_recording and file.start and file.start.aware:
                    row = _observation(one, file.start.aware, kept)
                    table.write(_line(OBSERVATIONS, row))
                    found[one.current_species.scientific_name] = one.current_species
                    yield from written.one()
        with member("datapackage.json") as package:
            about = _package(project, db, wanted, kept, found.values())
            package.write(json.dumps(about, ensure_ascii=False, indent=2) + "\n")
    return written.rows


def number(project: Project, wanted: Selection) -> int:
    """Return how many observations there are."""
    with project.reading() as db:
        return _numbers(db, wanted)[0]


def lacking(project: Project, wanted: Selection) -> list[str]:
    """Say which detections are no observations, and why."""
    with project.reading() as db:
        _, left = _numbers(db, wanted)
    said = CLAIMS.lacking(project, wanted)
    if left:
        said.append(
            f"{counted(left, 'detection')} left out: site, coordinates or the clock's distance "
            "from UTC are unknown, and the format requires them."
        )
    return said


def _numbers(db: Connection, wanted: Selection) -> tuple[int, int]:
    kept = _kept(db, wanted).of_recording
    counted = select(D.recording_id, func.count()).where(*CLAIMS.where(wanted))
    by_file = [tuple(row) for row in db.execute(counted.group_by(D.recording_id))]
    inside = sum(n for file, n in by_file if file in kept)
    return inside, sum(n for _, n in by_file) - inside


def _kept(db: Connection, wanted: Selection) -> _Kept:
    kept = _Kept()
    its = {row.id: row.deployment_id for row in db.execute(select(R.id, R.deployment_id))}
    for exact in _files(db, wanted):
        file = placed(exact, wanted)
        deployment, at = its[file.id], file.start.aware if file.start else None
        if deployment is None or at is None or file.latitude is None or file.longitude is None:
            continue
        ends = at + timedelta(seconds=file.duration_s)
        place = exact.latitude, exact.longitude
        metres = wanted.blur.uncertainty_m(place) if wanted.blur else None
        known = kept.deployments.setdefault(
            deployment,
            _Deployment(
                deployment, file.site, file.latitude, file.longitude,
                metres, file.recorder, file.serial, at, ends,
            ),
        )  # fmt: skip
        known.first, known.last = min(known.first, at), max(known.last, ends)
        kept.of_recording[file.id] = deployment
    return kept


def _files(db: Connection, wanted: Selection) -> Iterator[Recording]:
    known = heard.files(db, wanted.run_id, wanted.sites)
    for file in recordings.each(db, (one.id for one in known)):
        if wanted.takes_day(file.start.local.date() if file.start else None):
            yield file


def _deployment(one: _Deployment) -> Mapping[str, object]:
    return {
        "deploymentID": f"deployment-{one.id}",
        "locationID": one.site,
        "locationName": one.site,
        "latitude": one.latitude,
        "longitude": one.longitude,
        "coordinateUncertainty": one.uncertainty_m,
        "deploymentStart": _moment(one.first),
        "deploymentEnd": _moment(one.last),
        "cameraID": one.serial,
        "cameraModel": one.recorder,
    }


def _media(db: Connection, wanted: Selection, kept: _Kept) -> Iterator[Mapping[str, object]]:
    for file in (placed(one, wanted) for one in _files(db, wanted)):
        if file.id in kept.of_recording and file.start and file.start.aware:
            relative = file.path.relative_to(file.root).as_posix()
            suffix = file.path.suffix.lower()
            yield {
                "mediaID": f"recording-{file.id}",
                "deploymentID": f"deployment-{kept.of_recording[file.id]}",
                "captureMethod": "timeLapse",
                "timestamp": _moment(file.start.aware),
                "filePath": _REFUSED_PATH.sub("_", relative),
                "filePublic": "false",
                "fileName": file.path.name,
                "fileMediatype": _MEDIA_TYPES.get(suffix, f"audio/x-{suffix[1:] or 'unknown'}"),
            }


def _observation(one: Detection, begins: datetime, kept: _Kept) -> Mapping[str, object]:
    by_person = one.verdict in {Verdict.CORRECT, Verdict.WRONG}
    kind = _kind(one.current_species)
    return {
        "observationID": f"detection-{one.id}",
        "deploymentID": f"deployment-{kept.of_recording[one.recording_id]}",
        "mediaID": f"recording-{one.recording_id}",
        "eventID": f"recording-{one.recording_id}",
        "eventStart": _moment(begins + timedelta(seconds=one.start_s)),
        "eventEnd": _moment(begins + timedelta(seconds=one.end_s)),
        "observationLevel": "media",
        "observationType": kind,
        "scientificName": one.current_species.scientific_name if kind == "animal" else None,
        "classificationMethod": "human" if by_person else "machine",
        "classifiedBy": one.reviewer if by_person else one.network_title,
        "classificationProbability": None if by_person else f"{one.score:.4f}",
        "observationTags": " | ".join(_tags(one, kind)),
        "observationComments": one.note or None,
    }


def _kind(species: Species) -> str:
    if species.group != "sound":
        return "animal"
    return "human" if species.scientific_name.startswith("Human") else "unknown"


def _tags(one: Detection, kind: str) -> Iterator[str]:
    """Yield what has no column until the acoustic extension is there."""
    yield f"offset:{one.start_s:.3f}"
    yield f"duration:{one.end_s - one.start_s:.3f}"
    for name, hz in (("frequencyLow", one.low_hz), ("frequencyHigh", one.high_hz)):
        if hz is not None:
            yield f"{name}:{hz:g}"
    if kind != "animal":
        yield f"sound:{one.current_species.common_name}"


def _package(
    project: Project, db: Connection, wanted: Selection, kept: _Kept, found: Any
) -> dict[str, object]:
    run = runs.get(db, wanted.run_id)
    every = list(kept.deployments.values())
    title = project.folder.name
    if wanted.blur:
        title = wanted.blur.text(title, *every_place(db))
    day = (run.finished_utc or run.started_utc).date()
    return {
        "name": "undersong",
        "profile": f"{_SCHEMAS}camtrap-dp-profile.json",
        "created": (run.finished_utc or run.started_utc).isoformat(timespec="seconds"),
        "contributors": [{"title": title, "role": "contributor"}],
        "project": {
            "title": title,
            "description": "Passive acoustic monitoring. Undersong does not know the sampling "
            "design: correct it here.",
            "samplingDesign": "opportunistic",
            "captureMethod": ["timeLapse"],
            "individualAnimals": False,
            "observationLevel": ["media"],
        },
        "spatial": _extent(every),
        "temporal": {
            "start": min((one.first.date() for one in every), default=day).isoformat(),
            "end": max((one.last.date() for one in every), default=day).isoformat(),
        },
        "taxonomic": [
            {
                "scientificName": one.scientific_name,
                "vernacularNames": {"eng": one.common_name},
            }
            for one in sorted(found, key=lambda s: s.scientific_name)
            if one.group != "sound"
        ],
        "resources": [
            {
                "name": name,
                "path": f"{name}.csv",
                "profile": "tabular-data-resource",
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "schema": f"{_SCHEMAS}{name}-table-schema.json",
            }
            for name in ("deployments", "media", "observations")
        ],
    }


def _extent(every: Sequence[_Deployment]) -> dict[str, object]:
    if not every:
        return {"type": "MultiPoint", "coordinates": []}
    west, east = min(d.longitude for d in every), max(d.longitude for d in every)
    south, north = min(d.latitude for d in every), max(d.latitude for d in every)
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def _line(columns: Sequence[str], row: Mapping[str, object]) -> str:
    return csv_line(row.get(name) for name in columns)


def _moment(at: datetime) -> str:
    return at.isoformat(timespec="seconds")


FORMAT = ExportFormat(
    "camtrap-dp", "Camtrap DP", ".zip", write, number, lacking,
    holds="A Camtrap Data Package 1.0.2: deployments, recordings as media, and observations.",
)  # fmt: skip
