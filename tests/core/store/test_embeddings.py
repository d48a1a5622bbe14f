"""Embedding shards: what is stored can be read, what is left over is written over."""

import numpy as np
import pytest

from core.errors import UserError
from core.store import embeddings
from core.store.embeddings import ShardWriter, Span, read, save_spans, shard_path

SIZE = 4


def rows(count: int, value: float) -> np.ndarray:
    return np.full((count, SIZE), value, np.float16)


def store(project, recording_id: int, *parts: np.ndarray) -> list[Span]:
    with ShardWriter(project, 1, SIZE) as writer:
        at = np.cumsum([0, *(len(p) for p in parts)])
        spans = [writer.append(int(n), part) for n, part in zip(at, parts, strict=False)]
        writer.flush()
    with project.writing() as db:
        save_spans(db, 1, recording_id, spans)
    return spans


def kept(project, recording_id: int) -> np.ndarray | None:
    with project.reading() as db:
        return read(project, db, 1, recording_id, SIZE)


def test_rows_come_back_in_the_order_of_windows(hand_made):
    store(hand_made.project, 1, rows(3, 1), rows(2, 2))
    store(hand_made.project, 2, rows(1, 3))
    assert kept(hand_made.project, 1)[:, 0].tolist() == [1, 1, 1, 2, 2]
    assert kept(hand_made.project, 2)[:, 0].tolist() == [3]
    assert kept(hand_made.project, 3) is None


def test_a_full_shard_is_followed_by_another(hand_made, monkeypatch):
    monkeypatch.setattr(embeddings, "SHARD_BYTES", 5 * SIZE * 2)
    spans = store(hand_made.project, 1, *(rows(2, n) for n in range(8)))
    assert [(s.shard, s.row) for s in spans] == [(n // 3, n % 3 * 2) for n in range(8)]
    assert kept(hand_made.project, 1)[:, 0].tolist() == [n // 2 for n in range(16)]
    store(hand_made.project, 2, rows(1, 99))
    assert kept(hand_made.project, 2)[:, 0].tolist() == [99]
    assert kept(hand_made.project, 1)[:, 0].tolist() == [n // 2 for n in range(16)]


def test_what_a_killed_run_left_is_written_over(hand_made):
    project = hand_made.project
    store(project, 1, rows(2, 1))
    with ShardWriter(project, 1, SIZE) as killed:
        killed.append(0, rows(50, 77))
    with shard_path(project.folder, 1, 0).open("ab") as file:
        file.write(b"half a r")
    store(project, 2, rows(2, 2))
    assert kept(project, 1)[:, 0].tolist() == [1, 1]
    assert kept(project, 2)[:, 0].tolist() == [2, 2]
    assert shard_path(project.folder, 1, 0).stat().st_size == 4 * SIZE * 2


def test_a_recording_heard_again_has_its_new_rows(hand_made):
    store(hand_made.project, 1, rows(2, 1), rows(2, 2))
    store(hand_made.project, 1, rows(3, 5))
    assert kept(hand_made.project, 1)[:, 0].tolist() == [5, 5, 5]


def test_a_place_that_cannot_be_written_is_said(hand_made):
    (hand_made.project.folder / "embeddings").touch()
    with pytest.raises(UserError, match="Embeddings cannot be written"):
        ShardWriter(hand_made.project, 1, SIZE)


def test_single_windows_of_many_recordings_are_read_at_once(hand_made, monkeypatch):
    monkeypatch.setattr(embeddings, "SHARD_BYTES", 3 * SIZE * 2)
    store(hand_made.project, 1, rows(2, 1), rows(2, 2))
    store(hand_made.project, 2, rows(1, 3))
    wanted = [(2, 0), (1, 3), (1, 4), (3, 0), (1, 0)]
    with hand_made.project.reading() as db:
        places, found = embeddings.of_windows(hand_made.project, db, 1, wanted, SIZE)
    assert dict(zip(places, found[:, 0].tolist(), strict=True)) == {0: 3, 1: 2, 4: 1}


def test_windows_of_a_removed_shard_are_left_out(hand_made):
    store(hand_made.project, 1, rows(2, 1))
    shard_path(hand_made.project.folder, 1, 0).unlink()
    with hand_made.project.reading() as db:
        places, found = embeddings.of_windows(hand_made.project, db, 1, [(1, 0)], SIZE)
    assert (places, found.shape) == ([], (0, SIZE))
