"""What may be claimed of a species' detections, in one line that goes with every row."""

from sqlalchemy import Connection

from core import report
from core.counted import counted
from core.domain import Detection
from core.names import EVERY_SITE
from core.precisions import Basis
from core.recalls import RecallOfSpecies
from core.report import Report, ReportRow
from core.statistics.proportion import Interval, interval_text


def claim(found: Report, row: ReportRow) -> str:
    """Return precision and recall with their intervals, and of which recordings they are."""
    return f"{_precision(row)}; {_recall(found, row)}; {_of(found, row)}."


class Claims:
    """The claims that go with single detections, each run being counted once."""

    def __init__(self, db: Connection) -> None:
        self._db = db
        self._known: dict[int, dict[str, str]] = {}

    def of(self, detection: Detection) -> str | None:
        """Return what may be claimed of detections of its species; None for what is hidden."""
        run_id = detection.run_id
        if run_id not in self._known:
            found = report.counted(self._db, run_id)
            self._known[run_id] = {
                row.species.scientific_name: claim(found, row) for row in found.totals
            }
        if not detection.listed:
            return None
        return self._known[run_id].get(detection.species.scientific_name)


def interval_of(found: Interval) -> str:
    """Return a share with its bounds, as a sentence has them."""
    return f"{found.estimate:.2f} ({found.low:.2f} to {found.high:.2f})"


def density_text(row: ReportRow) -> str:
    """Return the call density of a row as a table has it, in percent; a dash without one."""
    of = row.call_density
    if of is None:
        return "–"
    if row.precision_basis is Basis.ALL_HEARD:
        return f"{of.estimate:.2%}"
    return f"{of.estimate:.2%} ({of.low * 100:.2f}–{of.high * 100:.2f})"


def precision_text(row: ReportRow) -> str:
    """Return the precision of a row as a table has it, in percent; a dash without one."""
    if row.precision is None:
        return "–"
    heard = row.precision_basis is Basis.ALL_HEARD
    return f"{row.precision.estimate:.0%} ({interval_text(row.precision, all_heard=heard)})"


def recall_words(found: RecallOfSpecies | None) -> str:
    """Return the recall of a species in words."""
    if found is None:
        return "recall not estimated (no minute was listened to completely)"
    if found.found is None:
        return f"recall not estimated ({found.refused.removeprefix('Not estimated: ').rstrip('.')})"
    return (
        f"recall {interval_of(found.found)}, from {counted(found.listened, 'minute')} of "
        f"{counted(found.recordings, 'recording')} listened to completely, {found.with_species:,} "
        "with it"
    )


def _precision(row: ReportRow) -> str:
    judged = row.correct + row.wrong
    if row.precision is None:
        unsure = f"of {counted(row.unsure, 'judged detection')} nobody was sure"
        return f"precision not estimated ({unsure if row.unsure else 'nobody judged a detection'})"
    if row.precision_basis is Basis.ALL_HEARD:
        return f"precision {row.precision.estimate:.2f}, all {counted(judged, 'detection')} judged"
    if row.precision_basis is Basis.PICKED:
        if not row.unreviewed:
            unsure = counted(row.unsure, "is unsure", "are unsure")
            return f"precision not estimated (of all judged {unsure})"
        return f"precision not estimated (of {counted(judged, 'detection')} picked by hand)"
    return f"precision {interval_of(row.precision)}, from {judged:,} judged"


def _recall(found: Report, row: ReportRow) -> str:
    if row.site != EVERY_SITE:
        return "recall not estimated for a single site"
    return recall_words(found.recalls.get(row.species.scientific_name))


def _of(found: Report, row: ReportRow) -> str:
    where = "all sites" if row.site == EVERY_SITE else row.site
    when = ""
    if found.days:
        first, last = found.days
        when = f", {first}" if first == last else f", {first} to {last}"
    rule = found.rule_of(row.species)
    ruled = f" (rule: {rule.sentence})" if rule else ""
    score, heard = found.least_score(row.species), counted(found.coverage.recordings, "recording")
    return f"score {score:g} or more{ruled}, {heard}, {where}{when}"
