"""What a report is of, in words."""

from collections.abc import Sequence

from core.report import Report, ReportRow
from core.taxon_groups import species_in_words
from gui.widgets import words


def numbers(rows: Sequence[ReportRow]) -> str:
    """Say how many detections of how many species, and of how many other sounds."""
    total = sum(r.detections for r in rows)
    of = species_in_words(r.species for r in rows if r.detections)
    return f"{words.count(total, 'detection')} of {of}"


def facts(report: Report) -> str:
    """Say what a report is of, and what is hidden in it."""
    heard = report.coverage
    parts = [
        f"{numbers(report.totals)} with a score from {report.min_score:g}",
        f"{words.count(heard.recordings, 'recording')}, {words.hours(heard.hours)} heard by "
        f"{report.run.title}",
    ]
    if round(report.effort.hours, 4) != round(heard.hours, 4):
        parts.append(f"{words.hours(report.effort.hours)} of effort")
    if report.hidden:
        right = f", {report.hidden_right:,} of them found right" if report.hidden_right else ""
        parts.append(f"{report.hidden:,} hidden by the species list{right}")
    if report.hidden_by_rules:
        parts.append(f"{report.hidden_by_rules:,} hidden by rules")
    return " · ".join(parts)
