"""Before anything is called a detection, some of what a head often finds is judged."""

from dataclasses import replace

import pytest

from core.errors import UserError
from core.heads import judged_first, library
from core.heads.judged_first import ask_first, first_judgement
from core.heads.scoring import detect, run_fingerprint
from core.heads.trained_head import made
from core.heads.windows import windows_of
from core.jobs import answer
from core.store import clip_labels, runs
from core.store.clip_labels import ClipLabel


@pytest.fixture
def eager(tones, kept, monkeypatch):
    """A head that finds its sound nearly everywhere, and of which five clips are to be judged."""
    monkeypatch.setattr(judged_first, "JUDGED", 5)
    facts = kept.head.facts
    low = tuple(replace(one, threshold=-50.0) for one in facts.labels)
    return library.keep(tones, made(replace(facts, name="eager", labels=low), kept.head.weights))


def say(project, offered, present):
    with project.writing() as db:
        clip_labels.add(
            db,
            [
                ClipLabel(o.recording_id, o.start_s, o.end_s, o.label, present, False, "Ann")
                for o in offered
            ],
        )


def test_detections_are_refused_until_enough_is_judged(tones, eager):
    heard = windows_of(tones)
    first = first_judgement(heard, eager.head)
    assert (first.judged, len(first.offered), first.share) == (0, 5, 1.0)
    with pytest.raises(UserError, match="Judge 5 clips of these first"):
        answer(detect(eager, heard))
    ask_first(heard, first)
    say(tones, first.offered[:3], False)
    second = first_judgement(heard, eager.head)
    assert (second.judged, second.right, len(second.offered)) == (3, 0, 2)
    ask_first(heard, second)
    say(tones, second.offered, True)
    assert first_judgement(heard, eager.head).is_settled
    assert answer(detect(eager, heard)).detections > 0
    with tones.reading() as db:
        run = runs.find(db, run_fingerprint(eager.head, heard))
    assert run.settings["judged_first"] == {"share_above": 1.0, "judged": 5, "right": 2}


def test_what_is_judged_without_being_asked_counts_for_nothing(tones, eager):
    heard = windows_of(tones)
    say(tones, first_judgement(heard, eager.head).offered, True)
    assert first_judgement(heard, eager.head).judged == 0


def test_what_nobody_could_tell_is_not_asked_again(tones, eager):
    heard = windows_of(tones)
    first = first_judgement(heard, eager.head)
    ask_first(heard, first)
    assert first_judgement(heard, eager.head).offered == first.offered
    say(tones, first.offered[1:], True)
    (again,) = first_judgement(heard, eager.head).offered
    assert again != first.offered[0]


def test_going_on_without_judging_is_in_the_record(tones, eager):
    heard = windows_of(tones)
    assert answer(detect(eager, heard, unjudged=True)).detections > 0
    with tones.reading() as db:
        run = runs.find(db, run_fingerprint(eager.head, heard))
    assert run.settings["judged_first"]["unjudged"] is True
    answer(detect(eager, heard))  # what was begun goes on
