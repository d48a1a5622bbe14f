"""From facts to a document: its parts in order, in sentences that claim no more than is so."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from core.counted import counted
from core.document.activity_part import activity, missed
from core.document.blocks import (
    Block,
    Drawn,
    Figures,
    Heading,
    Paragraph,
    ReportDocument,
    TitlePage,
)
from core.document.effort_part import effort
from core.document.facts import DocumentFacts
from core.document.methods_part import appendix, methods
from core.document.sentences import names
from core.document.species_part import clips, notable_records, species
from core.document.wording import Wording, date_in, moment_in, wording
from core.errors import UnusableValueError
from core.plots.effort_strips import time_text
from core.precisions import Basis
from core.report import ReportRow
from core.statistics.stages import GOAL
from core.taxon_groups import is_species

_LEAST_JUDGED = 10
"""Fewer say nothing of how well a species is identified, even where they are all there is."""
_COARSE = 0.1
"""To which places of sites are rounded where a species' place is withheld: about 11 km."""


@dataclass(frozen=True, slots=True)
class DocumentWish:
    """What a person says of the document."""

    title: str = ""
    author: str = ""
    client: str = ""
    reviewer: str = ""
    """Who listened, with their experience; empty: the names in the project."""
    language: str = "en"
    logo: bytes = b""
    blur_degrees: float = 0.01
    """To which places of sites are rounded; 0 leaves them out."""
    withheld: frozenset[str] = frozenset()
    """Species, by scientific or common name, of which it is not said where they were."""


def document(facts: DocumentFacts, name: str, wish: DocumentWish) -> ReportDocument:
    """Return the document of a project called ``name``.

    Raises UnusableValueError for a language that is not known, or a withheld species that is not
    in it.
    """
    words = wording(wish.language)
    made = _made(facts)
    hidden = _withheld(facts, wish)
    blur = max(wish.blur_degrees, _COARSE) if hidden and wish.blur_degrees else wish.blur_degrees
    parts = (
        _summary(facts, words),
        effort(facts, words, blur),
        species(facts, words),
        clips(facts, words),
        notable_records(facts, words, hidden),
        activity(facts, words, hidden),
        missed(facts, words),
        methods(facts, words, wish.reviewer),
        appendix(facts, words),
    )
    people = (
        ("client", wish.client),
        ("author", wish.author),
        ("reviewer", wish.reviewer or ", ".join(facts.listening.reviewers)),
        ("made", date_in(words, made)),
    )
    return ReportDocument(
        TitlePage(
            words["kind"],
            wish.title or name,
            names([site.name for site in facts.sites], 6),
            [(words[key], who) for key, who in people if who],
            wish.logo,
        ),
        [block for part in parts for block in part],
        f"{name} · {facts.report.run.fingerprint[:8]}",
        wish.language,
        (made.year, made.month, made.day),
    )


def _made(facts: DocumentFacts) -> datetime:
    run = facts.report.run
    return max(facts.newest_utc or run.started_utc, run.finished_utc or run.started_utc)


def _withheld(facts: DocumentFacts, wish: DocumentWish) -> frozenset[str]:
    """Return the scientific names of what is withheld."""
    known = {}
    for row in facts.report.totals:
        for name in (row.species.scientific_name, row.species.common_name):
            known[name.casefold()] = row.species.scientific_name
    unknown = sorted(name for name in wish.withheld if name.casefold() not in known)
    if unknown:
        raise UnusableValueError(
            f"{names(unknown)}: nothing of that name was found here, so there is no place to "
            "withhold. Write a species as the report does."
        )
    return frozenset(known[name.casefold()] for name in wish.withheld)


def _summary(facts: DocumentFacts, words: Wording) -> Iterator[Block]:
    totals = facts.report.totals
    kinds = [row for row in totals if is_species(row.species)]
    confirmed = [row for row in kinds if row.correct or row.corrected_into_this or row.annotations]
    refuted = [row for row in kinds if 0 < row.wrong == row.detections and row not in confirmed]
    alone = [row for row in kinds if row.detections and row not in (*confirmed, *refuted)]
    sounds = sum(bool(row.detections) for row in totals) - sum(bool(r.detections) for r in kinds)
    detections = sum(row.detections for row in totals)
    judged = sum(row.correct + row.wrong + row.unsure for row in totals)
    yield Figures(
        [
            (f"{len(confirmed):,}", "species confirmed by a person"),
            (f"{len(alone):,}", "more reported by the network alone"),
            (time_text(facts.report.effort.seconds), _where(facts)),
            (f"{judged:,} of {detections:,}", "detections judged by a person"),
        ]
    )
    if facts.first_picture is not None:
        clip, picture = facts.first_picture
        about = (
            f"{clip.species.common_name}, {moment_in(words, clip.at.local if clip.at else None)}"
        )
        yield Drawn(picture, about)
        yield Paragraph(f"{about}, with what is heard around it.", is_caption=True)
    yield Heading(words["summary"])
    if not detections:
        yield Paragraph(
            "Nothing was detected. That is no proof of absence: sounds that the network missed "
            "were not searched for."
        )
        return
    if confirmed or alone or not refuted:
        yield Paragraph(_heard_and_reported(confirmed, len(alone)))
    if refuted:
        said = names([row.species.common_name for row in refuted])
        yield Paragraph(f"Every detection of these was judged wrong: {said}.")
    if sounds:
        other = counted(sounds, "other sound is", "other sounds are")
        yield Paragraph(f"{other} listed too (voices, engines, weather): they are no species.")
    well = [row.species.common_name for row in totals if _is_shown(row)]
    if well:
        yield Paragraph(
            f"Identified well, at least {GOAL:.0%} of their detections being right by the lower "
            f"end of the interval: {names(well)}."
        )
    share = 1 - judged / detections
    yield Paragraph(
        "What was not detected was not necessarily absent: sounds that the network missed were not "
        "searched for.",
        strong=f"{share:.0%} of {counted(detections, 'detection')} not listened to.",
    )
    for sentence in (*facts.report.made_of, *facts.report.not_whole):
        yield Paragraph(sentence)


def _where(facts: DocumentFacts) -> str:
    days = len(facts.report.effort.by_day)
    at = f" at {counted(len(facts.sites), 'site')}" if facts.sites else ""
    return f"of sound{at}" + (f" on {counted(days, 'day')}" if days else "")


def _is_shown(row: ReportRow) -> bool:
    if row.precision is None or row.precision_basis is Basis.PICKED:
        return False
    if row.correct + row.wrong < _LEAST_JUDGED:
        return False
    return row.precision.low >= GOAL


def _heard_and_reported(confirmed: Sequence[ReportRow], alone: int) -> str:
    if not confirmed and not alone:
        return "No species was reported."
    if not confirmed:
        return (
            f"No species was confirmed by a person. The network alone reported {alone:,}, which "
            "are listed as such."
        )
    said = counted(len(confirmed), "species was", "species were")
    heard = f"{said} heard by a person: {names([r.species.common_name for r in confirmed])}."
    if not alone:
        return heard
    return (
        f"{heard} The network reported {alone:,} more; nobody has heard them yet, or what was "
        "heard was something else, and they are listed as such."
    )
