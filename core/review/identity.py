"""What a detection is the same by in every copy of a project, whatever its number there.

The settings of its run, the sound of its recording, its label and its start: these four.
"""

from typing import NamedTuple

from sqlalchemy import Connection


class Identity(NamedTuple):
    """The names that a detection has everywhere."""

    content_hash: str
    """Of the recording's bytes."""
    fingerprint: str
    """Of the run's network and settings."""
    heard_name: str
    """Scientific name, as the network said it."""
    start_s: float


COLUMNS = "r.content_hash, runs.fingerprint, heard.scientific_name AS heard_name, d.start_s"
"""What ``JOINS`` lets a query read: the fields of Identity."""
JOINS = """JOIN runs ON runs.id = d.run_id JOIN recordings r ON r.id = d.recording_id
    JOIN species heard ON heard.id = d.species_id"""
_FIND = """SELECT d.id FROM recordings r CROSS JOIN detections d ON d.recording_id = r.id
    WHERE r.content_hash = ? AND d.run_id = (SELECT id FROM runs WHERE fingerprint = ?)
    AND d.species_id = (SELECT id FROM species WHERE scientific_name = ?) AND d.start_s = ?
    ORDER BY r.duplicate_of IS NOT NULL, d.id LIMIT 1"""  # of copies the one that is counted


def find(db: Connection, wanted: Identity) -> int | None:
    """Return the id that a detection has in this project, or None where it is not here."""
    row = db.exec_driver_sql(_FIND, tuple(wanted)).first() if wanted.content_hash else None
    return None if row is None else int(row[0])
