"""The species report as a table."""

from core.claims import density_text, precision_text
from core.domain import Verdict
from core.names import EVERY_SITE
from core.precisions import Basis
from core.report import ReportRow
from gui.tables.columns import Column, scientific
from gui.tables.plain import PlainTable
from gui.theme import SIGNS
from gui.widgets import words

_BASIS = {
    Basis.ALL_HEARD: "Every detection was judged: nothing is estimated.",
    Basis.SAMPLE: "In brackets the 95 % interval, from clips that a plan drew at random.",
    Basis.PICKED: "These clips were picked by hand, which is no sample: the interval holds only if "
    "they are like all others. A plan to measure precision draws clips at random.",
}


def _precision_hint(row: ReportRow) -> str:
    judged = row.correct + row.wrong
    if not judged:
        return "Nothing was reviewed yet."
    said = f"Correct: {row.correct:,} of {words.count(judged, 'reviewed detection')}. "
    return said + _BASIS[row.precision_basis]


def _density_hint(row: ReportRow) -> str:
    if row.call_density is None:
        return "Needs clips that a plan drew at random, or all detections judged."
    return (
        f"{words.count(row.detections, 'detection')} in {words.count(row.windows, 'window')}, "
        "times their precision. What the network missed is not in it."
    )


def _said(verdict: Verdict) -> Column[ReportRow]:
    return Column(
        SIGNS[verdict],
        lambda row: f"{getattr(row, verdict):,}",
        number=True,
        width=62,
        key=lambda row: getattr(row, verdict),
        about=f"Reviewed as {verdict}",
        tint=lambda row: "text" if getattr(row, verdict) else "muted",
    )


def _rate_hint(row: ReportRow) -> str:
    if not row.repeats:
        return f"{row.detections:,} in {row.effort_h:,.2f} hours of effort"
    return (
        f"{row.detections - row.repeats:,} in {row.effort_h:,.2f} hours of effort. "
        f"Besides, another recording there has the species at the same moment: {row.repeats:,}."
    )


def _hour(row: ReportRow) -> str:
    return "–" if row.peak_hour is None else f"{row.peak_hour:02d}–{(row.peak_hour + 1) % 24:02d}"


COLUMNS: tuple[Column[ReportRow], ...] = (
    Column(
        "Species", lambda r: r.species.common_name, width=244,
        key=lambda r: r.species.common_name,
        second_heading="Scientific name", second=lambda r: scientific(r.species),
    ),
    Column("Site", lambda r: "All sites" if r.site == EVERY_SITE else r.site, width=130,
           key=lambda r: (r.site != EVERY_SITE, r.site)),
    Column("Detections", lambda r: f"{r.detections:,}", number=True, width=88,
           key=lambda r: r.detections),
    _said(Verdict.CORRECT),
    _said(Verdict.WRONG),
    _said(Verdict.UNSURE),
    Column("Corrected to this", lambda r: f"{r.corrected_into_this:,}", number=True, width=112,
           spare=True,
           key=lambda r: r.corrected_into_this,
           about="Detections of other species that a reviewer found to be this one",
           tint=lambda r: "text" if r.corrected_into_this else "muted"),
    Column("Precision (95 %)", precision_text, number=True, width=122, hint=_precision_hint,
           key=lambda r: r.precision and r.precision.estimate,
           tint=lambda r: "muted" if r.precision_basis is Basis.PICKED else "text",
           about="Share of detections that are right, with its 95 % interval; faint: not a sample"),
    Column("Call density", density_text, number=True, width=140, hint=_density_hint,
           key=lambda r: r.call_density and r.call_density.estimate,
           about="Share of all windows in which it was detected and is there, with its interval"),
    Column("Days", lambda r: "–" if r.days is None else f"{r.days:,}", number=True, width=60,
           spare=True,
           about="Days with a detection, where they are known", key=lambda r: r.days),
    Column("Nights", lambda r: "–" if r.nights is None else f"{r.nights:,}", number=True, width=64,
           spare=True,
           about="Survey nights at sites, noon to noon, with a detection", key=lambda r: r.nights),
    Column("Effort (h)", lambda r: f"{r.effort_h:,.2f}", number=True, width=76, spare=True,
           key=lambda r: r.effort_h,
           about="Hours heard there; a moment that several microphones heard counts once"),
    Column("Per hour", lambda r: "–" if r.per_hour is None else f"{r.per_hour:,.2f}",
           number=True, width=76, key=lambda r: r.per_hour,
           hint=_rate_hint, about="Detections for each hour of effort"),
    Column("Peak hour", _hour, number=True, width=84, spare=True, key=lambda r: r.peak_hour,
           about="Hour of the day with most detections for each hour of effort"),
    Column("First", lambda r: words.day(r.first), width=90, key=lambda r: r.first and r.first.local,
           spare=True,
           hint=lambda r: words.day_and_time(r.first)),
    Column("Last", lambda r: words.day(r.last), width=88, key=lambda r: r.last and r.last.local,
           spare=True,
           hint=lambda r: words.day_and_time(r.last)),
)  # fmt: skip


DETECTIONS_COLUMN = 2
SITE_COLUMN = 1
"""The place of the site among the columns: not worth one while only one is shown."""


class ReportTable(PlainTable[ReportRow]):
    """In core's order, the most frequent species on top, until a heading is clicked."""

    def __init__(self) -> None:
        super().__init__(COLUMNS)
