"""Verdicts that were made elsewhere, taken in from a CSV."""

import csv
import io
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

from core.domain import Verdict
from core.errors import UserError
from core.store import Project, detections, verdicts
from core.store.verdicts import Statement

_ID_COLUMNS = ("detection_id", "detection id", "id")
_NAMED_AT_MOST = 10
_DIGITS = 19  # more do not fit the database


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of a file of verdicts."""

    added: int
    unchanged: int
    """Rows that say what the log says already."""


def import_verdicts(project: Project, file: Path) -> Imported:
    """Append the verdicts of a CSV (detection id, verdict, reviewer, note) to the log.

    All or nothing: raises UserError naming every line that cannot be understood, and then adds
    none. A row equal to what holds already adds nothing, so a file can be taken in twice.
    """
    statements, wrong = _read(file)
    with project.writing() as db:
        known = detections.existing(db, {s.detection_id for _, s in statements})
        wrong += [
            (line, f"there is no detection {s.detection_id}")
            for line, s in statements
            if s.detection_id not in known
        ]
        if wrong:
            raise UserError(_explain(file, sorted(wrong)))
        new = _news(db, [s for _, s in statements])
        verdicts.add(db, new)
    return Imported(len(new), len(statements) - len(new))


def _news(db: Connection, statements: list[Statement]) -> list[Statement]:
    """Return what the log does not end with yet; a detection's last row is what shall hold."""
    last = {s.detection_id: s for s in statements}
    now = verdicts.current(db, last)
    said = {id_ for id_, s in last.items() if _said_already(now.get(id_), s)}
    return [s for s in statements if s.detection_id not in said]


def _explain(file: Path, wrong: list[tuple[int, str]]) -> str:
    lines = "".join(f"\n  line {line}: {what}" for line, what in wrong[:_NAMED_AT_MOST])
    more = len(wrong) - _NAMED_AT_MOST
    return (
        f"{file.name} was not taken in, nothing was changed:{lines}"
        + (f"\n  and {more} more" if more > 0 else "")
        + "\nCorrect these lines and import the file again."
    )


def _read(file: Path) -> tuple[list[tuple[int, Statement]], list[tuple[int, str]]]:
    rows = _rows(file)
    names = {(name or "").strip().lower(): name for name in rows.fieldnames or ()}
    id_column = next((names[c] for c in _ID_COLUMNS if c in names), None)
    if id_column is None or "verdict" not in names:
        raise UserError(
            f"{file.name} needs the columns detection_id and verdict "
            "(and may have reviewer and note)."
        )
    statements: list[tuple[int, Statement]] = []
    wrong: list[tuple[int, str]] = []
    for row in rows:
        cells = {name: (row.get(original) or "").strip() for name, original in names.items()}
        read = _statement((row.get(id_column) or "").strip(), cells)
        if isinstance(read, Statement):
            statements.append((rows.line_num, read))
        elif read:
            wrong.append((rows.line_num, read))
    return statements, wrong


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


def _statement(detection_id: str, cells: dict[str, str]) -> Statement | str | None:
    """Return what a row says, why it cannot be understood, or None for a row without verdict."""
    word = cells["verdict"].lower()
    if not word:
        return None
    if not (detection_id.isascii() and detection_id.isdigit() and len(detection_id) < _DIGITS):
        return f"{detection_id!r} is no detection id"
    if word not in set(Verdict):
        return f"{word!r} is no verdict (correct, wrong or unsure)"
    return Statement(
        int(detection_id),
        Verdict(word),
        reviewer=cells.get("reviewer") or "imported",
        note=cells.get("note", ""),
    )


def _said_already(now: Statement | None, new: Statement) -> bool:
    return now is not None and (now.verdict, now.reviewer, now.note) == (
        new.verdict,
        new.reviewer,
        new.note,
    )
