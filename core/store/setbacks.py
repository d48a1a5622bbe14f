"""Recordings that ended or held up a worker process: at how many starts, and what is told of it.

One that is left for the next start is heard last there; after a few starts it is given up, until
somebody asks to try it once more.
"""

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects.sqlite import insert

from core.domain import Problem, Recording
from core.store.run_schema import (
    RunRecordingRow,
)
from core.store.schema import (
    RecordingRow,
    SetbackRow,
)

R, Ran, S = RecordingRow, RunRecordingRow, SetbackRow

CODES = frozenset({"crashed", "hung", "no-memory"})
"""Problems that the recording or the moment may be to blame for."""


def known(db: Connection) -> frozenset[int]:
    """Return the ids of recordings that are to be heard last, as their files are now."""
    query = select(S.recording_id).join(R, S.recording_id == R.id)
    return frozenset(db.scalars(query.where(S.content_hash == R.content_hash)))


def note(db: Connection, recording: Recording, problem: Problem) -> int:
    """Remember that a recording failed at this start; return at how many starts by now."""
    before = db.scalar(
        select(S.starts).where(
            S.recording_id == recording.id, S.content_hash == recording.content_hash
        )
    )
    row = {
        "content_hash": recording.content_hash,
        "starts": (before or 0) + 1,
        "problem": problem.code,
        "problem_text": problem.text,
    }
    query = insert(S).values(recording_id=recording.id, **row)
    db.execute(query.on_conflict_do_update(index_elements=["recording_id"], set_=row))
    return (before or 0) + 1


def forget(db: Connection, recording_id: int) -> None:
    """Forget that there was any trouble: the recording was heard."""
    db.execute(delete(S).where(S.recording_id == recording_id))


def given_up(db: Connection, run_id: int) -> set[int]:
    """Return the recordings that a run has given up and that could be tried once more."""
    query = select(Ran.recording_id).where(Ran.run_id == run_id, Ran.problem.in_(CODES))
    return set(db.scalars(query))
