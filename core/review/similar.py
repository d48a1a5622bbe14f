"""Detections in the order of how alike they sound to some that were chosen."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, select

from core.review.likeness import embeddings_of, heard_for
from core.similarity import nearest
from core.store import Project, detections, embeddings, runs
from core.store.detections import Filter
from core.store.groups import in_groups
from core.store.schema import DetectionRow

D = DetectionRow
COMPARED_AT_MOST = 5000


@dataclass(frozen=True, slots=True)
class Order:
    """The beginning of a queue; behind it the queue goes on with the best score first."""

    ids: NDArray[np.int64]
    """The most alike first; those without an embedding are last."""
    compared: int


def comparable(project: Project, run_id: int) -> bool:
    """Tell whether a run kept embeddings."""
    with project.reading() as db:
        return embeddings.any_kept(db, heard_for(db, runs.get(db, run_id)).pass_id)


def most_alike_first(
    project: Project, wanted: Filter, examples: Sequence[int], *, limit: int = COMPARED_AT_MOST
) -> Order:
    """Compare what a filter shows with examples, given by id: the nearest of them counts.

    Of more than ``limit`` detections those with the best scores are compared.
    """
    with project.reading() as db:
        ids = np.array(detections.ids(db, wanted, limit=limit), np.int64)
        found = _embeddings(project, db, [*ids.tolist(), *examples])
    there = np.array([i in found for i in ids.tolist()], bool)
    near = np.full(len(ids), -np.inf, np.float32)
    like = [found[i] for i in examples if i in found]
    if like and there.any():
        near[there] = nearest(np.stack([found[i] for i in ids[there].tolist()]), np.stack(like))
    return Order(ids[np.argsort(-near, kind="stable")], int(there.sum()) if like else 0)


def _embeddings(
    project: Project, db: Connection, ids: Sequence[int]
) -> dict[int, embeddings.Float16]:
    """Return id -> embedding, of any run with the network of the first detection's run."""
    run_ids = list(
        dict.fromkeys(
            run_id
            for some in in_groups(ids)
            for run_id in db.scalars(select(D.run_id).distinct().where(D.id.in_(some)))
        )
    )
    found: dict[int, embeddings.Float16] = {}
    every = [runs.get(db, run_id) for run_id in run_ids]
    networks = [heard_for(db, run).network for run in every]
    for run, network in zip(every, networks, strict=True):
        if network == networks[0]:
            known, vectors = embeddings_of(project, db, run, ids)
            found |= dict(zip(known, vectors, strict=True))
    return found
