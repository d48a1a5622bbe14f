"""Bringing together what people said in two copies of a project.

Entries of the logs are known by an id that is the same in all copies. So merging is a union: it
does not matter which copy is merged into which, nor how often, and no entry is ever lost.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from core.domain import Species
from core.errors import UserError
from core.review.identity import COLUMNS, JOINS, Identity, find, find_recording
from core.store import Project, species
from core.store.groups import in_groups

_NAMED_AT_MOST = 20


@dataclass(frozen=True, slots=True)
class Merged:
    """What came of taking another copy's logs in."""

    verdicts: int
    """Entries that were new here; so the next three."""
    comments: int
    annotations: int
    references: int
    known: int
    """Entries that were here already."""
    unplaced: int
    """Entries about recordings or detections that this project does not have."""
    examples: tuple[str, ...]
    """Of those: which file, which species, when in it; 20 at most."""
    labels: int = 0
    """Entries of the log of labelled spans that were new here."""
    asked: int = 0
    """Clips that people were asked to judge there."""


def merge(project: Project, other: Project) -> Merged:
    """Take in what was said and kept in another copy, and what was undone; ``other`` is only read.

    A detection is the same one if its ``Identity`` is. What cannot be placed is told, and is
    placed by merging again once it can be: after the same analysis here. Raises UserError for a
    project merged into itself.
    """
    if project.path.resolve() == other.path.resolve():
        raise UserError("This is the same project. Choose another copy of it to merge.")
    placing = _Placing()
    with other.reading() as theirs, project.writing() as ours:
        added = [_take_in(ours, theirs, log, placing) for log in _LOGS]
        _take_in_undos(ours, theirs)
        said, noted, drawn, kept, labelled, asked = added
    return Merged(
        said, noted, drawn, kept, placing.known, placing.unplaced, tuple(placing.examples),
        labelled, asked,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Log:
    """A log: how to read its entries with what they are about, and what of them is copied."""

    table: str
    read: str
    find: Callable[[Connection, Any], int | None]
    """Return the id here of what an entry is about."""
    target: str
    """The column for that id."""
    columns: tuple[str, ...]
    """Copied as they are."""
    names_species: bool = True


def _detection(db: Connection, entry: Any) -> int | None:
    return find(db, Identity(*(getattr(entry, name) for name in Identity._fields)))


def _recording(db: Connection, entry: Any) -> int | None:
    return find_recording(db, entry.content_hash)


_SAID = 's.scientific_name AS said_name, s.common_name AS said_common, s."group" AS said_group'
_LOGS = (
    _Log(
        "verdicts",
        f"""SELECT v.uuid, v.verdict, v.reviewer, v.at_utc, {_SAID}, r.path, {COLUMNS}
        FROM verdicts v JOIN detections d ON d.id = v.detection_id {JOINS}
        LEFT JOIN species s ON s.id = v.species_id ORDER BY v.id""",
        _detection,
        "detection_id",
        ("uuid", "verdict", "reviewer", "at_utc"),
    ),
    _Log(
        "comments",
        f"""SELECT c.uuid, c.text, c.reviewer, c.at_utc, r.path, {COLUMNS}
        FROM comments c JOIN detections d ON d.id = c.detection_id {JOINS} ORDER BY c.id""",
        _detection,
        "detection_id",
        ("uuid", "text", "reviewer", "at_utc"),
        names_species=False,
    ),
    _Log(
        "annotation_edits",
        f"""SELECT a.uuid, a.annotation, a.start_s, a.end_s, a.low_hz, a.high_hz, a.note,
        a.deleted, a.reviewer, a.at_utc, {_SAID}, r.content_hash, r.path,
        s.scientific_name AS heard_name
        FROM annotation_edits a JOIN recordings r ON r.id = a.recording_id
        LEFT JOIN species s ON s.id = a.species_id ORDER BY a.id""",
        _recording,
        "recording_id",
        ("uuid", "annotation", "start_s", "end_s", "low_hz", "high_hz", "note", "deleted",
         "reviewer", "at_utc"),
    ),
    _Log(
        "reference_clips",
        f"""SELECT k.uuid, k.reviewer, k.at_utc, {_SAID}, r.path, {COLUMNS}
        FROM reference_clips k JOIN detections d ON d.id = k.detection_id {JOINS}
        JOIN species s ON s.id = k.species_id ORDER BY k.id""",
        _detection,
        "detection_id",
        ("uuid", "reviewer", "at_utc"),
    ),
    _Log(
        "clip_labels",
        """SELECT c.uuid, c.start_ms, c.end_ms, c.label, c.present, c.exhaustive, c.reviewer,
        c.at_utc, c.audit, c.batch, c.start_ms / 1000.0 AS start_s, c.label AS heard_name,
        r.content_hash, r.path
        FROM clip_labels c JOIN recordings r ON r.id = c.recording_id ORDER BY c.id""",
        _recording,
        "recording_id",
        ("uuid", "start_ms", "end_ms", "label", "present", "exhaustive", "reviewer", "at_utc",
         "audit", "batch"),
        names_species=False,
    ),
    _Log(
        "asked_clips",
        """SELECT a.uuid, a.round, a.position, a.label, a.start_ms, a.end_ms, a.why, a.score,
        a.drawn_from, a.seed, a.reviewer, a.at_utc, a.start_ms / 1000.0 AS start_s,
        a.label AS heard_name, r.content_hash, r.path
        FROM asked_clips a JOIN recordings r ON r.id = a.recording_id ORDER BY a.id""",
        _recording,
        "recording_id",
        ("uuid", "round", "position", "label", "start_ms", "end_ms", "why", "score", "drawn_from",
         "seed", "reviewer", "at_utc"),
        names_species=False,
    ),
)  # fmt: skip


class _Placing:
    """Finds what entries are about in this project, and remembers what it could not find."""

    def __init__(self) -> None:
        self.known = self.unplaced = 0
        self.examples: list[str] = []

    def find(self, db: Connection, log: _Log, entry: Any) -> int | None:
        found = log.find(db, entry)
        if found is not None:
            return found
        self.unplaced += 1
        if len(self.examples) < _NAMED_AT_MOST:
            name = entry.heard_name or "no species"
            self.examples.append(f"{entry.path}: {name} at {entry.start_s:.1f} s")
        return None


def _take_in(ours: Connection, theirs: Connection, log: _Log, placing: _Placing) -> int:
    known = {row[0] for row in ours.exec_driver_sql(f"SELECT uuid FROM {log.table}")}
    columns = (*log.columns, log.target, *(["species_id"] if log.names_species else []))
    marks = ", ".join("?" * len(columns))
    query = f"INSERT INTO {log.table} ({', '.join(columns)}) VALUES ({marks})"
    added = 0
    for some in _in_lots(_new(theirs, log, known, placing)):
        ids = _species(ours, some) if log.names_species else {}
        rows = [
            (
                *(getattr(e, c) for c in log.columns),
                target,
                *([ids.get(e.said_name)] if log.names_species else []),
            )
            for e in some
            if (target := placing.find(ours, log, e)) is not None
        ]
        if rows:
            ours.exec_driver_sql(query, rows)
            added += len(rows)
    return added


def _take_in_undos(ours: Connection, theirs: Connection) -> None:
    """Undoing names entries, not detections: nothing is to be placed."""
    rows = theirs.exec_driver_sql("SELECT uuid, entry, undone, reviewer, at_utc FROM undos")
    known = {row[0] for row in ours.exec_driver_sql("SELECT uuid FROM undos")}
    new = [tuple(row) for row in rows if row.uuid not in known]
    if new:
        insert = "INSERT INTO undos (uuid, entry, undone, reviewer, at_utc) VALUES (?, ?, ?, ?, ?)"
        ours.exec_driver_sql(insert, new)


def _new(theirs: Connection, log: _Log, known: set[str], placing: _Placing) -> Iterator[Any]:
    for entry in theirs.exec_driver_sql(log.read):
        if entry.uuid in known:
            placing.known += 1
        else:
            yield entry


def _in_lots(entries: Iterable[Any]) -> Iterator[list[Any]]:
    kept = list(entries)
    for places in in_groups(range(len(kept))):
        yield kept[places[0] : places[-1] + 1]


def _species(ours: Connection, entries: Iterable[Any]) -> dict[str, int]:
    """Return the numbers here of what entries name."""
    named = {e.said_name: e for e in entries if e.said_name}
    said = [Species(e.said_name, e.said_common, e.said_group) for e in named.values()]
    return species.ids(ours, said)
