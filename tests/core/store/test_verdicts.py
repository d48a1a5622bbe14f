"""The log of verdicts only grows, and its newest entry holds."""

from datetime import UTC, datetime

import pytest
from sqlalchemy.exc import IntegrityError

from core.domain import Verdict
from core.store import verdicts
from core.store.verdicts import Statement
from tests.core.conftest import WREN

CORRECT, WRONG, UNSURE = Verdict.CORRECT, Verdict.WRONG, Verdict.UNSURE


def say(project, *said: Statement) -> None:
    with project.writing() as db:
        verdicts.add(db, said)


def holds(project, detection_id: int = 1) -> Statement | None:
    with project.reading() as db:
        return verdicts.current(db, [detection_id]).get(detection_id)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE detections SET score = 1",
        "UPDATE detections SET species_id = 2",
        "UPDATE detections SET listed = 0",
        "UPDATE verdicts SET verdict = 'wrong'",
        "DELETE FROM verdicts",
    ],
)
def test_what_was_said_cannot_be_changed(hand_made, change):
    say(hand_made.project, Statement(1, CORRECT, "Ann"))
    with (
        pytest.raises(IntegrityError, match=r"never changed|append-only"),
        hand_made.project.writing() as db,
    ):
        db.exec_driver_sql(change)


def test_a_detection_may_be_placed_anew(hand_made):
    with hand_made.project.writing() as db:
        db.exec_driver_sql("UPDATE detections SET site_id = NULL, local_day = 20250101")


def test_the_last_word_holds(hand_made):
    say(hand_made.project, Statement(1, CORRECT, "Ann"))
    say(hand_made.project, Statement(1, WRONG, "Bob", WREN))
    assert holds(hand_made.project) == Statement(1, WRONG, "Bob", WREN)


def test_of_statements_made_at_once_the_last_holds(hand_made):
    for n in range(20):
        said = [Statement(1, v, f"{n}") for v in (CORRECT, WRONG, UNSURE)]
        say(hand_made.project, *said)
        assert holds(hand_made.project) == said[-1]


def test_the_last_word_holds_even_when_the_clock_was_set_back(hand_made):
    say(hand_made.project, Statement(1, CORRECT, "Ann"))
    with hand_made.project.writing() as db:
        db.exec_driver_sql(
            "UPDATE current_verdicts SET at_utc = '2099-01-01T00:00:00.000000+00:00'"
        )
    say(hand_made.project, Statement(1, WRONG, "Ann"))
    assert holds(hand_made.project).verdict is WRONG


def test_merged_logs_agree_on_the_newest_whatever_the_order(hand_made):
    early, late = "2025-05-03T05:00:00.000000+00:00", "2025-05-03T06:00:00.000000+00:00"
    entries = [("a", late, "wrong"), ("b", early, "correct"), ("c", late, "unsure")]
    insert = "INSERT INTO verdicts (uuid, detection_id, verdict, reviewer, at_utc) VALUES "
    with hand_made.project.writing() as db:
        for detection, order in ((1, entries), (2, entries[::-1])):
            for uuid, at, verdict in order:
                row = f"('{uuid}{detection}', {detection}, '{verdict}', 'Ann', '{at}')"
                db.exec_driver_sql(insert + row)
    assert holds(hand_made.project, 1).verdict is UNSURE
    assert holds(hand_made.project, 2).verdict is UNSURE


def test_the_log_keeps_every_word_and_when(hand_made):
    before = datetime.now(UTC).isoformat(timespec="microseconds")
    say(hand_made.project, Statement(1, CORRECT, "Ann"), Statement(1, None, "Ann"))
    with hand_made.project.reading() as db:
        rows = db.exec_driver_sql("SELECT verdict, at_utc FROM verdicts ORDER BY id").all()
    assert [row.verdict for row in rows] == ["correct", None]
    assert before <= rows[0].at_utc < rows[1].at_utc


def test_forty_thousand_can_be_asked_for_at_once(hand_made):
    say(hand_made.project, Statement(1, CORRECT, "Ann"))
    with hand_made.project.reading() as db:
        assert set(verdicts.current(db, range(40_000))) == {1}
