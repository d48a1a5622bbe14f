"""What a run found, as values ready to be shown or written: the species report."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, cached_property

from sqlalchemy import Connection

from core import rates
from core.domain import Species, Start
from core.errors import UserError
from core.jobs import Inquiry, Progress, answer
from core.names import EVERY_SITE, natural_key
from core.precisions import Basis, judged_share, sampled
from core.recalls import RecallOfSpecies, recalls
from core.statistics.effort import Effort, Measured
from core.statistics.precision import Precision
from core.statistics.proportion import Interval
from core.store import (
    Project,
    combined,
    moment_blocks,
    moments,
    runs,
    species_rules,
    summaries,
    turned,
)
from core.store.moment_blocks import Ints
from core.store.moments import DetectionMoments
from core.store.runs import Coverage, Run
from core.store.scope import ReportScope
from core.store.shared_time import Key, Repeats
from core.store.species_rule import SpeciesRule
from core.store.species_rules import RunRules
from core.store.summaries import Summary
from core.store.turned import RuledCount
from core.unfinished import left_of, not_whole

_1970 = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One species at one site, or at all."""

    species: Species
    site: str
    first: Start | None
    last: Start | None
    detections: int
    correct: int
    wrong: int
    unsure: int
    corrected_into_this: int
    """Detections of other species that a reviewer found to be this one."""
    precision: Interval | None
    """Share of right ones; None while nothing was reviewed as correct or wrong."""
    precision_basis: Basis
    days: int | None
    """With a detection; None where no moment of a detection is known."""
    nights: int | None
    """Survey nights at sites, noon to noon, with a detection; None as above."""
    effort_h: float
    repeats: int
    """Detections at a moment of which another recording there has the species too."""
    per_hour: float | None
    """Detections without repeats per hour of effort; None where nothing was heard."""
    peak_hour: int | None
    """Hour of the recorder's clock with most detections per hour of effort."""
    annotations: int = 0
    """Spans that people drew and named so."""
    windows: int = 0
    """That were analysed there; 0 where it is not known of these days."""

    @property
    def call_density(self) -> Interval | None:
        """Return the share of all windows in which it was detected and is there.

        None without a sample. What the network missed is not in it.
        """
        if self.precision is None or self.precision_basis is Basis.PICKED or not self.windows:
            return None
        share, of = self.detections / self.windows, self.precision
        return Interval(*(min(1.0, share * one) for one in (of.estimate, of.low, of.high)))

    @property
    def unreviewed(self) -> int:
        """Return how many nobody has judged."""
        return self.detections - self.correct - self.wrong - self.unsure


@dataclass(frozen=True, slots=True)
class ReportGrounds:
    """What the counts of a report are made of."""

    heard: Mapping[str | None, Measured]
    """Effort by site."""
    repeated: Repeats
    moments: DetectionMoments


@dataclass(frozen=True)
class Report:
    """The species report of one run."""

    run: Run
    scope: ReportScope
    """What of the run it is of."""
    coverage: Coverage
    left: int
    """Recordings that the run has not been through."""
    not_whole: tuple[str, ...]
    """What it has not been through, and which later analysis was not finished: sentences."""
    made_of: tuple[str, ...]
    """How it was combined of others, if it was: sentences."""
    effort: Effort
    """At all sites."""
    rows: tuple[ReportRow, ...]
    """All sites first, the most frequent species on top; then site by site."""
    hidden: int
    """Detections of species that the run's list did not expect: left out of the rows."""
    hidden_right: int
    """Of those, what a person found right all the same."""
    rules: RunRules | None
    """Of species, that hold of the run."""
    ruled: Sequence[RuledCount]
    """What they hide and show here."""
    recalls: Mapping[str, RecallOfSpecies]
    """By scientific name: of species of which minutes were listened to completely."""

    @property
    def totals(self) -> tuple[ReportRow, ...]:
        """Return the rows over all sites."""
        return tuple(row for row in self.rows if row.site == EVERY_SITE)

    @property
    def rows_by_site(self) -> tuple[ReportRow, ...]:
        """Return the rows of single sites."""
        return tuple(row for row in self.rows if row.site != EVERY_SITE)

    @property
    def hidden_by_rules(self) -> int:
        """Return how many detections rules of species hide: left out of the rows too."""
        return sum(one.hidden for one in self.ruled)

    def rule_of(self, species: Species) -> SpeciesRule | None:
        """Return the rule that holds of a species."""
        return self.rules.of_species(species.scientific_name) if self.rules else None

    @cached_property
    def hidden_by_rule(self) -> Mapping[str, int]:
        """Return how many detections of each species its rule hides, by scientific name."""
        found: Counter[str] = Counter()
        for one in self.ruled:
            found[one.species] += one.hidden
        return found

    @cached_property
    def days(self) -> tuple[date, date] | None:
        """Return the first and last day with effort; None where no day is known."""
        days = self.effort.by_day
        return (_1970 + timedelta(min(days)), _1970 + timedelta(max(days))) if days else None

    def least_score(self, species: Species) -> float:
        """Return the score from which on detections of a species are shown."""
        rule = self.rule_of(species)
        of_rule = rule.min_score if rule else None
        return self.min_score if of_rule is None else max(self.min_score, of_rule)

    @property
    def min_score(self) -> float:
        """Return the score from which on detections were kept."""
        return float(self.run.settings["min_score"])


def build(project: Project, run_id: int | None = None, scope: ReportScope | None = None) -> Report:
    """Return the species report of a run, by default of the newest, or of a part of one.

    Raises UserError where nothing has been analysed yet.
    """
    return answer(building(project, run_id, scope))


def counted(db: Connection, run_id: int) -> Report:
    """Return the report of a run in a reading that is open."""
    return answer(_all(db, ReportScope(run_id)))


def building(
    project: Project, run_id: int | None = None, scope: ReportScope | None = None
) -> Inquiry[Report]:
    """Build the report of a run, by default of the newest, or of a part: steps, each of seconds.

    Raises UserError where nothing has been analysed yet.
    """
    with project.reading() as db:
        wanted = scope.run_id if scope else run_id
        run = runs.latest(db) if wanted is None else runs.get(db, wanted)
    if run is None:
        raise UserError("Nothing has been analysed in this project yet. Analyse it first.")
    moment_blocks.keep(project, run.id)
    with project.reading() as db:
        return (yield from _all(db, scope or ReportScope(run.id)))


def _all(db: Connection, of: ReportScope) -> Inquiry[Report]:
    grounds = yield from reading(db, of)
    return (yield from counting(db, of, grounds))


def reading(db: Connection, of: ReportScope, *, with_spans: bool = False) -> Inquiry[ReportGrounds]:
    """Read what all counts of a report are made of, with the spans of detections or without."""
    yield _step(0, "effort")
    heard = rates.heard(db, of)
    repeated = rates.repeats(db, of, heard)
    yield _step(1, "detections")
    return ReportGrounds(heard, repeated, moments.read(db, of, with_spans=with_spans))


def counting(db: Connection, of: ReportScope, grounds: ReportGrounds) -> Inquiry[Report]:
    """Build a report of what was read."""
    run = runs.get(db, of.run_id)
    repeated, placed = grounds.repeated, grounds.moments
    effort = {site: one.effort for site, one in grounds.heard.items()}
    everywhere = Effort()
    for one in effort.values():
        everywhere.add(one)
    yield _step(2, "species and sites")
    found = summaries.by_species(db, of, repeated, placed)
    hours = summaries.by_hour(placed, repeated)
    everywhen = summaries.over_sites(hours)
    yield _step(3, "all sites together")
    nights = _numbers(placed.nights)
    totals = summaries.over_all_sites(db, of, found, repeated, placed)
    estimated = sampled(db, of)
    # A recording may go on into another day: windows are known of whole recordings only.
    windows = {} if of.is_dated else runs.windows_by_site(db, run.id, of.files)
    rows = _sorted(
        _row(
            total,
            everywhen.get(name),
            nights[name, EVERY_SITE],
            (everywhere, sum(windows.values())),
            estimated.get((name, EVERY_SITE)),
        )
        for name, total in totals.items()
    ) + _sorted(
        _row(
            part,
            hours.get(key),
            nights[key[0], part.site],
            (effort.get(part.site, Effort()), windows.get(part.site, 0)),
            estimated.get((key[0], part.site)),
        )
        for key, part in found.items()
        if part.site is not None
    )
    return Report(
        run=run,
        scope=of,
        coverage=runs.coverage(db, run.id, of.files),
        left=left_of(db, run),
        not_whole=tuple(not_whole(db, run)),
        made_of=tuple(combined.said_of(run)),
        effort=everywhere,
        rows=tuple(rows),
        hidden=summaries.hidden(db, of),
        hidden_right=summaries.hidden_right(db, of),
        rules=species_rules.of_run(db, run.id),
        ruled=turned.counts(db, of),
        recalls={one.species: one for one in recalls(db, run.id)},
    )


def _step(done: int, counting: str) -> Progress:
    return Progress(done, 4, counting)


def _sorted(rows: Iterable[ReportRow]) -> list[ReportRow]:
    key_of = cache(natural_key)  # there are few sites

    def place(row: ReportRow) -> tuple[str, int, str]:
        return key_of(row.site), -row.detections, row.species.scientific_name

    return sorted(rows, key=place)


def _numbers(nights: Mapping[Key, Ints]) -> Counter[tuple[str, str]]:
    """Count nights at sites by (species, site), and over all sites."""
    found: Counter[tuple[str, str]] = Counter()
    for (name, site), its in nights.items():
        found[name, EVERY_SITE] += len(its)
        if site is not None:
            found[name, site] += len(its)
    return found


def _row(
    found: Summary,
    hours: Ints | None,
    nights: int,
    heard: tuple[Effort, int],
    sampled: Precision | None,
) -> ReportRow:
    """``heard``: effort and windows."""
    share = judged_share(found.correct, found.wrong, found.detections, sampled)
    effort, windows = heard
    return ReportRow(
        species=found.species,
        site=found.site or EVERY_SITE,
        first=found.first,
        last=found.last,
        detections=found.detections,
        correct=found.correct,
        wrong=found.wrong,
        unsure=found.unsure,
        corrected_into_this=found.corrected_into_this,
        precision=share.interval,
        precision_basis=share.basis,
        days=found.days,
        nights=nights or None,
        effort_h=effort.hours,
        repeats=found.repeats,
        per_hour=(found.detections - found.repeats) / effort.hours if effort.seconds else None,
        peak_hour=_peak(hours, effort),
        annotations=found.annotations,
        windows=windows,
    )


def _peak(hours: Ints | None, effort: Effort) -> int | None:
    if hours is None:
        return None
    by_hour = [n / s if s else 0.0 for n, s in zip(hours.tolist(), effort.by_hour, strict=True)]
    best = max(by_hour)
    return by_hour.index(best) if best > 0 else None
