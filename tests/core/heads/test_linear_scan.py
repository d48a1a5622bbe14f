"""What is kept to be quick gives the same numbers as what it was made of."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.heads import windows
from core.heads.linear_scan import scanned
from core.heads.windows import windows_of
from core.store.embedding_scan import Spans, stretches


def prepared(project):
    heard = windows_of(project)
    list(heard.prepared())
    return heard


def functions(heard, count):
    random = np.random.default_rng(count)
    return (
        random.normal(0, 1, (heard.of.embedding_size, count)).astype(np.float32),
        random.normal(0, 1, (heard.network_labels, count)).astype(np.float32),
    )


@pytest.mark.parametrize("kept", [True, False])
@pytest.mark.parametrize("count", [1, 3, 20])
def test_every_window_is_scanned_as_it_is_when_looked_at_alone(tones, monkeypatch, kept, count):
    monkeypatch.setattr(windows, "_MANY", 1 if kept else 10**9)
    heard = prepared(tones)
    features, evidence = functions(heard, count)
    seen = 0
    for some in scanned(heard, features, evidence):
        alone = list(zip(some.recording.tolist(), some.window.tolist(), strict=True))
        with tones.reading() as db:
            places, rows = heard.rows(db, alone)
        assert places == list(range(len(alone)))
        np.testing.assert_allclose(some.values, rows.log @ features, atol=1e-4)
        np.testing.assert_allclose(some.said, rows.evidence @ evidence, atol=1e-4)
        seen += len(alone)
    assert seen == 128


def test_what_was_kept_is_made_again_after_scores_or_embeddings_changed(tones, monkeypatch):
    monkeypatch.setattr(windows, "_MANY", 1)
    prepared(tones)
    kept = [*(tones.folder / "embeddings").glob("*.evidence")]
    before = kept[0].read_bytes()
    with tones.writing() as db:
        db.exec_driver_sql("DELETE FROM window_scores WHERE recording_id = 1")
    heard = prepared(tones)
    assert kept[0].read_bytes() != before
    features, evidence = functions(heard, 1)
    (some,) = scanned(heard, features, evidence)
    assert not some.said[some.recording == 1].any()


def test_evidence_of_a_removed_recording_is_there_when_it_comes_back(tones, monkeypatch):
    monkeypatch.setattr(windows, "_MANY", 1)
    with tones.writing() as db:
        db.exec_driver_sql("UPDATE recordings SET removed = 1 WHERE id = 1")
    prepared(tones)
    with tones.writing() as db:
        db.exec_driver_sql("UPDATE recordings SET removed = 0 WHERE id = 1")
    heard = prepared(tones)
    features, evidence = functions(heard, 1)
    (some,) = scanned(heard, features, evidence)
    assert some.said[some.recording == 1].any()


@given(
    st.lists(st.tuples(st.integers(0, 2), st.integers(0, 3), st.integers(1, 30)), max_size=12),
    st.integers(1, 17),
)
def test_stretches_hold_every_window_once_and_in_order(pieces, most):
    rows, spans = {}, []
    for shard, gap, count in sorted(pieces):
        first = rows.get(shard, 0) + gap
        spans.append((len(spans), 0, count, shard, first))
        rows[shard] = first + count
    where = Spans(*np.array(spans, np.int64).reshape(-1, 5).T)
    expected = [(s[3], s[4] + n) for s in spans for n in range(s[2])]
    found = [*stretches(where, most)]
    assert [(one.shard, row) for one in found for row in one.rows] == expected
    assert [one.first for one in found] == [
        sum(len(other.rows) for other in found[:n]) for n in range(len(found))
    ]
    assert all(len(one.rows) <= most for one in found)


@given(st.permutations(range(6)), st.data())
def test_places_of_windows_are_found_whatever_the_order_of_the_disk(order, data):
    spans = [(n // 2 + 1, (n % 2) * 10, 3 + n, 0, at * 20) for at, n in enumerate(order)]
    where = Spans(*np.array(spans, np.int64).T)
    recording, window = where.windows_at(0, where.total)
    asked = data.draw(st.permutations(range(where.total)))
    found = where.places_of(recording[asked], window[asked])
    assert found.tolist() == list(asked)
    beyond = where.places_of(np.array([1, 9, 2]), np.array([99, 0, 9]))
    assert len(beyond) == 0
