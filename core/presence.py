"""At how many of the sites and survey nights with effort each species was met.

A night lasts from noon to noon by the recorder's clock. What is counted here is naive: a species
that was there and not detected is not in it.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from core.statistics.effort import Effort


@dataclass(frozen=True, slots=True)
class SpeciesPresence:
    """Where and when species were met, beside where and when was listened."""

    surveyed_sites: int
    surveyed_nights: int
    """Nights at sites: two sites on one night are two."""
    sites: Mapping[str, int] = field(default_factory=dict)
    """Scientific name -> sites with a detection."""
    nights: Mapping[str, int] = field(default_factory=dict)
    """Scientific name -> nights at sites with a detection."""
    nights_at: Mapping[tuple[str, str | None], int] = field(default_factory=dict)
    """The same by (scientific name, site)."""

    def occupancy(self, species: str) -> float | None:
        """Return the share of the surveyed sites at which a species was met; None without any."""
        if not self.surveyed_sites:
            return None
        return self.sites.get(species, 0) / self.surveyed_sites


def presence(
    heard: Mapping[str | None, Effort],
    met: Mapping[tuple[str, str | None], Collection[int]],
    sites_of: Iterable[tuple[str, str | None]],
) -> SpeciesPresence:
    """Return the presence from effort by site, nights, and (species, site) of all detections.

    ``met``: by (species, site), the survey nights with a detection. Detections without a site or
    a known night are at none.
    """
    surveyed = {site: effort.nights for site, effort in heard.items() if effort.seconds}
    nights: Counter[str] = Counter()
    nights_at: Counter[tuple[str, str | None]] = Counter()
    for (name, site), its in met.items():
        number = len(surveyed.get(site, {}).keys() & set(its))
        if number:
            nights[name] += number
            nights_at[name, site] = number
    return SpeciesPresence(
        sum(site is not None for site in surveyed),
        sum(map(len, surveyed.values())),
        Counter(name for name, site in set(sites_of) if site is not None),
        nights,
        nights_at,
    )
