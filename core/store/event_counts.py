"""How many vocal events a run has of each species: its windows that follow each other, as one."""

from sqlalchemy import Connection, func, select

from core.store.schema import DetectionRow, SiteRow, SpeciesRow
from core.store.scope import ReportScope
from core.store.shared_time import Key

D = DetectionRow
_ROUNDING_S = 1e-9


def by_species(db: Connection, of: ReportScope, gap_s: float = 0.0) -> dict[Key, int]:
    """Return the number of events by (scientific name, site); see ``core.statistics.events``.

    A window begins an event where it starts more than ``gap_s`` after the end of all before it.
    """
    before = func.max(D.end_s).over(
        partition_by=(D.species_id, D.recording_id),
        order_by=(D.start_s, D.end_s, D.id),
        rows=(None, -1),
    )
    begins = before.is_(None) | (D.start_s - before > gap_s + _ROUNDING_S)
    windows = select(D.species_id, D.site_id, begins.label("begins")).where(*of.detections)
    each = windows.subquery()
    counted = (
        select(each.c.species_id, each.c.site_id, func.count().label("number"))
        .where(each.c.begins)
        .group_by(each.c.species_id, each.c.site_id)
        .subquery()
    )
    query = (
        select(SpeciesRow.scientific_name, SiteRow.name, counted.c.number)
        .select_from(counted)
        .join(SpeciesRow, counted.c.species_id == SpeciesRow.id)
        .outerjoin(SiteRow, counted.c.site_id == SiteRow.id)
    )
    return {(name, site): number for name, site, number in db.execute(query)}
