"""The part of a document about species: how often, how sure, and the clips to show for it."""

from collections.abc import Iterator

from core.counted import counted
from core.document.blocks import (
    Block,
    ClipPictures,
    DocumentTable,
    Drawn,
    Heading,
    NewPage,
    Paragraph,
)
from core.document.facts import DocumentFacts
from core.document.notable import FEW, NotableRecord
from core.document.sentences import names
from core.document.wording import Wording, moment_in
from core.domain import Detection, Species, Verdict
from core.plots.palette import LIGHT
from core.plots.precision_bars import PrecisionRow, row_marks
from core.precisions import Basis
from core.report import ReportRow
from core.statistics.proportion import interval_text

_SIGNS = {Verdict.CORRECT: "✓", Verdict.WRONG: "✕", Verdict.UNSURE: "?", None: "·"}


def species(facts: DocumentFacts, words: Wording) -> Iterator[Block]:
    """Return the table of species."""
    yield NewPage()
    yield Heading(words["species"])
    rows = [row for row in facts.report.totals if row.detections]
    if not rows:
        yield Paragraph(f"Nothing was detected with a score of {facts.report.min_score:g} or more.")
        if facts.listening.hidden:
            yield Paragraph(_hidden(facts), is_caption=True)
        return
    yield Paragraph(
        f"Detections have a score of {facts.report.min_score:g} or more and passed the species "
        "list. Precision is the share of these that are right, with its 95 % interval, estimated "
        "from clips drawn at random; a short bar means more was learned. A dash means that no clip "
        "was judged right or wrong: the network's word alone."
    )
    yield DocumentTable(
        ("Species", "", "n", "Judged", "", "Precision, 0–100", "95 % int.", "Peak"),
        [_cells(row) for row in rows],
        (2.4, 2.5, 0.9, 1, 1.4, 2, 1.2, 0.8),
        frozenset({2, 3, 6, 7}),
        frozenset({1}),
    )
    picked = [row.species.common_name for row in rows if row.precision_basis is Basis.PICKED]
    if picked:
        yield Paragraph(
            "*: judged clips were picked by hand, which is no sample of the others: "
            f"{names(picked)}.",
            is_caption=True,
        )
    yield Paragraph(
        "Judged: right, wrong and unsure, grey not heard yet. Interval: Wilson's on the effective "
        "sample, corrected for the finite number of detections. “all”: every detection was judged, "
        "nothing is left to estimate." + (f" {_hidden(facts)}" if facts.listening.hidden else ""),
        is_caption=True,
    )


def _hidden(facts: DocumentFacts) -> str:
    heard = facts.listening
    checked = (
        f"{counted(heard.hidden_judged, 'was', 'were')} checked, and "
        f"{counted(heard.hidden_right, 'was', 'were')} right"
        if heard.hidden_judged
        else "none was checked"
    )
    return (
        "Hidden, because the species list does not expect it: "
        f"{counted(heard.hidden, 'further detection')}; {checked}."
    )


def _cells(row: ReportRow) -> tuple[str | Drawn, ...]:
    heard = row.precision_basis is Basis.ALL_HEARD
    marks = PrecisionRow(
        row.species.common_name, row.detections, row.correct, row.wrong, row.unsure, row.precision,
        heard,
    )  # fmt: skip
    judged, interval = row_marks(marks, LIGHT)
    star = "*" if row.precision_basis is Basis.PICKED else ""
    return (
        row.species.common_name,
        _latin(row.species),
        f"{row.detections:,}",
        f"{row.detections - row.unreviewed:,}",
        Drawn(judged.svg, judged.about),
        Drawn(interval.svg, interval.about),
        interval_text(row.precision, all_heard=heard) + star,
        "–" if row.peak_hour is None else f"{row.peak_hour:02} h",
    )


def _latin(species: Species) -> str:
    """Return the scientific name; nothing for engines and voices, which have but one name."""
    named = species.scientific_name
    return "" if named == species.common_name else named


def clips(facts: DocumentFacts, words: Wording) -> Iterator[Block]:
    """Return the clearest clip of each species, as far as their files can be read."""
    shown = [one for one in facts.clips if one.picture]
    if not shown:
        return
    yield Heading(words["clips"])
    items = []
    for one in shown:
        more = f"{_when(words, one.clip)} · {one.clip.score:.2f}"
        name = f"{one.clip.species.common_name} {_SIGNS[one.clip.verdict]}"
        items.append((one.picture or "", name, more))
    yield ClipPictures(items)
    missing = len(facts.clips) - len(shown)
    lost = f" {counted(missing, 'clip')} could not be read now." if missing else ""
    yield Paragraph(
        "The confirmed clip with the highest score of each species, or the one with the highest, "
        f"and its score. ✓ judged right, ✕ wrong, ? unsure, · not judged.{lost}",
        is_caption=True,
    )


def notable_records(
    facts: DocumentFacts, words: Wording, withheld: frozenset[str]
) -> Iterator[Block]:
    """Return what was confirmed a few times only, with what else it might have been."""
    if not facts.notable:
        return
    yield Heading(words["notable"])
    yield DocumentTable(
        ("Clip", "Species", "When and where", "Judged by", "The network also considered"),
        [_record(words, one, picture, withheld) for one, picture in facts.notable],
        (1.6, 1.8, 1.9, 1.5, 2.2),
    )
    yield Paragraph(
        f"Species of which a person confirmed {FEW} detections at most, or which the species list "
        "does not expect, each with its clearest clip. What the network also considered: the "
        "labels with the highest scores in the same window. "
        + ("Withheld: it is not said where." if withheld else ""),
        is_caption=True,
    )


def _record(
    words: Wording, one: NotableRecord, picture: str | None, withheld: frozenset[str]
) -> tuple[str | Drawn, ...]:
    clip = one.clip
    times = "once" if one.confirmed == 1 else counted(one.confirmed, "time")
    unexpected = ", not on the list" if one.hidden else ""
    where = "withheld" if one.scientific_name in withheld else clip.site or "site not known"
    others = ", ".join(f"{name} {score:.2f}" for name, score in one.alternatives)
    heard_as = f"{clip.species.common_name} {clip.score:.2f}"
    note = f": {clip.note}" if clip.note else ""
    return (
        Drawn(picture, f"Spectrogram of {one.name}") if picture else "not readable now",
        f"{one.name}, confirmed {times}{unexpected}",
        f"{_when(words, clip)}, {where}",
        f"{clip.reviewer or '–'}{note}",
        f"{heard_as}; {others}" if others else f"{heard_as}; nothing else",
    )


def _when(words: Wording, clip: Detection) -> str:
    return moment_in(words, clip.at.local if clip.at else None)
