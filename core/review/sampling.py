"""Ways to pick what to listen to: each a plain function of the candidates and a seeded chance."""

from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, func, select

from core.store.detection_filter import Filter, conditions
from core.store.schema import DetectionRow

D = DetectionRow
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
_YEAR_D, _DAY_MIN = 365.2425, 1440.0
_SEASON_D, _HOUR_MIN = 7.0, 60.0  # how near counts as the same season, the same hour
QUANTILES = (0.0, 0.5, 0.75, 0.875, 1.0)
"""Bins narrow where scores matter: Navine et al. 2024, Front. Bird Sci. 3: 1380636."""
PRECISION_STRATA = 6
"""In simulated projects equal widths on the logit gave the narrowest intervals of all plans."""
_LEAST_SCORE = 1e-5


@dataclass(frozen=True, slots=True)
class Candidates:
    """Detections to pick from: parallel arrays [detections], in order of id. -1: not known."""

    ids: Ints
    species: Ints
    scores: Floats
    sites: Ints
    days: Ints
    """Days since 1970 by the recorder's clock."""
    minutes: Ints


def candidates(db: Connection, wanted: Filter) -> Candidates:
    """Read what a filter shows."""
    unknown = (func.coalesce(c, -1) for c in (D.site_id, D.local_day, D.local_minute))
    query = select(D.id, D.species_id, D.score, *unknown).where(*conditions(wanted))
    values = (value for row in db.execute(query) for value in row)
    table = np.fromiter(values, np.float64).reshape(-1, 6)
    ids, species, scores, sites, days, minutes = table[np.argsort(table[:, 0])].T
    return Candidates(
        ids=ids.astype(np.int64),
        species=species.astype(np.int64),
        scores=scores,
        sites=sites.astype(np.int64),
        days=_since_1970(days.astype(np.int64)),
        minutes=minutes.astype(np.int64),
    )


def everything(c: Candidates, n: int, chance: np.random.Generator) -> Ints:
    """All, the best first; ``n`` is not asked."""
    return c.ids[np.lexsort((c.ids, -c.scores))]


def top(c: Candidates, n: int, chance: np.random.Generator) -> Ints:
    """Return the ``n`` best of each species."""
    return _best(c, n, c.species)


def top_per_site(c: Candidates, n: int, chance: np.random.Generator) -> Ints:
    """Return the ``n`` best of each species at each site."""
    return _best(c, n, c.species, c.sites)


def top_per_day(c: Candidates, n: int, chance: np.random.Generator) -> Ints:
    """Return the ``n`` best of each species on each day at each site."""
    return _best(c, n, c.species, c.sites, c.days)


def at_random(c: Candidates, n: int, chance: np.random.Generator) -> Ints:
    """Return ``n`` of each species, all equally likely, in random order."""
    mixed = chance.permutation(len(c.ids))
    return c.ids[_first(mixed, n, c.species)]


def stratified(c: Candidates, n: int, chance: np.random.Generator) -> Ints:
    """Return ``n`` of each species from each of four score bins (QUANTILES), in random order.

    Mixed, so that a reviewer does not know the score from the place in the queue.
    """
    bins = np.zeros(len(c.ids), dtype=np.int64)
    for rows in _groups(c.species):
        edges = quantile_edges(c.scores[rows])
        bins[rows] = np.searchsorted(edges, c.scores[rows], side="right")
    mixed = chance.permutation(len(c.ids))
    chosen = _first(mixed, n, c.species, bins)
    return c.ids[chosen[np.argsort(c.species[chosen], kind="stable")]]


def for_precision(c: Candidates, n: int, chance: np.random.Generator) -> Ints:
    """Return about ``n`` of each species, evenly from six ranges of scores, in random order.

    Where a range has fewer, all of it.
    """
    strata = np.zeros(len(c.ids), dtype=np.int64)
    for rows in _groups(c.species):
        strata[rows] = np.searchsorted(score_edges(c.scores[rows]), c.scores[rows], side="right")
    mixed = chance.permutation(len(c.ids))
    chosen = _first(mixed, -(-n // PRECISION_STRATA), c.species, strata)
    return c.ids[chosen[np.argsort(c.species[chosen], kind="stable")]]


def score_edges(scores: Floats) -> list[float]:
    """Return where five of six strata of equal width begin, on the logit of the score.

    They reach from the first to the last percentile.
    """
    from scipy.special import expit, logit  # a quarter of a command's start

    x = logit(np.clip(scores, _LEAST_SCORE, 1 - _LEAST_SCORE))
    low, high = np.percentile(x, (1, 99))
    inner = np.linspace(low, high, PRECISION_STRATA + 1)[1:-1]
    return [float(edge) for edge in np.unique(expit(inner))]


def quantile_edges(scores: Floats) -> list[float]:
    """Return where three of the four strata of QUANTILES begin."""
    return [float(edge) for edge in np.quantile(scores, QUANTILES[1:-1])]


def strata_of(kind: str, c: Candidates) -> dict[int, list[float]]:
    """Return the edges of each species' strata of a kind that has strata, by species id."""
    edges = {"precision": score_edges, "stratified": quantile_edges}.get(kind)
    if edges is None:
        return {}
    return {int(c.species[rows[0]]): edges(c.scores[rows]) for rows in _groups(c.species)}


def uncertain(c: Candidates, n: int, chance: np.random.Generator) -> Ints:
    """Return the ``n`` of each species whose scores are nearest to .5, the nearest first."""
    order = np.lexsort((c.ids, np.abs(c.scores - 0.5)))
    return c.ids[_first(order, n, c.species)]


def ends_of_season(c: Candidates, n: int, chance: np.random.Generator) -> Ints:
    """Return the first and the last ``n`` of each species by date, the earliest first."""
    dated = np.flatnonzero(c.days >= 0)
    order = dated[np.lexsort((c.ids[dated], c.minutes[dated], c.days[dated]))]
    chosen = np.union1d(_first(order, n, c.species), _first(order[::-1], n, c.species))
    return c.ids[
        chosen[np.lexsort((c.ids[chosen], c.minutes[chosen], c.days[chosen], c.species[chosen]))]
    ]


def unusual_season(c: Candidates, n: int, chance: np.random.Generator) -> Ints:
    """Return the ``n`` of each species with the fewest others within a week of the year."""
    return _loneliest(c, n, c.days, (c.days % _YEAR_D).astype(np.float64), (_YEAR_D, _SEASON_D))


def unusual_hour(c: Candidates, n: int, chance: np.random.Generator) -> Ints:
    """Return the ``n`` of each species with the fewest others within an hour of the day."""
    return _loneliest(c, n, c.minutes, c.minutes.astype(np.float64), (_DAY_MIN, _HOUR_MIN))


Pick = Callable[[Candidates, int, np.random.Generator], Ints]
PICKS: dict[str, Pick] = {
    "precision": for_precision,
    "everything": everything,
    "top": top,
    "top-per-site": top_per_site,
    "top-per-day": top_per_day,
    "random": at_random,
    "stratified": stratified,
    "uncertain": uncertain,
    "ends-of-season": ends_of_season,
    "unusual-season": unusual_season,
    "unusual-hour": unusual_hour,
}
"""Kind -> how to pick. A new kind is a function and a line here."""


_BY_CHANCE = ("precision", "random", "stratified")


def thinned(c: Candidates, kind: str, apart_min: int, chance: np.random.Generator) -> Candidates:
    """Return candidates of which those of one species at one site lie so many minutes apart.

    The best stay, or, where a kind picks by chance, any. What has no time stays.
    """
    mixed = chance.permutation(len(c.ids))
    order = mixed if kind in _BY_CHANCE else np.lexsort((c.ids, -c.scores))
    at = np.where((c.days >= 0) & (c.minutes >= 0), c.days * int(_DAY_MIN) + c.minutes, -1)
    taken: dict[tuple[int, int], list[int]] = {}
    kept = np.zeros(len(c.ids), dtype=np.bool_)
    for row in order.tolist():
        if at[row] < 0:
            kept[row] = True
            continue
        known = taken.setdefault((int(c.species[row]), int(c.sites[row])), [])
        place = bisect_left(known, at[row])
        near = known[max(0, place - 1) : place + 1]
        if all(abs(int(at[row]) - other) >= apart_min for other in near):
            known.insert(place, int(at[row]))
            kept[row] = True
    return Candidates(
        c.ids[kept], c.species[kept], c.scores[kept], c.sites[kept], c.days[kept], c.minutes[kept]
    )


def _best(c: Candidates, n: int, *groups: Ints) -> Ints:
    order = np.lexsort((c.ids, -c.scores))
    chosen = _first(order, n, *groups)
    return c.ids[chosen[np.lexsort((c.ids[chosen], -c.scores[chosen], c.species[chosen]))]]


def _first(order: Ints, n: int, *groups: Ints) -> Ints:
    """Return the first ``n`` rows of each group, in the order given."""
    if not len(order):
        return order
    _, group = np.unique(np.stack([g[order] for g in groups]), axis=1, return_inverse=True)
    group = group.reshape(-1)
    by_group = np.argsort(group, kind="stable")
    begins = np.searchsorted(group[by_group], group[by_group])
    taken = np.arange(len(order)) - begins < n
    return order[np.sort(by_group[taken])]


def _loneliest(c: Candidates, n: int, known: Ints, at: Floats, circle: tuple[float, float]) -> Ints:
    round_, near = circle
    company = np.zeros(len(c.ids))
    for rows in _groups(c.species):
        timed = rows[known[rows] >= 0]
        there = np.sort(at[timed])
        wrapped = np.concatenate([there - round_, there, there + round_])
        high = np.searchsorted(wrapped, at[timed] + near, side="right")
        company[timed] = high - np.searchsorted(wrapped, at[timed] - near, side="left")
    dated = np.flatnonzero(known >= 0)
    order = dated[np.lexsort((c.ids[dated], -c.scores[dated], company[dated]))]
    return c.ids[_first(order, n, c.species)]


def _groups(values: Ints) -> Iterator[Ints]:
    order = np.argsort(values, kind="stable")
    _, begins = np.unique(values[order], return_index=True)
    if len(order):
        yield from np.split(order, begins[1:])


def _since_1970(days: Ints) -> Ints:
    """Turn yyyymmdd into days since 1970-01-01."""
    known: dict[int, Any] = {}
    for day in np.unique(days).tolist():
        text = f"{day:08d}"
        date = np.datetime64(f"{text[:4]}-{text[4:6]}-{text[6:]}") if day > 0 else None
        known[day] = -1 if date is None else date.astype("datetime64[D]").astype(int)
    unique, places = np.unique(days, return_inverse=True)
    return np.array([known[d] for d in unique.tolist()], np.int64)[places.reshape(-1)]
