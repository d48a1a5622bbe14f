"""Verdicts and comments that were made elsewhere, taken in from a CSV."""

import re
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import Connection

from core.domain import Verdict
from core.errors import UserError
from core.names import LONGEST, clean, key
from core.review import people
from core.store import Project, comments, detections, verdicts
from core.store.comments import Comment
from core.store.verdicts import Statement
from core.tabular import PersonsTable, Problem, TableRow, Told, refusal

_ID_COLUMNS = ("detection_id", "id")
_LESSER = ("reviewer", "note", "note_by")
_COLUMNS = (*_ID_COLUMNS, "verdict", "reviewer", "note", "note_by")
_WHOLE = re.compile(r"([0-9]+)([.,]0{1,2})?")
"""Also with a decimal or two, as data frames and spreadsheets write; three may be thousands."""
_SHORTENED = re.compile(r"[0-9]+([.,][0-9]+)?e\+?[0-9]+", re.IGNORECASE)
_DIGITS = 19  # more do not fit the database
_NAMELESS = "imported"


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of a file of verdicts."""

    added: int
    unchanged: int
    """Rows that say what the log, or another row, says already."""
    guess: str = ""
    """A sentence where the file's encoding is a guess."""


def import_verdicts(project: Project, file: Path) -> Imported:
    """Append the verdicts and comments of a CSV to the logs.

    Its columns are detection_id, verdict, and perhaps reviewer, note and note_by. All or nothing:
    raises UserError naming every line that cannot be understood, and then adds none. A row that
    says what holds already adds nothing, so a file can be taken in twice. Of several people's
    words about a detection the last row's holds; nobody may contradict themselves.
    """
    rows, wrong, guess = _read(file)
    with project.writing() as db:
        known = detections.existing(db, {r.detection_id for r in rows})
        wrong += [
            (r.line, f"there is no detection {r.detection_id}")
            for r in rows
            if r.detection_id not in known
        ]
        if wrong:
            raise refusal(file, sorted(wrong))
        rows = _as_known(db, rows)
        said, noted = _new_verdicts(db, rows), _new_comments(db, rows)
        verdicts.add(db, [r.statement for r in said])
        comments.add(db, [r.comment for r in noted])
    new = {r.line for r in said} | {r.line for r in noted}
    return Imported(len(new), len(rows) - len(new), guess)


def _as_known(db: Connection, rows: "list[_Row]") -> "list[_Row]":
    """Return the rows with the names of reviewers as this project writes them."""
    known = people.spellings(db)
    return [
        replace(
            r,
            reviewer=known.setdefault(key(r.reviewer), r.reviewer),
            note_by=known.setdefault(key(r.note_by), r.note_by),
        )
        for r in rows
    ]


def _new_verdicts(db: Connection, rows: "list[_Row]") -> "list[_Row]":
    """Return what the log does not end with yet; a detection's last row is what shall hold."""
    each = {(r.detection_id, r.reviewer): r for r in reversed(rows) if r.verdict}
    said = list(reversed(each.values()))
    last = {r.detection_id: r.statement for r in said}
    now = verdicts.current(db, last)
    return [r for r in said if not _alike(now.get(r.detection_id), last[r.detection_id])]


def _alike(now: Statement | None, new: Statement) -> bool:
    return now is not None and (now.verdict, now.reviewer) == (new.verdict, new.reviewer)


def _new_comments(db: Connection, rows: "list[_Row]") -> "list[_Row]":
    each = {(r.detection_id, r.note_by): r for r in reversed(rows) if r.note}
    noted = list(reversed(each.values()))
    last = {r.detection_id: r.comment for r in noted}
    now = {i: replace(c, text=c.text.strip()) for i, c in comments.current(db, last).items()}
    return [r for r in noted if now.get(r.detection_id) != last[r.detection_id]]


@dataclass(frozen=True, slots=True)
class _Row:
    """A line of the file that says something."""

    line: int
    detection_id: int
    verdict: Verdict | None
    reviewer: str
    note: str
    note_by: str

    @property
    def statement(self) -> Statement:
        return Statement(self.detection_id, self.verdict, self.reviewer)

    @property
    def comment(self) -> Comment:
        return Comment(self.detection_id, self.note, self.note_by)


def _read(file: Path) -> tuple[list[_Row], list[Problem], str]:
    """Return what the rows say, what is wrong, and a sentence about the encoding."""
    table = PersonsTable(file, _COLUMNS, certain=("verdict",), lesser=_LESSER, is_row=_is_row)
    if "verdict" not in table.columns or not set(_ID_COLUMNS) & set(table.columns):
        raise UserError(
            f"{file.name} needs the columns detection_id and verdict "
            "(and may have reviewer, note and note_by)."
        )
    rows: list[_Row] = []
    wrong: list[Problem] = []
    for row in table.rows():
        try:
            read = _row(row)
        except ValueError as error:
            wrong.append((row.line, str(error)))
        else:
            rows += [read] if read else []
    return rows, wrong + _contradictions(rows), table.guess


def _row(row: TableRow) -> _Row | None:
    """Return what a row says, None for one that says nothing.

    Raises ValueError where it cannot be understood.
    """
    if row.problem:
        raise ValueError(row.problem)
    told = row.told
    word, note = clean(told["verdict"]).casefold(), told["note"]
    if not (word or note):
        return None
    detection_id = _detection_id(clean(told["detection_id"] or told["id"]))
    if word and word not in set(Verdict):
        raise ValueError(f"{word!r} is no verdict (correct, wrong or unsure)")
    by = clean(told["reviewer"]) or _NAMELESS
    noted_by = clean(told["note_by"]) or by
    if max(len(by), len(noted_by)) > LONGEST:
        raise ValueError(f"a reviewer's name may have {LONGEST} letters")
    return _Row(row.line, detection_id, Verdict(word) if word else None, by, note, noted_by)


def _detection_id(text: str) -> int:
    if _SHORTENED.fullmatch(text):
        raise ValueError(
            f"{text!r} is a detection id that a spreadsheet has shortened; show that column as "
            "whole numbers and save the table again"
        )
    whole = _WHOLE.fullmatch(text)
    if whole is None or len(whole[1]) >= _DIGITS:
        raise ValueError(f"{text!r} is no detection id")
    return int(whole[1])


def _is_row(told: Told) -> bool:
    """Tell whether a line inside a note is a row whose quotation marks went wrong."""
    return told["verdict"].casefold() in set(Verdict) and bool(
        _WHOLE.fullmatch(told["detection_id"] or told["id"])
    )


def _contradictions(rows: list[_Row]) -> list[Problem]:
    """Return the lines in which somebody says something else than in a line before."""
    said: dict[tuple[int, str], _Row] = {}
    noted: dict[tuple[int, str], _Row] = {}
    wrong: list[Problem] = []
    for row in rows:
        before = said.setdefault((row.detection_id, key(row.reviewer)), row) if row.verdict else row
        if before.verdict != row.verdict:
            wrong.append((row.line, f"it contradicts line {before.line}; keep one of them"))
        before = noted.setdefault((row.detection_id, key(row.note_by)), row) if row.note else row
        if before.note != row.note:
            wrong.append((row.line, f"it notes something else than line {before.line}"))
    return wrong
