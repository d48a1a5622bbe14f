"""How far two reviewers agree on what both have listened to."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from core.domain import Species, Verdict
from core.store import Project, detections, verdicts

Pair = tuple[Verdict, Verdict]


@dataclass(frozen=True, slots=True)
class Agreement:
    """What two reviewers said of the same detections of a species."""

    species: Species | None
    """As the network named it; None: all species together."""
    both: int
    agreed: int
    kappa: float | None
    """None where it cannot be said: nothing in common, or both always said the same one word."""
    counts: dict[Pair, int]
    """(first reviewer's word, second's) -> detections."""


def agreement(project: Project, first: str, second: str) -> list[Agreement]:
    """Return all species together, then each, those with most in common on top."""
    with project.reading() as db:
        one, other = verdicts.of_reviewer(db, first), verdicts.of_reviewer(db, second)
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


def kappa(counts: dict[Pair, int]) -> float | None:
    """Return Cohen's kappa (Cohen 1960, Educ. Psychol. Meas. 20: 37-46) of paired words.

    The share of agreement beyond what chance gives: 1 is perfect, 0 no better than chance.
    """
    total = sum(counts.values())
    if not total:
        return None
    observed = sum(n for (a, b), n in counts.items() if a is b) / total
    ours: Counter[Verdict] = Counter()
    theirs: Counter[Verdict] = Counter()
    for (a, b), n in counts.items():
        ours[a] += n
        theirs[b] += n
    by_chance = sum(ours[word] * theirs[word] for word in Verdict) / total**2
    return None if by_chance == 1 else (observed - by_chance) / (1 - by_chance)


def _agreement(species: Species | None, pairs: Iterable[Pair]) -> Agreement:
    counts = dict(Counter(pairs))
    agreed = sum(n for (a, b), n in counts.items() if a is b)
    return Agreement(species, sum(counts.values()), agreed, kappa(counts), counts)
