"""Kept scores come back bit for bit, and only while the file is the same."""

from dataclasses import replace

import numpy as np

from core.domain import Problem
from core.store import recordings, scores
from core.store.scores import HeadScores, Histogram, SparseScores, WindowScores

HEARD = WindowScores(
    windows=7,
    analysed_s=20.5,
    heads=(
        HeadScores(
            SparseScores(
                np.array([0, 0, 6], np.uint32),
                np.array([1, 6521, 3], np.uint16),
                np.array([-4.6, 12.5, 1e-7], np.float32),
            ),
            Histogram(
                np.array([1, 2], np.uint16),
                np.array([1, 33], np.uint8),
                np.array([3, 70_000], np.uint32),
            ),
        ),
    ),
    problem=Problem("truncated", "Cut short.", usable=True),
)


def recording(db):
    return recordings.get(db, 1)


def test_kept_scores_come_back_exactly(hand_made):
    with hand_made.project.writing() as db:
        scores.save(db, 1, [1], recording(db), HEARD)
        loaded = scores.load(db, 1, [1], 1)
    assert (loaded.windows, loaded.analysed_s, loaded.problem) == (7, 20.5, HEARD.problem)
    (mine,), (was_mine,) = loaded.heads, HEARD.heads
    for kept, was in ((mine.scores, was_mine.scores), (mine.histogram, was_mine.histogram)):
        for name in was.__slots__:
            np.testing.assert_array_equal(getattr(kept, name), getattr(was, name))


def test_scores_of_a_file_that_has_changed_are_not_used(hand_made):
    with hand_made.project.writing() as db:
        older = replace(recording(db), content_hash="hash of an older file")
        scores.save(db, 1, [1], older, HEARD)
        assert scores.load(db, 1, [1], 1) is None
        assert list(db.scalars(scores.kept(db, 1, [1], with_embeddings=False))) == []


def test_a_second_hearing_replaces_the_first(hand_made):
    with hand_made.project.writing() as db:
        for _ in range(2):
            scores.save(db, 1, [1], recording(db), HEARD)
        assert list(db.scalars(scores.kept(db, 1, [1], with_embeddings=False))) == [1]
        assert list(db.scalars(scores.kept(db, 1, [1], with_embeddings=True))) == []


def test_onsets_of_heads_with_frames_come_back_beside_heads_without(hand_made):
    (plain,) = HEARD.heads
    times = {name: np.array([0, 40_000, 65_535], np.uint16) for name in ("onsets", "offsets")}
    framed = replace(plain, scores=replace(plain.scores, **times))
    none = replace(framed, scores=SparseScores(*(np.empty(0, k) for k in scores._ENTRIES)))
    with hand_made.project.writing() as db:
        for head_id in (7, 8, 9):
            db.exec_driver_sql(
                "INSERT INTO heads (id, sha256, name, title, version, network, trained, "
                "activation, floor, manifest) VALUES (?1, ?1, '', '', '', '', 0, '', 0, '{}')",
                (head_id,),
            )
        heard = replace(HEARD, heads=(framed, plain, none))
        scores.save(db, 1, [7, 8, 9], recording(db), heard)
        one, other, empty = scores.load(db, 1, [7, 8, 9], 1).heads
    np.testing.assert_array_equal(one.scores.onsets, times["onsets"])
    np.testing.assert_array_equal(one.scores.offsets, times["offsets"])
    assert other.scores.onsets is None
    assert len(empty.scores) == 0
