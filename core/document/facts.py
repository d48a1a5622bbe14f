"""What a document tells of a project, read once."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import islice

import numpy as np
from sqlalchemy import Connection

from core import rates, report
from core.analysis.methods import Methods, methods_of
from core.document.pictures import clip_picture
from core.domain import Detection, Recording, Verdict
from core.jobs import Inquiry, Progress
from core.left_out import LeftOut, left_out
from core.report import Report
from core.review.agreement import reviewers
from core.statistics.effort import Effort
from core.statistics.richness import Richness, richness
from core.store import (
    Project,
    detections,
    incidence,
    passes,
    recordings,
    sites,
    summaries,
    verdicts,
)
from core.store.deployments import Deployment
from core.store.deployments import listing as deployments_of
from core.store.scope import ReportScope, day_number
from core.store.sites import Site

_CLIPS_SHOWN, _FILES_LISTED = 12, 1_000


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
    effort: Mapping[str | None, Effort]
    """By site."""
    by_hour: Mapping[str, Mapping[int, int]]
    """Scientific name -> hour of the recorder's clock -> detections at all sites."""
    richness: Richness
    clips: Sequence[ClearestClip]
    sites: Sequence[Site]
    deployments: Sequence[Deployment]
    reviewers: Sequence[str]
    left_out: Sequence[LeftOut]
    hop_s: float
    """From one window to the next; 0 where nothing was heard window by window."""
    methods: Methods
    newest_utc: datetime | None
    """When somebody said something last."""
    files: Sequence[tuple[str, str, float]]
    """(path, content hash, seconds) of the first recordings."""


def gathering(project: Project, of: ReportScope) -> Inquiry[DocumentFacts]:
    """Read all facts of a run, or some sites and days of it, with pictures of clips."""
    found = yield from report.building(project, scope=of)
    run_id = of.run_id
    with project.reading() as db:
        heard = rates.heard(db, of)
        hours: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
        repeated = rates.repeats(db, of, heard)
        for (name, _), counts in summaries.by_hour(db, of, repeated).items():
            for hour, number in counts.items():
                hours[name][hour] += number
        met = incidence.by_site_and_day(db, of)
        best = [
            _clearest(db, of, row.species.scientific_name)
            for row in found.totals[:_CLIPS_SHOWN]
            if row.detections
        ]
        files = recordings.by_ids(db, [clip.recording_id for clip in best])
        cut = passes.get(db, found.run.pass_id).windowing
        methods = methods_of(db, found.run)
        listed = [
            (r.path.relative_to(r.root).as_posix(), r.content_hash, r.duration_s)
            for r in islice(_of(of, recordings.everything(db)), _FILES_LISTED)
        ]
        said = verdicts.newest_utc(db)
        rest = (
            [one for one in sites.listing(db) if of.takes(one.name)],
            [one for one in deployments_of(db) if of.takes(one.site) and _is_within(of, one)],
            left_out(db, run_id),
        )
    clips = []
    for number, clip in enumerate(best):
        yield Progress(number, len(best), "clips")
        clips.append(ClearestClip(clip, clip_picture(clip, files[clip.recording_id])))
    return DocumentFacts(
        found,
        {site: measured.effort for site, measured in heard.items()},
        hours,
        _richness(met),
        clips,
        rest[0],
        rest[1],
        reviewers(project),
        rest[2],
        cut.step / cut.sample_rate if cut.step and cut.sample_rate else 0.0,
        methods,
        said,
        listed,
    )


def _clearest(db: Connection, of: ReportScope, species: str) -> Detection:
    """Return the best confirmed detection of a species, or the best of all."""
    wanted = replace(of.filter, species=species)
    confirmed = replace(wanted, verdicts=frozenset({Verdict.CORRECT}))
    return (detections.page(db, confirmed, limit=1) or detections.page(db, wanted, limit=1))[0]


def _of(of: ReportScope, every: Iterable[Recording]) -> Iterator[Recording]:
    """Yield the usable recordings that a scope takes."""
    for one in every:
        day = day_number(one.start.local.date()) if one.start else None
        if one.problem is None and of.takes(one.site) and of.takes_day(day):
            yield one


def _is_within(of: ReportScope, one: Deployment) -> bool:
    """Tell whether a deployment has any day that a scope takes, as far as its days are known."""
    if one.first is None or one.last is None:
        return not of.is_dated
    first, last = of.first_day or date.min, of.last_day or date.max
    return one.first.date() <= last and one.last.date() >= first


def _richness(met: incidence.Incidence) -> Richness:
    species = sorted({name for name, _ in met.met})
    row_of = {unit: n for n, unit in enumerate({unit for _, unit in met.met})}
    column_of = {name: n for n, name in enumerate(species)}
    table = np.zeros((met.units, len(species)), bool)
    for name, unit in met.met:
        table[row_of[unit], column_of[name]] = True
    return richness(table)
