"""What a detection is the same by in every copy of a project, whatever its number there.

The settings of its run, the sound of its recording, its label and its start.
"""

import json
from typing import NamedTuple

from sqlalchemy import Connection

from core.audio import contents
from core.audio.contents import ENDS_LENGTH
from core.species.one_species import other_names
from core.store import standing


class Identity(NamedTuple):
    """The names that a detection has everywhere."""

    content_hash: str
    """Of the recording's bytes."""
    fingerprint: str
    """Of the run's network and settings, or as an older version made it."""
    heard_name: str
    """Scientific name, as the network said it."""
    start_s: float
    label: str = ""
    """As the head has it, which may have several of one species; empty: any of it."""
    head: str = ""
    """The hash of the head, for there may be two with a label of this text."""
    place: int | None = None
    """Of the label in the head's list, for it may have two of this text."""


COLUMNS = """r.content_hash, runs.fingerprint, heard.scientific_name AS heard_name, d.start_s,
    coalesce(labels.text, '') AS label, coalesce(heads.sha256, '') AS head,
    labels."index" AS place"""
"""What ``JOINS`` lets a query read: the fields of Identity."""
JOINS = """JOIN runs ON runs.id = d.run_id JOIN recordings r ON r.id = d.recording_id
    JOIN species heard ON heard.id = d.species_id LEFT JOIN labels ON labels.id = d.label_id
    LEFT JOIN heads ON heads.id = labels.head_id"""
_FIND = """SELECT d.id FROM recordings r CROSS JOIN detections d ON d.recording_id = r.id
    JOIN labels ON labels.id = d.label_id JOIN heads ON heads.id = labels.head_id
    JOIN species ON species.id = d.species_id
    WHERE r.content_hash = ?1 AND d.run_id IN
    (SELECT id FROM runs WHERE fingerprint = ?2 OR former_fingerprint = ?2)
    AND species.scientific_name IN (SELECT value FROM json_each(?8)) AND d.start_s = ?4
    AND r.content_hash <> '' AND ?5 IN ('', labels.text)
    ORDER BY r.duplicate_of IS NOT NULL, species.scientific_name <> ?3, heads.sha256 <> ?6,
    labels."index" IS NOT ?7, d.id LIMIT 1"""  # of copies the one that is counted
_FIND_RECORDING = """SELECT id FROM recordings WHERE content_hash = ? AND content_hash <> ''
    ORDER BY duplicate_of IS NOT NULL, id LIMIT 1"""


def find(db: Connection, wanted: Identity) -> int | None:
    """Return the id that a detection has in this project, or None where it is not here.

    Its species may have an older or newer name here.
    """
    names = json.dumps([wanted.heard_name, *other_names(wanted.heard_name)])
    row = _first(db, _FIND, (*wanted, names))
    if row is None and (known_as := hash_here(db, wanted.content_hash)):
        row = _first(db, _FIND, (*wanted._replace(content_hash=known_as), names))
    return row


def find_recording(db: Connection, content_hash: str) -> int | None:
    """Return the id that a recording has in this project, of copies the one that is counted."""
    known_as = hash_here(db, content_hash) or content_hash
    return _first(db, _FIND_RECORDING, (known_as,)) if known_as else None


def hash_here(db: Connection, content_hash: str) -> str | None:
    """Return what a content is known by in this project, None where it is not here.

    Where several recordings have the same ends, each is known by a hash of all of it. Another
    copy of the project may have only one of them, and know it by its ends alone.
    """
    same_ends = standing.of_content(db, content_hash) if content_hash else []
    known = {one.content_hash for one in same_ends}
    if content_hash in known:
        return content_hash
    if len(content_hash) == ENDS_LENGTH:
        return known.pop() if len(known) == 1 else None
    return next((one.content_hash for one in same_ends if _is(one, content_hash)), None)


def _is(held: standing.Held, content_hash: str) -> bool:
    only_ends = len(held.content_hash) == ENDS_LENGTH
    return only_ends and contents.is_at(held.file, content_hash)


def _first(db: Connection, query: str, values: tuple[str | float | None, ...]) -> int | None:
    row = db.exec_driver_sql(query, tuple(values)).first()
    return None if row is None else int(row[0])
