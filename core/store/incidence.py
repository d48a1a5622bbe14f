"""On which days at which sites a run heard anything, and which species then."""

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, select

from core.store.moments import DetectionMoments
from core.store.run_schema import RunRecordingRow
from core.store.schema import DeploymentRow, RecordingRow, SiteRow
from core.store.scope import ReportScope

R = RecordingRow
_DAY_US = 86_400_000_000


def by_site_and_day(
    db: Connection, of: ReportScope, moments: DetectionMoments
) -> NDArray[np.bool_]:
    """Return which species each day at a site has, [days at sites with effort, species].

    What has no day is in no unit.
    """
    heard = (
        select(SiteRow.name, R.local_us // _DAY_US)
        .distinct()
        .join_from(RunRecordingRow, R, RunRecordingRow.recording_id == R.id)
        .outerjoin(DeploymentRow, R.deployment_id == DeploymentRow.id)
        .outerjoin(SiteRow, DeploymentRow.site_id == SiteRow.id)
        .where(*of.recordings, R.local_us.is_not(None))
    )
    number_of = {tuple(unit): number for number, unit in enumerate(db.execute(heard))}
    days = moments.days
    for (_, site), its in days.items():
        for day in its.tolist():
            number_of.setdefault((site, day), len(number_of))
    column_of = {name: number for number, name in enumerate(sorted(moments.species))}
    found = np.zeros((len(number_of), len(column_of)), bool)
    for (name, site), its in days.items():
        found[[number_of[site, day] for day in its.tolist()], column_of[name]] = True
    return found
