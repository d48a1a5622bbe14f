"""A project at a glance: what was found, how far the listening is, and what to look at.

What changes with each verdict (``glance``) is read apart from what changes with an analysis only
(``activity``), so that the page is new at once after a verdict, with a million detections too.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto

from sqlalchemy import Connection

from core import rates
from core.counted import counted
from core.domain import Species, Verdict
from core.moved_recordings import number_moved
from core.precisions import JudgedShare, StratumSizes, judged_share, sampled_everywhere
from core.seasons import SurveySeason
from core.statistics.effort import HOURS
from core.statistics.stages import SECONDS_A_CLIP
from core.store import Project, moment_blocks, passes, runs, sites, summaries
from core.store.deployments import Deployment
from core.store.deployments import listing as deployments_of
from core.store.recordings import Totals
from core.store.runs import Coverage, Run
from core.store.scope import ReportScope
from core.store.summaries import FoundSpecies
from core.taxon_groups import is_species


@dataclass(frozen=True, slots=True)
class SpeciesGlance:
    """One species as the page shows it."""

    species: Species
    detections: int
    correct: int
    wrong: int
    unsure: int
    share: JudgedShare

    @property
    def judged(self) -> int:
        """Return how many have a verdict."""
        return self.correct + self.wrong + self.unsure


@dataclass(frozen=True, slots=True)
class RunFindings:
    """What a run found, whatever people say of it: counted once until there is more of it."""

    run: Run
    coverage: Coverage
    counts: Sequence[FoundSpecies]
    """The most frequent first."""
    hidden: int
    """Detections that the species list hides."""
    deployments: Sequence[Deployment]
    moved: int = 0
    """Recordings that have another place or week now than when they were analysed."""
    strata: StratumSizes = field(default_factory=dict)
    """Of plans, as far as they were counted: they change with the detections only."""


@dataclass(frozen=True, slots=True)
class Glance:
    """What a run found and what people said of it until now."""

    found: RunFindings
    species: Sequence[SpeciesGlance]
    """The most frequent first."""
    hidden_judged: int

    @property
    def run(self) -> Run:
        """Return which run it is."""
        return self.found.run

    @property
    def coverage(self) -> Coverage:
        """Return how much it has heard."""
        return self.found.coverage

    @property
    def sites(self) -> int:
        """Return at how many sites there is something to hear."""
        return len({d.site for d in self.found.deployments if d.usable})

    @property
    def detections(self) -> int:
        """Return how many are listed."""
        return sum(one.detections for one in self.species)

    @property
    def judged(self) -> int:
        """Return how many of them have a verdict."""
        return sum(one.judged for one in self.species)

    @property
    def confirmed(self) -> int:
        """Return how many species a person heard."""
        return sum(one.correct > 0 and is_species(one.species) for one in self.species)

    @property
    def detected(self) -> int:
        """Return how many species have detections."""
        return sum(one.detections > 0 and is_species(one.species) for one in self.species)

    @property
    def next(self) -> SpeciesGlance | None:
        """Return the species of which a clip tells most now: frequent, and least judged."""
        left = [one for one in self.species if one.judged < one.detections]
        return max(left, key=lambda one: one.detections / (1 + one.judged) ** 2, default=None)

    @property
    def minutes_left(self) -> float:
        """Return how long listening to all the rest would take."""
        return (self.detections - self.judged) * SECONDS_A_CLIP / 60


@dataclass(frozen=True, slots=True)
class SiteEffort:
    """What was heard at one site, by hour of the recorder's clock."""

    site: str | None
    seconds: float
    by_hour_s: Sequence[float]
    recordings: int
    """Usable ones, analysed or not."""
    first_day: str
    last_day: str
    """As year-month-day; empty where no start is believed."""


@dataclass(frozen=True, slots=True)
class OverviewActivity:
    """When species were heard, with the effort behind it."""

    shares: Mapping[str, Sequence[float | None]]
    """Scientific name -> share of the windows of each hour; None: not recorded."""
    effort: Sequence[SiteEffort]
    sun_h: tuple[float | None, float | None] = (None, None)
    """Sunrise and sunset in the middle of the survey; None where they are many, or none."""


class Concern(Enum):
    """What there is to look at."""

    SITES = auto()
    HIDDEN = auto()
    FILES = auto()
    ANALYSIS = auto()


@dataclass(frozen=True, slots=True)
class Remark:
    """Something to look at, and what settles it."""

    title: str
    text: str
    does: str
    """What the button says."""
    concern: Concern
    """What it is about, where it can be settled."""


def findings(db: Connection) -> RunFindings | None:
    """Return what the newest run found; None where nothing was analysed."""
    run = runs.latest(db)
    if run is None:
        return None
    counts, hidden = summaries.found(db, run.id)
    moved = number_moved(db, run)
    return RunFindings(run, runs.coverage(db, run.id), counts, hidden, deployments_of(db), moved)


def glance(db: Connection, found: RunFindings) -> Glance:
    """Return what people have said of it: with a million detections at once after a verdict."""
    said = summaries.said(db, found.run.id)
    estimated = sampled_everywhere(db, ReportScope(found.run.id), found.strata)
    species = []
    for one in found.counts:
        name = one.species.scientific_name
        of = said.listed.get(name, Counter())
        correct, wrong, unsure = (of[v] for v in (Verdict.CORRECT, Verdict.WRONG, Verdict.UNSURE))
        share = judged_share(correct, wrong, one.detections, estimated.get(name))
        species.append(SpeciesGlance(one.species, one.detections, correct, wrong, unsure, share))
    return Glance(found, species, said.hidden)


def activity(
    project: Project, run_id: int, placed: Sequence[Deployment] | None = None
) -> OverviewActivity:
    """Return when species were heard in a run, by hour of the day.

    ``placed``: the deployments, where they were read already.
    """
    moment_blocks.keep(project, run_id)
    with project.reading() as db:
        run = runs.get(db, run_id)
        of = ReportScope(run_id)
        heard = rates.heard(db, of)
        repeated = rates.repeats(db, of, heard)
        counts = summaries.hours_over_sites(db, of, repeated)
        cut = passes.get(db, run.pass_id).windowing
        hop_s = cut.step / cut.sample_rate if cut.step and cut.sample_rate else 0.0
        by_site = _by_site(deployments_of(db) if placed is None else placed)
        known = [one for one in sites.listing(db) if one.name in heard]
    seconds = [sum(one.effort.by_hour[hour] for one in heard.values()) for hour in range(HOURS)]
    shares = {
        name: [
            min(1.0, number * hop_s / heard_s) if heard_s else None
            for number, heard_s in zip(hours.tolist(), seconds, strict=True)
        ]
        for name, hours in counts.items()
    }
    effort = [
        SiteEffort(site, one.effort.seconds, one.effort.by_hour, *_facts(by_site.get(site, ())))
        for site, one in sorted(heard.items(), key=lambda pair: -pair[1].effort.seconds)
    ]
    sun_h = SurveySeason.of(heard, hop_s, known).sun_h
    return OverviewActivity(shares if hop_s else {}, effort, sun_h)


def remarks(found: Glance, totals: Totals) -> list[Remark]:
    """Return what a person should look at, the most pressing first."""
    placed = found.found.deployments
    return [
        *_moved(found.found.moved), *_clocks(placed), *_places(placed), *_hidden(found),
        *_files(totals)
    ]  # fmt: skip


def _by_site(every: Sequence[Deployment]) -> Mapping[str | None, Sequence[Deployment]]:
    found: dict[str | None, list[Deployment]] = defaultdict(list)
    for one in every:
        found[one.site].append(one)
    return found


def _facts(placed: Sequence[Deployment]) -> tuple[int, str, str]:
    first = min((f"{d.first:%Y-%m-%d}" for d in placed if d.first), default="")
    last = max((f"{d.last:%Y-%m-%d}" for d in placed if d.last), default="")
    return sum(d.usable for d in placed), first, last


def _clocks(placed: Sequence[Deployment]) -> list[Remark]:
    found = []
    for one in placed:
        if one.doubted:
            said = counted(one.doubted, "recording")
            text = f"{said} with a start that cannot be, and so in no hour."
        elif one.without_offset:
            text = "Its offset from UTC is unknown."
        elif one.guessed:
            text = "Its offset was taken from the place; nobody confirmed it."
        else:
            continue
        found.append(
            Remark(f"{one.site}: is the clock right?", text, "Set the clock", Concern.SITES)
        )
    return found


def _places(placed: Sequence[Deployment]) -> list[Remark]:
    return [
        Remark(
            f"{site} has no place",
            "Without it all species of the world are expected there.",
            "Set the place",
            Concern.SITES,
        )
        for site in dict.fromkeys(d.site for d in placed if d.latitude is None and d.usable)
    ]


def _moved(recordings: int) -> list[Remark]:
    if not recordings:
        return []
    of = counted(recordings, "recording")
    return [
        Remark(
            f"Places or weeks of {of} changed",
            "Species are shown by the former ones. Analysed again, nothing is heard twice.",
            "Analyse again",
            Concern.ANALYSIS,
        )
    ]


def _hidden(found: Glance) -> list[Remark]:
    hidden = found.found.hidden
    if not hidden or found.hidden_judged:
        return []
    return [
        Remark(
            f"{counted(hidden, 'detection')} hidden by the species list",
            "None of them has been checked. A few tell whether the list hides real ones.",
            "Check some",
            Concern.HIDDEN,
        )
    ]


def _files(totals: Totals) -> list[Remark]:
    bad = totals.problems - totals.duplicates
    if bad <= 0:
        return []
    said = counted(bad, "file cannot be used", "files cannot be used")
    return [Remark(said, "What is wrong with each stands in Recordings.", "Show", Concern.FILES)]
