"""What the health check found, one finding a row, the worst of each deployment first."""

from collections.abc import Sequence
from typing import NamedTuple

from core.health import Finding, Health, Severity
from gui.tables.columns import Column
from gui.tables.plain import PlainTable
from gui.widgets import words

SIGNS = {Severity.BAD: "✕", Severity.DOUBT: "?", Severity.NOTE: "·"}
COLOURS = {Severity.BAD: "danger", Severity.DOUBT: "unsure", Severity.NOTE: "muted"}
NAMES = {Severity.BAD: "Bad", Severity.DOUBT: "Doubt", Severity.NOTE: "Note"}


class FindingRow(NamedTuple):
    """A finding and the deployment it is about."""

    health: Health
    finding: Finding


def _files(row: FindingRow) -> str:
    return words.count(len(row.finding.files), "file")


def _hint(row: FindingRow) -> str:
    return f"{NAMES[row.finding.severity]}: {row.finding.what}\n{row.finding.check}"


COLUMNS: tuple[Column[FindingRow], ...] = (
    Column(
        "What was found", lambda r: r.finding.what, width=420, hint=_hint,
        second_heading="What to check", second=lambda r: r.finding.check,
        sign=lambda r: SIGNS[r.finding.severity],
        tint=lambda r: COLOURS[r.finding.severity],
    ),
    Column("Site", lambda r: r.health.deployment.site, width=120),
    Column("Files", _files, number=True, width=80),
)  # fmt: skip


class FindingsTable(PlainTable[FindingRow]):
    """The worst first."""

    def __init__(self) -> None:
        super().__init__(COLUMNS)

    def show_health(self, found: Sequence[Health]) -> None:
        """Show what was found in deployments."""
        order = list(Severity)
        rows = [FindingRow(one, finding) for one in found for finding in one.findings]
        self.show(sorted(rows, key=lambda row: order.index(row.finding.severity)))

    def row_like(self, row: FindingRow) -> int | None:
        """Return the row that says the same of the same deployment, or None."""
        wanted = (row.health.deployment.id, row.finding.code)
        same = (
            number
            for number, one in enumerate(self.rows)
            if (one.health.deployment.id, one.finding.code) == wanted
        )
        return next(same, None)
