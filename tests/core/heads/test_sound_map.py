"""A map of sounds is the same each time, keeps what is alike together, and knows what is known."""

import sys
from types import SimpleNamespace

import numpy as np
import pytest

from core.errors import UserError
from core.heads.choosing import WindowChoice
from core.heads.sound_map import (
    NO_HOUR,
    _by_neighbours,
    facts_of,
    neighbours_can_be_kept,
    sound_map,
)
from core.heads.windows import windows_of
from core.jobs import answer
from core.store import clip_labels
from core.store.clip_labels import ClipLabel
from tests.core.heads.tones import CALLS, SONGS


@pytest.fixture
def heard(tones):
    return windows_of(tones)


def middle_of(found, numbers, window=4):
    there = np.isin(found.recording - 1, list(numbers)) & (found.window == window)
    return found.places[there].mean(axis=0)


def test_all_windows_have_a_place_and_the_same_one_each_time(tones, heard):
    first, again = answer(sound_map(heard)), answer(sound_map(windows_of(tones)))
    assert len(first.window) == first.total == heard.spans.total
    assert np.array_equal(first.places, again.places)


def test_what_sounds_alike_lies_together(heard):
    found = answer(sound_map(heard))
    songs, calls = middle_of(found, SONGS), middle_of(found, CALLS)
    apart = np.linalg.norm(songs - calls)
    for number in SONGS:
        assert np.linalg.norm(middle_of(found, [number]) - songs) < apart / 4


def test_of_many_windows_some_are_drawn_and_that_is_known(heard):
    found = answer(sound_map(heard, limit=20))
    assert (len(found.window), found.total) == (20, heard.spans.total)
    assert len({*zip(found.recording.tolist(), found.window.tolist(), strict=True)}) == 20


def test_where_too_few_clips_are_within_the_limits_that_is_said(heard):
    with pytest.raises(UserError, match="too few clips"):
        answer(sound_map(heard, WindowChoice(frozenset({"nowhere"}))))


def test_what_is_known_of_each_window_goes_with_it(tones, heard):
    label = ClipLabel(1, 1.0, 1.5, "my toad", True, False, "Ann")
    with tones.writing() as db:
        clip_labels.add(db, [label, ClipLabel(2, 99.0, 99.5, "late", True, False, "Ann")])
    found = answer(sound_map(heard))
    facts = facts_of(heard, found)
    mine = facts.label == facts.labels.index("my toad")
    assert {(r, w) for r, w in zip(found.recording[mine], found.window[mine], strict=True)} == {
        (1, 4)
    }
    assert not (facts.label == facts.labels.index("late")).any()
    assert facts.sites == ("media",)
    assert set(facts.hour.tolist()) == {NO_HOUR}
    assert facts.files[1] == "0.wav"


def test_windows_that_were_lost_have_no_place(tones, heard):
    (shard,) = (tones.folder / "embeddings").glob("*.f16")
    data = np.fromfile(shard, "<f2").reshape(-1, 7)
    data[:-10].tofile(shard)
    assert len(answer(sound_map(windows_of(tones))).window) == heard.spans.total - 10


def test_neighbours_are_kept_together_only_where_that_is_installed(heard, monkeypatch):
    if not neighbours_can_be_kept():
        with pytest.raises(UserError, match="umap-learn"):
            answer(sound_map(heard, by_neighbours=True))

    class Umap:
        def __init__(self, **given):
            self.given = given

        def fit_transform(self, places):
            assert self.given["init"].shape == (len(places), 2)
            return places[:, ::-1][:, :2] + self.given["random_state"]

    monkeypatch.setattr("core.heads.sound_map.find_spec", lambda _name: True)
    monkeypatch.setitem(sys.modules, "umap", SimpleNamespace(UMAP=Umap))
    found = answer(sound_map(heard, by_neighbours=True))
    assert found.by_neighbours
    assert found.places.shape == (heard.spans.total, 2)


@pytest.mark.skipif(not neighbours_can_be_kept(), reason='UMAP: pip install "undersong[umap]"')
@pytest.mark.parametrize("rows", [3, 4, 40, "equal", "two"])
def test_umap_lays_out_few_and_equal_windows_the_same_each_time(rows):
    given = np.random.default_rng(0).normal(size=(rows if isinstance(rows, int) else 40, 9))
    if isinstance(rows, str):
        given[: 40 if rows == "equal" else 20] = given[-1]
    given = given.astype(np.float32)
    found = [_by_neighbours(given, 0) for _ in range(2)]
    assert np.isfinite(found[0]).all()
    assert np.array_equal(*found)
