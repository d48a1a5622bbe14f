"""One selection table for Raven over all recordings, and the list of files that it is of.

Raven opens it in two ways. As a selection table on a list of files it trusts Begin Time, which
counts on through **all** files of the list, silent ones too; as a sound selection table it trusts
Begin Path and File Offset. Both are right here.
"""

from pathlib import Path

from core.atomic_file import has_columns, whole_file
from core.exports.files import PLAIN, TableStyle, Writing, Written, tabbed_line
from core.exports.format import ExportFormat
from core.exports.found import PLAYABLE, by_recording
from core.exports.raven import COLUMNS, selection_row
from core.exports.selection import Selection
from core.store import Project


def write(project: Project, wanted: Selection, path: Path, style: TableStyle = PLAIN) -> Writing:
    """Write the table, and beside it ``NAME.files.txt``: what to open in Raven, in its order."""
    written, begins_s, is_again = Written(), 0.0, path.exists()
    with (
        project.reading() as db,
        whole_file(path, has_columns(COLUMNS)) as table,
        # A list of paths says not whose it is: it is ours where the table was.
        whole_file(files_of(path), lambda _: is_again) as files,
    ):
        table.write(tabbed_line(COLUMNS))
        for file, found in by_recording(db, wanted):
            files.write(tabbed_line([file.path]))
            for one in found:
                row = selection_row(written.rows + 1, one, file, begins_s)
                table.write(tabbed_line(row))
                yield from written.one()
            begins_s += file.duration_s
    return written.rows


def files_of(path: Path) -> Path:
    """Return where the list of files of a table is."""
    return path.with_name(f"{path.stem}.files.txt")


FORMAT = ExportFormat(
    "raven-combined", "Raven, one table", ".txt", write, PLAYABLE.number, PLAYABLE.lacking,
    holds="One selection table over all recordings, and beside it the list of their files.",
)  # fmt: skip
