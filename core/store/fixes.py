"""Where recordings say they were made, and what is not believed of it."""

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import Connection, func, select

from core.audio.defects import POSITION_DOUBTED
from core.store.schema import RecordingRow

R = RecordingRow


class StatedFix(NamedTuple):
    """The position that a recording states."""

    recording_id: int
    latitude: float
    longitude: float
    is_doubted: bool


def waiting(db: Connection) -> list[int]:
    """Return the deployments with recordings that state to be from somewhere else."""
    query = select(R.deployment_id).where(R.doubted_latitude.is_not(None)).distinct()
    return [deployment_id for deployment_id in db.scalars(query) if deployment_id is not None]


def of_deployment(db: Connection, deployment_id: int) -> list[StatedFix]:
    """Return the positions that recordings of a deployment state, in order of time."""
    latitude = func.coalesce(R.latitude, R.doubted_latitude)
    longitude = func.coalesce(R.longitude, R.doubted_longitude)
    query = (
        select(R.id, latitude, longitude, R.doubted_latitude.is_not(None))
        .where(R.deployment_id == deployment_id, latitude.is_not(None), longitude.is_not(None))
        .order_by(R.local_us.is_(None), R.local_us, R.path)
    )
    return [StatedFix(*row) for row in db.execute(query)]


def believe(db: Connection, recording_ids: Iterable[int], deployment_id: int) -> None:
    """Use the positions of recordings that were doubted, and give them to a deployment."""
    _run(db, _BELIEVE, ((deployment_id, one) for one in recording_ids))


def doubt(db: Connection, recording_ids: Iterable[int]) -> None:
    """No longer use the positions of recordings, and say it of each."""
    _run(db, _DOUBT, ((one,) for one in recording_ids))


def give(db: Connection, recording_ids: Iterable[int], deployment_id: int) -> None:
    """Let recordings whose position is doubted belong to the deployment of those before them."""
    _run(db, _GIVE, ((deployment_id, one) for one in recording_ids))


def _run(db: Connection, statement: str, rows: Iterable[tuple[int, ...]]) -> None:
    if values := list(rows):
        db.exec_driver_sql(statement, values)


_CODE, _TEXT = (f"'{text}'" for text in (POSITION_DOUBTED.code, POSITION_DOUBTED.text))
_BELIEVE = f"""UPDATE recordings SET deployment_id = ?,
    latitude = doubted_latitude, longitude = doubted_longitude,
    doubted_latitude = NULL, doubted_longitude = NULL,
    problem = CASE problem WHEN {_CODE} THEN clock_doubt ELSE problem END,
    problem_text = nullif(trim(replace(problem_text, {_TEXT}, '')), '')
    WHERE id = ?"""
_GIVE = "UPDATE recordings SET deployment_id = ? WHERE id = ?"
_DOUBT = f"""UPDATE recordings SET
    doubted_latitude = latitude, doubted_longitude = longitude, latitude = NULL, longitude = NULL,
    problem = CASE WHEN problem IS NULL OR problem = clock_doubt THEN {_CODE} ELSE problem END,
    problem_text = {_TEXT} || coalesce(' ' || problem_text, '')
    WHERE id = ?"""
