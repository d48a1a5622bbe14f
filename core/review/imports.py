"""Verdicts and comments that were made elsewhere, taken in from a CSV."""

import csv
import io
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

from core.domain import Verdict
from core.errors import UserError
from core.store import Project, comments, detections, verdicts
from core.store.comments import Comment
from core.store.verdicts import Statement

_ID_COLUMNS = ("detection_id", "detection id", "id")
_NAMED_AT_MOST = 10
_DIGITS = 19  # more do not fit the database
_NAMELESS = "imported"


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of a file of verdicts."""

    added: int
    unchanged: int
    """Rows that say what the log says already."""


def import_verdicts(project: Project, file: Path) -> Imported:
    """Append the verdicts and comments of a CSV to the logs.

    Its columns are detection_id, verdict, and perhaps reviewer, note and note_by. All or nothing:
    raises UserError naming every line that cannot be understood, and then adds none. A row that
    says what holds already adds nothing, so a file can be taken in twice.
    """
    rows, wrong = _read(file)
    with project.writing() as db:
        known = detections.existing(db, {r.detection_id for r in rows})
        wrong += [
            (r.line, f"there is no detection {r.detection_id}")
            for r in rows
            if r.detection_id not in known
        ]
        if wrong:
            raise UserError(_explain(file, sorted(wrong)))
        said, noted = _new_verdicts(db, rows), _new_comments(db, rows)
        verdicts.add(db, [r.statement for r in said])
        comments.add(db, [r.comment for r in noted])
    new = {r.line for r in said} | {r.line for r in noted}
    return Imported(len(new), len(rows) - len(new))


def _new_verdicts(db: Connection, rows: "list[_Row]") -> "list[_Row]":
    """Return what the log does not end with yet; a detection's last row is what shall hold."""
    last = {r.detection_id: r.statement for r in rows if r.verdict}
    now = verdicts.current(db, last)
    return [
        r for r in rows if r.verdict and not _alike(now.get(r.detection_id), last[r.detection_id])
    ]


def _alike(now: Statement | None, new: Statement) -> bool:
    return now is not None and (now.verdict, now.reviewer) == (new.verdict, new.reviewer)


def _new_comments(db: Connection, rows: "list[_Row]") -> "list[_Row]":
    last = {r.detection_id: r.comment for r in rows if r.note}
    now = comments.current(db, last)
    return [r for r in rows if r.note and now.get(r.detection_id) != last[r.detection_id]]


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


def _explain(file: Path, wrong: list[tuple[int, str]]) -> str:
    lines = "".join(f"\n  line {line}: {what}" for line, what in wrong[:_NAMED_AT_MOST])
    more = len(wrong) - _NAMED_AT_MOST
    return (
        f"{file.name} was not taken in, nothing was changed:{lines}"
        + (f"\n  and {more} more" if more > 0 else "")
        + "\nCorrect these lines and import the file again."
    )


def _read(file: Path) -> tuple[list[_Row], list[tuple[int, str]]]:
    table = _rows(file)
    names = {(name or "").strip().lower(): name for name in table.fieldnames or ()}
    id_column = next((names[c] for c in _ID_COLUMNS if c in names), None)
    if id_column is None or "verdict" not in names:
        raise UserError(
            f"{file.name} needs the columns detection_id and verdict "
            "(and may have reviewer, note and note_by)."
        )
    rows: list[_Row] = []
    wrong: list[tuple[int, str]] = []
    for row in table:
        cells = {name: (row.get(original) or "").strip() for name, original in names.items()}
        read = _row(table.line_num, (row.get(id_column) or "").strip(), cells)
        if isinstance(read, _Row):
            rows.append(read)
        elif read:
            wrong.append((table.line_num, read))
    return rows, wrong


def _rows(file: Path) -> "csv.DictReader[str]":
    try:
        text = file.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise UserError(
            f"{file} cannot be read ({error.strerror or error}). Check the path and try again."
        ) from error
    except UnicodeDecodeError as error:
        raise UserError(
            f"{file} is no UTF-8 text. Save it as CSV (UTF-8) and try again."
        ) from error
    head = text.partition("\n")[0]
    separator = max(",;\t", key=head.count)  # spreadsheets of half of Europe write semicolons
    return csv.DictReader(io.StringIO(text, newline=""), restkey="", delimiter=separator)


def _row(line: int, detection_id: str, cells: dict[str, str]) -> _Row | str | None:
    """Return what a row says, why it cannot be understood, or None for one that says nothing."""
    word, note = cells["verdict"].lower(), cells.get("note", "")
    if not (word or note):
        return None
    if not (detection_id.isascii() and detection_id.isdigit() and len(detection_id) < _DIGITS):
        return f"{detection_id!r} is no detection id"
    if word and word not in set(Verdict):
        return f"{word!r} is no verdict (correct, wrong or unsure)"
    by = cells.get("reviewer") or _NAMELESS
    verdict = Verdict(word) if word else None
    return _Row(line, int(detection_id), verdict, by, note, cells.get("note_by") or by)
