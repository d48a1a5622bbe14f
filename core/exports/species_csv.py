"""The species report: one row for each species over all sites, then one for each site.

Beside the table lies a small file that says which version of its columns it has and what it is of.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from core import report
from core.atomic_file import refuse_others, whole_file
from core.claims import claim
from core.exports.blur import Blur
from core.exports.files import PLAIN, TableStyle, Writing, csv_rows, fixed, local_time
from core.exports.format import ExportFormat
from core.exports.selection import Limit, Selection
from core.names import EVERY_SITE
from core.report import Report, ReportRow
from core.statistics.proportion import Interval
from core.store import Project, sites
from core.store.scope import ReportScope

VERSION = 3
"""Of the columns: they keep their names and order, new ones come at the end. 1 had no such file."""
COLUMNS = (
    "scientific_name",
    "common_name",
    "taxon_code",
    "site",
    "first_detection",
    "last_detection",
    "detections",
    "verified_correct",
    "verified_wrong",
    "unsure",
    "unreviewed",
    "estimated_precision",
    "precision_low_95",
    "precision_high_95",
    "score_threshold",
    "days_detected",
    "effort_hours",
    "detections_per_hour",
    "peak_hour",
    "network",
    "network_version",
    "run",
    "corrected_to_this",
    "annotations",
    "repeats",
    "recordings_analysed",
    "recordings_left",
    "precision_basis",
    "nights_detected",
    "recall",
    "recall_low_95",
    "recall_high_95",
    "minutes_listened",
    "claim",
    "rule",
    "hidden_by_rule",
    "call_density",
    "call_density_low_95",
    "call_density_high_95",
)
_KNOWN_BY = "undersong_species_report"


def write(project: Project, wanted: Selection, path: Path, style: TableStyle = PLAIN) -> Writing:
    """Write the species report of a run; of some sites, only the rows of each of them."""
    found, rows = _reported(project, wanted)
    return (yield from write_rows(found, rows, path, style))


def report_rows(project: Project, wanted: Selection) -> Iterator[tuple[object, ...]]:
    """Yield the cells of each row, in the order of ``COLUMNS``."""
    found, rows = _reported(project, wanted)
    yield from (_row(found, row) for row in rows)


def _reported(project: Project, wanted: Selection) -> tuple[Report, list[ReportRow]]:
    found = report.build(project, scope=_scope(wanted))
    rows = selected(found, wanted)
    return found, blurred(project, wanted.blur, rows) if wanted.blur else rows


def _scope(wanted: Selection) -> ReportScope:
    # Sites are left out later: each row is of one site, or of all.
    return ReportScope(wanted.run_id, None, wanted.first_day, wanted.last_day)


def blurred(project: Project, blur: Blur, rows: Iterable[ReportRow]) -> list[ReportRow]:
    """Return rows in which no site's name states where it is."""
    with project.reading() as db:
        places = {one.name: (one.latitude, one.longitude) for one in sites.listing(db)}
    return [replace(r, site=blur.text(r.site, places.get(r.site, (None, None)))) for r in rows]


def number(project: Project, wanted: Selection) -> int:
    """Return how many rows a selection has."""
    return len(selected(report.build(project, scope=_scope(wanted)), wanted))


def write_rows(
    found: Report, rows: Iterable[ReportRow], path: Path, style: TableStyle = PLAIN
) -> Writing:
    """Write rows of a species report as they come, and what they are of."""
    beside = path.with_name(f"{path.name}.json")
    refuse_others(beside, _is_ours)
    count = yield from csv_rows(path, COLUMNS, (_row(found, row) for row in rows), style)
    with whole_file(beside, _is_ours) as file:
        file.write(json.dumps(_about(found, path.name, count), indent=1, ensure_ascii=False) + "\n")
    return count


def _about(found: Report, name: str, count: int) -> dict[str, object]:
    """Return what the table is of. The version comes first: by it the file is known as ours."""
    of = found.scope
    return {
        _KNOWN_BY: VERSION,
        "table": name,
        "rows": count,
        "columns": COLUMNS,
        "run": found.run.fingerprint,
        "network": found.run.title,
        "program": found.run.versions.get("undersong"),
        "from": of.first_day and of.first_day.isoformat(),
        "to": of.last_day and of.last_day.isoformat(),
        "not_whole": found.not_whole,
        "made_of": found.made_of,
        "rules": found.rules and found.rules.record,
    }


def _is_ours(head: str) -> bool:
    return head.lstrip("{ \r\n").startswith(f'"{_KNOWN_BY}"')


def selected(found: Report, wanted: Selection) -> list[ReportRow]:
    """Return the rows of a selection; of some sites, those of each."""
    return [
        row for row in found.rows if wanted.takes(row.site) and wanted.takes_species(row.species)
    ]


def _row(found: Report, row: ReportRow) -> tuple[object, ...]:
    share = row.precision
    return (
        row.species.scientific_name,
        row.species.common_name,
        None,  # BirdNET 2.4's labels carry no taxon codes
        row.site,
        local_time(row.first),
        local_time(row.last),
        row.detections,
        row.correct,
        row.wrong,
        row.unsure,
        row.unreviewed,
        share and fixed(share.estimate, 4),
        share and fixed(share.low, 4),
        share and fixed(share.high, 4),
        found.least_score(row.species),
        row.days,
        fixed(row.effort_h, 6),  # to 4 ms: a file of three seconds must not lose a tenth
        None if row.per_hour is None else fixed(row.per_hour, 6),
        row.peak_hour,
        found.run.network,
        found.run.versions["network"],
        found.run.fingerprint,
        row.corrected_into_this,
        row.annotations,
        row.repeats,
        found.coverage.recordings,
        found.left,
        row.precision_basis,
        row.nights,
        *_recall(found, row),
        claim(found, row),
        rule.sentence if (rule := found.rule_of(row.species)) else "",
        found.hidden_by_rule.get(row.species.scientific_name, 0),
        *_bounds(row.call_density, 6),
    )


def _recall(found: Report, row: ReportRow) -> tuple[object, ...]:
    of = found.recalls.get(row.species.scientific_name)
    if of is None or row.site != EVERY_SITE:
        return None, None, None, None
    return *_bounds(of.found, 4), of.listened


def _bounds(of: Interval | None, digits: int) -> tuple[object, ...]:
    return (of and fixed(of.estimate, digits), of and fixed(of.low, digits),
            of and fixed(of.high, digits))  # fmt: skip


FORMAT = ExportFormat(
    "species-csv", "Species report (CSV)", ".csv", write, number,
    holds="Each species over all sites, then at each: counts, verdicts, precision, effort.",
    refuses=frozenset({Limit.VERIFIED, Limit.SCORE}), styled=True,
)  # fmt: skip
