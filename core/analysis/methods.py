"""How recordings were analysed, in sentences for a report or a paper."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection

from core.analysis.fingerprints import defaults
from core.analysis.settings import DECLARED
from core.counted import counted
from core.errors import UnusableValueError
from core.moved_recordings import unplaced_in_words
from core.networks.manifest import Manifest, from_plain
from core.store import combined, passes, species_rules, turned
from core.store.passes import Pass
from core.store.runs import Run
from core.store.scope import ReportScope
from core.taxon_groups import groups_in

_RULES_NAMED = 12


@dataclass(frozen=True, slots=True)
class NetworkTerms:
    """Under which licence a network was used, and how it is cited."""

    network: str
    """Its title and version."""
    licence: str
    citation: str


@dataclass(frozen=True, slots=True)
class Methods:
    """How an analysis was made, and by whose networks."""

    text: str
    terms: tuple[NetworkTerms, ...]
    """Of each network that heard, in order."""

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """Return all of it: the text, then one for each network."""
        cited = (
            f"{one.network} (licence: {one.licence}): {one.citation.rstrip('.')}."
            for one in self.terms
        )
        return (self.text, *cited)


def methods(record: Mapping[str, Any], manifest: Manifest) -> str:
    """Return a few sentences from a run's record: what was chosen, beyond that what is unusual."""
    usual = defaults(manifest)
    values = usual | dict(record)
    sentences = [
        f"Recordings were analysed with {manifest.title} {manifest.version} in windows of "
        f"{manifest.window_s:g} s{_hop(values['overlap_s'], manifest.window_s)}.",
        f"Scores from {values['min_score']:g} on counted as detections.",
        _expected(values, manifest),
    ]
    if values.get("groups"):
        named = ", ".join(sorted(one.title.lower() for one in groups_in(values["groups"])))
        sentences.append(f"Only detections of these groups were not hidden: {named}.")
    sentences += [
        setting.said.format(value=values[name])
        for name, setting in DECLARED.items()
        if setting.said and values[name] != usual[name]
    ]
    return " ".join(sentences)


def methods_of(db: Connection, run: Run) -> Methods:
    """Return the methods of an analysis; of a combined one, then of all that it was made of."""
    found = _heard(db, run)
    return replace(found, text=" ".join(filter(None, (found.text, ruled_in_words(db, run)))))


def ruled_in_words(db: Connection, run: Run) -> str:
    """Say which rules of species hold of an analysis, and what they hide; empty: none do."""
    held = species_rules.of_run(db, run.id)
    if held is None:
        return ""
    did = turned.counts(db, ReportScope(run.id))
    hidden, judged, right, shown = (
        sum(getattr(one, name) for one in did)
        for name in ("hidden", "hidden_judged", "hidden_right", "shown")
    )
    named = [f"{one.species} {one.sentence}" for one in held.rules[:_RULES_NAMED]]
    more = len(held.rules) - len(named)
    return (
        f"Rules of species (“{held.name}”): {'; '.join(named)}"
        + (f"; and {more:,} more" if more else "")
        + f". They hide {counted(hidden, 'detection')}, of which a person judged {judged:,} and "
        f"found {right:,} real"
        + (f", and show {shown:,} that the list does not expect." if shown else ".")
    )


def _heard(db: Connection, run: Run) -> Methods:
    if run.is_combined:
        own = [methods_of(db, one) for one in combined.sources(db, run)]
        texts = dict.fromkeys([*combined.said_of(run), *(one.text for one in own)])
        terms = dict.fromkeys(term for one in own for term in one.terms)
        return Methods(" ".join(texts), tuple(terms))
    if run.is_imported:
        return Methods(_taken_in(run), ())
    manifest = _manifest(passes.get(db, run.pass_id))
    if manifest is None:
        damaged = f"Recordings were analysed with {run.title}; its description here is damaged."
        return Methods(damaged, ())
    text = _by_head(run, manifest) if "head" in run.settings else methods(run.settings, manifest)
    text = " ".join(filter(None, (text, unplaced_in_words(db, run))))
    return Methods(text, (_terms(manifest),))


def _taken_in(run: Run) -> str:
    told = run.settings["imported"]
    files = f"{len(told['files']):,} file{'s' if len(told['files']) != 1 else ''}"
    return (
        f"Detections were taken in from {files} that {told['program']} wrote, with its scores, "
        f"from {run.settings['min_score']:g} on; how it was run is not known here. Only recordings "
        "that these files name count as heard."
    )


def _manifest(of: Pass) -> Manifest | None:
    try:
        return from_plain(of.manifest)
    except UnusableValueError:
        return None


def _terms(manifest: Manifest) -> NetworkTerms:
    name = f"{manifest.title} {manifest.version}"
    only = ", for non-commercial use only" if manifest.non_commercial else ""
    return NetworkTerms(name, f"{manifest.licence}{only}", manifest.citation)


def _by_head(run: Run, manifest: Manifest) -> str:
    """Say of an analysis by a head of the project's own what its scores are."""
    overlap_s = run.settings.get("overlap_s", manifest.overlap_s)
    return (
        f"Embeddings of {manifest.title} {manifest.version}, in windows of {manifest.window_s:g} s"
        f"{_hop(overlap_s, manifest.window_s)}, were scored by the head {run.settings['head']} of "
        "this project. Each label has a threshold of its own; the lowest of them is "
        f"{run.settings['min_score']:g}.{_judged_first(run)}"
    )


def _judged_first(run: Run) -> str:
    """Say what was listened to before a head made detections, where its record tells."""
    known = run.settings.get("judged_first")
    if not known:
        return ""
    if known.get("unjudged"):
        return " Its detections were made before clips that it finds were judged."
    if not known["judged"]:
        return ""
    return (
        f" Before, {counted(known['judged'], 'clip')} above the thresholds, drawn at random, were "
        f"judged, and {counted(known['right'], 'was', 'were')} right."
    )


def _hop(overlap_s: float, window_s: float) -> str:
    if not overlap_s:
        return " without overlap"
    return f" that overlap by {overlap_s:g} s (one every {window_s - overlap_s:g} s)"


def _expected(values: Mapping[str, Any], manifest: Manifest) -> str:
    """Say which species were expected: of a list, a place and season, or all."""
    chosen = values["species_list"]
    if chosen is not None:
        expected = f"the list “{chosen['name']}” ({len(chosen['species']):,} species)"
    elif manifest.range_model is None:
        return "All species were expected."
    elif values["latitude"] is None:
        expected = f"each recording's place {_season(values['week'])}"
    else:
        place = f"{values['latitude']:g}, {values['longitude']:g}"
        expected = f"the place {place} {_season(values['week'])}"
    return f"The species expected were those of {expected}; detections of others were hidden."


def _season(week: object) -> str:
    if week == "auto":
        return "in the week of the recording"
    return "at any time of the year" if week == "all" else f"in week {week} of 48"
