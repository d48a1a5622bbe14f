"""What is missed of a sound, by the clips that were drawn at random."""

import pytest

from core.heads.missed import RandomClips
from core.heads.rounds import ask, best
from core.heads.teaching import TrainingRequest, teach
from core.heads.windows import windows_of
from core.store import asked_clips
from core.store.asked_clips import AskedClip, AskedRound, Why
from tests.core.heads.test_rounds import LABEL, begin, has_song, ids, judge, say


def at_random(project):
    taught = teach(windows_of(project), TrainingRequest("song"))
    (label,) = taught.head.facts.evaluation.labels
    return label.at_random


def draw(project, clips, label=LABEL):
    asked = [AskedClip(n, s, s + 0.5, Why.RANDOM, drawn_from=100) for n, s in clips]
    with project.writing() as db:
        asked_clips.add(db, AskedRound(asked_clips.new_round(), label, 0, "Ann", tuple(asked)))
    return asked


def test_only_what_was_drawn_at_random_tells_what_is_missed(tones):
    ranking = begin(tones)
    for _ in range(6):
        judge(tones, ask(ranking))
        ranking.learn()
    with tones.reading() as db:
        drawn = [clip for _, clip in asked_clips.drawn_at_random(db)]
    found = at_random(tones)
    assert found.judged == len(drawn) > 1
    assert found.heard == sum(has_song(tones, clip) for clip in drawn)


def test_what_scores_low_and_has_the_sound_is_missed(tones):
    say(tones, best(begin(tones), 12), present=True)
    songs, n = ids(tones), 3.25
    quiet = draw(tones, [(songs[1], n), (songs[2], n), (songs[5], n)], "MY song")
    say(tones, quiet[:1], present=True)  # there is only noise
    say(tones, quiet[1:2], present=False)
    found = at_random(tones)
    assert (found.judged, found.heard, found.missed, found.not_judged) == (2, 1, 1, 1)
    assert found.sentence.startswith("2 clips were drawn at random and judged: 1 with it, 1 of")
    assert found.sentence.endswith("1 more is not judged yet.")


def test_clips_drawn_for_another_label_or_for_an_audit_do_not_count(tones):
    say(tones, best(begin(tones), 12), present=True)
    other = draw(tones, [(ids(tones)[1], 3.25)], "another song")
    say(tones, other, present=False)
    assert at_random(tones) is None


def test_a_clip_of_a_recording_that_was_removed_is_left_out(tones):
    say(tones, best(begin(tones), 12), present=True)
    (drawn,) = draw(tones, [(ids(tones)[6], 3.25)])
    say(tones, [drawn], present=False)
    assert at_random(tones).judged == 1
    with tones.writing() as db:
        db.exec_driver_sql("UPDATE recordings SET removed = 1 WHERE id = ?", (drawn.recording_id,))
    assert at_random(tones) is None


@pytest.mark.parametrize(("judged", "missed"), [(1, 0), (30, 0), (30, 3), (2, 2)])
def test_the_interval_holds_the_share_and_is_wide_for_few(judged, missed):
    found = RandomClips(judged, heard=missed + 1, missed=missed)
    of_all = found.missed_of_all
    assert of_all.low <= of_all.estimate == missed / judged <= of_all.high
    assert of_all.high - of_all.low > 1 / judged / 2
    assert RandomClips().missed_of_all is None
    assert RandomClips(3).missed_of_heard is None
