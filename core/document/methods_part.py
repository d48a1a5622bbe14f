"""The part of a document about how it was done, from the run's own records, and the appendix."""

from collections.abc import Iterator
from datetime import datetime

from core.claims import claim
from core.counted import counted
from core.document.blocks import Block, DocumentTable, Heading, NewPage, Paragraph
from core.document.facts import DocumentFacts
from core.document.sentences import names, setting
from core.document.wording import Wording, date_in
from core.plots.effort_strips import time_text
from core.review.plans import ReviewPlan
from core.statistics.kappa import Kappa, kappa_text
from core.store.turned import RuledCount

_CLAIMS = 20
_KINDS = {
    "precision": "at random from six ranges of scores",
    "random": "at random",
    "stratified": "at random from four ranges of scores",
}
_SOURCES = (
    "Wilson E.B. 1927, JASA 22, 209-212.",
    "Korn E.L. & Graubard B.I. 1998, Survey Methodology 24, 193-201.",
    "Chao A. 1987, Biometrics 43, 783-791.",
    "Colwell R.K. et al. 2012, J. Plant Ecology 5, 3-21.",
)


def methods(facts: DocumentFacts, words: Wording, reviewer: str) -> Iterator[Block]:
    """Return how recordings were analysed, judged and counted."""
    yield Heading(words["methods"])
    for paragraph in facts.methods.paragraphs:
        yield Paragraph(paragraph)
    if facts.other_runs:
        others = names(list(dict.fromkeys(one.title for one in facts.other_runs)))
        number = counted(len(facts.other_runs), "other analysis", "other analyses")
        yield Paragraph(f"Not in this document: {number} of this project, by {others}.")
    yield Paragraph(_judged(facts, reviewer))
    for plan in facts.listening.plans:
        yield Paragraph(_drawn(plan))
    for one, other, found in facts.listening.agreements:
        yield Paragraph(
            f"{one} and {other} both judged {counted(found.both, 'clip')}: Cohen's kappa "
            f"{kappa_text(found.kappa)} over right and wrong" + _no_interval(found.kappa)
        )
    yield Paragraph(
        "Precision is weighted by the detections of each range of scores from which clips were "
        "drawn; its interval is Wilson's on the effective number of clips, n = q(1-q)/V, V being "
        "the stratified variance with half a success and half a failure added to each range and "
        "the finite population correction. Effort is the time really analysed, overlaps counted "
        "once; where there was no effort there is no number, and no zero. " + _thresholds(facts)
    )
    yield Paragraph(
        "How far a recorder hears each species is not known, and differs. Windows are no calls "
        "and no individuals; they say nothing about numbers of animals. Scores are no "
        "probabilities, and those of different species do not compare. Species that the network "
        "does not know cannot be found."
    )
    yield from _rules(facts, words)
    yield from _claims(facts, words)
    yield Heading(words["citations"], 2)
    yield Paragraph(" · ".join(_SOURCES), is_caption=True)


def _thresholds(facts: DocumentFacts) -> str:
    of_rules = [one for one in facts.report.rules.rules if one.min_score is not None] if (
        facts.report.rules
    ) else []  # fmt: skip
    if not of_rules:
        return f"No threshold beyond the lowest score of {facts.report.min_score:g} was used."
    return (
        f"Scores from {facts.report.min_score:g} on count, and of "
        f"{counted(len(of_rules), 'species', 'species')} those from a threshold of its own on."
    )


def _rules(facts: DocumentFacts, words: Wording) -> Iterator[Block]:
    """Say which rules of species hold, and what they hide."""
    held = facts.report.rules
    if held is None:
        return
    named = {row.species.scientific_name: row.species.common_name for row in facts.report.totals}
    did = {one.species: one for one in facts.report.ruled}
    named |= {one.species: one.common_name for one in facts.report.ruled}
    yield Heading(words["rules"], 2)
    yield DocumentTable(
        ("Species", "Shown", "Hidden", "Judged", "Real", "Shown besides"),
        [
            (named.get(one.species, one.species), one.sentence, *_did(did.get(one.species)))
            for one in held.rules
        ],
        (2.2, 3.6, 0.9, 0.9, 0.8, 1.2),
        frozenset({2, 3, 4, 5}),
    )
    since = date_in(words, datetime.fromisoformat(held.at_utc))
    yield Paragraph(
        f"Rules of species (“{held.name}”), in use since {since}. Hidden: detections "
        "that a rule leaves out of all numbers here, how many of them a person judged, and how "
        "many of those were real. Shown besides: what the species list alone would hide.",
        is_caption=True,
    )


def _did(one: RuledCount | None) -> tuple[str, ...]:
    if one is None:
        return ("0",) * 4
    numbers = (one.hidden, one.hidden_judged, one.hidden_right, one.shown)
    return tuple(f"{number:,}" for number in numbers)


def _no_interval(kappa: Kappa) -> str:
    if kappa.without_error:
        return f": where {kappa.without_error} it has no interval."
    return f" ({kappa.refused.rstrip('.')})." if kappa.refused else "."


def _judged(facts: DocumentFacts, reviewer: str) -> str:
    people = reviewer or names(facts.listening.reviewers)
    if not people:
        return "Nobody has judged a detection."
    return (
        f"Detections were judged by {people}, listening and looking at spectrograms. “Correct” "
        "means that the species can be heard in the window; “unsure” counts in neither direction."
    )


def _claims(facts: DocumentFacts, words: Wording) -> Iterator[Block]:
    """Say of species that a person heard what may be claimed of their detections."""
    shown = [row for row in facts.report.totals if row.precision is not None][:_CLAIMS]
    if not shown:
        return
    yield Heading(words["claims"], 2)
    for row in shown:
        yield Paragraph(f"{row.species.common_name}: {claim(facts.report, row)}", is_caption=True)


def _drawn(plan: ReviewPlan) -> str:
    how = _KINDS.get(plan.kind)
    drawn = f"drawn {how}" if how else f"picked by the rule “{plan.kind}”, which is no sample"
    whose = f" for {plan.reviewer}" if plan.reviewer else ""
    blind = ", who did not see what others said" if plan.blind else ""
    return (
        f"Plan “{plan.name}”{whose}{blind}: {counted(plan.items, 'clip')} {drawn} with seed "
        f"{plan.seed}, {plan.done:,} of them judged; the same seed draws the same clips."
    )


def appendix(facts: DocumentFacts, words: Wording) -> Iterator[Block]:
    """Return what the numbers rest on: settings, versions, files and their content."""
    run = facts.report.run
    yield NewPage()
    yield Heading(words["appendix"])
    yield Heading(words["settings"], 2)
    settings = [(f"analysis {run.fingerprint}", run.title)]
    settings += [(key, setting(value)) for key, value in sorted(run.versions.items())]
    settings += [
        (key, setting(value))
        for key, value in sorted(run.settings.items())
        if value not in run.versions.values()
    ]
    yield DocumentTable(("", ""), settings, (1, 2))
    yield Heading(words["files"], 2)
    rows = [(path, time_text(seconds), digest[:16]) for path, digest, seconds in facts.files]
    yield DocumentTable(("File", "Sound", "Content (hash)"), rows, (4, 1, 2), frozenset({1}))
    more = facts.report.coverage.recordings - len(facts.files)
    if more > 0:
        yield Paragraph(f"and {more:,} more, in the project.", is_caption=True)
