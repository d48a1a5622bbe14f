"""What the health check asks a project about one deployment."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Connection, Integer, func, literal_column, select

from core.domain import StartSource
from core.store import recording_times, runs
from core.store.health_schema import LevelRow
from core.store.membership import IN_PROJECT
from core.store.run_schema import (
    RunRecordingRow,
)
from core.store.schema import (
    DetectionRow,
    RecordingRow,
)

R, L, D, Ran = RecordingRow, LevelRow, DetectionRow, RunRecordingRow

# With a plus SQLite takes no index for it: it goes from the few recordings of a deployment to what
# was heard in them, rather than through a whole run for each deployment.
_RUN_OF_DETECTION = literal_column("+detections.run_id", Integer)
_RUN = literal_column("+run_recordings.run_id", Integer)


_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - UTC, without saying so


@dataclass(frozen=True, slots=True)
class File:
    """One file of a deployment."""

    id: int
    path: str
    reading: datetime | None
    """What the clock read."""
    start: datetime | None
    """By the corrected clock; None where it is unknown or doubted."""
    start_utc_ms: int | None
    duration_s: float
    usable: bool
    problem: str | None
    clock_doubt: str | None
    """Why the reading cannot be the true start, and nobody has corrected it."""
    other_reading: datetime | None
    """What its name, or something in the file, tells of another start that nobody has settled."""
    battery_v: float | None
    temperature_c: float | None

    @property
    def utc(self) -> datetime | None:
        """Return the moment it began in UTC, without a zone; None where that is not known."""
        if self.start_utc_ms is None:
            return None
        return _EPOCH + timedelta(milliseconds=self.start_utc_ms)


class MeasuredLevel(NamedTuple):
    """The levels of one channel of a recording."""

    recording_id: int
    channel: int
    rms: float
    peak: float
    mean: float
    clipped: float


def files(db: Connection, deployment_id: int) -> Iterator[File]:
    """Yield the files of a deployment in order of start; those without a start come first."""
    query = (
        select(
            R.id,
            R.path,
            *recording_times.START,
            R.read_local,
            R.start_utc_ms,
            R.duration_s,
            R.usable,
            R.problem,
            func.json_extract(R.details, "$.other_start").label("other_start"),
            func.json_extract(R.details, "$.battery_v").label("battery_v"),
            func.json_extract(R.details, "$.temperature_c").label("temperature_c"),
        )
        .where(R.deployment_id == deployment_id, IN_PROJECT)
        .order_by(R.local_us, R.path)
    )
    for row in db.execute(query):
        reading = None if row.read_local is None else datetime.fromisoformat(row.read_local)
        start = recording_times.start(row)
        other = None if row.start_source == StartSource.PERSON else row.other_start
        yield File(
            row.id,
            row.path,
            reading,
            None if start is None else start.local,
            row.start_utc_ms,
            row.duration_s,
            row.usable,
            row.problem,
            row.clock_doubt,
            None if other is None else datetime.fromisoformat(other),
            _number(row.battery_v),
            _number(row.temperature_c),
        )


def levels(db: Connection, deployment_id: int) -> list[MeasuredLevel]:
    """Return the levels of a deployment's recordings as they are now; channel 0: unreadable."""
    query = (
        select(L.recording_id, L.channel, L.rms, L.peak, L.mean, L.clipped)
        .join(R, L.recording_id == R.id)
        .where(R.deployment_id == deployment_id, L.content_hash == R.content_hash)
        .where(IN_PROJECT)
    )
    return [MeasuredLevel(*row) for row in db.execute(query)]


def heard(db: Connection, deployment_id: int) -> dict[int, tuple[int, float]]:
    """Return recording id -> listed detections of the newest run, and the seconds it heard.

    A recording that it has not been through is not among them: nobody knows what is in it.
    """
    newest = runs.latest_id()
    counted = (
        select(D.recording_id, func.count())
        .join(R, D.recording_id == R.id)
        .where(R.deployment_id == deployment_id, D.listed, newest == _RUN_OF_DETECTION)
        .group_by(D.recording_id)
    )
    detections = {row[0]: row[1] for row in db.execute(counted)}
    through = (
        select(Ran.recording_id, Ran.analysed_s)
        .join(R, Ran.recording_id == R.id)
        .where(R.deployment_id == deployment_id, newest == _RUN, Ran.analysed_s > 0)
    )
    return {row[0]: (detections.get(row[0], 0), row[1]) for row in db.execute(through)}


def lost_seconds(db: Connection, deployment_id: int) -> dict[int, float]:
    """Return recording id -> seconds that the newest run could not decode."""
    newest = runs.latest_id()
    query = (
        select(R.id, R.duration_s - Ran.analysed_s)
        .join(Ran, Ran.recording_id == R.id)
        .where(R.deployment_id == deployment_id, newest == _RUN, Ran.problem == "lost-sound")
        .where(IN_PROJECT)
    )
    return {row[0]: row[1] for row in db.execute(query)}


def _number(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) else None
