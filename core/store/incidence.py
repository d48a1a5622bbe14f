"""On which days at which sites a run heard anything, and which species then."""

from collections.abc import Set
from dataclasses import dataclass

from sqlalchemy import Connection, select

from core.store.run_schema import RunRecordingRow
from core.store.schema import DeploymentRow, DetectionRow, RecordingRow, SpeciesRow
from core.store.scope import ReportScope

D, R = DetectionRow, RecordingRow
SiteDay = tuple[int | None, int]
"""(site id, day as yyyymmdd) by the recorder's clock."""
_DAY_US = 86_400_000_000


@dataclass(frozen=True, slots=True)
class Incidence:
    """What was heard when and where."""

    units: int
    """Days at sites with effort."""
    met: Set[tuple[str, SiteDay]]
    """(scientific name, day at a site)."""


def by_site_and_day(db: Connection, of: ReportScope) -> Incidence:
    """Return the incidence of listed species in a run; what has no day is in no unit."""
    days = (
        select(DeploymentRow.site_id, R.local_us // _DAY_US)
        .distinct()
        .join_from(RunRecordingRow, R, RunRecordingRow.recording_id == R.id)
        .outerjoin(DeploymentRow, R.deployment_id == DeploymentRow.id)
        .where(*of.recordings, R.local_us.is_not(None))
    )
    units = {tuple(row) for row in db.execute(days)}
    found = (
        select(SpeciesRow.scientific_name, D.site_id, D.local_day)
        .distinct()
        .join_from(D, SpeciesRow, D.species_id == SpeciesRow.id)
        .where(*of.detections, D.local_day.is_not(None))
    )
    met = {(name, (site, day or 0)) for name, site, day in db.execute(found)}
    return Incidence(max(len(units), len({unit for _, unit in met})), met)
