"""Which recordings a run has heard, and whether what it keeps of them still holds."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from core.store.membership import IN_PROJECT
from core.store.run_schema import RunRecordingRow
from core.store.schema import DeploymentRow, RecordingRow, SiteRow

R, Ran = RecordingRow, RunRecordingRow
_HOLDS = ~R.replaced & (Ran.content_hash == R.content_hash)


@dataclass(frozen=True, slots=True)
class HeardFile:
    """A recording of which a run has heard one window at least."""

    id: int
    path: str
    """Relative to its media root."""
    duration_s: float
    windows: int
    holds: bool
    """Whether the file of this name is still the one that was heard."""


def files(db: Connection, run_id: int, sites: Iterable[str] | None = None) -> list[HeardFile]:
    """Return what a run has heard, of all sites or these, in order of path."""
    query = (
        select(R.id, R.path, R.duration_s, Ran.windows, _HOLDS.label("holds"))
        .join_from(Ran, R, Ran.recording_id == R.id)
        .where(Ran.run_id == run_id, Ran.windows > 0, IN_PROJECT)
    )
    if sites is not None:
        query = (
            query.join(DeploymentRow, R.deployment_id == DeploymentRow.id)
            .join(SiteRow, DeploymentRow.site_id == SiteRow.id)
            .where(SiteRow.name.in_(sorted(sites)))
        )
    rows = db.execute(query.order_by(R.path, R.id))
    return [HeardFile(i, path, length or 0.0, n, bool(so)) for i, path, length, n, so in rows]


def in_place(run_id: int) -> Any:
    """Return a query of the ids of recordings whose files are those that a run heard."""
    return (
        select(R.id)
        .join_from(Ran, R, Ran.recording_id == R.id)
        .where(Ran.run_id == run_id, Ran.windows > 0, IN_PROJECT, _HOLDS)
    )
