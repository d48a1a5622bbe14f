"""On which days at which sites a run heard anything, and which species then."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from core.store.moment_blocks import Ints
from core.store.moments import DetectionMoments
from core.taxon_groups import is_species

_MANY = 2**40
"""More days than there are."""


def by_site_and_day(
    heard: Mapping[str | None, Ints], moments: DetectionMoments
) -> NDArray[np.bool_]:
    """Return which species each day at a site has, [days at sites with effort, species].

    ``heard``: the days, since 1970, on which recordings begin. What has no day is in no unit.
    """
    sites: dict[str | None, int] = {}
    for _, site in moments.keys:
        sites.setdefault(site, len(sites))
    units = [(sites.setdefault(site, len(sites)), day) for site in heard for day in heard[site]]
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
