"""Heads and networks are tried on labelled folders."""

from dataclasses import replace

import numpy as np
import pytest

from core.errors import UserError
from core.heads.trials import LabelledClip, labelled_clips, try_network
from core.jobs import answer
from tests.core.networks.toy import CALL_HZ, CRICKET_HZ, SONG_HZ
from tests.core.sounds import noise, record

RATE = 16_000


@pytest.fixture
def folder(tmp_path):
    """Three labels of three clips each; one more file is no sound."""
    at = np.arange(RATE) / RATE
    for hz, label in ((SONG_HZ, "song"), (CALL_HZ, "call"), (CRICKET_HZ, "cricket")):
        for n in range(3):
            tone = np.sin(2 * np.pi * hz * at).astype(np.float32) * 0.3
            record(tmp_path / "data" / label / f"{n}.wav", tone + noise(1, rate=RATE), rate=RATE)
    (tmp_path / "data" / "song" / "broken.wav").write_bytes(b"no sound")
    return tmp_path / "data"


def test_a_network_is_measured_with_few_recordings_of_each_label(toy, folder):
    tried = answer(try_network(toy, labelled_clips(folder)))
    (one,) = tried.figures  # there are too few recordings for 5 and 10
    assert (one.shots, one.clips, one.labels, one.accuracy) == (1, 6, 3, 1.0)
    assert (one.mean_average_precision, one.roc_auc) == (1.0, 1.0)
    assert [path.name for path, _ in tried.unheard] == ["broken.wav"]


def test_a_table_names_spans(folder):
    table = folder / "clips.csv"
    table.write_text("file,label,start_s,end_s\nsong/0.wav,a,0,0.5\ncall/0.wav,b,,\n")
    first, second = sorted(labelled_clips(table), key=lambda one: one.label)
    assert (first.path, first.start_s, first.end_s) == (folder / "song" / "0.wav", 0.0, 0.5)
    assert (second.start_s, second.end_s) == (0.0, None)
    table.write_text("file,label,start_s,end_s\nsong/0.wav,a,1,0.5\ncall/0.wav,,,\n")
    with pytest.raises(UserError, match=r"line 2: end_s must be after(.|\n)*line 3: it has no lab"):
        labelled_clips(table)
    table.write_text('file,label,start_s\nsong\\0.wav,a,"0,5"\ncall\\0.wav,b,\n')
    assert labelled_clips(table)[1] == LabelledClip(folder / "song" / "0.wav", "a", 0.5)
    table.write_text("file,label,start_s\nsong/0.wav,a,soon\n")
    with pytest.raises(UserError, match="start_s 'soon' is no number of seconds"):
        labelled_clips(table)


def test_where_all_recordings_hold_all_labels_none_is_left_to_be_asked(toy, folder):
    clips = [LabelledClip(folder / "song" / f"{n}.wav", label) for n in (0, 1) for label in "ab"]
    with pytest.raises(UserError, match="at least two recordings"):
        answer(try_network(toy, clips))


def test_a_network_that_gives_scores_alone_is_refused(toy, folder):
    alone = replace(toy, manifest=replace(toy.manifest, embedding_size=0))
    with pytest.raises(UserError, match="gives scores and nothing else"):
        answer(try_network(alone, labelled_clips(folder)))


def test_one_label_tells_nothing_apart(folder):
    with pytest.raises(UserError, match="fewer than two labels"):
        labelled_clips(folder / "song")
