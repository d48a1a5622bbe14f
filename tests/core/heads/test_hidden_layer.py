"""A hidden layer is tried where a person asks for it, and kept only where it gains enough."""

import numpy as np
from scipy import sparse

from core.heads.features import WindowFeatures, log_features
from core.heads.hidden_layer import train_hidden
from core.heads.label_files import import_labels
from core.heads.other_ways import OtherWay
from core.heads.teaching import TrainingRequest, teach
from core.heads.trained_head import FORMAT_OF_LAYERS, read, write
from core.heads.training import ABSENT, OTHER_SCALE, PRESENT, Lesson, train
from core.heads.windows import windows_of
from core.statistics.ranking import average_precision
from tests.core.heads.tones import SONG_LABELS


def rows(embeddings):
    raw = embeddings.astype(np.float16)
    none = sparse.csr_matrix((len(raw), 3), dtype=np.float32)
    return WindowFeatures(log_features(raw), none, raw)


def corners(seed, count=200):
    """Two numbers that are both high or both low where the sound is: no line tells them apart."""
    random = np.random.default_rng(seed)
    there = random.integers(0, 2, (count, 2))
    given = np.concatenate([there + random.normal(0, 0.15, (count, 2)) + 1, np.ones((count, 1))], 1)
    return rows(given), (there[:, 0] == there[:, 1]).astype(np.int8)


def test_it_learns_what_no_line_tells_apart_the_same_each_time():
    learn, yes = corners(1)
    present = np.where(yes, PRESENT, ABSENT).astype(np.int8)[:, None]
    lesson = Lesson(learn, present, learn[:0], learn[:0], np.array([OTHER_SCALE]))
    asked, was = corners(2)
    found = train_hidden(lesson, 0)
    assert average_precision(found.scores(asked)[:, 0], was == 1) > 0.99
    assert average_precision(train(lesson).scores(asked)[:, 0], was == 1) < 0.95
    again = train_hidden(lesson, 0)
    assert np.array_equal(found.scores(asked), again.scores(asked))


def test_a_head_says_what_was_compared_and_a_kept_one_is_read_again(tones, tmp_path, monkeypatch):
    (tmp_path / "labels.csv").write_text(SONG_LABELS, encoding="utf-8")
    import_labels(tones, tmp_path / "labels.csv")
    monkeypatch.setattr("core.heads.other_ways.LEAST_GAIN", -2.0)
    monkeypatch.setattr("core.heads.hidden_layer._STEPS", 5)
    taught = teach(windows_of(tones), TrainingRequest("song", also=OtherWay.HIDDEN_LAYER))
    assert taught.head.facts.format == FORMAT_OF_LAYERS
    assert taught.tried.is_kept
    assert taught.tried.sentence in taught.notes
    write(taught.head, tmp_path / "song.head.npz")
    assert read(tmp_path / "song.head.npz").facts == taught.head.facts
    assert taught.head.facts.labels[0].threshold is not None
