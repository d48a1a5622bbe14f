"""From facts to a document: its parts in order, in sentences that claim no more than is so."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from core.document.blocks import (
    Block,
    ClipPictures,
    DocumentTable,
    Drawn,
    Figures,
    Heading,
    NewPage,
    Paragraph,
    ReportDocument,
    TitlePage,
)
from core.document.facts import DocumentFacts
from core.document.wording import Wording, wording
from core.domain import Verdict
from core.plots.accumulation import accumulation
from core.plots.day_profile import HOURS, DayRow, day_profile
from core.plots.effort_strips import EffortRow, effort_strips, time_text
from core.plots.palette import LIGHT
from core.plots.precision_bars import PrecisionRow, interval_text, row_marks
from core.plots.svg import Plot
from core.precisions import Basis
from core.report import ReportRow

_SIGNS = {Verdict.CORRECT: "✓", Verdict.WRONG: "✕", Verdict.UNSURE: "?", None: "·"}
_IN_PROFILE = 20
_UNKNOWN_SITE = "(no site)"


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


def document(facts: DocumentFacts, name: str, wish: DocumentWish) -> ReportDocument:
    """Return the document of a project called ``name``. Raises UnusableValueError."""
    words = wording(wish.language)
    made = _made(facts)
    parts = (
        _summary(facts, words),
        _effort(facts, words, wish.blur_degrees),
        _species(facts, words),
        _clips(facts, words),
        _activity(facts, words),
        _missed(facts, words),
        _methods(facts, words),
        _appendix(facts, words),
    )
    people = (
        ("client", wish.client),
        ("author", wish.author),
        ("reviewer", wish.reviewer or ", ".join(facts.reviewers)),
        ("made", f"{made:%Y-%m-%d}"),
    )
    return ReportDocument(
        TitlePage(
            words["kind"],
            wish.title or name,
            ", ".join(site.name for site in facts.sites[:6]),
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


def _summary(facts: DocumentFacts, words: Wording) -> Iterator[Block]:
    totals = facts.report.totals
    confirmed = [row for row in totals if row.correct or row.corrected_into_this or row.annotations]
    alone = [row for row in totals if row.detections and row not in confirmed]
    detections = sum(row.detections for row in totals)
    judged = sum(row.correct + row.wrong + row.unsure for row in totals)
    sound = time_text(facts.report.effort.seconds)
    yield Figures(
        [
            (f"{len(confirmed):,}", "species confirmed by a person"),
            (f"{len(alone):,}", "more reported by the network alone"),
            (sound, f"of sound at {_count(len(facts.sites), 'site')}"),
            (f"{judged:,} of {detections:,}", "detections judged by a person"),
        ]
    )
    yield Heading(words["summary"])
    if not detections:
        yield Paragraph(
            "Nothing was detected. That is no proof of absence: sounds that the network missed "
            "were not searched for."
        )
        return
    yield Paragraph(_heard_and_reported(confirmed, len(alone)))
    share = 1 - judged / detections
    yield Paragraph(
        "What was not detected was not necessarily absent: sounds that the network missed were not "
        "searched for.",
        strong=f"{share:.0%} of the {detections:,} detections were not listened to.",
    )
    for sentence in (*facts.report.made_of, *facts.report.not_whole):
        yield Paragraph(sentence)


def _heard_and_reported(confirmed: Sequence[ReportRow], alone: int) -> str:
    if not confirmed:
        return (
            f"No species was confirmed by a person. The network alone reported {alone:,}, which "
            "are listed as such."
        )
    said = _count(len(confirmed), "species was", "species were")
    heard = f"{said} heard by a person: {_names([r.species.common_name for r in confirmed])}."
    if not alone:
        return heard
    return (
        f"{heard} The network reported {alone:,} more; nobody has heard them yet, or what was "
        "heard was something else, and they are listed as such."
    )


def _effort(facts: DocumentFacts, words: Wording, blur: float) -> Iterator[Block]:
    yield Heading(words["effort"])
    rows = [
        EffortRow(site or _UNKNOWN_SITE, _dates(facts, site), effort.by_hour)
        for site, effort in sorted(facts.effort.items(), key=lambda pair: pair[0] or "~")
    ]
    if rows:
        yield _plot(effort_strips(rows, LIGHT, 640))
        yield Paragraph(
            "Sound analysed in each hour of the day, by the recorder's clock; what several "
            "recordings heard at once counts once. Hatched: not recorded, so nothing can be said "
            "about these hours.",
            is_caption=True,
        )
    yield DocumentTable(
        ("Site", "Position", "Recorder", "Recordings", "Sound"),
        [
            (
                d.site,
                _position(d.latitude, d.longitude, blur),
                " ".join(part for part in (d.recorder, d.serial) if part) or "–",
                f"{d.usable:,}",
                time_text(d.hours * 3600),
            )
            for d in facts.deployments
        ],
        (2.2, 2, 2.4, 1, 1),
        frozenset({3, 4}),
    )
    for sentence in _clocks(facts):
        yield Paragraph(sentence, is_caption=True)
    for one in facts.left_out:
        yield Paragraph(one.sentence, is_caption=True)
    if not facts.left_out:
        yield Paragraph("No recording was lost or damaged.", is_caption=True)


def _clocks(facts: DocumentFacts) -> Iterator[str]:
    for d in facts.deployments:
        said = []
        if d.corrected:
            said.append(f"the starts of {d.corrected:,} recordings were corrected by known times")
        if d.guessed:
            said.append(
                f"the offset of {d.guessed:,} was taken from the place and confirmed by nobody"
            )
        if d.without_offset:
            said.append(f"the offset of {d.without_offset:,} is not known")
        if d.doubted:
            said.append(f"the start of {d.doubted:,} is not believed and belongs to no hour")
        if said:
            yield f"Clock at {d.site}: {'; '.join(said)}."


def _species(facts: DocumentFacts, words: Wording) -> Iterator[Block]:
    yield NewPage()
    yield Heading(words["species"])
    rows = [row for row in facts.report.totals if row.detections]
    yield Paragraph(
        f"Detections have a score of {facts.report.min_score:g} or more and passed the species "
        "list. Precision is the share of these that are right, with its 95 % interval, estimated "
        "from clips drawn at random; a short bar means more was learned. A dash means nobody "
        "listened: the network's word alone."
    )
    yield DocumentTable(
        ("Species", "", "n", "Judged", "0        50      90  Precision", "95 % int.", "Peak"),
        [_species_cells(row) for row in rows],
        (2.6, 2.6, 0.8, 1.6, 2.2, 1.3, 0.7),
        frozenset({2, 5, 6}),
    )
    picked = [row.species.common_name for row in rows if row.precision_basis is Basis.PICKED]
    if picked:
        yield Paragraph(
            "*: judged clips were picked by hand, which is no sample of the others: "
            f"{_names(picked)}.",
            is_caption=True,
        )
    yield Paragraph(
        "Judged: right, wrong and unsure, grey not heard yet. Interval: Wilson's on the effective "
        "sample, corrected for the finite number of detections. “all”: every detection was judged, "
        f"nothing is left to estimate. {facts.report.hidden:,} further detections were hidden "
        "because the species list does not expect them.",
        is_caption=True,
    )


def _species_cells(row: ReportRow) -> tuple[str | Drawn, ...]:
    heard = row.precision_basis is Basis.ALL_HEARD
    marks = PrecisionRow(
        row.species.common_name, row.detections, row.correct, row.wrong, row.unsure, row.precision,
        heard,
    )  # fmt: skip
    judged, interval = row_marks(marks, LIGHT)
    star = "*" if row.precision_basis is Basis.PICKED else ""
    return (
        row.species.common_name,
        row.species.scientific_name,
        f"{row.detections:,}",
        Drawn(judged.svg, judged.about),
        Drawn(interval.svg, interval.about),
        interval_text(row.precision, all_heard=heard) + star,
        "–" if row.peak_hour is None else f"{row.peak_hour:02} h",
    )


def _clips(facts: DocumentFacts, words: Wording) -> Iterator[Block]:
    shown = [one for one in facts.clips if one.picture]
    if not shown:
        return
    yield Heading(words["clips"])
    items = []
    for one in shown:
        clip = one.clip
        when = clip.at.local.strftime("%Y-%m-%d %H:%M:%S") if clip.at else "time not known"
        more = f"{when} · score {clip.score:.2f}"
        name = f"{clip.species.common_name} {_SIGNS[clip.verdict]}"
        items.append((one.picture or "", name, more))
    yield ClipPictures(items)
    missing = len(facts.clips) - len(shown)
    lost = f" {_count(missing, 'clip')} could not be read now." if missing else ""
    yield Paragraph(
        "The confirmed clip with the highest score of each species, or the one with the highest "
        f"score. ✓ judged right, ✕ wrong, ? unsure, · not judged.{lost}",
        is_caption=True,
    )


def _activity(facts: DocumentFacts, words: Wording) -> Iterator[Block]:
    rows = [row for row in facts.report.totals if row.detections][:_IN_PROFILE]
    if not rows:
        return
    yield NewPage()
    yield Heading(words["activity"])
    seconds = facts.report.effort.by_hour
    if facts.hop_s and any(seconds):
        yield Heading(words["day"], 2)
        profile = [
            DayRow(row.species.common_name, row.detections, _shares(facts, row, seconds))
            for row in rows
        ]
        yield _plot(day_profile(profile, LIGHT, 640))
        yield Paragraph(
            "Share of the windows of each hour in which the species was detected, all sites, by "
            "the recorder's clock. n: detections.",
            is_caption=True,
        )
    found = facts.richness
    if found.units:
        yield Heading(words["accumulation"], 2)
        yield _plot(accumulation(found, "days at a site", LIGHT), 0.6)
        least = f"Chao2 gives {found.chao2:.0f} as the least number that could have been found. "
        yield Paragraph(
            f"{found.q1:,} of the {found.observed:,} species were found on a single day at a site. "
            f"{least if found.chao2 > found.observed else ''}Line: expected number (Mao Tau), "
            f"band: 95 %. {found.doubt} Detections are taken as right here.".replace("  ", " "),
            is_caption=True,
        )


def _shares(facts: DocumentFacts, row: ReportRow, seconds: Sequence[float]) -> list[float | None]:
    counts = facts.by_hour.get(row.species.scientific_name, {})
    return [
        min(1.0, counts.get(hour, 0) * facts.hop_s / seconds[hour]) if seconds[hour] else None
        for hour in range(HOURS)
    ]


def _missed(facts: DocumentFacts, words: Wording) -> Iterator[Block]:
    yield Heading(words["missed"])
    days = facts.richness.units
    where = f" on {_count(days, 'day')} at sites" if days else ""
    yield Paragraph(
        "Not estimated: no minute without a detection was listened to completely. A species that "
        f"is not listed was not detected{where}; that never means that it was absent."
    )


def _methods(facts: DocumentFacts, words: Wording) -> Iterator[Block]:
    yield Heading(words["methods"])
    for paragraph in facts.methods.paragraphs:
        yield Paragraph(paragraph)
    yield Paragraph(
        "Detections were judged by listening and looking at spectrograms. Precision is weighted by "
        "the detections of each range of scores from which clips were drawn."
    )


def _appendix(facts: DocumentFacts, words: Wording) -> Iterator[Block]:
    run = facts.report.run
    yield NewPage()
    yield Heading(words["appendix"])
    yield Heading(words["settings"], 2)
    settings = [(f"analysis {run.fingerprint}", run.title)]
    settings += [(key, _setting(value)) for key, value in sorted(run.versions.items())]
    settings += [(key, _setting(value)) for key, value in sorted(run.settings.items())]
    yield DocumentTable(("", ""), settings, (1, 2))
    yield Heading(words["files"], 2)
    rows = [(path, time_text(seconds), digest[:16]) for path, digest, seconds in facts.files]
    yield DocumentTable(("File", "Sound", "Content (hash)"), rows, (4, 1, 2), frozenset({1}))
    more = facts.report.coverage.recordings - len(facts.files)
    if more > 0:
        yield Paragraph(f"and {more:,} more, in the project.", is_caption=True)


def _setting(value: object) -> str:
    if isinstance(value, dict):
        if "species" in value:
            return f"{value['name']} ({len(value['species']):,} species)"
        return ", ".join(f"{key} {_setting(inner)}" for key, inner in sorted(value.items()))
    if isinstance(value, list):
        return "; ".join(map(_setting, value)) or "–"
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def _plot(plot: Plot, share: float = 1.0) -> Drawn:
    return Drawn(plot.svg, plot.about, share)


def _position(latitude: float | None, longitude: float | None, blur: float) -> str:
    if latitude is None or longitude is None:
        return "not given"
    if not blur:
        return "withheld"
    digits = max(0, len(f"{blur:.10f}".rstrip("0").partition(".")[2]))
    north, east = (round(round(value / blur) * blur, digits) for value in (latitude, longitude))
    return (
        f"{abs(north):.{digits}f}° {'N' if north >= 0 else 'S'}, "
        f"{abs(east):.{digits}f}° {'E' if east >= 0 else 'W'}"
    )


def _dates(facts: DocumentFacts, site: str | None) -> str:
    at = [d for d in facts.deployments if d.site == site]
    first = min((d.first for d in at if d.first), default=None)
    last = max((d.last for d in at if d.last), default=None)
    if first is None or last is None:
        return ""
    begin, end = f"{first:%Y-%m-%d}", f"{last:%Y-%m-%d}"
    return begin if begin == end else f"{begin} to {end}"


def _names(names: Sequence[str], most: int = 12) -> str:
    shown = list(names[:most])
    if len(names) > most:
        return f"{', '.join(shown)} and {len(names) - most:,} more"
    return " and ".join([", ".join(shown[:-1]), shown[-1]]) if len(shown) > 1 else "".join(shown)


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number:,} {one if number == 1 else many or one + 's'}"
