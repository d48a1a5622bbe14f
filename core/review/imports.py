"""Verdicts that were made elsewhere, taken in from a CSV."""

import csv
from dataclasses import dataclass
from pathlib import Path

from core.domain import Verdict
from core.errors import UserError
from core.store import Project, detections, verdicts
from core.store.verdicts import Statement

_ID_COLUMNS = ("detection_id", "detection id", "id")


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
        for line, s in statements:
            if detections.get(db, s.detection_id) is None:
                wrong.append(f"line {line}: there is no detection {s.detection_id}")
        if wrong:
            raise UserError(
                f"{file.name} was not taken in, nothing was changed:\n  "
                + "\n  ".join(wrong[:10])
                + (f"\n  and {len(wrong) - 10} more" if len(wrong) > 10 else "")
            )
        now = verdicts.current(db, [s.detection_id for _, s in statements])
        new = [s for _, s in statements if not _said_already(now.get(s.detection_id), s)]
        verdicts.add(db, new)
    return Imported(len(new), len(statements) - len(new))


def _read(file: Path) -> tuple[list[tuple[int, Statement]], list[str]]:
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"{file} cannot be read as a UTF-8 CSV ({error}).") from error
    rows = csv.DictReader(text.splitlines(), restkey="")
    names = {(name or "").strip().lower(): name for name in rows.fieldnames or ()}
    id_column = next((names[c] for c in _ID_COLUMNS if c in names), None)
    if id_column is None or "verdict" not in names:
        raise UserError(
            f"{file.name} needs the columns detection_id and verdict "
            "(and may have reviewer and note)."
        )
    statements: list[tuple[int, Statement]] = []
    wrong: list[str] = []
    for line, row in enumerate(rows, start=2):
        cells = {name: (row.get(original) or "").strip() for name, original in names.items()}
        read = _statement((row.get(id_column) or "").strip(), cells)
        if isinstance(read, Statement):
            statements.append((line, read))
        elif read:
            wrong.append(f"line {line}: {read}")
    return statements, wrong


def _statement(detection_id: str, cells: dict[str, str]) -> Statement | str | None:
    """Return what a row says, why it cannot be understood, or None for a row without verdict."""
    word = cells["verdict"].lower()
    if not word:
        return None
    if not detection_id.isdigit():
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
