"""Which file of results is which recording, settled by hand in a table."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from core.errors import UserError
from core.exports.files import write_csv
from core.tabular import PersonsTable, Problem, refusal

COLUMNS = ("file", "recording", "may_be")


def write_unsettled(open_: Sequence[tuple[str, str]], path: Path) -> int:
    """Write (file, recordings that it may be) with an empty column to be filled in."""
    return write_csv(path, COLUMNS, ((file, "", may_be) for file, may_be in open_))


def read_settlements(path: Path) -> Mapping[str, str]:
    """Return file as results name it -> recording, of the rows that are filled in.

    Raises UserError, naming lines, where the table cannot be understood.
    """
    table = PersonsTable(path, COLUMNS, lesser=COLUMNS)
    if not {"file", "recording"} <= set(table.columns):
        raise UserError(f"{path.name} needs the columns file and recording.")
    settled: dict[str, str] = {}
    wrong: list[Problem] = []
    for row in table.rows():
        file, recording = row.told.get("file", ""), row.told.get("recording", "")
        if row.problem or (recording and not file):
            wrong.append((row.line, row.problem or "it names no file"))
        elif recording and settled.setdefault(file, recording) != recording:
            wrong.append((row.line, f"it settles {file} once more, and otherwise"))
    if wrong:
        raise refusal(path, wrong)
    return settled
