"""From labels to a head: what it learns, and what is said where it cannot."""

import numpy as np
import pytest

from core.domain import Species, Verdict
from core.errors import UserError
from core.heads.gathering import by_window, everything_said, labels_of, unsaid
from core.heads.label_files import import_labels
from core.heads.names import LabelNames
from core.heads.teaching import TrainingRequest, teach
from core.heads.windows import windows_of
from core.review import Desk
from core.store import detections
from core.store.detections import Filter
from tests.core.heads.tones import CALLS, HEADER, SONG_LABELS, SONGS, rows


def labelled(project, tmp_path, text):
    file = tmp_path / "labels.csv"
    file.write_text(text, encoding="utf-8")
    return import_labels(project, file)


def test_a_sound_is_taught_and_found(tones, tmp_path):
    labelled(tones, tmp_path, SONG_LABELS)
    taught = teach(windows_of(tones), TrainingRequest("song"))
    (label,) = taught.head.facts.labels
    assert (label.text, label.threshold is not None) == ("my song", True)
    (figures,) = taught.head.facts.evaluation.labels
    assert (figures.recordings, figures.average_precision) == (5, 1.0)
    assert "15 clips from 5 recordings" in figures.sentence
    assert taught.contradictions == []


def test_equal_labels_and_seed_give_equal_bytes_and_another_seed_others(tones, tmp_path):
    labelled(tones, tmp_path, SONG_LABELS)
    first, second, third = (
        teach(windows_of(tones), TrainingRequest("song", seed=seed)).head.data for seed in (0, 0, 1)
    )
    assert first == second != third


def test_verdicts_are_labels_too(tones):
    with tones.reading() as db:
        songs = detections.ids(db, Filter(species="Bufo bufo", unlisted=True))
    Desk(tones, "Ann").decide(songs[:6], Verdict.CORRECT)
    Desk(tones, "Ann").decide(songs[6:8], Verdict.WRONG)
    facts = teach(windows_of(tones), TrainingRequest("toad")).head.facts
    assert [one.text for one in facts.labels] == ["Bufo bufo"]
    assert facts.evaluation.labels[0].clips == 6


def test_with_fewer_than_four_clips_a_head_only_ranks(tones, tmp_path):
    labelled(tones, tmp_path, HEADER + rows([0], "my song", at=(1.0, 1.5)))
    facts = teach(windows_of(tones), TrainingRequest("song")).head.facts
    assert facts.labels[0].threshold is None
    assert "only rank" in facts.evaluation.labels[0].sentence


def test_contradictions_teach_neither_and_are_shown_with_both_sides(tones, tmp_path):
    labelled(tones, tmp_path, SONG_LABELS + rows([0], "my song", present=0, at=(1.25, 1.75)))
    taught = teach(windows_of(tones), TrainingRequest("song"))
    (first, *_) = taught.contradictions
    assert (first.yes.start_s, first.no.start_s) == (1.0, 1.25)
    assert taught.head.facts.evaluation.labels[0].clips == 14


def test_of_what_is_labelled_with_something_else_nothing_is_said_but_of_its_kin(tones, tmp_path):
    text = HEADER + rows(SONGS, "my song") + rows(CALLS, "Bufo bufo") + rows([7], "Bufo bufo alarm")
    labelled(tones, tmp_path, text + rows([0], "Bufo bufo", present=0, at=(1.0, 2.0)))
    labelled(tones, tmp_path, HEADER + rows([0], "Bufo bufo", at=(1.2, 1.8)))
    heard, names = windows_of(tones), LabelNames([Species("Bufo bufo", "Common Toad")])
    with tones.reading() as db:
        said = everything_said(db, names)
    found = by_window(heard, said, labels_of(said))
    assert found.labels == ["Bufo bufo", "Bufo bufo alarm", "my song"]
    of = dict(zip(found.windows, unsaid(heard, found, names).tolist(), strict=True))
    assert of[2, 5] == [True, True, False]  # a song
    assert of[6, 5] == [False, False, True]  # of a species that is there, a call may be
    assert of[1, 5] == [False, True, False]  # contradicted


def test_what_is_labelled_exhaustively_lacks_everything_else(tones, tmp_path):
    text = HEADER + rows(SONGS, "my song") + rows(CALLS, "my call", exhaustive=1)
    labelled(tones, tmp_path, text + rows([0], "", exhaustive=1, at=(3.0, 3.5)))
    heard = windows_of(tones)
    with tones.reading() as db:
        said = everything_said(db, LabelNames([]))
    found = by_window(heard, said, labels_of(said))
    assert found.labels == ["my call", "my song"]
    kinds = {tuple(row) for row in found.present.tolist()}
    assert kinds == {(-1, 1), (1, 0), (0, 0)}


def test_nothing_said_is_nothing_to_learn(tones):
    with pytest.raises(UserError, match="Nobody has said yet"):
        teach(windows_of(tones), TrainingRequest("song"))


def test_embeddings_of_zeros_and_shards_cut_short_are_left_out_and_said(tones, tmp_path):
    labelled(tones, tmp_path, SONG_LABELS)
    (shard,) = (tones.folder / "embeddings").iterdir()
    data = np.fromfile(shard, "<f2").reshape(-1, 7)
    data[:16] = 0  # the first recording
    data[16:17] = np.nan
    data[: len(data) - 8].tofile(shard)  # the end of the last
    taught = teach(windows_of(tones), TrainingRequest("song"))
    assert taught.head.facts.evaluation.labels[0].clips == 12
    assert any("Not used, as there are no embeddings" in note for note in taught.notes)


def test_a_span_is_in_the_windows_that_hold_most_of_it(tones):
    heard = windows_of(tones)  # of .5 s, one every .25 s
    assert [*heard.in_span(1.0, 1.5)] == [4]
    assert [*heard.in_span(1.1, 1.2)] == [3, 4]
    assert [*heard.in_span(1.0, 2.0)] == [4, 5, 6]
    assert [*heard.in_span(0.0, 0.05)] == [0]
