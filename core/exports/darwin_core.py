"""A Darwin Core archive: recordings as events, detections as occurrences.

Sources: Darwin Core text guide (TDWG), terms of rs.tdwg.org/dwc/terms. What was not detected is
no absence: there is no event without its effort, and no occurrence with status absent.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5
from xml.sax.saxutils import quoteattr

from sqlalchemy import Connection, func, select

from core.counted import counted
from core.domain import Detection, Recording, Verdict
from core.exports.bundle import bundle
from core.exports.files import PLAIN, TableStyle, Writing, Written, csv_line
from core.exports.format import ExportFormat
from core.exports.found import CLAIMS, placed, with_recordings
from core.exports.selection import Selection
from core.store import Project, heard, recordings, runs
from core.store.runs import Run
from core.store.schema import DetectionRow, RecordingRow, SpeciesRow

D = DetectionRow
_TERMS = "http://rs.tdwg.org/dwc/terms/"
_EVENT = (
    "eventID", "parentEventID", "eventDate", "samplingProtocol", "samplingEffort", "locality",
    "decimalLatitude", "decimalLongitude", "geodeticDatum", "coordinateUncertaintyInMeters",
    "fieldNotes",
)  # fmt: skip
_OCCURRENCE = (
    "eventID", "occurrenceID", "basisOfRecord", "occurrenceStatus", "scientificName",
    "vernacularName", "verbatimIdentification", "identifiedBy", "identificationVerificationStatus",
    "verbatimEventDate", "occurrenceRemarks",
)  # fmt: skip


def write(project: Project, wanted: Selection, path: Path, style: TableStyle = PLAIN) -> Writing:
    """Write the archive and return the number of occurrences."""
    written = Written()
    with project.reading() as db, bundle(path) as member:
        with member("meta.xml") as meta:
            meta.write(_META)
        with member("event.csv") as events:
            events.write(csv_line(_EVENT))
            events.writelines(csv_line(_event(*one, wanted)) for one in _files(db, wanted))
        run = runs.get(db, wanted.run_id)
        with member("occurrence.csv") as occurrences:
            occurrences.write(csv_line(_OCCURRENCE))
            for one, file in with_recordings(db, wanted, CLAIMS):
                if one.current_species.group != "sound":
                    occurrences.write(csv_line(_occurrence(one, file, run)))
                    yield from written.one()
    return written.rows


def number(project: Project, wanted: Selection) -> int:
    """Return how many occurrences there are."""
    with project.reading() as db:
        return _count(db, wanted, D.held_species_id.not_in(_sounds()))


def lacking(project: Project, wanted: Selection) -> list[str]:
    """Say which detections are no occurrences, and why."""
    with project.reading() as db:
        sounds = _count(db, wanted, D.held_species_id.in_(_sounds()))
    said = CLAIMS.lacking(project, wanted)
    if sounds:
        said.append(f"{counted(sounds, 'detection')} left out: of no species.")
    return said


def _sounds() -> Any:
    return select(SpeciesRow.id).where(SpeciesRow.group == "sound")


def _count(db: Connection, wanted: Selection, also: Any) -> int:
    query = select(func.count()).select_from(D).where(*CLAIMS.where(wanted), also)
    return db.scalar(query) or 0


def _files(db: Connection, wanted: Selection) -> Iterator[tuple[Recording, int | None]]:
    """Yield what the run heard, with its deployment, also where nothing was found."""
    known = heard.files(db, wanted.run_id, wanted.sites)
    for file in recordings.each(db, (one.id for one in known)):
        if wanted.takes_day(file.start.local.date() if file.start else None):
            its = select(RecordingRow.deployment_id).where(RecordingRow.id == file.id)
            yield file, db.scalar(its)


def _event(exact: Recording, deployment: int | None, wanted: Selection) -> Sequence[object]:
    file, place = placed(exact, wanted), (exact.latitude, exact.longitude)
    is_placed = file.latitude is not None and file.longitude is not None
    metres = wanted.blur.uncertainty_m(place) if wanted.blur else None
    return (
        file.content_hash,
        None if deployment is None else f"deployment:{deployment}",
        _interval(file, 0.0, file.duration_s),
        "passive acoustic monitoring" + (f", {file.recorder}" if file.recorder else ""),
        f"{file.duration_s:.3f} s recorded",
        file.site,
        file.latitude,
        file.longitude,
        "WGS84" if is_placed else None,
        metres if is_placed else None,
        file.path.relative_to(file.root).as_posix(),
    )


def _occurrence(found: Detection, file: Recording, run: Run) -> Sequence[object]:
    by_person = found.verdict in {Verdict.CORRECT, Verdict.WRONG}
    name = f"{file.content_hash}|{run.fingerprint}|{found.label}|{found.start_s:.6f}"
    return (
        file.content_hash,
        f"urn:uuid:{uuid5(NAMESPACE_URL, name)}",
        "MachineObservation",  # also where a person has verified it
        "present",
        found.current_species.scientific_name,
        found.current_species.common_name,
        found.label,
        found.reviewer if by_person else found.network_title,
        "verified by human" if by_person else "unverified",
        _interval(file, found.start_s, found.end_s),
        f"score {found.score:.4f} by {found.network_title}, "
        f"{found.start_s:.3f} to {found.end_s:.3f} s",
    )


def _interval(file: Recording, start_s: float, end_s: float) -> str | None:
    """Return ISO 8601 from and to, by the recorder's clock, with its offset where known."""
    if file.start is None:
        return None
    begins = file.start.aware or file.start.local
    return "/".join(_moment(begins + timedelta(seconds=s)) for s in (start_s, end_s))


def _moment(at: datetime) -> str:
    return at.isoformat(timespec="seconds")


def _table(kind: str, row_type: str, file: str, terms: Sequence[str]) -> str:
    # An extension's first column says which row of the core it is of, and is no term there.
    key = "id" if kind == "core" else "coreid"
    first = 0 if kind == "core" else 1
    fields = "".join(
        f"    <field index={quoteattr(str(n))} term={quoteattr(_TERMS + term)}/>\n"
        for n, term in enumerate(terms)
        if n >= first
    )
    return (
        f'  <{kind} encoding="UTF-8" fieldsTerminatedBy="," linesTerminatedBy="\\n" '
        f'fieldsEnclosedBy="&quot;" ignoreHeaderLines="1" rowType="{_TERMS}{row_type}">\n'
        f"    <files><location>{file}</location></files>\n"
        f'    <{key} index="0"/>\n{fields}  </{kind}>\n'
    )


_META = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<archive xmlns="http://rs.tdwg.org/dwc/text/">\n'
    + _table("core", "Event", "event.csv", _EVENT)
    + _table("extension", "Occurrence", "occurrence.csv", _OCCURRENCE)
    + "</archive>\n"
)

FORMAT = ExportFormat(
    "darwin-core", "Darwin Core archive", ".zip", write, number, lacking,
    holds="Recordings as events with effort, and detections of species as occurrences.",
)  # fmt: skip
