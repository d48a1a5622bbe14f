"""What share of the minutes with a species a run finds, from minutes listened to completely."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from sqlalchemy import Connection, select

from core.domain import Verdict
from core.names import key
from core.statistics import recall as statistics
from core.statistics.proportion import Interval
from core.statistics.recall import ListenedStratum
from core.store import annotations, clip_labels, heard_minutes, minute_plans
from core.store.heard_minutes import Floats, Ints
from core.store.minute_plans import DrawnMinute, MinutePlan
from core.store.schema import DetectionRow, SpeciesRow

D = DetectionRow
_TOUCH_S = 0.5
"""What overlaps a minute by less only touches it."""
Span = tuple[float, float]
STRATA = ("silent", "low", "high")


def high_edge(best: Floats, wanted: float | None = None) -> float:
    """Return the best score from which on a minute is high: the median of those not silent."""
    if wanted is not None:
        return wanted
    heard = best[best > 0]
    return float(np.median(heard)) if len(heard) else 1.0


def strata_of(best: Floats, edge: float) -> Ints:
    """Return the numbers of the strata of minutes, from the best score in each."""
    return np.where(best <= 0, 0, np.where(best < edge, 1, 2))


@dataclass(frozen=True, slots=True)
class RecallOfSpecies:
    """How much of a species is found, and on what that rests."""

    species: str
    """Scientific name."""
    strata: Sequence[ListenedStratum]
    """Silent, low and high minutes."""
    high_from: float
    """Best score from which on a minute is high."""
    found: Interval | None = None
    """The share of minutes with the species in which it was detected; None: not estimated."""
    found_high: Interval | None = None
    """Of those in which it was detected with at least ``high_from``."""
    refused: str = ""
    """Why it is not estimated."""
    recordings: int = 0
    """Of which a minute was listened to completely."""

    @property
    def listened(self) -> int:
        """Return how many minutes were listened to completely."""
        return sum(one.listened for one in self.strata)

    @property
    def with_species(self) -> int:
        """Return in how many of them the species was heard."""
        return sum(one.with_species for one in self.strata)


@dataclass
class HeardTruth:
    """What people said is to be heard in a recording."""

    complete: list[Span] = field(default_factory=list)
    """Spans in which all was labelled."""
    species: dict[str, list[Span]] = field(default_factory=lambda: defaultdict(list))
    """Name, as it is compared -> where it is."""

    def is_complete(self, minute: DrawnMinute) -> bool:
        """Tell whether a minute was listened to completely."""
        return any(a <= minute.start_s + _TOUCH_S and b >= minute.end_s - _TOUCH_S
                   for a, b in self.complete)  # fmt: skip

    def has(self, names: Iterable[str], minute: DrawnMinute) -> bool:
        """Tell whether a species of these names is in a minute."""
        return any(
            min(b, minute.end_s) - max(a, minute.start_s) >= min(_TOUCH_S, (b - a) / 2)
            for name in names
            for a, b in self.species.get(name, ())
        )


@dataclass(frozen=True, slots=True)
class MinuteEvidence:
    """All that people said of the minutes of a run."""

    run_id: int
    plans: Sequence[MinutePlan]
    truth: Mapping[int, HeardTruth]
    """By recording."""
    names: Mapping[str, set[str]]
    """Scientific name -> all that a label may call the species."""

    @classmethod
    def of(cls, db: Connection, run_id: int) -> "MinuteEvidence":
        """Read it."""
        plans = [one for one in minute_plans.everything(db) if one.run_id == run_id]
        return cls(run_id, plans, _truth(db, run_id) if plans else {}, _names(db))

    def listened(self, plan: MinutePlan) -> list[DrawnMinute]:
        """Return those of a plan's minutes that were listened to completely."""
        return [one for one in plan.minutes if self.truth[one.recording_id].is_complete(one)]

    def has(self, species: str, minute: DrawnMinute) -> bool:
        """Tell whether a species was heard in a minute."""
        names = self.names.get(species, {key(species)})
        return self.truth[minute.recording_id].has(names, minute)

    def heard_in(self, minute: DrawnMinute) -> list[str]:
        """Return what is in a minute, as labels and other words call it."""
        said = self.truth[minute.recording_id].species
        return sorted(name for name in said if self.truth[minute.recording_id].has([name], minute))

    @property
    def species(self) -> list[str]:
        """Return what minutes were drawn for, and what was heard in those drawn from all."""
        found = {plan.species for plan in self.plans}
        of_all = [m for plan in self.plans if not plan.species for m in self.listened(plan)]
        found |= {name for name in self.names if any(self.has(name, one) for one in of_all)}
        return sorted(filter(None, found))


def recalls(db: Connection, run_id: int, seed: int = 0) -> list[RecallOfSpecies]:
    """Return the recall of each species that was heard in minutes, or that they were drawn for.

    A species' own minutes count, and those that were drawn from all.
    """
    evidence = MinuteEvidence.of(db, run_id)
    return [_recall(db, evidence, name, seed) for name in evidence.species]


@dataclass(frozen=True, slots=True)
class ListenedMinute:
    """A minute that was listened to completely, and what the network had in it."""

    recording_id: int
    best: float
    """The highest score of the species; 0 where it was silent."""
    stratum: int
    present: bool


@dataclass(frozen=True, slots=True)
class ListenedMinutes:
    """What was listened to completely for one species."""

    high_from: float
    sizes: Sequence[int]
    """Minutes of each stratum, listened to or not."""
    minutes: Sequence[ListenedMinute]
    is_own: bool
    """Whether some of them were drawn for this species, by its strata."""

    @property
    def strata(self) -> list[ListenedStratum]:
        """Return the strata; low and high as one where minutes drawn from all are too few."""
        counts = [[size, 0, 0] for size in self.sizes]
        for one in self.minutes:
            counts[one.stratum][1] += 1
            counts[one.stratum][2] += one.present
        if not self.is_own and 0 in (counts[1][1], counts[2][1]):
            counts[1] = [a + b for a, b in zip(counts[1], counts[2], strict=True)]
            counts[2] = [0, 0, 0]
        return [ListenedStratum(*row) for row in counts]


def listened_minutes(db: Connection, evidence: MinuteEvidence, name: str) -> ListenedMinutes:
    """Return the minutes of a species: its own, and those that were drawn from all."""
    mine = [plan for plan in evidence.plans if plan.species in (None, name)]
    own = next((plan for plan in mine if plan.species == name), mine[0])
    every = heard_minutes.of_run(db, evidence.run_id, own.length_s)
    best = heard_minutes.best_scores(db, evidence.run_id, every, name)
    edge = high_edge(best, own.high_from)
    strata = strata_of(best, edge)
    heard: dict[int, DrawnMinute] = {}  # by minute: one that two plans drew counts once
    for one in (minute for plan in mine for minute in evidence.listened(plan)):
        middle = np.array([(one.start_s + one.end_s) / 2])
        place = int(every.at(np.array([one.recording_id]), middle)[0])
        if place >= 0:
            heard.setdefault(place, one)
    return ListenedMinutes(
        edge,
        [int((strata == n).sum()) for n in range(len(STRATA))],
        [
            ListenedMinute(
                one.recording_id, float(best[place]), int(strata[place]), evidence.has(name, one)
            )
            for place, one in heard.items()
        ],
        own.species is not None,
    )


def _recall(db: Connection, evidence: MinuteEvidence, name: str, seed: int) -> RecallOfSpecies:
    listened = listened_minutes(db, evidence, name)
    parts = listened.strata
    recordings = len({one.recording_id for one in listened.minutes})
    held = [n for n, part in enumerate(parts) if part.minutes or n == 0]
    refused = statistics.refusal([parts[n] for n in held])
    found = {} if refused else dict(
        zip(held, statistics.recall([parts[n] for n in held], seed), strict=True)
    )  # fmt: skip
    reported = found.get(1, found.get(2, None if refused else Interval(0.0, 0.0, 0.0)))
    edge = listened.high_from
    return RecallOfSpecies(name, parts, edge, reported, found.get(2), refused, recordings)


def _names(db: Connection) -> dict[str, set[str]]:
    """Return scientific name -> all that a label may call the species, as names are compared."""
    rows = db.execute(select(SpeciesRow.scientific_name, SpeciesRow.common_name))
    return {name: {key(name), key(common)} for name, common in rows}


def _truth(db: Connection, run_id: int) -> Mapping[int, HeardTruth]:
    """Return what people said, by recording: labels, spans that they drew, and verdicts."""
    truth: dict[int, HeardTruth] = defaultdict(HeardTruth)
    for one in clip_labels.current(db):
        span = (one.start_s, one.end_s)
        if one.exhaustive:
            truth[one.recording_id].complete.append(span)
        if one.present and one.label:
            truth[one.recording_id].species[key(one.label)].append(span)
    for recording in truth.values():
        recording.complete = _joined(recording.complete)
    for drawn in annotations.everything(db):
        if drawn.species is not None:
            its = truth[drawn.recording_id].species[key(drawn.species.scientific_name)]
            its.append((drawn.start_s, drawn.end_s))
    right = (
        select(D.recording_id, D.start_s, D.end_s, SpeciesRow.scientific_name)
        .join(SpeciesRow, D.held_species_id == SpeciesRow.id)
        .where(D.run_id == run_id)
        .where(
            (D.verdict == Verdict.CORRECT)
            | ((D.verdict == Verdict.WRONG) & D.corrected_id.is_not(None))
        )
    )
    for recording_id, start_s, end_s, name in db.execute(right):
        truth[recording_id].species[key(name)].append((start_s, end_s))
    return truth


def _joined(spans: Sequence[Span]) -> list[Span]:
    """Return spans in order, those that touch taken as one."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1] + _TOUCH_S:
            found[-1] = found[-1][0], max(found[-1][1], end)
        else:
            found.append((start, end))
    return found
