"""On which days at which sites a run heard anything, and which species then."""

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, select

from core.store.moments import DetectionMoments
from core.store.run_schema import RunRecordingRow
from core.store.schema import DeploymentRow, RecordingRow, SiteRow
from core.store.scope import ReportScope
from core.taxon_groups import is_species

R = RecordingRow
_DAY_US = 86_400_000_000
_MANY = 2**40
"""More days than there are."""


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
    sites: dict[str | None, int] = {}
    for _, site in moments.keys:
        sites.setdefault(site, len(sites))
    units = [(sites.setdefault(site, len(sites)), day) for site, day in db.execute(heard)]
    place, day = moments.days_met
    names = sorted(moments.species)
    column_of = {name: number for number, name in enumerate(names)}
    site_of = np.array([sites[site] for _, site in moments.keys], np.int64)
    species_of = np.array([column_of[name] for name, _ in moments.keys], np.int64)
    heard_at = np.array(units, np.int64).reshape(-1, 2)
    code = np.append(heard_at[:, 0] * _MANY + heard_at[:, 1], site_of[place] * _MANY + day)
    every, unit = np.unique(code, return_inverse=True)
    found = np.zeros((len(every), len(names)), bool)
    found[unit[len(units) :], species_of[place]] = True
    kept = np.array([is_species(moments.species[name]) for name in names], bool)
    return found[:, kept]  # no silence, no engine
