"""On which days and nights at which sites a run heard anything, and which species then."""

from collections.abc import Set
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, select

from core.store.run_schema import RunRecordingRow
from core.store.schema import DeploymentRow, DetectionRow, RecordingRow, SiteRow, SpeciesRow
from core.store.scope import ReportScope

D, R = DetectionRow, RecordingRow
SiteDay = tuple[int | None, int]
"""(site id, day as yyyymmdd) by the recorder's clock."""
SiteNight = tuple[str | None, int]
"""(site, survey night: the day it begins on at noon, in days since 1970)."""
_DAY_US = 86_400_000_000
_DAY_MS, _HALF_A_DAY_MS = 86_400_000, 43_200_000


@dataclass(frozen=True, slots=True)
class Incidence:
    """What was heard when and where."""

    units: int
    """Days at sites with effort."""
    met: Set[tuple[str, SiteDay]]
    """(scientific name, day at a site)."""

    @property
    def table(self) -> NDArray[np.bool_]:
        """Return it as a table [units, species]."""
        row_of = {unit: n for n, unit in enumerate({unit for _, unit in self.met})}
        column_of = {name: n for n, name in enumerate(sorted({name for name, _ in self.met}))}
        found = np.zeros((self.units, len(column_of)), bool)
        for name, unit in self.met:
            found[row_of[unit], column_of[name]] = True
        return found


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
    found = _met(of, D.local_day)
    met = {(name, (site, day or 0)) for name, site, _, day in db.execute(found)}
    return Incidence(max(len(units), len({unit for _, unit in met})), met)


def by_site_and_night(db: Connection, of: ReportScope) -> set[tuple[str, SiteNight]]:
    """Return (scientific name, survey night at a site) of listed detections of a run."""
    night = (D.at_local_ms - _HALF_A_DAY_MS) // _DAY_MS
    found = _met(of, night)
    return {(name, (site, night)) for name, _, site, night in db.execute(found)}


def _met(of: ReportScope, unit: Any) -> Any:
    met = (
        select(D.species_id, D.site_id, unit.label("unit"))
        .distinct()
        .where(*of.detections, unit.is_not(None))
        .subquery()
    )
    return (
        select(SpeciesRow.scientific_name, met.c.site_id, SiteRow.name, met.c.unit)
        .select_from(met)
        .join(SpeciesRow, met.c.species_id == SpeciesRow.id)
        .outerjoin(SiteRow, met.c.site_id == SiteRow.id)
    )
