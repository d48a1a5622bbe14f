"""How far two reviewers agree on what both have listened to."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from core.domain import Species, Verdict
from core.statistics.kappa import Kappa, cohens_kappa
from core.store import Project, detections, verdicts

Pair = tuple[Verdict, Verdict]


@dataclass(frozen=True, slots=True)
class Agreement:
    """What two reviewers said of the same detections of a species."""

    species: Species | None
    """As the network named it; None: all species together."""
    both: int
    agreed: int
    kappa: Kappa
    """Of the clips that both called right or wrong."""
    with_unsure: Kappa
    """Of all clips, with unsure as a third word."""
    counts: dict[Pair, int]
    """(first reviewer's word, second's) -> detections."""


def agreement(project: Project, first: str, second: str) -> list[Agreement]:
    """Return all species together, then each, those with most in common on top."""
    with project.reading() as db:
        one = verdicts.of_reviewer(db, first, beside=second)
        other = verdicts.of_reviewer(db, second, beside=first)
        shared = sorted(one.keys() & other.keys())
        found = detections.by_ids(db, detections.in_project(db, shared))
    said: dict[str, list[Pair]] = defaultdict(list)
    named: dict[str, Species] = {}
    for d in found:
        words = one[d.id].verdict, other[d.id].verdict
        assert words[0] is not None
        assert words[1] is not None
        named[d.species.scientific_name] = d.species
        said[d.species.scientific_name].append((words[0], words[1]))
    each = [_agreement(named[name], pairs) for name, pairs in said.items()]
    each.sort(key=lambda a: (-a.both, a.species.scientific_name if a.species else ""))
    return [_agreement(None, (pair for pairs in said.values() for pair in pairs)), *each]


def reviewers(project: Project) -> list[str]:
    """Return everybody who has given a verdict, by name."""
    with project.reading() as db:
        return list(verdicts.reviewers(db))


def _agreement(species: Species | None, pairs: Iterable[Pair]) -> Agreement:
    counts = dict(Counter(pairs))
    sure = {pair: n for pair, n in counts.items() if Verdict.UNSURE not in pair}
    agreed = sum(n for (a, b), n in counts.items() if a is b)
    kappa, with_unsure = cohens_kappa(sure), cohens_kappa(counts)
    return Agreement(species, sum(counts.values()), agreed, kappa, with_unsure, counts)
