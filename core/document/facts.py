"""What a document tells of a project, read once."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import Connection

from core import report
from core.analysis.methods import Methods, methods_of
from core.document.listening import ListeningShare, listening
from core.document.notable import NotableRecord, notable
from core.document.pictures import clip_picture, wide_picture
from core.domain import Detection, Recording, Verdict
from core.jobs import Inquiry, Progress
from core.left_out import LeftOut, left_out
from core.presence import SpeciesPresence, presence
from core.report import Report
from core.seasons import SeasonShares, SurveySeason, seasons
from core.statistics.effort import Measured
from core.statistics.richness import Richness, richness
from core.store import (
    Project,
    detections,
    event_counts,
    incidence,
    moment_blocks,
    passes,
    recordings,
    runs,
    sites,
    summaries,
    verdicts,
)
from core.store.deployments import Deployment
from core.store.deployments import listing as deployments_of
from core.store.moment_blocks import Ints
from core.store.runs import Run
from core.store.scope import ReportScope
from core.store.shared_time import Key
from core.store.sites import Site

_CLIPS_SHOWN, _FILES_LISTED, _SEASONS = 12, 1_000, 3
_LEAST_DAYS = 7
"""With effort, from which on a season is a picture."""


@dataclass(frozen=True, slots=True)
class ClearestClip:
    """The detection of a species with the highest score, and its picture."""

    clip: Detection
    picture: str | None
    """None where its file cannot be read now."""


@dataclass(frozen=True, slots=True)
class DocumentFacts:
    """All that a document is written from."""

    report: Report
    heard: Mapping[str | None, Measured]
    """Effort by site."""
    by_hour: Mapping[str, Ints]
    """Scientific name -> detections at all sites by hour of the recorder's clock [24]."""
    presence: SpeciesPresence
    events: Mapping[str, int]
    """Scientific name -> windows that follow each other, taken as one."""
    seasons: Sequence[tuple[str, SeasonShares]]
    """(common name, its season) of the most frequent species, where there are days enough."""
    sun_h: tuple[float | None, float | None]
    """Sunrise and sunset in the middle of the survey; None where they are many, or none."""
    richness: Richness
    clips: Sequence[ClearestClip]
    first_picture: tuple[Detection, str] | None
    """A clip with what is heard around it, for the first page."""
    notable: Sequence[tuple[NotableRecord, str | None]]
    """With their pictures."""
    sites: Sequence[Site]
    deployments: Sequence[Deployment]
    listening: ListeningShare
    left_out: Sequence[LeftOut]
    hop_s: float
    """From one window to the next; 0 where nothing was heard window by window."""
    methods: Methods
    other_runs: Sequence[Run]
    """Analyses of the project that it is not of, ``latest`` first."""
    newest_utc: datetime | None
    """When somebody said something last."""
    files: Sequence[tuple[str, str, float]]
    """(path, content hash, seconds) of the first recordings."""


def gathering(project: Project, of: ReportScope) -> Inquiry[DocumentFacts]:
    """Read all facts of a run, or some sites and days of it, with pictures of clips."""
    moment_blocks.keep(project, of.run_id)
    with project.reading() as db:
        grounds = yield from report.reading(db, of, with_spans=True)
        found = yield from report.counting(db, of, grounds)
        heard, moments = grounds.heard, grounds.moments
        days = {site: one.days_begun for site, one in heard.items()}
        best = [
            _clearest(db, of, row.species.scientific_name)
            for row in found.totals[:_CLIPS_SHOWN]
            if row.detections
        ]
        rare = notable(db, of, found)
        shown = [*best, *(record.clip for record in rare)]
        files = recordings.by_ids(db, {clip.recording_id for clip in shown})
        cut = passes.get(db, found.run.pass_id).windowing
        hop_s = cut.step / cut.sample_rate if cut.step and cut.sample_rate else 0.0
        placed = [one for one in sites.listing(db) if of.takes(one.name) and one.name in heard]
        survey = SurveySeason.of(heard, hop_s, placed)
        chosen = _frequent(found) if survey.is_picture(_LEAST_DAYS) else {}
        parts = {
            "seasons": [
                (chosen[name], one) for name, one in seasons(moments, survey, list(chosen)).items()
            ],
            "by_hour": summaries.over_sites(summaries.by_hour(moments, grounds.repeated)),
            "presence": presence(
                {site: one.effort for site, one in heard.items()},
                {key: nights.tolist() for key, nights in moments.nights.items()},
                [(row.species.scientific_name, row.site) for row in found.rows_by_site],
            ),
            "events": _summed(event_counts.by_species(moments)),
            "richness": richness(incidence.by_site_and_day(days, moments)),
            "deployments": [
                one for one in deployments_of(db) if of.takes(one.site) and _is_within(of, one)
            ],
            "left_out": left_out(db, of.run_id),
            "methods": methods_of(db, found.run),
            "other_runs": [one for one in runs.everything(db) if one.id != of.run_id],
            "newest_utc": verdicts.newest_utc(db),
            "files": [
                (r.path.relative_to(r.root).as_posix(), r.content_hash, r.duration_s)
                for r in recordings.sound(db, of.files, _FILES_LISTED)
            ],
        }
    pictures = []
    for number, clip in enumerate(shown):
        yield Progress(number, len(shown), "clips")
        pictures.append(clip_picture(clip, files[clip.recording_id]))
    first = _first_picture(best, files)
    return DocumentFacts(
        report=found,
        heard=heard,
        sun_h=survey.sun_h,
        clips=[ClearestClip(*pair) for pair in zip(best, pictures, strict=False)],
        first_picture=first,
        notable=list(zip(rare, pictures[len(best) :], strict=True)),
        sites=placed,
        listening=listening(project, found),
        hop_s=hop_s,
        **parts,  # type: ignore[arg-type]  # each is of its field
    )


def _summed(counts: Mapping[Key, int]) -> dict[str, int]:
    found: dict[str, int] = defaultdict(int)
    for (name, _), number in counts.items():
        found[name] += number
    return found


def _frequent(found: Report) -> dict[str, str]:
    """Return the species to show the season of, confirmed ones first: scientific -> common name."""
    order = sorted(found.totals, key=lambda row: (row.correct == 0, -row.detections))
    return {
        r.species.scientific_name: r.species.common_name for r in order[:_SEASONS] if r.detections
    }


def _clearest(db: Connection, of: ReportScope, species: str) -> Detection:
    """Return the best confirmed detection of a species, or the best of all."""
    wanted = replace(of.filter, species=species)
    confirmed = replace(wanted, verdicts=frozenset({Verdict.CORRECT}))
    return (detections.page(db, confirmed, limit=1) or detections.page(db, wanted, limit=1))[0]


def _first_picture(
    best: Sequence[Detection], files: Mapping[int, Recording]
) -> tuple[Detection, str] | None:
    """Return the first clip that somebody confirmed, or the first, with what is around it."""
    for clip in sorted(best, key=lambda clip: clip.verdict is not Verdict.CORRECT)[:3]:
        drawn = wide_picture(clip, files[clip.recording_id])
        if drawn is not None:
            return clip, drawn
    return None


def _is_within(of: ReportScope, one: Deployment) -> bool:
    """Tell whether a deployment has any day that a scope takes, as far as its days are known."""
    if one.first is None or one.last is None:
        return not of.is_dated
    first, last = of.first_day or date.min, of.last_day or date.max
    return one.first.date() <= last and one.last.date() >= first
