"""Reviewed clips to compare with: kept examples, and those that sound most alike."""

from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
from sqlalchemy import Connection, delete, func, select
from sqlalchemy.dialects.sqlite import insert

from core.domain import Detection, Species, Verdict
from core.errors import UserError
from core.networks.catalogue import network
from core.review.likeness import Likeness, window_of, windowing
from core.store import Project, detections, runs, scores
from core.store import species as species_rows
from core.store.detections import Filter
from core.store.review_schema import ReferenceClipRow
from core.store.runs import Run
from core.store.schema import DetectionRow, SpeciesRow

R = ReferenceClipRow
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
        values = {
            "detection_id": detection.id,
            "species_id": species_rows.ids(db, [held])[held.scientific_name],
            "reviewer": reviewer,
            "at_utc": datetime.now(UTC).isoformat(timespec="seconds"),
        }
        query = insert(R).values(values)
        db.execute(query.on_conflict_do_update(index_elements=["detection_id"], set_=values))


def drop(project: Project, detection_id: int) -> None:
    """Keep a clip as an example no longer; its verdict stays."""
    with project.writing() as db:
        db.execute(delete(R).where(R.detection_id == detection_id))


def is_kept(db: Connection, detection_id: int, by: str | None = None) -> bool:
    """Tell whether a detection is kept as an example, by anybody or by this reviewer."""
    keeper = db.scalar(select(R.reviewer).where(R.detection_id == detection_id))
    return keeper is not None and by in (None, keeper)


def of_species(db: Connection, scientific_name: str) -> list[Detection]:
    """Return the kept examples of a species, the first kept first."""
    query = (
        select(R.detection_id)
        .join(SpeciesRow, R.species_id == SpeciesRow.id)
        .where(SpeciesRow.scientific_name == scientific_name)
        .order_by(R.at_utc, R.detection_id)
    )
    return detections.by_ids(db, db.scalars(query))


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
        every = of_species(db, held.scientific_name)
        confirmed = _reviewed(db, detection, Verdict.CORRECT, only_by)
        rejected = _reviewed(db, detection, Verdict.WRONG, only_by)
        kept_itself = is_kept(db, detection.id, only_by)
    examples = {d.id: d for d in every if _is_example(d, held, only_by) and d.id != detection.id}
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
        found = {d.id: d for ids in first for d in detections.by_ids(db, ids)}
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


def _is_example(detection: Detection, held: Species, only_by: str | None) -> bool:
    """Tell whether it still is what it was kept as."""
    by_them = only_by is None or detection.reviewer == only_by
    return by_them and _is_confirmed(detection) and detection.current_species == held


# --- what else it may be ---


def alternatives(project: Project, detection: Detection, *, limit: int = 8) -> list[Species]:
    """Return what a person may choose instead.

    First the network's next guesses for the same window, then what is frequent at this site.
    """
    with project.reading() as db:
        run = runs.get(db, detection.run_id)
        found = _guesses(db, run, detection)
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
    heard = scores.load(db, run.pass_id, detection.recording_id)
    if heard is None:
        return []
    labels = network(run.network).labels
    there = heard.logits.windows == window_of(windowing(run), detection.start_s)
    order = np.argsort(-heard.logits.logits[there], kind="stable")
    return [labels[n] for n in heard.logits.labels[there][order].tolist() if n < len(labels)]


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
