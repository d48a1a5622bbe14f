"""Search by words: windows are ranked by cosine, prompts weighed as the network does."""

import numpy as np
import pytest
from scipy.special import softmax

from core.heads.prompts import ReadPrompts, cosines, prompt_set, unit
from core.heads.windows import windows_of
from core.heads.word_search import search_words
from core.jobs import answer
from tests.core.heads.tones import CALLS, SONGS

SONG = [1, 0, 0, 0, 0, 0, 0]
CALL = [0, 2, 0, 0, 0, 0, 0]


def asked(*rows, scale=50.0, normalised=True):
    names = ["a toad singing", "a toad calling", "rain"][: len(rows)]
    made = np.array(rows, np.float32)
    return ReadPrompts(prompt_set(names), unit(made) if normalised else made, normalised, scale)


def test_windows_are_ranked_by_how_near_they_are_to_the_phrase(tones):
    found = answer(search_words(windows_of(tones), asked(SONG), limit=len(SONGS))).result
    names = {n: f"{n}.wav" for n in SONGS}
    with tones.reading() as db:
        paths = dict(db.exec_driver_sql("SELECT id, path FROM recordings").all())
    assert {paths[one.recording_id].split("/")[-1] for one in found.found} == set(names.values())
    values = [one.similarity for one in found.found]
    assert values == sorted(values, reverse=True)
    assert (found.compared, found.trained, int(found.counts.sum())) == (128, False, 128)


def test_one_phrase_has_no_score_to_weigh_it_by(tones):
    found = answer(search_words(windows_of(tones), asked(SONG), limit=3))
    assert found.scores == [None] * 3
    assert found.prompts == ["a toad singing"] * 3


def test_several_phrases_are_classes_with_the_softmax_of_the_network(tones):
    many = len(SONGS) + len(CALLS)
    question = asked(SONG, CALL)
    found = answer(search_words(windows_of(tones), question, limit=many))
    assert found.prompts.count("a toad singing") == len(SONGS)
    assert found.prompts.count("a toad calling") == len(CALLS)
    assert all(0.5 < one <= 1 for one in found.scores)


def test_a_network_that_does_not_tell_how_to_weigh_gives_no_scores(tones):
    found = answer(search_words(windows_of(tones), asked(SONG, CALL, scale=None), limit=3))
    assert found.scores == [None] * 3
    assert all(found.prompts)


@pytest.mark.parametrize("normalised", [True, False])
def test_shares_are_those_that_the_network_itself_would_give(normalised):
    rng = np.random.default_rng(2)
    rows = rng.normal(0, 1, (5, 7)).astype(np.float32)
    question = asked(*rng.normal(0, 1, (3, 7)), scale=10.0, normalised=normalised)
    near = cosines(rows, question.rows) if normalised else rows @ question.rows.T
    assert np.allclose(question.shares(rows), softmax(10 * near, axis=1), atol=1e-6)


def test_windows_without_numbers_and_those_cut_off_are_counted(tones):
    (shard,) = (tones.folder / "embeddings").glob("*.f16")
    data = np.fromfile(shard, "<f2").reshape(-1, 7)
    data[100:103] = np.nan
    data[104] = 0
    data[:-10].tofile(shard)
    found = answer(search_words(windows_of(tones), asked(SONG))).result
    assert (found.compared, found.empty, found.lost) == (114, 4, 10)


def test_no_two_answers_share_sound(tones):
    starts = {}
    for one in answer(search_words(windows_of(tones), asked(SONG))).result.found:
        starts.setdefault(one.recording_id, []).append(one.start_s)
    assert all(np.diff(sorted(of_one)).min(initial=1) > 0.5 for of_one in starts.values())
