"""A project at a glance: what was found, how far the listening is, and what to look at.

What changes with each verdict (``glance``) is read apart from what changes with an analysis only
(``activity``), so that the page is new at once after a verdict, with a million detections too.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from core import rates
from core.domain import Species
from core.names import EVERY_SITE
from core.precisions import JudgedShare, judged_share, sampled
from core.statistics.effort import HOURS
from core.statistics.stages import SECONDS_A_CLIP
from core.store import Project, detections, passes, recordings, runs, summaries
from core.store.deployments import Deployment
from core.store.deployments import listing as deployments_of
from core.store.detections import Filter
from core.store.runs import Coverage, Run
from core.store.scope import ReportScope


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
class Glance:
    """What a run found and what people said of it, counted now."""

    run: Run
    coverage: Coverage
    species: Sequence[SpeciesGlance]
    """The most frequent first."""
    sites: int
    hidden: int
    """Detections that the species list hides."""
    hidden_judged: int

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
        return sum(one.correct > 0 for one in self.species)

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


@dataclass(frozen=True, slots=True)
class Remark:
    """Something to look at, and what settles it."""

    title: str
    text: str
    does: str
    """What the button says."""
    page: str
    """Where it leads."""


def glance(project: Project) -> Glance | None:
    """Return what the newest run comes to; None where nothing was analysed."""
    with project.reading() as db:
        run = runs.latest(db)
        if run is None:
            return None
        of = ReportScope(run.id)
        estimated = sampled(db, of)
        found = [
            SpeciesGlance(
                one.species, one.detections, one.correct, one.wrong, one.unsure,
                judged_share(
                    one.correct, one.wrong, one.detections,
                    estimated.get((one.species.scientific_name, EVERY_SITE)),
                ),
            )
            for one in detections.by_species(db, Filter(run_id=run.id))
        ]  # fmt: skip
        sites = {d.site for d in deployments_of(db) if d.usable}
        hidden = summaries.hidden(db, of)
        judged = summaries.hidden_judged(db, of) if hidden else 0
        return Glance(run, runs.coverage(db, run.id), found, len(sites), hidden, judged)


def activity(project: Project, run_id: int) -> OverviewActivity:
    """Return when species were heard in a run, by hour of the day."""
    with project.reading() as db:
        run = runs.get(db, run_id)
        of = ReportScope(run_id)
        heard = rates.heard(db, of)
        counts = summaries.by_hour(db, of, rates.repeats(db, of, heard))
        cut = passes.get(db, run.pass_id).windowing
        hop_s = cut.step / cut.sample_rate if cut.step and cut.sample_rate else 0.0
        placed = _by_site(deployments_of(db))
    seconds = [sum(one.effort.by_hour[hour] for one in heard.values()) for hour in range(HOURS)]
    by_species: dict[str, Counter[int]] = defaultdict(Counter)
    for (name, _), hours in counts.items():
        by_species[name].update(hours)
    shares = {
        name: [
            min(1.0, hours[hour] * hop_s / seconds[hour]) if seconds[hour] else None
            for hour in range(HOURS)
        ]
        for name, hours in by_species.items()
    }
    effort = [
        SiteEffort(site, one.effort.seconds, one.effort.by_hour, *_facts(placed.get(site, ())))
        for site, one in sorted(heard.items(), key=lambda pair: -pair[1].effort.seconds)
    ]
    return OverviewActivity(shares if hop_s else {}, effort)


def clearest(project: Project, run_id: int, species: Sequence[str]) -> Mapping[str, int]:
    """Return the detection with the highest score of each species, by scientific name."""
    with project.reading() as db:
        pages = {
            name: detections.ids(db, Filter(run_id=run_id, species=name), limit=1)
            for name in species
        }
    return {name: found[0] for name, found in pages.items() if found}


def remarks(project: Project, found: Glance | None) -> list[Remark]:
    """Return what a person should look at, the most pressing first."""
    with project.reading() as db:
        return [*_clocks(db), *_places(db), *_hidden(found), *_files(db)]


def _by_site(every: Sequence[Deployment]) -> Mapping[str | None, Sequence[Deployment]]:
    found: dict[str | None, list[Deployment]] = defaultdict(list)
    for one in every:
        found[one.site].append(one)
    return found


def _facts(placed: Sequence[Deployment]) -> tuple[int, str, str]:
    first = min((f"{d.first:%Y-%m-%d}" for d in placed if d.first), default="")
    last = max((f"{d.last:%Y-%m-%d}" for d in placed if d.last), default="")
    return sum(d.usable for d in placed), first, last


def _clocks(db: Connection) -> list[Remark]:
    found = []
    for one in deployments_of(db):
        if one.doubted:
            text = f"{one.doubted:,} recordings have a start that cannot be: they are in no hour."
        elif one.without_offset:
            text = "Nobody knows how far it is from UTC."
        elif one.guessed:
            text = "Its offset was taken from the place; nobody confirmed it."
        else:
            continue
        found.append(Remark(f"{one.site}: is the clock right?", text, "Set the clock", "sites"))
    return found


def _places(db: Connection) -> list[Remark]:
    return [
        Remark(
            f"{site} has no place",
            "Without it all species of the world are expected there.",
            "Set the place",
            "sites",
        )
        for site in dict.fromkeys(
            d.site for d in deployments_of(db) if d.latitude is None and d.usable
        )
    ]


def _hidden(found: Glance | None) -> list[Remark]:
    if found is None or not found.hidden or found.hidden_judged:
        return []
    return [
        Remark(
            f"{found.hidden:,} detections hidden by the species list",
            "None of them has been checked. A few tell whether the list hides real ones.",
            "Check some",
            "review hidden",
        )
    ]


def _files(db: Connection) -> list[Remark]:
    totals = recordings.totals(db)
    bad = totals.problems - totals.duplicates
    if bad <= 0:
        return []
    said = "1 file cannot be used" if bad == 1 else f"{bad:,} files cannot be used"
    return [Remark(said, "What is wrong with each stands in Recordings.", "Show", "recordings")]
