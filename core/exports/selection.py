"""What of a project an export is of, and how exactly it says where."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from core.domain import Species
from core.exports.blur import Blur
from core.store.detections import Filter
from core.taxon_groups import TaxonGroup, taxon_group


class Limit(StrEnum):
    """What an export can be limited by, beside analysis and sites."""

    DATES = "dates"
    VERIFIED = "verdicts"
    SCORE = "a score"
    GROUPS = "groups"


@dataclass(frozen=True, slots=True)
class Selection:
    """What of a project an export is of."""

    run_id: int
    sites: frozenset[str] | None = None
    """Names; None: all, and what has no site."""
    hidden: bool = True
    """Also detections that the run's species list did not expect."""
    first_day: date | None = None
    last_day: date | None = None
    """Inclusive, by the recorder's clock; what has no day is then left out."""
    verified_only: bool = False
    """Only what a person found right, or to be another species."""
    min_score: float | None = None
    groups: frozenset[TaxonGroup] | None = None
    """Only of these groups of animals or sounds."""
    blur: Blur | None = None
    """How coordinates are rounded; None: not at all."""

    @property
    def limits(self) -> frozenset[Limit]:
        """Return which limits it has."""
        given = {
            Limit.DATES: self.first_day is not None or self.last_day is not None,
            Limit.VERIFIED: self.verified_only,
            Limit.SCORE: self.min_score is not None,
            Limit.GROUPS: self.groups is not None,
        }
        return frozenset(limit for limit, is_given in given.items() if is_given)

    @property
    def filter(self) -> Filter:
        """Return it as a question for detections, without ``verified_only``."""
        return Filter(
            run_id=self.run_id,
            sites=self.sites,
            unlisted=self.hidden,
            first_day=self.first_day,
            last_day=self.last_day,
            min_score=self.min_score,
            groups=self.groups,
        )

    def takes(self, site: str | None) -> bool:
        """Tell whether something at a site is in it."""
        return self.sites is None or site in self.sites

    def takes_species(self, species: Species) -> bool:
        """Tell whether something of a species is in it."""
        group = taxon_group(species.scientific_name, species.group)
        return self.groups is None or group in self.groups

    def takes_day(self, day: date | None) -> bool:
        """Tell whether something of a day is in it; of an unknown one only without dates."""
        if Limit.DATES not in self.limits:
            return True
        return day is not None and (self.first_day or day) <= day <= (self.last_day or day)
