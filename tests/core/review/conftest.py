"""Detections with embeddings."""

import numpy as np
import pytest

from core.networks.network import Network
from core.store import Project, runs
from core.store.embeddings import ShardWriter, save_spans


@pytest.fixture
def embedded(hand_made, birdnet: Network) -> Project:
    """Detections 1, 2, 3 lie in windows 0, 1, 2 of recording 1: alike 1-2, unlike 3."""
    project, size = hand_made.project, birdnet.manifest.embedding_size
    rows = np.zeros((4, size), np.float16)
    rows[0, :2], rows[1, :2], rows[2, :2] = (1, 0), (1, 0.1), (0, 1)
    with project.reading() as db:
        pass_id = runs.get(db, hand_made.run_id).pass_id
    with ShardWriter(project, pass_id, size) as shards:
        span = shards.append(0, rows)
        shards.flush()
    with project.writing() as db:
        save_spans(db, pass_id, 1, [span])
    return project
