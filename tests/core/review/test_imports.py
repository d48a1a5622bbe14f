"""Verdicts from a file: all or nothing, and twice is once."""

from pathlib import Path

import pytest

from core.domain import Verdict
from core.errors import UserError
from core.exports import Selection, export
from core.review import Desk, Imported, import_verdicts
from core.store import detections


@pytest.fixture
def take_in(hand_made, tmp_path: Path):
    def write_and_import(text: str, encoding: str = "utf-8") -> Imported:
        file = tmp_path / "said.csv"
        file.write_bytes(text.encode(encoding))
        return import_verdicts(hand_made.project, file)

    return write_and_import


def said(hand_made) -> dict[int, tuple[object, str, str]]:
    with hand_made.project.reading() as db:
        found = detections.by_ids(db, hand_made.ids)
    return {d.id: (d.verdict, d.reviewer, d.note) for d in found if d.verdict or d.note}


GOOD = (
    "detection_id,verdict,reviewer,note\n1,correct,Ann,clear\n2,Wrong,,\n3,,Ann,\n4,unsure,Bob,hm\n"
)


def test_verdicts_are_taken_in(hand_made, take_in):
    assert take_in(GOOD) == Imported(added=3, unchanged=0)
    assert said(hand_made) == {
        1: (Verdict.CORRECT, "Ann", "clear"),
        2: (Verdict.WRONG, "imported", ""),
        4: (Verdict.UNSURE, "Bob", "hm"),
    }


def test_the_same_file_twice_adds_nothing(hand_made, take_in):
    take_in(GOOD)
    assert take_in(GOOD) == Imported(added=0, unchanged=3)


def test_a_comment_by_somebody_else_stays_theirs(hand_made, take_in):
    rows = "id,verdict,reviewer,note,note_by\n1,correct,Ann,two birds,Bob\n2,,,far,Bob\n"
    assert take_in(rows) == Imported(added=2, unchanged=0)
    assert take_in(rows) == Imported(added=0, unchanged=2)
    with hand_made.project.reading() as db:
        found = detections.by_ids(db, [1, 2])
    assert [(d.reviewer, d.note, d.note_by) for d in found] == [
        ("Ann", "two birds", "Bob"), (None, "far", "Bob"),
    ]  # fmt: skip


def test_several_rows_for_a_detection_end_with_the_last_each_time(hand_made, take_in):
    rows = "id,verdict,reviewer\n1,correct,Ann\n1,wrong,Bob\n"
    assert take_in(rows) == Imported(added=2, unchanged=0)
    assert take_in(rows) == Imported(added=0, unchanged=2)
    assert said(hand_made)[1] == (Verdict.WRONG, "Bob", "")


def test_one_wrong_line_keeps_everything_out_and_is_named(hand_made, take_in):
    with pytest.raises(UserError) as refused:
        take_in(
            GOOD
            + "5,perhaps,,\nx²,correct,,\n²,correct,,\n99,correct,,\n"
            + "9" * 25
            + ",wrong,,\n"
        )
    for part in (
        "line 6: 'perhaps' is no verdict (correct, wrong or unsure)",
        "line 7: 'x²' is no detection id",
        "line 8: '²' is no detection id",
        "line 9: there is no detection 99",
        "line 10: '9999999999999999999999999' is no detection id",
        "nothing was changed",
    ):
        assert part in str(refused.value)
    assert said(hand_made) == {}


def test_at_most_ten_lines_are_named_and_the_others_counted(take_in):
    with pytest.raises(UserError, match="and 20 more"):
        take_in("id,verdict\n" + "1,maybe\n" * 30)


def test_what_spreadsheets_write_is_understood(hand_made, take_in):
    text = 'Detection ID;Verdict;Reviewer;Note\r\n1;correct;Änn;"two\r\nlines; and more"\r\n'
    assert take_in("\ufeff" + text).added == 1
    assert said(hand_made)[1] == (Verdict.CORRECT, "Änn", "two\r\nlines; and more")


@pytest.mark.parametrize(
    "text",
    [
        'id,verdict,note\n1,correct,\n2,wrong,"tix tix, 5 m away\n3,correct,\n4,wrong,\n',
        'id,verdict,note\n1,correct,\n2,wrong,"tix tix\n3,correct,\n4,wrong,about 5"\n',
        "id,verdict,note\n1,correct,\n2,wrong\n3,correct,\n",
    ],
)
def test_a_table_that_went_wrong_is_taken_in_not_even_in_part(hand_made, take_in, text):
    line = len(text.splitlines()) if text.endswith("no") else 3
    with pytest.raises(UserError, match=f"\n  line {line}: "):
        take_in(text)
    assert said(hand_made) == {}


def test_nobody_may_contradict_themselves(hand_made, take_in):
    with pytest.raises(UserError) as refused:
        take_in("id,verdict,reviewer,note\n1,correct,Ann,a\n1,wrong,ann ,a\n1,correct,ANN,b\n")
    assert "line 3: it contradicts line 2; keep one of them" in str(refused.value)
    assert "line 4: it notes something else than line 2" in str(refused.value)
    assert said(hand_made) == {}


def test_a_row_that_is_there_twice_counts_once(take_in):
    assert take_in("id,verdict,reviewer\n1,correct,Ann\n1,correct,Ann\n") == Imported(1, 1)


def test_a_reviewer_is_one_person_however_the_name_is_written(hand_made, take_in):
    take_in("id,verdict,reviewer\n1,correct,Änn\n")
    assert take_in("id,verdict,reviewer\n1,correct, A\u0308NN \n2,wrong,änn\n").added == 1
    assert {by for _, by, _ in said(hand_made).values()} == {"Änn"}


@pytest.mark.parametrize("written", ["2", "2.0", '"2,00"', " 2 ", "02"])
def test_whole_numbers_are_ids_as_spreadsheets_write_them(hand_made, take_in, written):
    take_in(f"id,verdict\n{written},CORRECT\n")
    assert list(said(hand_made)) == [2]


@pytest.mark.parametrize("written", ["2e0", "1.23457E+11", "2.5", '"1,000"', "-2", "#REF!"])
def test_other_numbers_are_refused_by_line(take_in, written):
    with pytest.raises(UserError, match=r"line 2: .*detection id"):
        take_in(f"id,verdict\n{written},correct\n")


def test_a_guessed_encoding_is_said(hand_made, take_in):
    assert "Windows-1252" in take_in("id;verdict;note\r\n1;correct;Dünen\r\n", "cp1252").guess
    assert said(hand_made)[1][2] == "Dünen"


@pytest.mark.parametrize("note", ["=1+1", "+44", "'=x", "-3", "@x", '"a"\n=b', "a\rb", "\t"])
def test_any_comment_comes_back_from_an_exported_table(hand_made, tmp_path, note):
    Desk(hand_made.project, "=Ann").decide([1], Verdict.CORRECT, note=note)
    file = tmp_path / "out.csv"
    export(hand_made.project, Selection(hand_made.run_id), "detections-csv", file)
    assert import_verdicts(hand_made.project, file) == Imported(added=0, unchanged=1)


def test_an_exported_table_can_be_taken_in_by_another_copy(hand_made, tmp_path):
    Desk(hand_made.project, "Ann").decide([1, 7], Verdict.CORRECT, note="line\nbreak, and comma")
    file = tmp_path / "out.csv"
    export(hand_made.project, Selection(hand_made.run_id), "detections-csv", file)
    assert import_verdicts(hand_made.project, file) == Imported(added=0, unchanged=2)


@pytest.mark.parametrize(
    ("text", "encoding", "message"),
    [
        ("a,b\n1,2\n", "utf-8", "needs the columns detection_id and verdict"),
        ("", "utf-8", "is empty"),
    ],
)
def test_a_file_that_is_no_such_table_is_refused(take_in, text, encoding, message):
    with pytest.raises(UserError, match=message):
        take_in(text, encoding)


def test_a_missing_file_is_said(hand_made, tmp_path):
    with pytest.raises(UserError, match="cannot be read"):
        import_verdicts(hand_made.project, tmp_path / "none.csv")


@pytest.mark.parametrize("last", ["1,correct,two birds", "1,correct,"])
def test_a_table_may_lack_its_last_line_end_as_some_programs_leave_it(take_in, last):
    assert take_in(f"detection_id,verdict,note\n2,wrong,x\n{last}").added == 2


@pytest.mark.parametrize("text", ["verdict,detection_id\nwrong,2\ncorrect,1", "id,verdict\n1,"])
def test_a_last_line_that_may_be_cut_within_what_counts_is_refused(take_in, text):
    with pytest.raises(UserError, match="may be cut short"):
        take_in(text)
