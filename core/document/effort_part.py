"""The part of a document about effort: per site, hour and night, losses, and whose clock it is."""

from collections.abc import Iterator, Set
from datetime import date, timedelta

from core.counted import counted
from core.document.blocks import Block, DocumentTable, Heading, Paragraph
from core.document.facts import DocumentFacts
from core.document.sentences import drawn, position
from core.document.wording import Wording, date_in
from core.plots.effort_strips import EffortRow, effort_strips, time_text
from core.plots.night_strips import NightRow, night_strips
from core.plots.palette import LIGHT
from core.store.deployments import Deployment

UNKNOWN_SITE = "(no site)"
_1970 = date(1970, 1, 1)
_SITES_DRAWN, _LEAST_NIGHTS = 24, 3
_DENSE = 0.1


def effort(facts: DocumentFacts, words: Wording, blur: float) -> Iterator[Block]:
    """Return what was listened to, and what was lost."""
    yield Heading(words["effort"])
    every = sorted(facts.heard.items(), key=lambda pair: pair[0] or "~")
    rows = [
        EffortRow(site or UNKNOWN_SITE, _dates(facts, words, site), one.effort.by_hour)
        for site, one in every
    ]
    if rows:
        yield drawn(effort_strips(rows[:_SITES_DRAWN], LIGHT, 640))
        yield Paragraph(
            "Sound analysed in each hour of the day, by the recorder's clock; what several "
            "recordings heard at once counts once. Hatched: not recorded, so nothing can be said "
            f"about these hours.{_more(len(rows))}",
            is_caption=True,
        )
    nights = [
        NightRow(
            site or UNKNOWN_SITE, {_1970 + timedelta(n): s for n, s in one.effort.nights.items()}
        )
        for site, one in every
        if one.effort.nights
    ]
    if _is_picture({night for row in nights for night in row.seconds}):
        yield Heading(words["nights"], 2)
        yield drawn(night_strips(nights[:_SITES_DRAWN], LIGHT, 640))
        yield Paragraph(
            "Sound analysed in each survey night, from noon to noon by the recorder's clock, by "
            f"the day it begins on. Hatched: not recorded.{_more(len(nights))}",
            is_caption=True,
        )
    if facts.deployments:
        yield DocumentTable(
            ("Site", "Position", "Recorder", "Nights", "Recordings", "Sound"),
            [_cells(facts, one, blur) for one in facts.deployments],
            (2.2, 2, 2.2, 0.8, 1, 1),
            frozenset({3, 4, 5}),
        )
    yield from _remarks(facts, blur)


def _is_picture(nights: Set[date]) -> bool:
    """Tell whether nights are enough for a picture, and not years apart."""
    if len(nights) < _LEAST_NIGHTS:
        return False
    return len(nights) >= _DENSE * ((max(nights) - min(nights)).days + 1)


def _remarks(facts: DocumentFacts, blur: float) -> Iterator[Block]:
    if blur and any(one.latitude is not None for one in facts.deployments):
        yield Paragraph(
            f"Positions are shown to {blur:g}° (about {blur * 111:.2g} km).", is_caption=True
        )
    for sentence in _clocks(facts):
        yield Paragraph(sentence, is_caption=True)
    for one in facts.left_out:
        yield Paragraph(one.sentence, is_caption=True)
    if not facts.left_out:
        yield Paragraph("No recording was lost or damaged.", is_caption=True)


def _cells(facts: DocumentFacts, one: Deployment, blur: float) -> tuple[str, ...]:
    heard = facts.heard.get(one.site)
    alone = sum(other.site == one.site for other in facts.deployments) == 1
    known = heard is not None and alone
    return (
        one.site,
        position(one.latitude, one.longitude, blur),
        " ".join(part for part in (one.recorder, one.serial) if part) or "–",
        f"{len(heard.effort.nights):,}" if heard and known else "–",
        f"{one.usable:,}",
        time_text(heard.effort.seconds if heard and known else one.hours * 3600),
    )


def _more(sites: int) -> str:
    left = sites - _SITES_DRAWN
    return f" {counted(left, 'site')} more not drawn." if left > 0 else ""


def _clocks(facts: DocumentFacts) -> Iterator[str]:
    for d in facts.deployments:
        said = []
        if d.zone is not None:
            said.append(f"a person said that it kept {d.zone}")
        if d.corrected:
            said.append(f"starts corrected by known times: {counted(d.corrected, 'recording')}")
        if d.guessed:
            said.append(
                f"the offset of {counted(d.guessed, 'recording')} was taken from the place and "
                "confirmed by nobody"
            )
        if d.without_offset:
            said.append(f"the offset of {counted(d.without_offset, 'recording')} is not known")
        if d.doubted:
            doubted = counted(d.doubted, "recording")
            said.append(f"the start of {doubted} is not believed and belongs to no hour")
        if said:
            yield f"Clock at {d.site}: {'; '.join(said)}."


def _dates(facts: DocumentFacts, words: Wording, site: str | None) -> str:
    days = facts.heard[site].effort.by_day
    if not days:
        return ""
    begin, end = (date_in(words, _1970 + timedelta(days=day)) for day in (min(days), max(days)))
    return begin if begin == end else f"{begin} – {end}"
