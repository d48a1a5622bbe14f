"""Search: what is kept to be quick changes nothing, and nothing is lost without a word."""

import numpy as np
import pytest

from core.heads import windows
from core.heads.log_shards import is_kept
from core.heads.search import search
from core.heads.windows import windows_of
from core.jobs import answer


def like(heard):
    with heard.project.reading() as db:
        return heard.rows(db, [(1, 4)])[1]


def found(project):
    heard = windows_of(project)
    return answer(search(heard, like(heard), limit=8))


def test_kept_logarithms_give_the_same_answer_and_are_made_again_after_a_change(tones, monkeypatch):
    before = found(tones)
    monkeypatch.setattr(windows, "_MANY", 1)
    assert found(tones).found == before.found
    assert is_kept(tones, 1, 0)
    assert found(tones).found == before.found
    (shard,) = (tones.folder / "embeddings").glob("*.f16")
    data = np.fromfile(shard, "<f2").reshape(-1, 7)
    data[5] = 0
    data.tofile(shard)
    assert not is_kept(tones, 1, 0)
    assert found(tones).empty == 1


def test_windows_without_numbers_and_those_cut_off_are_counted(tones):
    (shard,) = (tones.folder / "embeddings").glob("*.f16")
    data = np.fromfile(shard, "<f2").reshape(-1, 7)
    data[100:103] = np.nan
    data[:-10].tofile(shard)
    result = found(tones)
    assert (result.compared, result.empty, result.lost) == (115, 3, 10)
    assert int(result.counts.sum()) == 115


def test_no_two_answers_share_sound(tones):
    answers = found(tones).found
    starts = {}
    for one in answers:
        starts.setdefault(one.recording_id, []).append(one.start_s)
    for of_one in starts.values():
        assert np.diff(sorted(of_one)).min(initial=1) > 0.5


def test_the_example_itself_is_most_alike(tones):
    answers = found(tones).found
    mine = max(one.similarity for one in answers if one.recording_id == 1)
    assert mine == pytest.approx(answers[0].similarity, abs=1e-3)
    assert mine == pytest.approx(1, abs=1e-2)
