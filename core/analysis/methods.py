"""How recordings were analysed, in sentences for a report or a paper."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from core.analysis.fingerprints import defaults
from core.analysis.settings import DECLARED
from core.networks.manifest import Manifest, from_plain
from core.store import combined, passes
from core.store.runs import Run


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
    sentences += [
        setting.said.format(value=values[name])
        for name, setting in DECLARED.items()
        if setting.said and values[name] != usual[name]
    ]
    return " ".join(sentences)


def methods_of(db: Connection, run: Run) -> str:
    """Return the methods of a run of a project, with its network's citation and licence.

    Of a combined run how it was made, then the methods of all that it was made of.
    """
    if run.is_combined:
        sources = (methods_of(db, source) for source in combined.sources(db, run))
        return " ".join([*combined.said_of(run), *sources])
    of = passes.get(db, run.pass_id)
    if of.manifest is None:
        return (
            f"Recordings were analysed with {run.title}; its description in the project is damaged."
        )
    manifest = from_plain(of.manifest)
    cited = manifest.citation.rstrip(".")
    licence = f"licence {manifest.licence}" if manifest.licence else ""
    about = ". ".join(part for part in (cited, licence) if part)
    return methods(run.settings, manifest) + (f" {about}." if about else "")


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
