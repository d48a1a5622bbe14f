"""Scores of a species: how they are spread, and how probably a detection of each is right."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

import numpy as np
from sqlalchemy import Connection, select

from core.domain import Verdict
from core.plots.calibration_plot import JudgedClip, calibration_plot
from core.plots.score_histogram import score_histogram
from core.read_picture import Key, ReadPicture
from core.report import Report, ReportRow
from core.statistics.logistic import Bools, Numbers
from core.statistics.score_calibration import (
    ScoreCurve,
    Threshold,
    compare_sites,
    logits,
    score_curve,
    too_few,
)
from core.store.detections import Filter
from core.store.membership import HEARD_IN_PROJECT
from core.store.schema import DetectionRow, SiteRow, SpeciesRow
from core.store.species_rule import SpeciesRule

D = DetectionRow
_BINS = 25
_STEPS = 1000
"""Of the scores of a rule."""
_SAID = (Verdict.CORRECT, Verdict.WRONG)
_TARGET = 0.9
_APART_P, _LEAST_AT_A_SITE = 0.05, 20


@dataclass(frozen=True, slots=True)
class SpeciesThresholds:
    """From which score on a species can be relied on, and what speaks against it."""

    each: Threshold | None
    """Each detection is right with 90 %; None where no threshold should be drawn."""
    kept: Threshold | None
    """90 % of all that is kept is right: never the same thing."""
    why_not: str = ""
    site_warning: str = ""
    """Where scores mean something else at a site, which one."""


def scores(db: Connection, found: Report, row: ReportRow) -> ReadPicture:
    """Return how a species' scores are spread, and which of them were judged."""
    name = row.species.scientific_name
    query = _of(found, name, D.score, D.verdict).where(D.listed)
    every = db.execute(query).all()
    values = np.array([one.score for one in every], float)
    judged = np.array([one.verdict in _SAID for one in every], bool)
    edges = np.linspace(min(found.min_score, 0.99), 1.0, _BINS + 1)
    counts, of = (np.histogram(some, edges)[0] for some in (values, values[judged]))
    return ReadPicture(
        lambda colours, width: score_histogram(
            edges.tolist(), counts.tolist(), of.tolist(), colours, (width, 200.0)
        ),
        "Dark: judged right or wrong.",
        lambda key: Filter(species=name, min_score=_number(key[0]), max_score=_number(key[1])),
    )


def probabilities(db: Connection, found: Report, row: ReportRow) -> ReadPicture:
    """Return the curve from score to probability with each judged clip, and thresholds in words."""
    name = row.species.scientific_name
    clips, sites = _judged(db, found, name)
    if not clips:
        return ReadPicture(None, "No clip of this species was judged right or wrong.")
    curve, of = thresholds_of(clips, sites)
    shown = curve if of.each else None
    return ReadPicture(
        lambda colours, width: calibration_plot(
            row.species.common_name, clips, shown, colours, (width, 260.0)
        ),
        in_words(of),
        _clip_of(name),
        _proposed(found, row, of),
    )


def _proposed(found: Report, row: ReportRow, of: SpeciesThresholds) -> SpeciesRule | None:
    """Return the threshold as a rule; None where there is none, or where it holds already."""
    if of.each is None:
        return None
    score = ceil(of.each.score * _STEPS) / _STEPS
    if found.rule_of(row.species) is not None and found.least_score(row.species) == score:
        return None
    return SpeciesRule(row.species.scientific_name, found.run.scores_of, min_score=score)


def thresholds(db: Connection, found: Report, scientific_name: str) -> SpeciesThresholds:
    """Return the thresholds of a species, from all of its judged clips in a report."""
    return thresholds_of(*_judged(db, found, scientific_name))[1]


def thresholds_of(
    clips: Sequence[JudgedClip], sites: Sequence[str]
) -> tuple[ScoreCurve | None, SpeciesThresholds]:
    """Return the curve and thresholds of judged clips, each at a site (or at none: empty)."""
    x = logits(np.array([one.score for one in clips], float))
    right = np.array([one.right for one in clips], bool)
    curve = score_curve(x, right)
    why_not = too_few(right) if isinstance(curve, ScoreCurve) else curve.reason
    if why_not or not isinstance(curve, ScoreCurve):
        return None, SpeciesThresholds(None, None, why_not)
    warning = _site_warning(curve, x, right, list(sites))
    each, kept = curve.threshold(_TARGET), curve.threshold_of_kept(_TARGET)
    return curve, SpeciesThresholds(each, kept, "", warning)


def in_words(of: SpeciesThresholds) -> str:
    """Return both thresholds as sentences, so that nobody takes one for the other."""
    if of.each is None:
        return f"No threshold: {of.why_not[:1].lower()}{of.why_not[1:]}"
    bounds = [
        "no end" if end is None else f"{Threshold(end).score:.3f}"
        for end in (of.each.low_logit, of.each.high_logit)
    ]
    said = (
        f"Each detection is right with at least {_TARGET:.0%} from a score of "
        f"{of.each.score:.3f} on ({bounds[0]} to {bounds[1]})."
    )
    if of.kept is None:
        said += f" Not even of the highest scores are {_TARGET:.0%} right together."
    else:
        said += f" {_TARGET:.0%} of what is kept are right from {of.kept.score:.3f} on."
    return f"{said} {of.site_warning}".strip()


def _site_warning(curve: ScoreCurve, x: Numbers, right: Bools, sites: list[str]) -> str:
    found = compare_sites(x, right, sites)
    if found is None:
        return ""
    of = np.array(sites)
    large = [n for n in dict.fromkeys(sites) if n and (of == n).sum() >= _LEAST_AT_A_SITE]
    p = min(found.intercepts.p, found.curves.p)
    if len(large) < 2 or p >= _APART_P:
        return ""
    expected = curve.probabilities(x)
    apart = {
        name: float((right - expected)[of == name].sum())
        / float(np.sqrt((expected * (1 - expected))[of == name].sum()))
        for name in large
    }
    name = max(apart, key=lambda one: abs(apart[one]))
    than = "more" if apart[name] > 0 else "less"
    return (
        f"At {name} the scores mean something else (p = {p:.2g}): there detections are right "
        f"{than} often than this curve says."
    )


def _judged(db: Connection, found: Report, name: str) -> tuple[list[JudgedClip], list[str]]:
    # Also what a rule hides: else a threshold would be found from what is above it only.
    shown = (D.listed | D.ruled) & HEARD_IN_PROJECT
    query = _of(found, name, D.score, D.verdict, D.recording_id, SiteRow.name.label("site"))
    query = query.outerjoin(SiteRow, D.site_id == SiteRow.id)
    rows = db.execute(query.where(shown, D.verdict.in_(_SAID)).order_by(D.score, D.id)).all()
    clips = [
        JudgedClip(one.score, one.verdict == Verdict.CORRECT, (one.recording_id, one.score))
        for one in rows
    ]
    return clips, [one.site or "" for one in rows]


def _of(found: Report, name: str, *columns: Any) -> Any:
    its_id = select(SpeciesRow.id).where(SpeciesRow.scientific_name == name).scalar_subquery()
    return select(*columns).select_from(D).where(*found.scope.within, D.species_id == its_id)


def _clip_of(name: str) -> Callable[[Key], Filter]:
    def opens(key: Key) -> Filter:
        place = key[0]
        assert isinstance(place, tuple)
        recording_id, score = place
        return Filter(
            species=name, recording_id=int(recording_id), min_score=score, max_score=score
        )

    return opens


def _number(value: object) -> float:
    return float(str(value))
