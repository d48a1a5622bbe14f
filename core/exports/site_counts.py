"""How often each species was found at each site, and where the sites are: what maps show."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, func, select

from core.counted import counted
from core.domain import Species
from core.exports.blur import Place
from core.exports.found import CLAIMS, RIGHT
from core.exports.selection import Selection
from core.store import Project, sites
from core.store.schema import DeploymentRow, DetectionRow, RecordingRow, SpeciesRow

D, R = DetectionRow, RecordingRow


@dataclass(frozen=True, slots=True)
class SiteSpecies:
    """A species at a site."""

    species: Species
    detections: int
    verified: int
    first_day: date | None
    last_day: date | None


@dataclass(frozen=True, slots=True)
class SiteCounts:
    """What was found at a site: also nothing."""

    site: str
    place: Place
    """(latitude, longitude), as exactly as the selection says."""
    found: Sequence[SiteSpecies]

    @property
    def detections(self) -> int:
        """Return how many there are of all species."""
        return sum(one.detections for one in self.found)

    @property
    def verified(self) -> int:
        """Return how many of them a person found right, or to be this species."""
        return sum(one.verified for one in self.found)


def counts(db: Connection, wanted: Selection) -> list[SiteCounts]:
    """Return the sites of a selection by name, the most frequent species first."""
    found = _by_site(db, wanted)
    return [
        _named(wanted, one.name, _place(db, one), found.get(one.id, []))
        for one in sites.listing(db)
        if wanted.takes(one.name)
    ]


def lacking(project: Project, wanted: Selection) -> list[str]:
    """Say what is on no map, and why."""
    with project.reading() as db:
        nowhere = [one.site for one in counts(db, wanted) if None in one.place]
        without = sum(one.detections for one in _by_site(db, wanted).get(None, []))
    said = CLAIMS.lacking(project, wanted)
    if without:
        said.append(f"{counted(without, 'detection')} left out: of recordings without a site.")
    if nowhere:
        said.append(f"Without coordinates, and so without a point: {', '.join(nowhere)}.")
    return said


def number(project: Project, wanted: Selection) -> int:
    """Return how many sites a selection has."""
    with project.reading() as db:
        return len(counts(db, wanted))


def _named(wanted: Selection, name: str, place: Place, found: Sequence[SiteSpecies]) -> SiteCounts:
    if wanted.blur is None:
        return SiteCounts(name, place, found)
    return SiteCounts(wanted.blur.text(name, place), wanted.blur.place(*place), found)


def _by_site(db: Connection, wanted: Selection) -> dict[int | None, list[SiteSpecies]]:
    counted = (
        select(
            D.site_id,
            D.held_species_id,
            func.count().label("number"),
            func.count().filter(RIGHT).label("verified"),
            func.min(D.local_day).label("first"),
            func.max(D.local_day).label("last"),
        )
        .where(*CLAIMS.where(wanted))
        .group_by(D.site_id, D.held_species_id)
        .subquery()
    )
    names = (SpeciesRow.scientific_name, SpeciesRow.common_name, SpeciesRow.group)
    query = (
        select(counted, *names)
        .join_from(counted, SpeciesRow, counted.c.held_species_id == SpeciesRow.id)
        .order_by(counted.c.number.desc(), SpeciesRow.scientific_name)
    )
    found: dict[int | None, list[SiteSpecies]] = {}
    for row in db.execute(query):
        species = Species(row.scientific_name, row.common_name, row.group)
        days = _day(row.first), _day(row.last)
        found.setdefault(row.site_id, []).append(
            SiteSpecies(species, row.number, row.verified, *days)
        )
    return found


def _place(db: Connection, site: sites.Site) -> Place:
    """Return where a site is, or else where the first of its recordings says it was made."""
    if site.latitude is not None and site.longitude is not None:
        return site.latitude, site.longitude
    query = (
        select(R.latitude, R.longitude)
        .join(DeploymentRow, R.deployment_id == DeploymentRow.id)
        .where(DeploymentRow.site_id == site.id, R.latitude.is_not(None), R.longitude.is_not(None))
        .order_by(R.id)
        .limit(1)
    )
    row = db.execute(query).first()
    return (row.latitude, row.longitude) if row else (None, None)


def _day(number: int | None) -> date | None:
    return None if number is None else date(number // 10_000, number // 100 % 100, number % 100)
