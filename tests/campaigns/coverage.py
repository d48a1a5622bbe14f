"""How often the interval of a precision holds the truth, in populations whose truth is known.

``python -m tests.campaigns.coverage [--repetitions N]``. With the program's own strata, choice of
the next clips and interval: once with shares of clips that were fixed before, and once with the
plan that goes on where it helps most, looked at each time it is. Prints the tables of
docs/statistics.md, and fails where they miss what is asked: .945 on average, .88 in the worst cell.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from rich.console import Console
from scipy.special import expit, logit

from core.review.sampling import score_edges
from core.statistics.allocation import OpenStratum, next_strata
from core.statistics.precision import SampledStratum, precision
from core.statistics.stages import LOOKS

MEAN, WORST = 0.945, 0.88
SIZES = (150, 1000, 5000)
KINDS = {
    "right .99": (2.0, 2.0, 4.0, 0.6),
    "right .95": (2.0, 2.0, 2.0, 0.8),
    "right .85": (1.0, 1.8, 0.9, 0.8),
    "right .9 at any score": (1.0, 1.8, 2.2, 0.0),
    "half right": (0.5, 1.5, -0.6, 1.0),
    "right .2": (0.0, 1.2, -2.0, 1.0),
    "a steep curve": (1.0, 2.0, -1.0, 2.0),
}
"""Mean and spread of the scores' logits, and the curve from them to what is right."""
_FIRST, _LEAST_LOGIT = 5, -1.1
_FIXED = (30, 50, 100, 200)
_SHARES = (0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99)
_WEIGHTS = {
    "at random": (1.0,),
    "four equal strata": (0.25, 0.25, 0.25, 0.25),
    "four quantile bins": (0.5, 0.25, 0.125, 0.125),
}
"""The shares of the strata, of plans that fix how many clips each is given."""

say = Console(highlight=False, soft_wrap=True).print
Chance = np.random.Generator


@dataclass
class Cell:
    """How an interval did."""

    held: int = 0
    tried: int = 0
    width: float = 0.0

    def note(self, strata: Sequence[SampledStratum], truth: float) -> None:
        """Count one population."""
        found = precision(strata)
        assert found is not None
        of = found.interval
        self.held += of.low - 1e-9 <= truth <= of.high + 1e-9
        self.width += of.high - of.low
        self.tried += 1

    @property
    def cover(self) -> float:
        """Return the share of the populations of which it held the truth."""
        return self.held / self.tried


def fixed(repetitions: int) -> Iterator[tuple[str, Cell]]:
    """Yield (name, cell) of plans with equal numbers of clips from each stratum."""
    for size in (150, 5000):
        for name, weights in _WEIGHTS.items():
            sizes = np.round(np.array(weights) * size).astype(int)
            # The logits of the strata's shares differ by two from the lowest scores to the highest.
            apart = np.linspace(-1, 1, len(sizes)) if len(sizes) > 1 else np.zeros(1)
            for clips in (n for n in _FIXED if n < size):
                each = np.minimum(sizes, -(-clips // len(sizes)))
                for share in _SHARES:
                    chance = np.random.default_rng([size, clips, round(share * 100)])
                    cell = Cell()
                    for _ in range(repetitions):
                        right = chance.binomial(sizes, expit(logit(share) + apart))
                        heard = chance.hypergeometric(right, sizes - right, each)
                        rows = zip(sizes.tolist(), each.tolist(), heard.tolist(), strict=True)
                        cell.note([SampledStratum(*row) for row in rows], right.sum() / sizes.sum())
                    yield f"{size:,} detections, {name}, {clips} clips, right {share}", cell


def going_on(repetitions: int) -> Iterator[tuple[str, list[Cell]]]:
    """Yield (name, cell of each look) of the plan that goes on where it helps most."""
    for size in SIZES:
        for number, (name, kind) in enumerate(KINDS.items()):
            chance = np.random.default_rng([size, number])
            cells = [Cell() for look in LOOKS if look < size]
            for _ in range(repetitions):
                listen_on(*population_of(size, kind, chance), cells)
            yield f"{size:,} detections, {name}", cells


def population_of(
    size: int, kind: tuple[float, ...], chance: Chance
) -> tuple[list[list[bool]], float]:
    """Return what is right of each stratum, in the order in which it is drawn; and of all."""
    mean, spread, begin, slope = kind
    x = chance.normal(mean, spread, size * 4)
    x = x[x > _LEAST_LOGIT][:size]
    right = chance.random(size) < expit(begin + slope * x)
    scores = expit(x)
    places = np.searchsorted(score_edges(scores), scores, side="right")
    return [right[places == n].tolist() for n in range(places.max() + 1)], float(right.mean())


def listen_on(strata: list[list[bool]], truth: float, cells: Sequence[Cell]) -> None:
    """Go on with the plan through one population, and note its interval at each look."""
    drawn = [min(_FIRST, len(one)) for one in strata]
    for look, cell in zip(LOOKS, cells, strict=False):
        right = [sum(one[:n]) for one, n in zip(strata, drawn, strict=True)]
        known = [
            OpenStratum(len(one), n, n, k) for one, n, k in zip(strata, drawn, right, strict=True)
        ]
        for place in next_strata(known, look - sum(drawn)):
            drawn[place] += 1
        cell.note(
            [
                SampledStratum(len(one), n, sum(one[:n]))
                for one, n in zip(strata, drawn, strict=True)
            ],
            truth,
        )


def main() -> int:
    """Print both tables; return 1 where they miss what is asked."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--repetitions", type=int, default=400)
    repetitions = asked.parse_args().repetitions
    well = _sum_up("Fixed shares", list(fixed(repetitions)))
    every: list[tuple[str, Cell]] = []
    say(f"\n| the plan, after clips | {' | '.join(map(str, LOOKS))} |")
    say("|---|" + "---|" * len(LOOKS))
    for name, cells in going_on(repetitions):
        texts = [f"{cell.cover:.3f}" for cell in cells] + ["–"] * (len(LOOKS) - len(cells))
        say(f"| {name} | {' | '.join(texts)} |")
        every += [(f"{name}, {look}", cell) for look, cell in zip(LOOKS, cells, strict=False)]
    return int(not (_sum_up("The plan", every) and well))


def _sum_up(title: str, named: Sequence[tuple[str, Cell]]) -> bool:
    cells = [cell for _, cell in named]
    covers = [cell.cover for cell in cells]
    mean, worst = float(np.mean(covers)), min(covers)
    where = named[int(np.argmin(covers))][0]
    low = float(np.mean(np.array(covers) < 0.93))
    width = float(np.mean([cell.width / cell.tried for cell in cells]))
    say(
        f"{title}: {len(cells)} cells, mean {mean:.3f}, worst {worst:.3f} ({where}), "
        f"{low:.0%} below .93, width {width:.3f}"
    )
    return mean >= MEAN and worst >= WORST


if __name__ == "__main__":
    sys.exit(main())
