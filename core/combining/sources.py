"""What is combined: analyses that can be, their species under one name each, and its name."""

import hashlib
import json
import platform
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

from sqlalchemy import Connection

from core.audio.windows import Windowing
from core.combining.wish import CombinationRule, CombinationWish
from core.counted import counted
from core.domain import Species
from core.errors import UserError
from core.kept_scores import KeptScores
from core.species.one_species import united
from core.store import Project, combined, heads, passes, runs
from core.store.runs import Run
from core.unfinished import left_of

_NAMED = 5


@dataclass(frozen=True, slots=True)
class SourceAnalysis:
    """An analysis that others are combined with."""

    run: Run
    weight: float
    """Of all that are combined; together they are 1."""
    windowing: Windowing
    species: Mapping[Species, Species]
    """What it can hear -> as that is called in the combined analysis."""
    kept: KeptScores

    def names(self) -> Mapping[str, Species]:
        """Return scientific name here -> species in the combined analysis."""
        return {one.scientific_name: same for one, same in self.species.items()}


@dataclass(frozen=True, slots=True)
class Combination:
    """Analyses that can be combined, and how."""

    sources: Sequence[SourceAnalysis]
    """The one with the longest windows first: detections are as long as its."""
    rule: CombinationRule
    min_score: float
    overlap_s: float | None

    @property
    def fingerprint(self) -> str:
        """Return the name of the combined analysis: the same for the same analyses and rule."""
        known = self.settings() | {"sources": sorted(s.run.fingerprint for s in self.sources)}
        return hashlib.sha256(json.dumps(known, sort_keys=True).encode()).hexdigest()[:16]

    @property
    def title(self) -> str:
        """Return what it is called: its networks and its rule."""
        names = " + ".join(source.run.title for source in self.sources)
        if self.rule is not CombinationRule.WEIGHTED:
            return f"{names}, {self.rule}"
        least = min(source.weight for source in self.sources)
        shares = " : ".join(f"{source.weight / least:.3g}" for source in self.sources)
        return f"{names}, weighted {shares}"

    @property
    def species(self) -> list[Species]:
        """Return all that one of them can hear, by scientific name."""
        every = {one for source in self.sources for one in source.species.values()}
        return sorted(every, key=lambda one: one.scientific_name)

    def settings(self) -> dict[str, Any]:
        """Return what detections depend on, as the run's record has it."""
        weighted = self.rule is CombinationRule.WEIGHTED
        return {
            "network": "combined",
            "rule": str(self.rule),
            "min_score": self.min_score,
            "overlap_s": self.overlap_s,
            "weights": {s.run.fingerprint: round(s.weight, 9) for s in self.sources}
            if weighted
            else None,
            "sources": [
                {"run": s.run.id, "fingerprint": s.run.fingerprint, "network": s.run.title}
                for s in self.sources
            ],
        }

    def versions(self) -> dict[str, Any]:
        """Return what it was made with; the networks' own versions are in their analyses."""
        return {
            "python": platform.python_version(),
            "platform": platform.platform(),
            "libraries": {"undersong": version("undersong")},
            "network": self.title,
        }

    def remarks(self) -> Iterator[str]:
        """Yield sentences on species that not all of them know."""
        everywhere = set.intersection(*(set(s.species.values()) for s in self.sources))
        for source in self.sources:
            alone = set(source.species.values()) - everywhere
            if alone and self.rule is CombinationRule.BOTH:
                yield (
                    f"Known to {source.run.title} and not to all: {len(alone):,} species. The rule "
                    "both finds none of these."
                )
        moved = sorted(
            f"{one.scientific_name} is {same.scientific_name}"
            for source in self.sources
            for one, same in source.species.items()
            if one.scientific_name != same.scientific_name
        )
        if moved:
            more = f" and {len(moved) - _NAMED:,} more" if len(moved) > _NAMED else ""
            yield f"Names of one species: {', '.join(moved[:_NAMED])}{more}."


def prepared(project: Project, wish: CombinationWish) -> Combination:
    """Look at what is to be combined. Raises UserError where that cannot be, saying why."""
    wish.check()
    with project.reading() as db:
        chosen = [runs.get(db, run_id) for run_id in wish.run_ids]
        _refuse_unfinished(db, chosen)
        _refuse_twice_within(db, chosen)
        sources = _sources(db, chosen, wish)
    least = min(float(source.run.settings["min_score"]) for source in sources)
    return Combination(
        sources,
        wish.rule,
        least if wish.min_score is None else float(wish.min_score),
        None if wish.overlap_s is None else float(wish.overlap_s),
    )


def _sources(db: Connection, chosen: list[Run], wish: CombinationWish) -> list[SourceAnalysis]:
    cut = {run.id: passes.get(db, run.pass_id).windowing for run in chosen}
    chosen.sort(key=lambda run: (-cut[run.id].window_s, -_step_s(cut[run.id]), run.fingerprint))
    known = [_species(db, run) for run in chosen]
    whole = sum(wish.weight_of(run.id) for run in chosen)
    return [
        SourceAnalysis(
            run, wish.weight_of(run.id) / whole, cut[run.id], same, KeptScores.of(db, run)
        )
        for run, same in zip(chosen, united(known), strict=True)
    ]


def _step_s(cut: Windowing) -> float:
    return cut.step / cut.sample_rate


def _species(db: Connection, run: Run) -> list[Species]:
    labels = (label for head in heads.of_run(db, run.id) for label in heads.labels(db, head))
    return list(dict.fromkeys(label.species for label in labels if label.species))


def _refuse_unfinished(db: Connection, chosen: Sequence[Run]) -> None:
    for run in chosen:
        if run.is_imported:
            raise UserError(
                f"{run.title} ({run.fingerprint[:8]}) was taken in from files that keep only "
                "detections: it cannot be combined. Compare it instead, or analyse the recordings."
            )
        if run.finished_utc is None:
            done = runs.coverage(db, run.id).recordings
            raise UserError(
                f"{run.title} ({run.fingerprint[:8]}) is not finished: it is through with {done:,} "
                f"of {counted(done + left_of(db, run), 'recording')}. Start it again, then combine."
            )


def _refuse_twice_within(db: Connection, chosen: Sequence[Run]) -> None:
    """Refuse what would count an analysis twice: beside a combination that it is part of."""
    seen: dict[int, Run] = {}
    for run in chosen:
        for own in combined.networks_own(db, run):
            if own.id in seen:
                raise UserError(
                    f"{own.title} ({own.fingerprint[:8]}) would count twice: as part of "
                    f"{run.title if run.id != own.id else seen[own.id].title} too. Combine the "
                    "analyses themselves."
                )
            seen[own.id] = run
