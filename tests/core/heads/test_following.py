"""Heads in use go on with what is new: each recording once, and those without embeddings later."""

from contextlib import closing

import numpy as np
import pytest

from core.analysis import Settings
from core.errors import UnusableValueError
from core.heads import library
from core.heads.following import analyse_with_heads, behind, not_followed, score_new, told
from core.heads.scoring import detect
from core.heads.teaching import TrainingRequest, teach
from core.heads.windows import windows_of
from core.jobs import answer
from core.store import Project, detections, runs
from core.store.detections import Filter
from tests.core.heads.tones import heard, more_songs

TOY = Settings(network="toy-1")


def of_head(project, kept):
    with project.reading() as db:
        (run,) = (
            one for one in runs.everything(db) if one.settings.get("head_sha256") == kept.sha256
        )
        return run, set(detections.ids(db, Filter(run_id=run.id, unlisted=True)))


def test_only_new_recordings_are_scored_and_what_was_found_stays(tones, toy, kept, tmp_path):
    _, before = of_head(tones, kept)
    assert behind(tones, windows_of(tones).id) == []
    more_songs(tones, tmp_path / "media", 20, 21)
    heard(tones, toy)
    (one,) = behind(tones, windows_of(tones).id)
    assert (one.kept.title, one.recordings) == ("song@1", 2)
    assert "has not heard 2 recordings" in not_followed(one)
    new = answer(score_new(tones, one))
    assert (new.recordings, new.windows) == (2, 32)
    _, after = of_head(tones, kept)
    assert before < after
    assert len(after) - len(before) == new.detections > 0
    assert behind(tones, windows_of(tones).id) == []
    assert "song@1 has heard 2 recordings more" in told(one, new)[0]


def test_asking_again_changes_nothing(tones, kept):
    _, before = of_head(tones, kept)
    assert answer(detect(kept, windows_of(tones))).recordings == 0
    assert of_head(tones, kept)[1] == before


def test_the_analysis_stays_the_newest_when_a_head_goes_on(tones, toy, kept, tmp_path):
    more_songs(tones, tmp_path / "media", 20)
    heard(tones, toy)
    with tones.writing() as db:
        newest = next(one for one in runs.everything(db) if "head_sha256" not in one.settings)
        db.exec_driver_sql("UPDATE runs SET finished_utc = '2099-01-01T00:00:00+00:00' "
                           "WHERE id = ?", (newest.id,))  # fmt: skip
    (one,) = behind(tones, newest.pass_id)
    answer(score_new(tones, one))
    with tones.reading() as db:
        assert runs.latest(db).id == newest.id


def test_recordings_without_embeddings_are_said_and_scored_when_they_have_them(
    tones, toy, kept, tmp_path
):
    more_songs(tones, tmp_path / "media", 20)
    heard(tones, toy, Settings(network="toy-1", embeddings=False))
    (one,) = behind(tones, windows_of(tones).id)
    new = answer(score_new(tones, one))
    assert new.recordings == 0
    assert "1 recording song@1 could not hear: no embeddings" in told(one, new)[0]
    heard(tones, toy)
    (one,) = behind(tones, windows_of(tones).id)
    assert answer(score_new(tones, one)).recordings == 1


def test_a_recording_whose_embeddings_are_cut_off_waits_until_it_was_heard_again(
    tones, toy, kept, tmp_path
):
    more_songs(tones, tmp_path / "media", 20, 21)
    heard(tones, toy)
    shard = max((tones.folder / "embeddings").glob("*.f16"), key=lambda one: one.stat().st_mtime)
    shard.write_bytes(shard.read_bytes()[: -14 * 3])
    (one,) = behind(tones, windows_of(tones).id)
    new = answer(score_new(tones, one))
    assert (new.recordings, new.lost) == (1, 16)
    heard(tones, toy)
    (one,) = behind(tones, windows_of(tones).id)
    assert answer(score_new(tones, one)).windows == 16


def test_recordings_of_silence_are_through_too(tones, toy, kept, tmp_path):
    more_songs(tones, tmp_path / "media", 20)
    heard(tones, toy)
    (shard, *_) = sorted((tones.folder / "embeddings").glob("*.f16"), reverse=True)
    data = np.fromfile(shard, "<f2").reshape(-1, 7)
    data[-16:] = 0
    data.tofile(shard)
    (one,) = behind(tones, windows_of(tones).id)
    new = answer(score_new(tones, one))
    assert (new.recordings, new.detections, new.empty) == (1, 0, 16)
    assert behind(tones, windows_of(tones).id) == []


def test_of_one_name_only_the_newest_in_use_goes_on(tones, toy, kept, tmp_path):
    second = library.keep(tones, teach(windows_of(tones), TrainingRequest("song", seed=5)).head)
    answer(detect(second, windows_of(tones)))
    library.keep(tones, teach(windows_of(tones), TrainingRequest("song", seed=6)).head)
    more_songs(tones, tmp_path / "media", 20)
    heard(tones, toy)
    assert [one.kept.title for one in behind(tones, windows_of(tones).id)] == ["song@2"]


def test_a_removed_or_damaged_head_goes_on_with_nothing(tones, toy, kept, tmp_path):
    more_songs(tones, tmp_path / "media", 20)
    heard(tones, toy)
    whole = kept.path.read_bytes()
    kept.path.write_bytes(whole[:50])
    assert behind(tones, windows_of(tones).id) == []
    kept.path.write_bytes(whole)
    library.remove(tones, library.found(tones, "song"))
    assert behind(tones, windows_of(tones).id) == []


def test_in_the_window_heads_go_on_after_an_analysis(tones, toy, kept, tmp_path, monkeypatch):
    more_songs(tones, tmp_path / "media", 20)
    steps = list(analyse_with_heads(tones, TOY))
    assert steps[-1].done == steps[-1].total
    assert behind(tones, windows_of(tones).id) == []
    with closing(Project(tones.folder)) as again:
        assert behind(again, windows_of(again).id) == []


def test_a_head_that_rests_scores_nothing_new_until_it_follows_again(tones, toy, kept, tmp_path):
    more_songs(tones, tmp_path / "media", 20)
    heard(tones, toy)
    library.follow(tones, kept, follows=False)
    assert behind(tones, windows_of(tones).id) == []
    library.follow(tones, kept, follows=True)
    assert [one.recordings for one in behind(tones, windows_of(tones).id)] == [1]


def test_a_renamed_head_keeps_its_analysis_and_is_given_under_its_new_name(tones, kept):
    run, _ = of_head(tones, kept)
    assert library.rename(tones, kept, "warble") == "warble"
    (now,) = library.every(tones)
    assert (now.title, now.to_give.facts.name) == ("warble@1", "warble")
    assert of_head(tones, now)[0].title == run.title
    library.rename(tones, now, "song")
    assert library.called(tones, "song").to_give.sha256 == kept.sha256
    with pytest.raises(UnusableValueError, match="cannot be called"):
        library.rename(tones, now, "a/b")
