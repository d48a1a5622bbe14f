"""What a head says of itself, as tables; and what to judge before its detections are believed."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from core.cli.judging import HOW_ANSWERED, JUDGE_COLUMNS
from core.cli.output import say, say_table
from core.cli.stored_windows import chosen_windows, names_of
from core.counted import counted
from core.errors import UserError
from core.exports.files import write_csv
from core.heads.evaluation import MORE_CLIPS, Evaluation, LabelFigures
from core.heads.judged_first import FirstJudgement, Offered, ask_first, first_judgement
from core.heads.scoring import refuse_others
from core.heads.trained_head import TrainedHead
from core.store import Project
from core.store.asked_clips import Why

JudgeOption = Annotated[
    Path | None,
    typer.Option("--judge", metavar="CSV", help="Write what to judge first: a table to fill in."),
]
_MOST_LABELS = 20
"""Whose tables are printed; --json has all."""


@dataclass(frozen=True, slots=True)
class FirstToJudge:
    """What a head finds among windows drawn at random that nobody has said anything of."""

    first: FirstJudgement | None
    """None: it was not tried."""
    rows: list[tuple[str, Offered]]
    """File, and what is to be judged in it."""
    why_not: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return it for scripts."""
        clips = [
            {"file": file, "start_s": one.start_s, "end_s": one.end_s, "label": one.label,
             "score": one.score}
            for file, one in self.rows
        ]  # fmt: skip
        notes = [self.why_not] if self.why_not else []
        known = self.first.record if self.first else {"share_above": None}
        return {**known, "to_judge": clips, "not_tried": notes}


def first_to_judge(
    project: Project, head: TrainedHead, run: str | None, *, asked: bool
) -> FirstToJudge:
    """Return what to judge first; where the head does not fit to an analysis, why.

    Where it is ``asked`` of somebody, that is kept.
    """
    try:
        heard = chosen_windows(project, run)
        refuse_others(head, heard)
    except UserError as error:
        return FirstToJudge(None, [], str(error))
    if all(one.threshold is None for one in head.facts.labels):
        return FirstToJudge(None, [], "it has no threshold, it only ranks.")
    first = first_judgement(heard, head)
    if first.share is None:
        return FirstToJudge(None, [], "no windows with embeddings are left to try it on.")
    if asked:
        ask_first(heard, first)
    names = names_of(project, {one.recording_id for one in first.offered})
    return FirstToJudge(first, [(names[one.recording_id], one) for one in first.offered])


def write_first(first: FirstToJudge, out: Path) -> None:
    """Write what to judge first as a table to fill in."""
    rows = [
        (file, one.start_s, one.end_s, Why.ABOVE.value, round(one.score, 4), one.label, "")
        for file, one in first.rows
    ]
    write_csv(out, JUDGE_COLUMNS, rows)


def say_first(first: FirstToJudge, out: Path | None) -> None:
    """Print what to judge first, or that it was written."""
    if first.first is None:
        say(f"It was not tried on this analysis: {first.why_not}")
        return
    say(first.first.sentence)
    if out is not None:
        say(f"{counted(len(first.rows), 'of them is', 'of them are')} in {out}. {HOW_ANSWERED}")
    elif first.rows:
        say("Judge these before it makes detections (--judge CSV); the sound may be common:")
        for file, one in first.rows:
            say(f"  {file} at {one.start_s:g} s: {one.label} ({one.score:.2f})")


def say_figures(evaluation: Evaluation) -> None:
    """Print what was measured on recordings that a head did not hear."""
    known = [one for one in evaluation.labels if one.average_precision is not None][:_MOST_LABELS]
    if not known:
        return
    say("\nOn sites it did not hear:" if evaluation.by_site else "\nOn recordings it did not hear:")
    header = (("Label", False), ("Clips", True), ("Recordings", True), ("Average precision", True),
              ("ROC-AUC", True), ("Precision", True), ("Recall", True))  # fmt: skip
    say_table(header, [_measured(one) for one in known])
    _say_learning(known)
    for one in known:
        say(f"\n{one.label}, where it is cut:")
        cuts = [(f"{c.score:.2f}", f"{c.precision:.2f}", f"{c.recall:.2f}") for c in one.cuts]
        say_table((("Score from", True), ("Precision", True), ("Recall", True)), cuts)
    _say_confusion(evaluation)
    _say_reliability(evaluation)
    if len(evaluation.labels) > _MOST_LABELS:
        say(
            f"\nThese are {len(known)} of {counted(len(evaluation.labels), 'label')}; --json "
            "tells all."
        )


def _measured(one: LabelFigures) -> tuple[str, ...]:
    ap = _figure(one.average_precision)
    if one.lowest is not None:
        ap += f" ({one.lowest:.2f} to {one.highest:.2f})"
    rest = (_figure(figure) for figure in (one.auc, one.precision, one.recall))
    return one.label, f"{one.clips:,}", f"{one.recordings:,}", ap, *rest


def _say_learning(known: Sequence[LabelFigures]) -> None:
    rows = [
        (one.label, _figure(one.with_half), _figure(one.average_precision), _figure(one.with_more))
        for one in known
        if one.with_half is not None
    ]
    if rows:
        say("\nAverage precision by how much is known:")
        header = (("Label", False), ("Half of the recordings", True), ("All", True),
                  (f"{MORE_CLIPS} clips more, likely", True))  # fmt: skip
        say_table(header, rows)


def _say_confusion(evaluation: Evaluation) -> None:
    labels = [one.label for one in evaluation.labels]
    if not 0 < len(evaluation.confusion) <= _MOST_LABELS:
        return
    say("\nOf clips with one label, what they are (rows) and were held for (columns):")
    header = (("", False), *((one, True) for one in labels), ("none", True))
    rows = [
        (label, *(f"{number:,}" for number in row))
        for label, row in zip(labels, evaluation.confusion, strict=True)
    ]
    say_table(header, rows)


def _say_reliability(evaluation: Evaluation) -> None:
    if evaluation.brier is None:
        return
    say(
        f"\nProbabilities of labelled windows are off by {evaluation.calibration_error:.3f} on "
        f"average (Brier {evaluation.brier:.3f}). That is of what was labelled, not of the field."
    )
    rows = [
        (f"{one.said:.2f}", f"{one.was:.2f}", f"{one.number:,}") for one in evaluation.reliability
    ]
    say_table((("Said", True), ("Was so", True), ("Windows", True)), rows)


def _figure(value: float | None) -> str:
    return "unknown" if value is None else f"{value:.2f}"
