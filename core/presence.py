"""At how many of the sites and survey nights with effort each species was met.

A night lasts from noon to noon by the recorder's clock. What is counted here is naive: a species
that was there and not detected is not in it.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from core.statistics.effort import Effort
from core.store.incidence import SiteNight


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
    met: Iterable[tuple[str, SiteNight]],
    sites_of: Iterable[tuple[str, str | None]],
) -> SpeciesPresence:
    """Return the presence from effort by site, nights, and (species, site) of all detections.

    Detections without a site or a known night are at none.
    """
    surveyed = {site: effort.nights for site, effort in heard.items() if effort.seconds}
    met = [pair for pair in met if pair[1][1] in surveyed.get(pair[1][0], ())]
    return SpeciesPresence(
        sum(site is not None for site in surveyed),
        sum(map(len, surveyed.values())),
        Counter(name for name, site in set(sites_of) if site is not None),
        Counter(name for name, _ in met),
        Counter((name, site) for name, (site, _) in met),
    )
