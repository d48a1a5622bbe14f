"""A reviewer decides, undoes and redoes: always as a list in plain Python would."""

import random
from dataclasses import replace

import pytest

from core.domain import Verdict
from core.review import Changed, Desk
from core.store import Project, annotations, clip_labels, detections, verdicts
from core.store.clip_labels import ClipLabel
from tests.core.conftest import WREN

CHOICES = (*Verdict, None)
C, W, U = Verdict.CORRECT, Verdict.WRONG, Verdict.UNSURE
NOTHING = (None, None, None, "", None)


def state(project: Project, ids: list[int]) -> dict[int, tuple[object, ...]]:
    """Return (verdict, corrected, its reviewer, comment, its author) where there is any."""
    with project.reading() as db:
        found = detections.by_ids(db, ids)
        now = verdicts.current(db, ids)
    words = {d.id: (d.verdict, d.corrected, d.reviewer, d.note, d.note_by) for d in found}
    for id_, said in now.items():  # what the lists show is what the log says
        assert words[id_][:2] == (said.verdict, said.corrected)
    return {i: said for i, said in words.items() if said != NOTHING}


def held(desk: Desk, *ids: int) -> object:
    return [state(desk._project, [i]).get(i, NOTHING)[0] for i in ids]


def test_five_hundred_random_actions_do_what_a_plain_list_does(hand_made):
    chance, desk = random.Random(7), Desk(hand_made.project, "Ann")
    past, here, future = [], {}, []
    for n in range(500):
        action = chance.choice(["decide", "decide", "comment", "undo", "undo", "redo"])
        if action == "decide":
            ids, verdict = chance.sample(hand_made.ids, 2), chance.choice(CHOICES)
            desk.decide(ids, verdict, corrected=WREN if verdict is Verdict.WRONG else None)
            by = "Ann" if verdict else None
            said = (verdict, WREN if verdict is Verdict.WRONG else None, by)
            now = {i: (*said, *here.get(i, NOTHING)[3:]) for i in ids}
            past, here, future = [*past, here], here | now, []
        elif action == "comment":
            id_ = chance.choice(hand_made.ids)
            desk.comment(id_, f"note {n}")
            words = (*here.get(id_, NOTHING)[:3], f"note {n}", "Ann")
            past, here, future = [*past, here], here | {id_: words}, []
        elif action == "undo" and past:
            assert desk.undo()
            past, here, future = past[:-1], past[-1], [here, *future]
        elif action == "redo" and future:
            assert desk.redo()
            past, here, future = [*past, here], future[0], future[1:]
        assert (desk.can_undo, desk.can_redo) == (bool(past), bool(future))
        told = {i: w for i, w in here.items() if w != NOTHING}
        assert state(hand_made.project, hand_made.ids) == told


def test_undo_brings_back_another_reviewers_word(hand_made):
    Desk(hand_made.project, "Bob").decide([1], Verdict.WRONG, corrected=WREN, note="hm")
    before = state(hand_made.project, [1])
    desk = Desk(hand_made.project, "Ann")
    desk.decide([1, 2], Verdict.CORRECT)
    assert desk.undo() == Changed((1, 2))
    assert state(hand_made.project, [1, 2]) == before


def test_at_the_start_there_is_nothing_to_undo(hand_made):
    desk = Desk(hand_made.project, "Ann")
    assert (desk.undo(), desk.redo()) == (None, None)


def test_undoing_adds_to_the_log(hand_made):
    desk = Desk(hand_made.project, "Ann")
    desk.decide([1], Verdict.CORRECT)
    desk.undo()
    desk.redo()
    with hand_made.project.reading() as db:
        said = db.exec_driver_sql("SELECT verdict, uuid FROM verdicts").all()
        undone = db.exec_driver_sql("SELECT entry, undone FROM undos ORDER BY id").all()
    assert [row.verdict for row in said] == ["correct"]
    assert undone == [(said[0].uuid, 1), (said[0].uuid, 0)]


def test_a_note_leaves_the_verdict(hand_made):
    desk = Desk(hand_made.project, "Ann")
    desk.decide([1], Verdict.WRONG, corrected=WREN)
    desk.comment(1, "two birds")
    assert state(hand_made.project, [1]) == {1: (W, WREN, "Ann", "two birds", "Ann")}


def test_a_comment_on_anothers_verdict_leaves_it_theirs(hand_made):
    project = hand_made.project
    Desk(project, "Bob").decide([1], W, corrected=WREN, note="hm")
    desk = Desk(project, "Ann")
    desk.comment(1, "a wren, yes")
    assert state(project, [1]) == {1: (W, WREN, "Bob", "a wren, yes", "Ann")}
    with project.reading() as db:
        assert verdicts.of_reviewer(db, "Ann") == {}
    desk.undo()
    assert state(project, [1]) == {1: (W, WREN, "Bob", "hm", "Bob")}


def test_a_verdict_leaves_anothers_comment_theirs(hand_made):
    Desk(hand_made.project, "Bob").comment(1, "two birds")
    Desk(hand_made.project, "Ann").decide([1], C)
    assert state(hand_made.project, [1]) == {1: (C, None, "Ann", "two birds", "Bob")}


def test_the_same_comment_again_is_no_step(hand_made):
    desk = Desk(hand_made.project, "Ann")
    desk.comment(1, "")
    assert not desk.can_undo
    desk.comment(1, "rain")
    desk.comment(1, "")
    assert state(hand_made.project, [1]) == {}
    desk.undo()
    assert state(hand_made.project, [1])[1][3:] == ("rain", "Ann")


def test_undo_leaves_what_another_said_since_and_says_so(hand_made):
    ann, bob = Desk(hand_made.project, "Ann"), Desk(hand_made.project, "Bob")
    ann.decide([1, 2, 3], C)
    bob.decide([1], W)
    assert ann.undo() == Changed((1, 2, 3), (), "Bob said wrong since, and that stands.")
    assert held(ann, 1, 2, 3) == [W, None, None]
    assert ann.redo() == Changed((1, 2, 3), (), "Bob said wrong since, and that stands.")
    assert held(ann, 1, 2, 3) == [W, C, C]
    bob.undo()
    assert held(ann, 1, 2, 3) == [C, C, C]


def test_redo_leaves_what_was_said_since_in_another_window_of_the_same_reviewer(hand_made):
    one, two = Desk(hand_made.project, "Ann"), Desk(hand_made.project, "Ann")
    one.decide([1, 2], C)
    one.undo()
    two.decide([1, 2], U)
    step = one.redo()
    assert step.stands == "Ann judged 2 of these again since, and that stands."
    assert held(one, 1, 2) == [U, U]
    two.undo()
    assert held(one, 1, 2) == [C, C]


def test_an_annotation_that_was_undone_elsewhere_is_erased_without_a_word(hand_made):
    ann, bob = Desk(hand_made.project, "Ann"), Desk(hand_made.project, "Bob")
    drawn = ann.draw(1, (0.0, 1.0))
    ann.undo()
    bob.erase(drawn.id)
    assert not bob.can_undo


def test_undo_never_speaks_in_anothers_name(hand_made):
    bob, ann = Desk(hand_made.project, "Bob"), Desk(hand_made.project, "Ann")
    bob.decide([1], W)
    ann.decide([1], C)
    ann.undo()
    assert state(hand_made.project, [1])[1][:3] == (W, None, "Bob")
    with hand_made.project.reading() as db:
        log = db.exec_driver_sql("SELECT reviewer FROM verdicts ORDER BY id").scalars().all()
    assert log == ["Bob", "Ann"]


def test_undo_leaves_anothers_newer_comment_and_annotation(hand_made):
    ann, bob = Desk(hand_made.project, "Ann"), Desk(hand_made.project, "Bob")
    ann.comment(1, "rain")
    bob.comment(1, "wind")
    assert ann.undo().stands == "Bob commented on this since, and that stands."
    assert state(hand_made.project, [1])[1][3:] == ("wind", "Bob")
    drawn = ann.draw(1, (0.0, 1.0))
    bob.redraw(replace(drawn, end_s=2.0))
    assert ann.undo() == Changed((), (1,), "Bob changed this since, and that stands.")
    with hand_made.project.reading() as db:
        assert annotations.current(db, [drawn.id])[drawn.id].end_s == 2.0


@pytest.mark.parametrize("seed", range(4))
def test_two_windows_at_random_hold_the_newest_word_that_was_not_undone(hand_made, seed):
    chance = random.Random(seed)
    desks = [Desk(hand_made.project, name) for name in ("Ann", "Ann", "Bob")]
    said: list[list[object]] = []  # [verdict, detection, still holds], the oldest first
    done, undone = ({d: [] for d in desks} for _ in range(2))
    for _ in range(150):
        desk = chance.choice(desks)
        act = chance.choice(["decide", "decide", "undo", "redo"])
        if act == "decide":
            entry = [chance.choice([C, W, U]), chance.randint(1, 3), True]
            desk.decide([entry[1]], entry[0])
            said.append(entry)
            done[desk].append(entry)
            undone[desk].clear()
        elif act == "undo" and desk.undo():
            entry = done[desk].pop()
            undone[desk].append(entry)
            entry[2] = False
        elif act == "redo" and desk.redo():
            entry = undone[desk].pop()
            done[desk].append(entry)
            entry[2] = True
        now = {i: next((v for v, of, on in said[::-1] if of == i and on), None) for i in (1, 2, 3)}
        assert held(desk, 1, 2, 3) == list(now.values())


def test_forty_thousand_can_be_decided_at_once(hand_made):
    with hand_made.project.writing() as db:
        db.exec_driver_sql(
            "WITH RECURSIVE n(x) AS (SELECT 10 UNION ALL SELECT x + 1 FROM n WHERE x < 40000) "
            "INSERT INTO detections (run_id, recording_id, species_id, label_id, start_s, end_s, "
            "score, output, listed) SELECT 1, 1, 1, 1, x * 3, x * 3 + 3, .5, 0, 1 FROM n"
        )
    desk = Desk(hand_made.project, "Ann")
    desk.decide(range(10, 40_000), Verdict.WRONG)
    desk.undo()
    assert state(hand_made.project, [10, 39_999]) == {}


def labelled(project: Project) -> list[tuple[str, bool]]:
    with project.reading() as db:
        return [(one.label, one.present) for one in clip_labels.current(db)]


def test_labels_of_clips_are_taken_back_and_said_again_as_one_step(hand_made):
    desk, song = Desk(hand_made.project, "Ann"), ClipLabel(1, 0.0, 3.0, "song", True, False, "Ann")
    desk.label([song, replace(song, start_s=3.0, end_s=6.0, present=False)])
    assert labelled(hand_made.project) == [("song", True), ("song", False)]
    assert desk.undo() == Changed(labels=True)
    assert labelled(hand_made.project) == []
    assert desk.redo() == Changed(labels=True)
    assert labelled(hand_made.project) == [("song", True), ("song", False)]


def test_a_label_that_is_taken_back_leaves_nothing_older_and_undo_brings_it_back(hand_made):
    desk, song = Desk(hand_made.project, "Ann"), ClipLabel(1, 0.0, 3.0, "song", True, False, "Ann")
    desk.label([song])
    desk.label([replace(song, present=False)])
    assert desk.unlabel(1, (0.0, 3.0), "song")
    assert labelled(hand_made.project) == []
    assert not desk.unlabel(1, (0.0, 3.0), "song")
    desk.undo()
    assert labelled(hand_made.project) == [("song", False)]


def test_undoing_a_label_leaves_what_another_said_of_it_since_and_says_so(hand_made):
    ann, bob = Desk(hand_made.project, "Ann"), Desk(hand_made.project, "Bob")
    song = ClipLabel(1, 0.0, 3.0, "song", True, False, "Ann")
    ann.label([song])
    bob.label([replace(song, present=False, reviewer="Bob")])
    assert ann.undo() == Changed((), (), "Bob changed this since, and that stands.", labels=True)
    assert labelled(hand_made.project) == [("song", False)]


def test_what_is_said_of_a_thousand_clips_looks_so_before_it_is_stored(hand_made):
    step = Desk(hand_made.project, "Ann").deciding(range(1, 1001), W)
    assert len(step.outlook.detections) == 1000
    assert step.outlook.detections[1000]["verdict"] is W


def test_what_is_heard_in_a_clip_is_settled_when_it_is_stored_not_when_it_is_said(hand_made):
    desk, clip = Desk(hand_made.project, "Ann"), (1, (0.0, 60.0))
    first, second = desk.labelling_all(*clip, ["a fox"]), desk.labelling_all(*clip, ["", "A Wren"])
    first.do()
    second.do()
    with hand_made.project.reading() as db:
        assert clip_labels.present_in(db, *clip) == {"A Wren"}
