"""Statistics of a table of one's own: what each topic reads, and the figures it answers with.

The same functions as the program's own pages use, for numbers that come from elsewhere and for
checking ours. Figures are not rounded; what is not defined is None, with the reason beside it.
"""

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from core.errors import UnusableValueError, UserError
from core.statistics.call_density import ScoreBin, call_density
from core.statistics.events import VocalEvent, events
from core.statistics.kappa import Kappa, cohens_kappa, fleiss_kappa
from core.statistics.precision import SampledStratum, precision
from core.statistics.proportion import Interval
from core.statistics.ranking import average_precision, calibration, roc_auc
from core.statistics.recall import ListenedStratum, recall, refusal
from core.statistics.richness import richness
from core.statistics.score_calibration import (
    RefusedCurve,
    ScoreCurve,
    Threshold,
    compare_sites,
    logits,
    score_curve,
    too_few,
)
from core.statistics.table_cells import FiguresRow, FiguresTable

Figures = dict[str, Any]
_PROBABILITIES = (0.9, 0.95, 0.99)


@dataclass(frozen=True, slots=True)
class Topic:
    """One kind of statistics."""

    about: str
    columns: Sequence[str]
    figures: Callable[[FiguresTable], Figures]
    optional: Collection[str] = ()
    free: str = ""
    """What each further column stands for; empty where there are none."""


def figures(name: str, path: Path, gap_s: float = 0.0) -> Figures:
    """Return the figures of a topic for the table in a file.

    Raises UserError naming the lines or columns that cannot be understood.
    """
    topic = TOPICS.get(name)
    if topic is None:
        raise UnusableValueError(f"There is no topic {name}. Choose one of: {', '.join(TOPICS)}.")
    table = FiguresTable(path, topic.columns, topic.optional, topic.free)
    try:
        return _events(table, gap_s) if name == "events" else topic.figures(table)
    except ValueError as error:
        raise UserError(f"{path.name}: {error}.") from error


def _calibration(table: FiguresTable) -> Figures:
    judged = [row for row in table.rows() if row.truth("correct") is not None]
    x = logits(np.array([row.share("score") for row in judged]))
    right = np.array([row.truth("correct") for row in judged], bool)
    curve = score_curve(x, right)
    found = _of_curve(curve) | {"n": len(judged), "too_few": too_few(right) or None}
    if "site" in table.columns:
        sites = np.array([row["site"] for row in judged])
        told = sites != ""
        found["sites"] = _of_sites(x[told], right[told], sites[told].tolist())
    return found


def _of_curve(curve: ScoreCurve | RefusedCurve) -> Figures:
    if isinstance(curve, RefusedCurve):
        nothing = dict.fromkeys(("method", "b0", "b1"))
        return nothing | {"refused": curve.reason, "thresholds": {}, "cumulative": {}}
    return {
        "method": "firth" if curve.is_firth else "logistic",
        "b0": curve.b0,
        "b1": curve.b1,
        "refused": None,
        "thresholds": {str(p): _of_threshold(curve.threshold(p)) for p in _PROBABILITIES},
        "cumulative": {str(p): _of_kept(curve.threshold_of_kept(p)) for p in _PROBABILITIES},
    }


def _of_threshold(found: Threshold) -> Figures:
    bounds = {"low_logit": found.low_logit, "high_logit": found.high_logit}
    return {"logit": found.logit, "score": found.score} | bounds


def _of_kept(found: Threshold | None) -> Figures | None:
    return {"logit": found.logit, "score": found.score} if found else None


def _of_sites(x: Any, right: Any, sites: list[str]) -> Figures:
    found = compare_sites(x, right, sites)
    if found is None:
        one_sided = [n for n in dict.fromkeys(sites) if len({*right[np.array(sites) == n]}) < 2]
        nothing = dict.fromkeys(("lr", "df", "p"))
        return nothing | {"intercepts": nothing, "left_out": one_sided}
    tests = [{"lr": t.lr, "df": t.df, "p": t.p} for t in (found.curves, found.intercepts)]
    return tests[0] | {"intercepts": tests[1], "left_out": found.left_out}


def _precision(table: FiguresTable) -> Figures:
    rows = list(table.rows())
    if "case" not in table.columns:
        return _of_strata(rows)
    cases = dict.fromkeys(row["case"] for row in rows)
    return {case: _of_strata([row for row in rows if row["case"] == case]) for case in cases}


def _of_strata(rows: Sequence[FiguresRow]) -> Figures:
    judged = ("listened", "correct")
    strata = [
        row.said(SampledStratum, row.count("detections"), *row.counts(*judged))
        for row in _rising(rows)
    ]
    found = precision(strata)
    if found is None:
        nothing = dict.fromkeys(("estimate", "low", "high", "n_effective"))
        return nothing | {"all_heard": False}
    more = {"n_effective": found.n_effective, "all_heard": found.all_heard}
    return _of_interval(found.interval) | more


def _recall(table: FiguresTable) -> Figures:
    rows = list(table.rows())
    heard = ("listened", "with_species")
    strata = [row.said(ListenedStratum, row.count("minutes"), *row.counts(*heard)) for row in rows]
    names = [row["stratum"] for row in rows]
    if len({*names}) < len(names):
        raise ValueError("two strata have the same name")
    refused = refusal(strata)
    if refused:
        return {"from": {}, "refused": refused}
    named = zip(names, recall(strata), strict=True)
    return {"from": {name: _of_interval(found) for name, found in named}, "refused": None}


def _call_density(table: FiguresTable) -> Figures:
    bins = [
        ScoreBin(row.share("share"), *row.counts("positive", "negative"))
        for row in _rising(list(table.rows()), "bin")
    ]
    if not any(one.judged for one in bins):
        nothing = dict.fromkeys(("low", "high"))
        named = {"density": None} | nothing | {"posterior": {"mean": None} | nothing}
        return named | {"refused": "No window was judged."}
    found = call_density(bins)
    posterior = _of_interval(found.posterior)
    posterior["mean"] = posterior.pop("estimate")
    named = _of_interval(found.interval)
    named["density"] = named.pop("estimate")
    return named | {"posterior": posterior, "refused": None}


def _kappa(table: FiguresTable) -> Figures:
    words = [[row.word(name) for name in table.free] for row in table.rows()]
    judged = [row for row in words if all(row)]
    sure = [row for row in judged if "unsure" not in row]
    if len(table.free) < 2:
        raise ValueError("it has one reviewer. Agreement needs two: a column for each")
    return _of_kappa(_agreeing(sure)) | {"with_unsure": _of_kappa(_agreeing(judged))}


def _agreeing(rows: Sequence[Sequence[str]]) -> Kappa:
    if rows and len(rows[0]) > 2:
        return fleiss_kappa(rows)
    return cohens_kappa(Counter((one, other) for one, other in rows))


def _of_kappa(found: Kappa) -> Figures:
    bounds = found.interval
    named = _of_interval(bounds) if bounds else dict.fromkeys(("estimate", "low", "high"))
    named["kappa"] = found.estimate
    del named["estimate"]
    return named | {
        "agreement": found.agreement,
        "n": found.clips,
        "refused": found.refused or None,
    }


def _richness(table: FiguresTable) -> Figures:
    met = [[row.amount(name) > 0 for name in table.free] for row in table.rows()]
    found = richness(np.array(met, bool).reshape(len(met), len(table.free)))
    return {
        "observed": found.observed,
        "q1": found.q1,
        "q2": found.q2,
        "chao2": found.chao2,
        "chao2_se": found.chao2_error,
        "low": found.interval.low,
        "high": found.interval.high,
        "coverage": found.coverage,
        "mao_tau": found.mao_tau,
        "doubt": found.doubt or None,
    }


def _events(table: FiguresTable, gap_s: float = 0.0) -> Figures:
    windows = [
        VocalEvent(row["file"], row["species"], *row.span(), row.number("score"))
        for row in table.rows()
    ]
    merged = events(windows, gap_s)
    return {"events": [[e.file, e.species, e.start_s, e.end_s, e.score, e.windows] for e in merged]}


def _reliability(table: FiguresTable) -> Figures:
    said, was = _judged(table, FiguresRow.share, "probability")
    found = calibration(said, was)
    return {"brier": found.brier, "ece": found.error}


def _ranking(table: FiguresTable) -> Figures:
    scores, was = _judged(table, FiguresRow.number, "score")
    return {"auc": roc_auc(scores, was), "average_precision": average_precision(scores, was)}


def _judged(table: FiguresTable, value: Callable[[FiguresRow, str], float], name: str) -> Any:
    rows = [row for row in table.rows() if row.truth("truth") is not None]
    if not rows:
        raise ValueError("of no row it is told whether it is true")
    values = np.array([value(row, name) for row in rows], float)
    return values, np.array([row.truth("truth") for row in rows], bool)


def _rising(rows: Sequence[FiguresRow], name: str = "stratum") -> Sequence[FiguresRow]:
    """Return rows by the number that a column holds; as they stand where it holds names."""
    try:
        return sorted(rows, key=lambda row: float(row[name]))
    except ValueError:
        return rows


def _of_interval(found: Interval) -> Figures:
    return {"estimate": found.estimate, "low": found.low, "high": found.high}


TOPICS = {
    "calibration": Topic(
        "scores to probabilities, thresholds, differences between sites",
        ("score", "correct"),
        _calibration,
        optional=("site",),
    ),
    "precision": Topic(
        "the share of detections that is right, from clips drawn by strata",
        ("stratum", "detections", "listened", "correct"),
        _precision,
        optional=("case",),
    ),
    "recall": Topic(
        "the share of calls that is found, from minutes listened to completely",
        ("stratum", "minutes", "listened", "with_species"),
        _recall,
    ),
    "call-density": Topic(
        "the share of windows with the call, from judged windows by score bin",
        ("bin", "share", "positive", "negative"),
        _call_density,
        optional=("uncertain",),
    ),
    "kappa": Topic(
        "how far reviewers agree beyond chance",
        ("clip",),
        _kappa,
        free="reviewer",
    ),
    "richness": Topic("how many species a place has", ("unit",), _richness, free="species"),
    "events": Topic(
        "windows that follow each other, taken together",
        ("file", "start", "end", "species", "score"),
        _events,
    ),
    "reliability": Topic(
        "how well probabilities say how often something is so",
        ("probability", "truth"),
        _reliability,
    ),
    "ranking": Topic("how well scores rank", ("score", "truth"), _ranking),
}
