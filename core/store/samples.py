"""Clips that were drawn at random by plans, and how many detections they stand for."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Float, Integer, cast, func, literal, select

from core.domain import Verdict
from core.store.review_schema import ReviewItemRow, ReviewPlanRow
from core.store.schema import DetectionRow, SiteRow, SpeciesRow
from core.store.scope import ReportScope

D, P, Item = DetectionRow, ReviewPlanRow, ReviewItemRow
RANDOM_KINDS = ("random", "stratified", "precision")
"""Kinds of plans whose clips are drawn at random within strata."""
_NO_LIMIT = {"run_id", "species"}
_EVERY_CLIP: tuple[float, ...] = ()
Edges = Sequence[float]
"""Scores at which strata begin, but the lowest, in rising order."""


@dataclass(frozen=True, slots=True)
class RandomDraw:
    """A plan that drew from all listed detections of a run."""

    plan_id: int
    made_utc: datetime
    edges: Mapping[str, Edges]
    """By scientific name; a species that is not there has one stratum."""

    def edges_of(self, species: str) -> Edges:
        """Return the edges of a species' strata."""
        return self.edges.get(species, _EVERY_CLIP)


class DrawnClip(NamedTuple):
    """A clip of a draw."""

    species: str
    site: str | None
    score: float
    is_right: bool | None
    """None where nobody has judged it right or wrong."""


class StratumCount(NamedTuple):
    """How many listed detections a stratum has at a site."""

    site: str | None
    stratum: int
    detections: int


def draws(db: Connection, run_id: int) -> list[RandomDraw]:
    """Return the plans that drew at random from all of a run, the newest first."""
    rows = db.execute(
        select(P.id, P.kind, P.settings, P.made_utc)
        .where(P.kind.in_(RANDOM_KINDS))
        .order_by(P.id.desc())
    )
    return [
        RandomDraw(row.id, datetime.fromisoformat(row.made_utc), row.settings.get("strata", {}))
        for row in rows
        if _of_all(row.settings.get("filter", {}), run_id)
        and (row.kind == "random" or "strata" in row.settings)
    ]


def _of_all(wanted: Mapping[str, object], run_id: int) -> bool:
    return wanted.get("run_id") == run_id and wanted.keys() <= _NO_LIMIT


def clips(db: Connection, of: ReportScope, draw: RandomDraw) -> Iterator[DrawnClip]:
    """Yield the clips of a draw that are still listed and in a scope, in the order of the plan."""
    query = (
        select(SpeciesRow.scientific_name, SiteRow.name, D.score, D.verdict)
        .select_from(Item)
        .join(D, Item.detection_id == D.id)
        .join(SpeciesRow, D.species_id == SpeciesRow.id)
        .outerjoin(SiteRow, D.site_id == SiteRow.id)
        .where(Item.plan_id == draw.plan_id, *of.detections)
        .order_by(Item.position)
    )
    for name, site, score, verdict in db.execute(query):
        judged = verdict in (Verdict.CORRECT, Verdict.WRONG)
        yield DrawnClip(name, site, score, verdict == Verdict.CORRECT if judged else None)


def sizes(db: Connection, of: ReportScope, species: str, edges: Edges) -> list[int]:
    """Return how many listed detections of a species lie in each stratum, at all sites.

    Without a look at sites, which takes three times as long.
    """
    above = [func.count().filter(D.score >= literal(edge, Float)) for edge in edges]
    row = db.execute(select(func.count(), *above).where(*of.detections, _is(species))).one()
    return [int(more - less) for more, less in zip(row, (*row[1:], 0), strict=True)]


def strata(db: Connection, of: ReportScope, species: str, edges: Edges) -> list[StratumCount]:
    """Return how many listed detections of a species lie in each stratum at each site."""
    number: ColumnElement[int] = literal(0)
    for edge in edges:
        number = number + cast(D.score >= literal(edge, Float), Integer)
    grouped = (
        select(D.site_id, number.label("stratum"), func.count().label("detections"))
        .where(*of.detections)
        .where(_is(species))
        .group_by(D.site_id, number)
        .subquery()
    )
    query = select(SiteRow.name, grouped.c.stratum, grouped.c.detections).select_from(grouped)
    rows = db.execute(query.outerjoin(SiteRow, grouped.c.site_id == SiteRow.id))
    return [StratumCount(*row) for row in rows]


def _is(species: str) -> Any:
    its_id = select(SpeciesRow.id).where(SpeciesRow.scientific_name == species)
    return D.species_id == its_id.scalar_subquery()
