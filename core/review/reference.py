"""Confirmed clips to compare with: kept examples, and the nearest ones by their embeddings."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, delete, func, select
from sqlalchemy.dialects.sqlite import insert

from core.audio.windows import Windowing
from core.domain import Detection, Species, Verdict
from core.errors import UserError
from core.networks.catalogue import network
from core.store import Project, detections, embeddings, runs, scores
from core.store import species as species_rows
from core.store.detections import Filter
from core.store.review_schema import ReferenceClipRow
from core.store.runs import Run
from core.store.schema import DetectionRow, SpeciesRow

R = ReferenceClipRow
_COMPARED_AT_MOST = 5000
_CHUNK = 1024
Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A reviewed detection and how alike it sounds to the network."""

    detection: Detection
    similarity: float
    """Cosine of the embeddings, -1 to 1."""


# --- kept examples ---


def keep(project: Project, detection: Detection, reviewer: str) -> None:
    """Keep a confirmed clip as an example of what it is held to be.

    Raises UserError where nobody has confirmed it.
    """
    if detection.verdict is not Verdict.CORRECT and detection.corrected is None:
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


def of_species(db: Connection, scientific_name: str) -> list[Detection]:
    """Return the kept examples of a species, the first kept first."""
    query = (
        select(R.detection_id)
        .join(SpeciesRow, R.species_id == SpeciesRow.id)
        .where(SpeciesRow.scientific_name == scientific_name)
        .order_by(R.at_utc, R.detection_id)
    )
    return detections.by_ids(db, db.scalars(query))


# --- alike ---


def nearest(
    project: Project, detection: Detection, *, limit: int = 5
) -> tuple[list[Neighbour], list[Neighbour]]:
    """Return the most similar (confirmed, rejected) detections of the same label and run.

    Both are empty where the run kept no embeddings. Of more than 5,000 reviewed ones those with
    the best scores are compared.
    """
    words = frozenset({Verdict.CORRECT, Verdict.WRONG})
    wanted = Filter(
        run_id=detection.run_id, species=detection.species.scientific_name, verdicts=words,
        unlisted=True,
    )  # fmt: skip
    with project.reading() as db:
        run = runs.get(db, detection.run_id)
        ids = [i for i in detections.ids(db, wanted, limit=_COMPARED_AT_MOST) if i != detection.id]
        reviewed = detections.by_ids(db, ids)
        vectors = _embeddings(project, db, run, [detection, *reviewed])
    mine = vectors.get(detection.id)
    known = [d for d in reviewed if d.id in vectors]
    if mine is None or not known:
        return [], []
    alike = cosines(np.stack([vectors[d.id] for d in known]), mine)
    near = [
        Neighbour(known[i], float(alike[i])) for i in np.argsort(-alike, kind="stable").tolist()
    ]
    confirmed = [n for n in near if n.detection.verdict is Verdict.CORRECT]
    rejected = [n for n in near if n.detection.verdict is Verdict.WRONG]
    return confirmed[:limit], rejected[:limit]


def cosines(vectors: Vectors, wanted: Vectors) -> Vectors:
    """Return the cosine [n] of each row of ``vectors`` [n, size] with ``wanted`` [size]."""
    found = np.zeros(len(vectors), np.float32)
    length = np.linalg.norm(wanted)
    for first in range(0, len(vectors), _CHUNK):  # as float32 only a chunk at a time
        some = np.asarray(vectors[first : first + _CHUNK], np.float32)
        lengths = np.linalg.norm(some, axis=1) * length
        dots = some @ wanted
        found[first : first + _CHUNK] = np.divide(
            dots, lengths, out=np.zeros_like(dots), where=lengths > 0
        )
    return found


def _embeddings(
    project: Project, db: Connection, run: Run, wanted: Sequence[Detection]
) -> Mapping[int, Vectors]:
    size = network(run.network).manifest.embedding_size
    windowing = _windowing(run)
    by_recording: dict[int, list[Detection]] = defaultdict(list)
    for d in wanted:
        by_recording[d.recording_id].append(d)
    found: dict[int, Vectors] = {}
    for recording_id, some in by_recording.items():
        rows = embeddings.read(project, db, run.pass_id, recording_id, size)
        if rows is None:
            continue
        for d in some:
            window = window_of(windowing, d.start_s)
            if window < len(rows):
                found[d.id] = np.asarray(rows[window], np.float32)
    return found


def _windowing(run: Run) -> Windowing:
    manifest = network(run.network).manifest
    overlap_s = float(run.settings.get("overlap_s", 0.0))
    return Windowing.of(manifest.sample_rate, manifest.window_s, overlap_s)


def window_of(windowing: Windowing, start_s: float) -> int:
    """Return the number of the window that begins at ``start_s``."""
    return round(start_s * windowing.sample_rate / windowing.step)


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
    there = heard.logits.windows == window_of(_windowing(run), detection.start_s)
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
