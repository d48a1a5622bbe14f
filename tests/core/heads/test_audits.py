"""Look-alikes: which they are, how many are listened to, and what one wrong clip does."""

from dataclasses import replace
from math import comb

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import UserError
from core.heads import audits
from core.heads.audits import audit_of, audit_size, draw, newest_audit, take_back
from core.heads.look_alikes import look_alikes
from core.heads.windows import windows_of
from core.jobs import answer
from core.review import Desk
from core.store import clip_labels
from core.store.asked_clips import AskedClip, AskedRound, Why
from core.store.clip_labels import ClipLabel
from tests.core.heads.test_rounds import LABEL, has_song, ids, say


@pytest.mark.parametrize(
    ("clips", "size"),
    [(20, 19), (50, 39), (100, 63), (200, 90), (500, 119), (1000, 132), (10**6, 149), (1, 1)],
)
def test_the_size_of_an_audit_is_that_of_the_table(clips, size):
    assert audit_size(clips) == size


@pytest.mark.parametrize(("clips", "size"), [(20, 16), (50, 31), (100, 39), (200, 47), (500, 54)])
def test_a_larger_share_needs_a_smaller_audit(clips, size):
    assert audit_size(clips, 0.05) == size


@given(st.integers(0, 400))
def test_an_audit_is_the_smallest_that_shows_what_it_says(clips):
    size, wrong = audit_size(clips), clips // 50 + 1

    def unseen(drawn):
        return comb(clips - wrong, drawn) / comb(clips, drawn)

    assert size <= clips
    if clips:
        assert unseen(size) <= 0.05 + 1e-9
        assert unseen(size - 1) > 0.05 - 1e-9


NOISE = [(n, at) for n in range(8) for at in (0.0, 2.5, 3.0, 3.5)]


def confirmed(project, negatives=NOISE):
    """Say where one song is, and where none is; return the clip."""
    files = ids(project)
    said = [ClipLabel(files[n], at, at + 0.5, LABEL, False, False, "Ann") for n, at in negatives]
    with project.writing() as db:
        clip_labels.add(db, said)
    clip = AskedClip(files[0], 1.25, 1.75, Why.LIKE)
    say(project, [clip], present=True)
    return clip


def found(project, clip):
    return answer(look_alikes(windows_of(project), clip, LABEL))


def labelled(project):
    with project.reading() as db:
        return [one for one in clip_labels.current(db) if one.audit]


def test_look_alikes_are_songs_that_nobody_labelled_and_share_no_sound(tones):
    alike = found(tones, confirmed(tones)).clips
    assert len(alike) >= 5
    assert all(has_song(tones, clip) for clip in alike)
    starts = {}
    for clip in alike:
        starts.setdefault(clip.recording_id, []).append(clip.start_s)
    assert all(np.diff(sorted(of_one)).min(initial=1) >= 0.5 for of_one in starts.values())
    scores = [clip.score for clip in alike]
    assert scores == sorted(scores, reverse=True)
    assert min(scores) > 0.8


def test_what_is_as_near_to_something_wrong_is_no_look_alike(tones):
    clip = confirmed(tones)
    first = found(tones, clip).clips[0]
    say(tones, [first], present=False)
    assert all(one.recording_id != first.recording_id for one in found(tones, clip).clips[:1])
    assert len(found(tones, clip).clips) < 5


def test_without_twenty_negatives_or_a_confirmed_clip_it_is_refused(tones):
    clip = confirmed(tones, NOISE[:10])
    with pytest.raises(UserError, match="Only 10 clips are said not to be my song"):
        found(tones, clip)
    with pytest.raises(UserError, match="Nobody has confirmed yet"):
        found(tones, AskedClip(clip.recording_id, 2.5, 3.0, Why.LIKE))


def test_embeddings_of_zeros_and_without_numbers_are_alike_to_nothing(tones):
    clip = confirmed(tones)
    before = len(found(tones, clip).clips)
    (shard,) = (tones.folder / "embeddings").glob("*.f16")
    data = np.fromfile(shard, "<f2").reshape(-1, 7)
    data[16:32], data[32:48] = 0, np.nan
    data.tofile(shard)
    assert 0 < len(found(tones, clip).clips) < before


def test_where_none_is_wrong_all_are_labelled_in_one_step_to_undo(tones, monkeypatch):
    monkeypatch.setattr("core.heads.audits.audit_size", lambda clips: 2)
    heard, desk = windows_of(tones), Desk(tones, "Ann")
    asked = draw(heard, found(tones, clip := confirmed(tones)), reviewer="Ann")
    audit = newest_audit(heard, clip, LABEL.upper())
    assert (audit.audited, len(audit.waiting), audit.entries("Ann")) == (2, 2, [])
    assert "listening to all is as quick" in audit.sentence
    say(tones, audit.waiting, present=True)
    audit = newest_audit(heard, clip, LABEL)
    desk.label(audit.entries("Ann"))
    assert len(labelled(tones)) == audit.size - 2 == len(asked.clips) - 3
    assert {one.audit for one in labelled(tones)} == {asked.id}
    assert not newest_audit(heard, clip, LABEL).is_open
    desk.undo()
    assert labelled(tones) == []
    desk.redo()
    assert take_back(tones, LABEL, "Ann") == audit.size - 2
    assert labelled(tones) == []


@settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_one_wrong_clip_in_any_order_refuses_the_act(tones, data):
    heard = windows_of(tones)
    with tones.writing() as db:  # each example begins anew
        db.exec_driver_sql("DROP TRIGGER IF EXISTS clip_labels_are_not_deleted")
        db.exec_driver_sql("DELETE FROM clip_labels")
    asked = draw(heard, found(tones, confirmed(tones)), reviewer="Ann")
    drawn = [one for one in asked.clips if one.why is Why.AUDIT]
    order = data.draw(st.permutations(drawn))
    right = data.draw(st.lists(st.booleans(), min_size=len(order), max_size=len(order)))
    for n, (clip, is_right) in enumerate(zip(order, right, strict=True), 1):
        say(tones, [clip], is_right)
        audit = audit_of(heard, asked)
        if not all(right[:n]):
            assert (audit.entries("Ann"), audit.is_open) == ([], False)
            assert len(audit.queue) == len(asked.clips) - 1 - n
        elif n < len(order):
            assert (len(audit.waiting), audit.entries("Ann")) == (len(order) - n, [])


def test_what_became_doubtful_since_is_left_out(tones, monkeypatch):
    monkeypatch.setattr("core.heads.audits.audit_size", lambda clips: 1)
    heard = windows_of(tones)
    asked = draw(heard, found(tones, confirmed(tones)), reviewer="Ann")
    (drawn,) = (one for one in asked.clips if one.why is Why.AUDIT)
    say(tones, [drawn], present=True)
    before = audit_of(heard, asked)
    gone = before.rest[0].recording_id
    with tones.writing() as db:
        db.exec_driver_sql("UPDATE recordings SET removed = 1 WHERE id = ?", (gone,))
    after = audit_of(windows_of(tones), newest_audit(heard, asked.clips[0], LABEL).asked)
    assert 0 < len(after.rest) < len(before.rest)
    assert all(one.recording_id != gone for one in after.rest)


def test_when_clips_that_were_drawn_are_gone_others_are_drawn(tones):
    heard, clip = windows_of(tones), confirmed(tones)
    asked = draw(heard, found(tones, clip), reviewer="Ann")
    like, first, *others = asked.clips
    fewer = (like, first, *(replace(one, why=Why.ALIKE) for one in others))
    say(tones, [first], present=True)
    audit = audit_of(heard, replace(asked, clips=fewer))
    assert (audit.enough, audit.is_open, audit.entries("Ann")) == (False, False, [])
    assert "draw others" in audit.sentence


@given(st.lists(st.integers(1, 6), min_size=1, max_size=60), st.integers(0, 5))
def test_an_audit_hears_every_recording_before_any_twice_and_is_the_same_by_seed(sizes, seed):
    clips = [
        AskedClip(r, n, n + 0.5, Why.ALIKE) for r, size in enumerate(sizes) for n in range(size)
    ]
    number = audit_size(len(clips))
    drawn = audits._drawn(tuple(clips), number, seed)
    assert len(set(drawn)) == number
    assert drawn == audits._drawn(tuple(reversed(clips)), number, seed)
    times = [sum(one.recording_id == r for one in drawn) for r in range(len(sizes))]
    for count, size in zip(times, sizes, strict=True):
        assert count == size or count >= max(times) - 1


def test_nothing_alike_is_told_and_not_kept(tones):
    clip = confirmed(tones)
    say(tones, found(tones, clip).clips, present=True)
    nothing = found(tones, clip)
    heard = windows_of(tones)
    asked = draw(heard, nothing)
    assert isinstance(asked, AskedRound)
    assert newest_audit(heard, clip, LABEL) is None
    assert "Nothing that is not labelled yet is so like" in audit_of(heard, asked).sentence
