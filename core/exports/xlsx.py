"""A workbook: what it is of, the species, each detection, what was drawn, and the sites.

Written row by row. A sheet holds 1,048,576 rows: what is more goes on in a further sheet.
"""

import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from datetime import UTC
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from core.atomic_file import not_written, refuse_others, replacing
from core.exports import annotations_csv, detections_csv, site_counts, species_csv
from core.exports.files import PLAIN, TableStyle, Writing, Written, writable
from core.exports.format import ExportFormat
from core.exports.found import ALL
from core.exports.selection import Limit, Selection
from core.jobs import Progress
from core.store import Project, runs, species_rules

_BY = "Undersong"
_ROWS, _LONGEST = 1_048_576, 32_767
_SITES = ("site", "latitude", "longitude", "detections", "verified", "species")
_OF_DETECTIONS = {Limit.VERIFIED, Limit.SCORE}
Row = Iterable[Any]


def write(project: Project, wanted: Selection, path: Path, style: TableStyle = PLAIN) -> Writing:
    """Write the workbook and return the number of detections. Raises UserError."""
    import xlsxwriter  # takes a tenth of a second, which only workbooks need
    from xlsxwriter.exceptions import XlsxWriterException

    path = path.resolve()
    refuse_others(path, lambda _head: _is_ours(path))
    written = Written()
    try:
        with project.reading() as db, replacing(path) as part:
            book = xlsxwriter.Workbook(
                str(part), {"constant_memory": True, "strings_to_numbers": False}
            )
            with closing(book):
                yield from _fill(book, project, db, wanted, written)
    except (OSError, XlsxWriterException, zipfile.LargeZipFile) as error:
        causes = (one for one in (error, *error.args) if isinstance(one, OSError))
        raise not_written(path, next(causes, OSError(str(error)))) from error
    return written.rows


def _fill(
    book: Any, project: Project, db: Connection, wanted: Selection, written: Written
) -> Iterator[Progress]:
    run = runs.get(db, wanted.run_id)
    made = (run.finished_utc or run.started_utc).astimezone(UTC).replace(tzinfo=None)
    book.set_properties({"author": _BY, "created": made})
    yield from _sheet(book, "About", ("what", "value"), _about(db, wanted), None)
    if not wanted.limits & _OF_DETECTIONS:
        found = species_csv.report_rows(project, wanted)
        yield from _sheet(book, "Species", species_csv.COLUMNS, found, None)
    with closing(ALL.rows(db, wanted)) as every:
        rows = detections_csv.rows(db, every)
        yield from _sheet(book, "Detections", detections_csv.COLUMNS, rows, written)
    drawn = annotations_csv.rows(db, wanted)
    yield from _sheet(book, "Annotations", annotations_csv.COLUMNS, drawn, None)
    places = (
        (at.site, *at.place, at.detections, at.verified, len(at.found))
        for at in site_counts.counts(db, wanted)
    )
    yield from _sheet(book, "Sites", _SITES, places, None)


def _sheet(
    book: Any, name: str, header: Sequence[str], rows: Iterable[Row],
    written: Written | None,
) -> Iterator[Progress]:  # fmt: skip
    bold = book.add_format({"bold": True})
    sheets, at, sheet = 0, _ROWS, None
    for row in rows:
        if at >= _ROWS:
            sheets += 1
            sheet = _begin(book, name if sheets == 1 else f"{name} {sheets}", header, bold)
            at = 1
        for column, cell in enumerate(row):
            _write_cell(sheet, at, column, cell)
        at += 1
        if written:
            yield from written.one()
    if sheet is None:
        _begin(book, name, header, bold)


def _begin(book: Any, name: str, header: Sequence[str], bold: Any) -> Any:
    sheet = book.add_worksheet(name)
    sheet.freeze_panes(1, 0)
    for column, title in enumerate(header):
        sheet.set_column(column, column, min(40, max(10, len(title) + 2)))
        sheet.write_string(0, column, title, bold)
    return sheet


def _write_cell(sheet: Any, row: int, column: int, cell: Any) -> None:
    if cell is None or cell == "":
        return
    if isinstance(cell, bool) or not isinstance(cell, int | float | Decimal):
        # As a text, never a formula or a link, whatever it begins with.
        sheet.write_string(row, column, writable(str(cell))[:_LONGEST])
    else:
        sheet.write_number(row, column, float(cell))


def _about(db: Connection, wanted: Selection) -> Iterator[Row]:
    run = runs.get(db, wanted.run_id)
    yield "made by", _BY
    yield "analysis", run.fingerprint
    yield "network", run.title
    yield "scores from", run.settings["min_score"]
    for name, value in (
        ("sites", wanted.sites and len(wanted.sites)),
        ("from", wanted.first_day), ("to", wanted.last_day), ("minimum score", wanted.min_score),
        ("verified only", "yes" if wanted.verified_only else None),
        ("groups", wanted.groups and ", ".join(sorted(one.title for one in wanted.groups))),
        ("coordinates rounded to degrees", wanted.blur and wanted.blur.degrees),
    ):  # fmt: skip
        if value is not None:
            yield name, value
    if held := species_rules.of_run(db, wanted.run_id):
        for rule in held.rules:
            yield f"rule of “{held.name}”", f"{rule.species} {rule.sentence}"
    for sentence in _left_out(db, wanted):
        yield "left out", sentence


def _lacking(project: Project, wanted: Selection) -> list[str]:
    with project.reading() as db:
        return _left_out(db, wanted)


def _left_out(db: Connection, wanted: Selection) -> list[str]:
    said = ALL.left_out(db, wanted)
    if wanted.limits & _OF_DETECTIONS:
        said.append("The sheet of species is left out: it is of all scores and verdicts.")
    return said


def _is_ours(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            return f"<dc:creator>{_BY}<".encode() in archive.read("docProps/core.xml")
    except (OSError, KeyError, zipfile.BadZipFile):
        return False


FORMAT = ExportFormat(
    "xlsx", "Workbook (Excel)", ".xlsx", write, ALL.number, _lacking,
    holds="A workbook with sheets: the species, each detection, annotations and sites.",
)  # fmt: skip
