"""What a big project keeps of windows: scores and embeddings of a million of them.

They are the first ten of each of 100,000 recordings, so that what a file takes counts as much as
what a window takes. Five scores a window are kept, crowded at the low end.
"""

import json
from contextlib import closing
from dataclasses import asdict
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection

from core.domain import Recording
from core.networks.manifest import HeadManifest
from core.store import Project, embeddings, heads, recordings, scores
from core.store.embeddings import ShardWriter
from core.store.scores import HeadScores, Histogram, SparseScores, WindowScores
from tests.core import made

WINDOWS = 10
"""Of each recording."""
_SCORES = 5
"""Of each window."""
_SIZE = 1024
_RUN = _PASS = 1
_AT_ONCE = 5000
_HEAD = HeadManifest(made.NETWORK, "BirdNET", "2.4", sensitivity=True)


def keep(folder: Path, species: int, windows: int = WINDOWS, seed: int = 6) -> None:
    """Keep scores and embeddings of the first windows of each recording, unless they are there."""
    chance = np.random.default_rng(seed)
    vectors = chance.normal(size=(_AT_ONCE, _SIZE)).astype(np.float16)
    with closing(Project(folder)) as project:
        with project.writing() as db:
            if embeddings.any_kept(db, _PASS):
                return
            head_ids = _heads(db)
            ids = list(db.exec_driver_sql("SELECT id FROM recordings ORDER BY id").scalars())
        with ShardWriter(project, _PASS, _SIZE) as shards:
            for first in range(0, len(ids), _AT_ONCE):
                with project.writing() as db:
                    for one in recordings.each(db, ids[first : first + _AT_ONCE]):
                        heard = _heard(species, windows, chance)
                        scores.save(db, _PASS, head_ids, one, heard)
                        _embed(db, shards, one, vectors[chance.integers(_AT_ONCE, size=windows)])
                    shards.flush()


def _heads(db: Connection) -> list[int]:
    head_ids = heads.of_pass(db, _PASS)
    heads.use(db, _RUN, head_ids)
    db.exec_driver_sql("UPDATE heads SET manifest = ?", (json.dumps(asdict(_HEAD)),))
    return head_ids


def _heard(species: int, windows: int, chance: np.random.Generator) -> WindowScores:
    many = windows * _SCORES
    numbers = np.repeat(np.arange(windows, dtype=np.uint32), _SCORES)
    labels = np.sort(chance.integers(species, size=(windows, _SCORES)), axis=1).ravel()
    outputs = (-4.5 + 9 * chance.beta(0.7, 2.5, many)).astype(np.float32)
    kept = SparseScores(numbers, labels.astype(np.uint16), outputs)
    empty = np.zeros(0, np.uint16)
    none = Histogram(empty, empty.astype(np.uint8), empty.astype(np.uint32))
    return WindowScores(windows, windows * made.CUT.window_s, (HeadScores(kept, none),))


def _embed(
    db: Connection, shards: ShardWriter, one: Recording, vectors: NDArray[np.float16]
) -> None:
    assert one.id is not None
    embeddings.save_spans(db, _PASS, one.id, [shards.append(0, vectors)])
