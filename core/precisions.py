"""What share of a run's detections is right, species by species, and what is known of that.

Clips that a plan drew at random stand for all detections; clips that somebody picked by hand, the
best first or by ear, stand for themselves only.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Connection

from core.names import EVERY_SITE
from core.statistics.precision import Precision, SampledStratum, precision
from core.statistics.proportion import Interval, wilson
from core.store import listed_places, samples
from core.store.samples import DrawnClip, Edges, RandomDraw, StratumCount
from core.store.scope import ReportScope
from core.store.species_rules import RuleLog

SpeciesAtSite = tuple[str, str]
"""(scientific name, site or every site)."""


class Basis(StrEnum):
    """What a precision rests on."""

    NOTHING = ""
    SAMPLE = "sample"
    """Clips drawn at random: the interval holds."""
    ALL_HEARD = "all heard"
    """Every detection was judged: nothing is estimated."""
    PICKED = "picked"
    """Clips that somebody chose: no sample, the interval says little."""


@dataclass(frozen=True, slots=True)
class JudgedShare:
    """A precision and what it rests on."""

    interval: Interval | None
    basis: Basis


def judged_share(
    correct: int, wrong: int, detections: int, sampled: Precision | None
) -> JudgedShare:
    """Return the precision of a species from its verdicts, and from a sample where there is one."""
    judged = correct + wrong
    if not judged:
        return JudgedShare(None, Basis.NOTHING)
    if judged >= detections:
        share = correct / judged
        return JudgedShare(Interval(share, share, share), Basis.ALL_HEARD)
    if sampled is not None:
        return JudgedShare(sampled.interval, Basis.SAMPLE)
    return JudgedShare(wilson(correct, judged), Basis.PICKED)


def sampled(db: Connection, of: ReportScope) -> dict[SpeciesAtSite, Precision]:
    """Return the precision of each species at each site, and at all, of which clips were drawn.

    Of several draws the one counts of which most clips were judged: their strata differ.
    """
    found: dict[SpeciesAtSite, Precision] = {}
    for species, (draw, clips) in _fullest(db, of).items():
        edges = draw.edges_of(species)
        counts = samples.strata(db, of, species, edges)
        for site in {EVERY_SITE, *(count.site for count in counts if count.site is not None)}:
            estimated = precision(_strata(counts, clips, edges, site))
            if estimated is not None:
                found[species, site] = estimated
    return found


StratumSizes = dict[tuple[int, str], Sequence[int]]
"""(plan, scientific name) -> detections of each stratum."""


def sampled_everywhere(
    db: Connection, of: ReportScope, known: StratumSizes
) -> dict[str, Precision]:
    """Return the precision of each species over all sites, of which clips were drawn.

    Sizes of strata that are ``known`` are not counted again, those that are not are added to it.
    """
    found: dict[str, Precision] = {}
    for species, (draw, clips) in _fullest(db, of).items():
        edges, place = draw.edges_of(species), (draw.plan_id, species)
        if place not in known:
            known[place] = samples.sizes(db, of, species, edges)
        counts = [StratumCount(None, n, size) for n, size in enumerate(known[place])]
        estimated = precision(_strata(counts, clips, edges))
        if estimated is not None:
            found[species] = estimated
    return found


def _fullest(
    db: Connection, of: ReportScope
) -> Mapping[str, tuple[RandomDraw, Sequence[DrawnClip]]]:
    """Return of each species the draw with most judged clips, of all that is shown of it now.

    What rules of species show since a plan was made was never drawn from, nor what another place
    has listed.
    """
    best: dict[str, tuple[RandomDraw, Sequence[DrawnClip]]] = {}
    rules, wider = RuleLog.of(db, of.run_id), listed_places.widened(db, of.run_id)
    for draw in samples.draws(db, of.run_id):
        judged: dict[str, list[DrawnClip]] = defaultdict(list)
        for clip in samples.clips(db, of, draw):
            if clip.is_right is not None:
                judged[clip.species].append(clip)
        for species, clips in judged.items():
            more = species not in best or len(clips) > len(best[species][1])
            was_all = wider.get(species, draw.made_utc) <= draw.made_utc
            if more and was_all and rules.is_narrower_since(species, draw.made_utc):
                best[species] = (draw, clips)
    return best


def of_draw(
    db: Connection, run_id: int, draw: RandomDraw, species: str, clips: Iterable[DrawnClip]
) -> Precision | None:
    """Return the precision of a species from some judged clips of one draw."""
    edges = draw.edges_of(species)
    counts = samples.strata(db, ReportScope(run_id), species, edges)
    return precision(_strata(counts, clips, edges))


def _strata(
    counts: Iterable[StratumCount],
    clips: Iterable[DrawnClip],
    edges: Edges,
    site: str = EVERY_SITE,
) -> list[SampledStratum]:
    detections = [0] * (len(edges) + 1)
    listened, correct = detections.copy(), detections.copy()
    for count in counts:
        if site in (EVERY_SITE, count.site):
            detections[count.stratum] += count.detections
    for clip in clips:
        if site in (EVERY_SITE, clip.site):
            stratum = bisect_right(edges, clip.score)
            listened[stratum] += 1
            correct[stratum] += bool(clip.is_right)
    return [SampledStratum(*row) for row in zip(detections, listened, correct, strict=True)]
