"""Embedding shards: what is stored can be read, what is left over is written over."""

import os
import sys

import numpy as np
import pytest

from core.errors import UserError
from core.store import embeddings
from core.store.embeddings import EmbeddingSpan, ShardWriter, read, save_spans, shard_path

SIZE = 4


def rows(count: int, value: float) -> np.ndarray:
    return np.full((count, SIZE), value, np.float16)


def store(project, recording_id: int, *parts: np.ndarray) -> list[EmbeddingSpan]:
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


def found(project, *windows: tuple[int, int]) -> dict[int, float]:
    with project.reading() as db:
        places, rows = embeddings.of_windows(project, db, 1, windows, SIZE)
    return dict(zip(places, rows[:, 0].tolist(), strict=True))


@pytest.mark.parametrize("kept_bytes", [0, 1, 8, 15, 16, 31])
def test_a_shard_that_was_cut_short_gives_only_what_is_there(hand_made, kept_bytes):
    project = hand_made.project
    store(project, 1, rows(2, 1))
    store(project, 2, rows(2, 2))
    os.truncate(shard_path(project.folder, 1, 0), kept_bytes)
    there = kept_bytes // (SIZE * 2)
    assert len(found(project, (1, 0), (1, 1), (2, 0), (2, 1))) == there
    assert (kept(project, 1) is None) == (there < 2)
    with project.reading() as db:
        assert embeddings.missing(project, db, 1, SIZE) == ({1, 2} if there < 2 else {2})


def test_nothing_is_written_behind_rows_that_are_missing(hand_made):
    project = hand_made.project
    store(project, 1, rows(4, 1))
    os.truncate(shard_path(project.folder, 1, 0), SIZE * 2)
    (span,) = store(project, 2, rows(2, 2))
    assert (span.shard, span.row) == (1, 0)
    assert shard_path(project.folder, 1, 0).stat().st_size == SIZE * 2
    assert kept(project, 2)[:, 0].tolist() == [2, 2]
    with project.writing() as db:
        embeddings.drop(db, 1, embeddings.missing(project, db, 1, SIZE))
    assert kept(project, 1) is None


def test_rows_of_zeros_or_of_no_numbers_never_count(hand_made):
    store(hand_made.project, 1, rows(1, 0), rows(1, np.nan), rows(1, np.inf), rows(1, 3))
    assert found(hand_made.project, (1, 0), (1, 3), (1, 1), (1, 3), (1, 2)) == {1: 3, 3: 3}


def test_rows_are_on_the_disk_before_the_database_tells_of_them(hand_made, monkeypatch):
    synced = []
    monkeypatch.setattr(os, "fsync", lambda n: synced.append(os.fstat(n).st_size))
    with ShardWriter(hand_made.project, 1, SIZE) as writer:
        writer.append(0, rows(3, 1))
        writer.flush()
    assert synced[-1] == 3 * SIZE * 2
    assert len(synced) == 1 + (os.name != "nt"), "and the new file's name in its folder"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limits")
@pytest.mark.parametrize("room", [0, 1, 100, 5_000])
def test_a_disk_that_fills_while_rows_are_written_is_said_and_nothing_before_is_lost(
    hand_made, room
):
    import resource

    project = hand_made.project
    store(project, 1, rows(2, 1))
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2 * SIZE * 2 + room, hard))
    try:
        with pytest.raises(UserError, match="Make room there"):
            store(project, 2, *(rows(1, 5) for _ in range(2000)))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
    store(project, 2, rows(2, 2))
    assert kept(project, 1)[:, 0].tolist() == [1, 1]
    assert kept(project, 2)[:, 0].tolist() == [2, 2]


def test_windows_of_a_removed_shard_are_left_out(hand_made):
    store(hand_made.project, 1, rows(2, 1))
    shard_path(hand_made.project.folder, 1, 0).unlink()
    with hand_made.project.reading() as db:
        places, found = embeddings.of_windows(hand_made.project, db, 1, [(1, 0)], SIZE)
    assert (places, found.shape) == ([], (0, SIZE))
