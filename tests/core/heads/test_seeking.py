"""Looking for a sound: compared while little is known, then learned, within what is chosen."""

from itertools import pairwise

import pytest

from core.heads.choosing import WindowChoice
from core.heads.examples import SearchExample
from core.heads.knowledge import known_sound
from core.heads.seeking import ClipOrder, Seeker, Seeking, SightingProgress
from core.heads.windows import windows_of
from core.jobs import answer
from core.store import asked_clips, clip_labels
from core.store.clip_labels import ClipLabel
from tests.core.heads.tones import CALLS, SONGS

LIKE = (SearchExample("0.wav", 1.0, 1.5, recording_id=1),)


@pytest.fixture
def seeker(tones):
    return Seeker(tones)


def say(project, numbers, present=True, at=(1.0, 2.0)):
    with project.writing() as db:
        clip_labels.add(
            db, [ClipLabel(n + 1, *at, "my toad", present, False, "Ann") for n in numbers]
        )


def asked(project):
    with project.reading() as db:
        return asked_clips.of_label(db, "my toad")


def test_nothing_is_compared_with_nothing(seeker):
    sighting = answer(seeker.seek(Seeking("my toad")))
    assert (sighting.clips, sighting.compared) == ([], 0)


def test_few_examples_are_compared_and_many_clips_teach(tones, seeker):
    first = answer(seeker.seek(Seeking("my toad", LIKE)))
    assert not first.learned
    assert {c.recording_id - 1 for c in first.clips if c.likeness > 0.95} == set(SONGS)
    say(tones, SONGS[:2])
    assert answer(seeker.seek(Seeking("my toad", LIKE))).learned
    assert len(asked(tones)) == 1


def test_a_round_is_asked_once_and_what_is_left_of_it_stays_in_front(tones, seeker):
    say(tones, SONGS[:1])
    sought = Seeking("my toad")
    first = answer(seeker.seek(sought))
    left = first.clips[1 : first.asked]
    again = answer(seeker.seek(sought, left))
    assert again.clips[: again.asked] == left
    assert len(asked(tones)) == 1


def test_among_chosen_clips_nothing_is_asked_and_no_other_is_found(tones, seeker):
    say(tones, SONGS[:1])
    plain = answer(seeker.seek(Seeking("my toad", order=ClipOrder.ALIKE)))
    cut = answer(seeker.seek(Seeking("my toad", least=0.5)))
    assert [c.id for c in cut.clips] == [c.id for c in plain.clips if c.likeness >= 0.5]
    none = answer(seeker.seek(Seeking("my toad", choice=WindowChoice(frozenset({"nowhere"})))))
    assert none.clips == []
    assert asked(tones) == []


def test_when_all_is_taken_back_it_is_compared_again(tones, seeker):
    say(tones, SONGS[:1])
    assert answer(seeker.seek(Seeking("my toad", LIKE))).compared
    say(tones, SONGS[:1], present=False)
    sighting = answer(seeker.seek(Seeking("my toad", LIKE)))
    assert not sighting.known.having
    assert sighting.compared


def test_clips_that_were_judged_are_told_apart_and_share_no_sound(tones, seeker):
    say(tones, SONGS)
    say(tones, CALLS, present=False)
    for order, numbers in ((ClipOrder.WITH, SONGS), (ClipOrder.WITHOUT, CALLS)):
        clips = answer(seeker.seek(Seeking("my toad", order=order))).clips
        assert {c.recording_id - 1 for c in clips} == set(numbers)
        starts = {}
        for clip in clips:
            starts.setdefault(clip.recording_id, []).append(clip.start_s)
        assert all(b - a >= 0.5 for some in starts.values() for a, b in pairwise(some))


def test_what_is_found_is_told_while_more_is_looked_at(tones, seeker, monkeypatch):
    monkeypatch.setattr("core.heads.search._SHOWN_EVERY_S", 0)
    steps = list(seeker.seek(Seeking("", LIKE)))
    assert any(isinstance(step, SightingProgress) and step.clips for step in steps)


def test_where_people_contradict_each_other_nothing_is_known(tones):
    say(tones, SONGS[:2])
    say(tones, SONGS[:1], present=False, at=(1.0, 1.9))
    known = known_sound(windows_of(tones), "my toad")
    assert {recording for recording, _ in known.having} == {2}
    assert len(known.contradictions) == 1
