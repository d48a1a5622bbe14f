"""Reviewed clips to compare with: kept examples, and those that sound most alike."""

from dataclasses import dataclass

import numpy as np
from sqlalchemy import ColumnElement, Connection, func, select

from core.domain import Detection, Species, Verdict
from core.errors import UserError
from core.review.likeness import Likeness, window_of
from core.review.plans import seen_by
from core.store import Project, combined, detections, heads, log, passes, runs, scores
from core.store import species as species_rows
from core.store.detections import Filter
from core.store.log import Log
from core.store.membership import HEARD_IN_PROJECT
from core.store.review_schema import ReferenceClipRow
from core.store.runs import Run
from core.store.schema import DetectionRow, SpeciesRow

R = ReferenceClipRow
_LOG = Log(R, R, "detection_id")
_COMPARED_AT_MOST = 2500


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A reviewed detection and how alike it sounds to the network."""

    detection: Detection
    similarity: float | None
    """Cosine of the embeddings, -1 to 1; None where one of the two has none."""


@dataclass(frozen=True, slots=True)
class Alike:
    """What to compare a detection with, of each kind the most similar first."""

    kept: list[Neighbour]
    confirmed: list[Neighbour]
    rejected: list[Neighbour]
    comparable: bool
    """Whether the detection has an embedding: otherwise nothing is known of what is near."""
    is_kept: bool
    """Whether the detection is an example itself."""


# --- kept examples ---


def keep(project: Project, detection: Detection, reviewer: str) -> None:
    """Keep a confirmed clip as an example of what it is held to be.

    Raises UserError where nobody has confirmed it.
    """
    if not _is_confirmed(detection):
        raise UserError("Only a confirmed clip can be a reference. Say first what it is.")
    held = detection.current_species
    with project.writing() as db:
        species_id = species_rows.ids(db, [held])[held.scientific_name]
        row = {"detection_id": detection.id, "species_id": species_id, "reviewer": reviewer}
        log.append(db, _LOG, [row])


def drop(project: Project, detection_id: int, reviewer: str, *, only_by: str | None = None) -> None:
    """Keep a clip as an example no longer, whoever kept it or only this one; its verdict stays."""
    kept = select(R.uuid).where(R.detection_id == detection_id, *_kept(only_by))
    with project.writing() as db:
        log.undo(db, list(db.scalars(kept)), reviewer)


def is_kept(db: Connection, detection_id: int, only_by: str | None = None) -> bool:
    """Tell whether a detection is kept as an example, by anybody or by this reviewer."""
    kept = select(R.id).where(R.detection_id == detection_id, *_kept(only_by))
    return db.scalar(kept.limit(1)) is not None


def of_species(db: Connection, scientific_name: str, only_by: str | None = None) -> list[Detection]:
    """Return the examples of a species that anybody or this reviewer keeps, the oldest first."""
    query = (
        select(R.detection_id)
        .join(SpeciesRow, R.species_id == SpeciesRow.id)
        .join(DetectionRow, R.detection_id == DetectionRow.id)
        .where(SpeciesRow.scientific_name == scientific_name, HEARD_IN_PROJECT, *_kept(only_by))
        .group_by(R.detection_id)
        .order_by(func.min(R.at_utc), R.detection_id)
    )
    return detections.by_ids(db, db.scalars(query))


def _kept(only_by: str | None) -> list[ColumnElement[bool]]:
    return [log.stands(_LOG), *([] if only_by is None else [R.reviewer == only_by])]


def _is_confirmed(detection: Detection) -> bool:
    return detection.verdict is Verdict.CORRECT or detection.corrected is not None


# --- alike ---


def alike(
    project: Project,
    likeness: Likeness,
    detection: Detection,
    *,
    only_by: str | None = None,
    limit: int = 4,
) -> Alike:
    """Return what to compare a detection with, at most ``limit`` of each kind.

    Near are those of the same label and run. With ``only_by`` only what this reviewer said
    counts. Of more than 2,500 confirmed or rejected ones those with the best scores are compared.
    """
    held = detection.current_species
    with project.reading() as db:
        every = _seen(db, of_species(db, held.scientific_name, only_by), only_by)
        confirmed = _reviewed(db, detection, Verdict.CORRECT, only_by)
        rejected = _reviewed(db, detection, Verdict.WRONG, only_by)
        kept_itself = is_kept(db, detection.id, only_by)
    examples = {d.id: d for d in every if _is_example(d, held) and d.id != detection.id}
    known = likeness.to(detection, [*examples, *confirmed, *rejected])
    near = known or {}
    others = [
        [i for i in ids if i in near and i not in examples and i != detection.id]
        for ids in (confirmed, rejected)
    ]
    first = [
        sorted(ids, key=lambda i: -near.get(i, -1.0))[:limit] for ids in (list(examples), *others)
    ]
    with project.reading() as db:
        shown = [d for ids in first for d in detections.by_ids(db, ids)]
        found = {d.id: d for d in _seen(db, shown, only_by)}
    kept, right, wrong = ([Neighbour(found[i], near.get(i)) for i in ids] for ids in first)
    return Alike(kept, right, wrong, known is not None, kept_itself)


def _reviewed(
    db: Connection, detection: Detection, verdict: Verdict, only_by: str | None
) -> list[int]:
    wanted = Filter(
        run_id=detection.run_id, species=detection.species.scientific_name,
        verdicts=frozenset({verdict}), reviewer=only_by, unlisted=True,
    )  # fmt: skip
    return detections.ids(db, wanted, limit=_COMPARED_AT_MOST)


def _seen(db: Connection, found: list[Detection], only_by: str | None) -> list[Detection]:
    return found if only_by is None else seen_by(db, found, only_by)


def _is_example(detection: Detection, held: Species) -> bool:
    """Tell whether it still is what it was kept as."""
    return _is_confirmed(detection) and detection.current_species == held


# --- what else it may be ---


def alternatives(project: Project, detection: Detection, *, limit: int = 8) -> list[Species]:
    """Return what a person may choose instead.

    First the network's next guesses for the same window, then what is frequent at this site.
    """
    with project.reading() as db:
        run = runs.get(db, detection.run_id)
        own = combined.networks_own(db, run)
        found = [species for one in own for species in _guesses(db, one, detection)]
        if len(found) < limit:
            found += _frequent(db, detection, limit * 2)
    names = {detection.species.scientific_name, detection.current_species.scientific_name}
    chosen: list[Species] = []
    for one in found:
        if one.scientific_name not in names:
            names.add(one.scientific_name)
            chosen.append(one)
    return chosen[:limit]


def _guesses(db: Connection, run: Run, detection: Detection) -> list[Species]:
    """Return what the heads of a run hold a window for instead, the best of each first."""
    head_ids = heads.of_pass(db, run.pass_id)
    heard = scores.load(db, run.pass_id, head_ids, detection.recording_id)
    if heard is None:
        return []
    window = window_of(passes.get(db, run.pass_id).windowing, detection.start_s)
    found: list[Species] = []
    for head_id, head in zip(head_ids, heard.heads, strict=True):
        kept = head.scores
        there = kept.windows == window
        order = np.argsort(-kept.outputs[there], kind="stable")
        best_first = kept.labels[there][order].tolist()
        species = heads.species_at(db, head_id, best_first)
        found += [species[label] for label in best_first if label in species]
    return found


def _frequent(db: Connection, detection: Detection, limit: int) -> list[Species]:
    d = DetectionRow
    site = select(d.site_id).where(d.id == detection.id).scalar_subquery()
    query = (
        select(SpeciesRow.scientific_name, SpeciesRow.common_name, SpeciesRow.group)
        .join_from(d, SpeciesRow, d.species_id == SpeciesRow.id)
        .where(d.site_id == site, d.run_id == detection.run_id, d.listed)
        .group_by(d.species_id)
        .order_by(func.count().desc(), SpeciesRow.scientific_name)
        .limit(limit)
    )
    return [Species(row[0], row[1], row[2]) for row in db.execute(query)]
