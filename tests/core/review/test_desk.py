"""A reviewer decides, undoes and redoes: always as a list in plain Python would."""

import random

from core.domain import Verdict
from core.review import Desk
from core.store import Project, verdicts
from tests.core.conftest import WREN

CHOICES = (*Verdict, None)


def state(project: Project, ids: list[int]) -> dict[int, tuple[object, ...]]:
    with project.reading() as db:
        now = verdicts.current(db, ids)
    said = {i: (s.verdict, s.corrected, s.note, s.reviewer) for i, s in now.items()}
    return {i: words for i, words in said.items() if words[:3] != (None, None, "")}


def test_five_hundred_random_actions_do_what_a_plain_list_does(hand_made):
    chance, desk = random.Random(7), Desk(hand_made.project, "Ann")
    past, here, future = [], {}, []
    for n in range(500):
        action = chance.choice(["decide", "decide", "comment", "undo", "undo", "redo"])
        if action == "decide":
            ids, verdict = chance.sample(hand_made.ids, 2), chance.choice(CHOICES)
            desk.decide(ids, verdict, corrected=WREN if verdict is Verdict.WRONG else None)
            words = (verdict, WREN if verdict is Verdict.WRONG else None, "", "Ann")
            past, here, future = [*past, here], here | dict.fromkeys(ids, words), []
        elif action == "comment":
            id_ = chance.choice(hand_made.ids)
            desk.comment(id_, f"note {n}")
            verdict, corrected, _, _ = here.get(id_, (None, None, "", ""))
            words = (verdict, corrected, f"note {n}", "Ann")
            past, here, future = [*past, here], here | {id_: words}, []
        elif action == "undo" and past:
            assert desk.undo()
            past, here, future = past[:-1], past[-1], [here, *future]
        elif action == "redo" and future:
            assert desk.redo()
            past, here, future = [*past, here], future[0], future[1:]
        assert (desk.can_undo, desk.can_redo) == (bool(past), bool(future))
        told = {i: w for i, w in here.items() if w[:3] != (None, None, "")}
        assert state(hand_made.project, hand_made.ids) == told


def test_undo_brings_back_another_reviewers_word(hand_made):
    Desk(hand_made.project, "Bob").decide([1], Verdict.WRONG, corrected=WREN, note="hm")
    before = state(hand_made.project, [1])
    desk = Desk(hand_made.project, "Ann")
    desk.decide([1, 2], Verdict.CORRECT)
    assert desk.undo() == [1, 2]
    assert state(hand_made.project, [1, 2]) == before


def test_at_the_start_there_is_nothing_to_undo(hand_made):
    desk = Desk(hand_made.project, "Ann")
    assert (desk.undo(), desk.redo()) == ([], [])


def test_undoing_adds_to_the_log(hand_made):
    desk = Desk(hand_made.project, "Ann")
    desk.decide([1], Verdict.CORRECT)
    desk.undo()
    desk.redo()
    with hand_made.project.reading() as db:
        rows = db.exec_driver_sql("SELECT verdict FROM verdicts ORDER BY id").all()
    assert [row.verdict for row in rows] == ["correct", None, "correct"]


def test_a_note_leaves_the_verdict(hand_made):
    desk = Desk(hand_made.project, "Ann")
    desk.decide([1], Verdict.WRONG, corrected=WREN)
    desk.comment(1, "two birds")
    assert state(hand_made.project, [1]) == {1: (Verdict.WRONG, WREN, "two birds", "Ann")}


def test_forty_thousand_can_be_decided_at_once(hand_made):
    with hand_made.project.writing() as db:
        db.exec_driver_sql(
            "WITH RECURSIVE n(x) AS (SELECT 10 UNION ALL SELECT x + 1 FROM n WHERE x < 40000) "
            "INSERT INTO detections (run_id, recording_id, species_id, start_s, end_s, score, "
            "logit, listed) SELECT 1, 1, 1, x * 3, x * 3 + 3, .5, 0, 1 FROM n"
        )
    desk = Desk(hand_made.project, "Ann")
    desk.decide(range(10, 40_000), Verdict.WRONG)
    desk.undo()
    assert state(hand_made.project, [10, 39_999]) == {}
