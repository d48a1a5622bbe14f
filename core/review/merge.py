"""Bringing together what people said in two copies of a project.

Entries of the logs are known by an id that is the same in all copies. So merging is a union: it
does not matter which copy is merged into which, nor how often, and no entry is ever lost.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from core.domain import Species
from core.errors import UserError
from core.store import Project, species
from core.store.groups import in_groups

_NAMED_AT_MOST = 20


@dataclass(frozen=True, slots=True)
class Merged:
    """What came of taking another copy's logs in."""

    verdicts: int
    """Entries that were new here."""
    annotations: int
    known: int
    """Entries that were here already."""
    unplaced: int
    """Entries about recordings or detections that this project does not have."""
    examples: tuple[str, ...]
    """Of those: which file, which species, when in it; 20 at most."""


def merge(project: Project, other: Project) -> Merged:
    """Take in what was said in another copy; ``other`` is only read.

    A detection is the same one if its run's settings, its recording's sound, its label and its
    start are. What cannot be placed is told, and is placed by merging again once it can be:
    after the same analysis here. Raises UserError for a project merged into itself.
    """
    if project.path.resolve() == other.path.resolve():
        raise UserError("This is the same project. Choose another copy of it to merge.")
    placing = _Placing()
    with other.reading() as theirs, project.writing() as ours:
        added = [_take_in(ours, theirs, table, placing) for table in (_VERDICTS, _ANNOTATIONS)]
    return Merged(added[0], added[1], placing.known, placing.unplaced, tuple(placing.examples))


@dataclass(frozen=True, slots=True)
class _Log:
    """A log: how to read its entries with what they are about, to find that, and to add them."""

    table: str
    read: str
    find: str
    keys: tuple[str, ...]
    """Columns of ``read`` that ``find`` asks for, in its order."""
    target: str
    columns: tuple[str, ...]
    """Copied as they are."""


_VERDICTS = _Log(
    "verdicts",
    """SELECT v.uuid, v.verdict, v.note, v.reviewer, v.at_utc, s.scientific_name AS said_name,
    s.common_name AS said_common, s."group" AS said_group, runs.fingerprint, r.content_hash,
    r.path, heard.scientific_name AS heard_name, d.start_s
    FROM verdicts v JOIN detections d ON d.id = v.detection_id
    JOIN runs ON runs.id = d.run_id JOIN recordings r ON r.id = d.recording_id
    JOIN species heard ON heard.id = d.species_id LEFT JOIN species s ON s.id = v.species_id
    ORDER BY v.id""",
    """SELECT d.id FROM recordings r CROSS JOIN detections d ON d.recording_id = r.id
    WHERE r.content_hash = ? AND d.run_id = (SELECT id FROM runs WHERE fingerprint = ?)
    AND d.species_id = (SELECT id FROM species WHERE scientific_name = ?) AND d.start_s = ?""",
    ("content_hash", "fingerprint", "heard_name", "start_s"),
    "detection_id",
    ("uuid", "verdict", "note", "reviewer", "at_utc"),
)
_ANNOTATIONS = _Log(
    "annotation_edits",
    """SELECT a.uuid, a.annotation, a.start_s, a.end_s, a.low_hz, a.high_hz, a.note, a.deleted,
    a.reviewer, a.at_utc, s.scientific_name AS said_name, s.common_name AS said_common,
    s."group" AS said_group, r.content_hash, r.path, s.scientific_name AS heard_name
    FROM annotation_edits a JOIN recordings r ON r.id = a.recording_id
    LEFT JOIN species s ON s.id = a.species_id ORDER BY a.id""",
    # Of two copies of a file the one that is counted.
    """SELECT id FROM recordings WHERE content_hash = ? ORDER BY duplicate_of IS NOT NULL, id""",
    ("content_hash",),
    "recording_id",
    ("uuid", "annotation", "start_s", "end_s", "low_hz", "high_hz", "note", "deleted", "reviewer",
     "at_utc"),
)  # fmt: skip


class _Placing:
    """Finds what entries are about in this project, and remembers what it could not find."""

    def __init__(self) -> None:
        self.known = self.unplaced = 0
        self.examples: list[str] = []

    def find(self, db: Connection, log: _Log, entry: Any) -> int | None:
        keys = tuple(getattr(entry, key) for key in log.keys)
        row = db.exec_driver_sql(log.find, keys).first() if entry.content_hash else None
        if row is not None:
            return int(row[0])
        self.unplaced += 1
        if len(self.examples) < _NAMED_AT_MOST:
            name = entry.heard_name or "no species"
            self.examples.append(f"{entry.path}: {name} at {entry.start_s:.1f} s")
        return None


def _take_in(ours: Connection, theirs: Connection, log: _Log, placing: _Placing) -> int:
    known = {row[0] for row in ours.exec_driver_sql(f"SELECT uuid FROM {log.table}")}
    columns = (*log.columns, log.target, "species_id")
    marks = ", ".join("?" * len(columns))
    query = f"INSERT INTO {log.table} ({', '.join(columns)}) VALUES ({marks})"
    added = 0
    for some in _in_lots(_new(theirs, log, known, placing)):
        ids = species.ids(ours, {e.said_name: _said(e) for e in some if e.said_name}.values())
        rows = [
            (*(getattr(e, c) for c in log.columns), target, ids.get(e.said_name))
            for e in some
            if (target := placing.find(ours, log, e)) is not None
        ]
        if rows:
            ours.exec_driver_sql(query, rows)
            added += len(rows)
    return added


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


def _said(entry: Any) -> Species:
    return Species(entry.said_name, entry.said_common, entry.said_group)
