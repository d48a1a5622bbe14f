"""What to judge next: which clips, in which order, and when to stop."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import UserError
from core.heads.live_ranking import live_ranking
from core.heads.rounds import ask, best, shares, stop_hint
from core.heads.training import UNKNOWN
from core.heads.windows import windows_of
from core.jobs import answer
from core.store import asked_clips, clip_labels
from core.store.asked_clips import Why
from core.store.clip_labels import ClipLabel
from tests.core.heads.tones import SONGS

LABEL = "my song"


def ranked(project, seed=0):
    return answer(live_ranking(windows_of(project), LABEL, seed=seed))


def say(project, clips, present, reviewer="Ann"):
    with project.writing() as db:
        clip_labels.add(
            db,
            [ClipLabel(c.recording_id, c.start_s, c.end_s, LABEL, present, False, reviewer)
             for c in clips],
        )  # fmt: skip


def ids(project):
    """File number -> recording id."""
    with project.reading() as db:
        rows = db.exec_driver_sql("SELECT id, path FROM recordings").all()
    return {int(path.split("/")[-1].removesuffix(".wav")): number for number, path in rows}


def has_song(project, clip):
    songs = {ids(project)[n] for n in SONGS}
    return clip.recording_id in songs and 0.7 < clip.start_s < 1.8


def begin(project, at=(1.0, 1.5)):
    with project.writing() as db:
        clip_labels.add(db, [ClipLabel(ids(project)[0], *at, LABEL, True, False, "Ann")])
    return ranked(project)


def spans(clips):
    return [(c.recording_id, c.start_s, c.why) for c in clips]


def judge(project, asked):
    for clip in asked.clips:
        say(project, [clip], has_song(project, clip))


def test_the_first_rounds_ask_for_what_ranks_highest_once_a_recording(tones):
    asked = ask(begin(tones))
    assert {clip.why for clip in asked.clips} == {Why.TOP}
    recordings = [clip.recording_id for clip in asked.clips]
    assert len(set(recordings)) == len(recordings) == 8
    assert all(has_song(tones, clip) for clip in asked.clips[:4])


def test_from_eight_positives_on_all_reasons_have_their_share():
    assert shares(10, 7) == {Why.TOP: 10}
    assert shares(10, 8) == {Why.RANDOM: 1, Why.TOP: 3, Why.UNCERTAIN: 3, Why.FAR: 3}
    for number in range(1, 60):
        assert sum(shares(number, 8).values()) == number


def test_nothing_is_asked_twice_and_no_clip_shares_sound_with_a_labelled_one(tones):
    ranking, seen = begin(tones), {}
    for _ in range(4):
        asked = ask(ranking)
        for clip in asked.clips:
            beside = seen.setdefault(clip.recording_id, [])
            assert all(abs(clip.start_s - other) >= 0.5 for other in beside)
            beside.append(clip.start_s)
        judge(tones, asked)
        ranking.learn()
    assert ranking.positives >= 8
    assert {clip.why for clip in ask(ranking).clips} == {
        Why.TOP,
        Why.UNCERTAIN,
        Why.FAR,
        Why.RANDOM,
    }


def test_the_same_round_is_asked_until_something_of_it_is_judged(tones):
    ranking = begin(tones)
    first = ask(ranking)
    assert ask(ranked(tones)).id == first.id
    say(tones, first.clips[:1], present=True)
    second = ask(ranked(tones))
    assert second.id != first.id
    with tones.reading() as db:
        assert len(asked_clips.of_label(db, LABEL.upper())) == 2


@settings(
    max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(order=st.permutations(range(8)))
def test_the_order_of_answers_makes_no_difference(tones, order):
    ranking = begin(tones)
    clips = best(ranking, 8)
    for n in order:
        say(tones, [clips[n]], n % 2 == 0)
    live, fresh = ranking, ranked(tones)
    live.learn()
    np.testing.assert_array_equal(live.scores, fresh.scores)
    by_time = [replace(c, score=None) for c in best(fresh, 20)]
    assert by_time == [replace(c, score=None) for c in best(live, 20)]
    with tones.writing() as db:
        db.exec_driver_sql("DROP TRIGGER IF EXISTS clip_labels_are_not_deleted")
        db.exec_driver_sql("DELETE FROM clip_labels")


def drawn_by(project, seed):
    (one,) = [c for c in ask(ranked(project, seed)).clips if c.why is Why.RANDOM]
    return one.recording_id, one.start_s


def test_another_seed_draws_other_clips_and_what_was_drawn_is_asked_until_it_is_judged(
    tones, monkeypatch
):
    say(tones, best(begin(tones), 12), present=True)
    with monkeypatch.context() as patch:
        patch.setattr(asked_clips, "add", lambda *_: None)
        assert drawn_by(tones, 1) == drawn_by(tones, 1)
        assert len({drawn_by(tones, seed) for seed in range(6)}) > 3
    assert len({drawn_by(tones, seed) for seed in range(3)}) == 1


def test_a_clip_drawn_at_random_is_asked_again_until_it_is_judged_but_not_for_ever(tones):
    ranking = begin(tones)
    say(tones, best(ranking, 12), present=True)
    drawn = []
    for _ in range(3):
        ranking.learn()
        asked = ask(ranking)
        (random,) = [c for c in asked.clips if c.why is Why.RANDOM]
        assert random.drawn_from
        drawn.append((random.recording_id, random.start_s))
        say(tones, [c for c in asked.clips if c.why is Why.TOP], present=True)
    assert drawn[0] == drawn[1] != drawn[2]


def test_two_rounds_in_vain_are_told(tones):
    ranking = begin(tones)
    for number in range(2):
        assert stop_hint(ranking) == ""
        say(tones, ask(ranking).clips, present=False)
        ranking.learn()
        assert bool(stop_hint(ranking)) == (number == 1)
    assert "found no new my song in 16 clips" in stop_hint(ranking)


def test_without_a_clip_of_it_nothing_can_be_ranked(tones):
    with pytest.raises(UserError, match="Nobody has said yet where my song"):
        ranked(tones)


def test_windows_without_numbers_and_lost_ones_are_not_asked_for(tones):
    begin(tones)
    (shard,) = (tones.folder / "embeddings").glob("*.f16")
    data = np.fromfile(shard, "<f2").reshape(-1, 7)
    data[8:16], data[20:30] = 0, np.nan
    data[: len(data) - 16].tofile(shard)  # the last recording is lost
    ranking = ranked(tones)
    assert (ranking.empty, ranking.lost) == (18, 16)
    asked = ask(ranking).clips
    assert len(asked) == 7
    assert all(np.isfinite(clip.score) for clip in asked)


def test_embeddings_that_change_meanwhile_are_told(tones):
    ranking = begin(tones)
    (shard,) = (tones.folder / "embeddings").glob("*.f16")
    data = np.fromfile(shard, "<f2")
    data[: len(data) // 2].tofile(shard)
    with pytest.raises(UserError, match="changed meanwhile"):
        ranking.learn()


def test_equal_scores_are_asked_in_stored_order(tones):
    ranking = begin(tones)
    ranking.scores[:] = 1
    asked = ask(ranking).clips
    assert [c.recording_id for c in asked] == sorted({*ranking.recording.tolist()})
    assert [c.recording_id for c in best(ranking, 3)] == [1, 1, 1]


def test_what_was_removed_or_lies_elsewhere_now_is_not_asked_for(tones):
    ranking = begin(tones)
    gone, other, *_ = [clip.recording_id for clip in ask(ranking).clips[1:]]
    with tones.writing() as db:
        db.exec_driver_sql("UPDATE recordings SET removed = 1 WHERE id = ?", (gone,))
        db.exec_driver_sql("UPDATE recordings SET replaced = 1 WHERE id = ?", (other,))
    fresh = ranked(tones)
    assert {gone, other}.isdisjoint(clip.recording_id for clip in ask(fresh).clips)
    assert {gone, other}.isdisjoint(clip.recording_id for clip in best(fresh, 100))
    with tones.reading() as db:
        every = asked_clips.of_label(db, LABEL)
    assert all(clip.recording_id != gone for one in every for clip in one.clips)


def test_contradicted_clips_are_not_asked_for_again(tones):
    ranking = begin(tones)
    (first, *_) = ask(ranking).clips
    say(tones, [first], present=True)
    say(tones, [replace(first, end_s=first.end_s - 0.1)], present=False, reviewer="Bob")
    ranking.learn()
    assert ranking.known_of(first) == UNKNOWN
    asked = [(c.recording_id, c.start_s) for c in (*ask(ranking).clips, *best(ranking, 100))]
    assert (first.recording_id, first.start_s) not in asked
