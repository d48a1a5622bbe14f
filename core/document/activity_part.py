"""The part of a document about when and where species were met, and what was missed."""

from collections.abc import Iterator, Sequence

from core.claims import density_text
from core.counted import counted
from core.document.blocks import Block, DocumentTable, Heading, Paragraph
from core.document.effort_part import UNKNOWN_SITE
from core.document.facts import DocumentFacts
from core.document.sentences import drawn
from core.document.wording import Wording, date_in
from core.domain import Start
from core.plots.accumulation import accumulation
from core.plots.day_profile import HOURS, DayRow, day_profile
from core.plots.palette import LIGHT
from core.plots.season_map import season_map
from core.plots.site_matrix import site_matrix
from core.recalls import RecallOfSpecies
from core.report import ReportRow
from core.seasons import SeasonShares

_IN_PROFILE, _SITES_DRAWN, _IN_MATRIX = 20, 18, 30


def activity(facts: DocumentFacts, words: Wording, withheld: frozenset[str]) -> Iterator[Block]:
    """Return when species were heard, through the day and the season, where, and how many."""
    rows = [row for row in facts.report.totals if row.detections]
    if not rows:
        return
    yield Heading(words["activity"])
    yield from _day(facts, words, rows[:_IN_PROFILE])
    yield from _season(facts, words)
    yield from _places(facts, words, rows, withheld)
    yield from _accumulation(facts, words)


def _day(facts: DocumentFacts, words: Wording, rows: Sequence[ReportRow]) -> Iterator[Block]:
    seconds = facts.report.effort.by_hour
    if not (facts.hop_s and any(seconds)):
        return
    yield Heading(words["day"], 2)
    profile = [
        DayRow(row.species.common_name, row.detections, _shares(facts, row, seconds))
        for row in rows
    ]
    rise, fall = facts.sun_h
    yield drawn(day_profile(profile, LIGHT, 640, sunrise_h=rise, sunset_h=fall))
    yield Paragraph(
        "Share of the windows of each hour in which the species was detected, all sites, by the "
        "recorder's clock. n: detections."
        + (" Sunrise and sunset in the middle of the survey." if rise is not None else ""),
        is_caption=True,
    )


def _shares(facts: DocumentFacts, row: ReportRow, seconds: Sequence[float]) -> list[float | None]:
    found = facts.by_hour.get(row.species.scientific_name)
    counts = [0] * HOURS if found is None else found.tolist()
    return [
        min(1.0, number * facts.hop_s / heard_s) if heard_s else None
        for number, heard_s in zip(counts, seconds, strict=True)
    ]


def _season(facts: DocumentFacts, words: Wording) -> Iterator[Block]:
    if not facts.seasons:
        return
    yield Heading(words["season"], 2)
    for name, one in facts.seasons:
        yield Heading(name, 3)
        yield drawn(season_map(name, one.first, one.shares, LIGHT, (720, 230), one.sun))
    sun = sun_words([one for _, one in facts.seasons])
    yield Paragraph(
        "Share of the windows of each hour with a detection, right or wrong, at all sites. "
        f"Hatched: not recorded, which is not silence. {sun}".strip(),
        is_caption=True,
    )


def sun_words(seasons: Sequence[SeasonShares]) -> str:
    """Return what is said of the sun beside pictures of seasons; nothing where it is not known."""
    lines = [line for one in seasons for line in one.sun.values()]
    if any(hour is not None for line in lines for hour in line):
        return "Lines: sunrise and sunset."
    return "The sun neither rose nor set." if lines else ""


def _places(
    facts: DocumentFacts, words: Wording, rows: Sequence[ReportRow], withheld: frozenset[str]
) -> Iterator[Block]:
    found = facts.presence
    yield Heading(words["sites"], 2)
    counts = {
        (row.species.common_name, row.site): row.detections for row in facts.report.rows_by_site
    }
    sites = sorted(site or UNKNOWN_SITE for site in facts.heard)
    shown = [row for row in rows if row.species.scientific_name not in withheld]
    if 2 < len(sites) <= _SITES_DRAWN:
        species = [row.species.common_name for row in shown[:_IN_MATRIX]]
        width = min(1.0, (160 + 26 * len(sites)) / 640)
        yield drawn(site_matrix(species, sites, counts, LIGHT), width)
    yield DocumentTable(
        ("Species", "Sites", "Nights", "Events", "Call density", "First", "Last"),
        [_presence(facts, words, row, withheld) for row in rows],
        (2.2, 1, 0.8, 0.8, 1.8, 1.5, 1.5),
        frozenset({1, 2, 3, 4}),
    )
    yield Paragraph(
        f"Sites and survey nights (noon to noon) with a detection, of "
        f"{counted(found.surveyed_sites, 'site')} and {counted(found.surveyed_nights, 'night')} at "
        "sites with effort. These are naive: a species that was there and not detected is not in "
        "them, and a detection may be wrong. Event: detections that follow each other without a "
        "pause. Call density: the share of all windows that have the species as far as it was "
        "detected, detections times precision, with its interval; where nobody listened to a "
        "sample there is none. What the network missed is not in it."
        + (" Withheld: it is not said where these were." if withheld else ""),
        is_caption=True,
    )


def _presence(
    facts: DocumentFacts, words: Wording, row: ReportRow, withheld: frozenset[str]
) -> tuple[str, ...]:
    found, name = facts.presence, row.species.scientific_name
    share = found.occupancy(name)
    sites = "–" if share is None else f"{found.sites.get(name, 0):,} ({share:.0%})"
    return (
        row.species.common_name,
        "withheld" if name in withheld else sites,
        f"{found.nights.get(name, 0):,}" if found.surveyed_nights else "–",
        f"{facts.events.get(name, 0):,}",
        density_text(row),
        _day_of(words, row.first),
        _day_of(words, row.last),
    )


def _day_of(words: Wording, moment: Start | None) -> str:
    return date_in(words, moment.local) if moment else "–"


def _accumulation(facts: DocumentFacts, words: Wording) -> Iterator[Block]:
    found = facts.richness
    if not found.units:
        return
    yield Heading(words["accumulation"], 2)
    yield drawn(accumulation(found, "days at a site", LIGHT), 0.6)
    least = f"Chao2 gives {found.chao2:.0f} as the least number that could have been found. "
    yield Paragraph(
        f"Found on a single day at a site: {found.q1:,} of {found.observed:,} species. "
        f"{least if found.chao2 > found.observed else ''}Line: expected number (Mao Tau), "
        f"band: 95 %. {found.doubt} Detections are taken as right here.".replace("  ", " "),
        is_caption=True,
    )


def missed(facts: DocumentFacts, words: Wording) -> Iterator[Block]:
    """Return what can be said of sounds that the network did not find."""
    yield Heading(words["missed"])
    nights = facts.presence.surveyed_nights
    where = f" in {counted(nights, 'night')} at sites" if nights else ""
    estimated = [one for _, one in sorted(facts.report.recalls.items()) if one.found]
    if estimated:
        names = {r.species.scientific_name: r.species.common_name for r in facts.report.totals}
        yield DocumentTable(
            ("Species", "Minutes heard", "With it", "Recall", "95 % int.", "Recordings"),
            [_recall(names.get(one.species, one.species), one) for one in estimated],
            (2.6, 1.2, 1, 1, 1.2, 1.2),
            frozenset({1, 2, 3, 4, 5}),
        )
        yield Paragraph(
            "Recall: the share of the minutes with a species in which it was detected, from "
            "minutes drawn at random (silent ones too) and listened to completely, weighted by "
            "all minutes of their kind.",
            is_caption=True,
        )
    refused = "Of other species it was not estimated what the network missed" if estimated else (
        "Not estimated: no minute without a detection was listened to completely"
    )  # fmt: skip
    yield Paragraph(
        f"{refused}. A species that is not listed was not detected{where}; that never means that "
        "it was absent."
    )


def _recall(name: str, one: RecallOfSpecies) -> tuple[str, ...]:
    found = one.found
    assert found is not None
    return (
        name, f"{one.listened:,}", f"{one.with_species:,}", f"{found.estimate:.0%}",
        f"{found.low * 100:.0f}–{found.high * 100:.0f}", f"{one.recordings:,}",
    )  # fmt: skip
