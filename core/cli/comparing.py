"""Commands that set analyses side by side, or make one of them: bridge, combine, compare."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from core.bridge import bridging
from core.cli.analysing import summarise
from core.cli.options import ExcelOption, JsonOption, ProjectOption, chosen_run, opened
from core.cli.output import say, say_json, say_table
from core.cli.progress import follow, follow_inquiry
from core.combining import CombinationRule, CombinationWish, prepared
from core.combining import combine as combining
from core.counted import counted
from core.errors import UnusableValueError
from core.exports.bridge_csv import write_rows
from core.paired import PairedSpecies, paired
from core.store import Project, runs


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.command()(bridge)
    app.command()(combine)
    app.command()(compare)


def bridge(
    one: Annotated[str, typer.Argument(metavar="RUN", help="As the column run begins.")],
    other: Annotated[str, typer.Argument(metavar="RUN", help="What to compare it with.")],
    project: ProjectOption,
    out: Annotated[Path, typer.Option(metavar="FILE", help="The CSV to write.")],
    excel: ExcelOption = False,
    json: JsonOption = False,
) -> None:
    """Write how scores and counts of two analyses of the same recordings map, by species."""
    with opened(project) as at:
        asked = bridging(at, chosen_run(at, one), chosen_run(at, other))
        found = follow_inquiry(asked, "Comparing", "recordings")
    rows = write_rows(found, out, excel)
    if json:
        say_json(
            {
                "rows": rows,
                "file": str(out),
                "recordings": found.recordings,
                "windows": found.windows,
                "runs": [run.fingerprint for run in found.runs],
            }
        )
        return
    say(
        f"{rows} species written to {out}: {counted(found.windows, 'window')} of "
        f"{counted(found.recordings, 'recording')} that both analyses have heard."
    )


def compare(
    one: Annotated[str, typer.Argument(metavar="RUN", help="As the column run begins.")],
    other: Annotated[str, typer.Argument(metavar="RUN", help="What to compare it with.")],
    project: ProjectOption,
    json: JsonOption = False,
) -> None:
    """Say which of two analyses finds a species in more of the recordings that both have heard."""
    with opened(project) as at:
        runs_ = chosen_run(at, one), chosen_run(at, other)
        with at.reading() as db:
            found = paired(db, *runs_)
    if json:
        say_json({
            "recordings": found.recordings,
            "runs": [run.fingerprint for run in runs_],
            "species": [_pair_json(row) for row in found.species],
        })  # fmt: skip
        return
    say(
        f"{counted(found.recordings, 'recording')} that both {runs_[0].title} (first) and "
        f"{runs_[1].title} (second) have heard; detections that nobody found wrong."
    )
    header = (("Species", False), ("Both", True), ("First only", True), ("Second only", True),
              ("First finds more by", True), ("p", True))  # fmt: skip
    say_table(header, [_pair_cells(row) for row in found.species])


def _pair_json(row: PairedSpecies) -> dict[str, Any]:
    return {
        "species": row.species.scientific_name,
        "found": asdict(row.found),
        "confirmed": asdict(row.confirmed),
        "difference": row.more and asdict(row.more),
        "p": row.found.p,
    }


def _pair_cells(row: PairedSpecies) -> tuple[str, ...]:
    counts = (row.found.both, row.found.only_first, row.found.only_second)
    more, p = row.more, row.found.p
    said = f"{more.estimate:+.0%} ({more.low:+.0%} to {more.high:+.0%})" if more else "–"
    return (
        row.species.common_name, *(f"{n:,}" for n in counts), said,
        "–" if p is None else f"{p:.2g}",
    )  # fmt: skip


def combine(  # noqa: PLR0913 - one parameter an option
    project: ProjectOption,
    run: Annotated[
        list[str], typer.Option(metavar="RUN", help="As the column run begins; give two or more.")
    ],
    rule: Annotated[
        CombinationRule,
        typer.Option(
            help="both: all of them hear it, the lowest score counts; either: one does, the "
            "highest counts; weighted: the mean score counts."
        ),
    ],
    weight: Annotated[
        list[str] | None,
        typer.Option(metavar="RUN=NUMBER", help="What a run counts when weighted; 1 if not said."),
    ] = None,
    min_score: Annotated[
        float | None,
        typer.Option(help="Keep combined scores from here on; by default the runs' own lowest."),
    ] = None,
    overlap_s: Annotated[
        float | None,
        typer.Option(help="Seconds that detections must share; by default half of the shorter."),
    ] = None,
    json: JsonOption = False,
) -> None:
    """Make one analysis of several: what all of them heard at the same time, one, or on average."""
    with opened(project) as at:
        run_ids = tuple(chosen_run(at, beginning).id for beginning in run)
        weights = _weights(at, weight or (), run_ids)
        wish = CombinationWish(run_ids, rule, weights, min_score, overlap_s)
        combination = prepared(at, wish)
        with at.reading() as db:
            before = runs.find(db, combination.fingerprint)
            known = 0 if before is None else runs.coverage(db, before.id).recordings
        follow(combining(at, combination), "Combining", "recordings")
        with at.reading() as db:
            made = runs.find(db, combination.fingerprint)
            assert made is not None
            now = runs.coverage(db, made.id).recordings
        summarise(at, made.id, [*combination.remarks(), _came_to(known, now)], as_json=json)


def _weights(project: Project, typed: Sequence[str], run_ids: Sequence[int]) -> dict[int, float]:
    weights = {}
    for text in typed:
        beginning, _, number = text.rpartition("=")
        try:
            value = float(number)
        except ValueError:
            value = 0.0
        if not beginning or not value:
            raise UnusableValueError(f"--weight is written RUN=NUMBER, not {text}.")
        run = chosen_run(project, beginning)
        if run.id not in run_ids:
            raise UnusableValueError(f"--weight names {beginning}, which --run does not.")
        if run.id in weights:
            raise UnusableValueError(f"--weight names {beginning} twice.")
        weights[run.id] = value
    return weights


def _came_to(before: int, now: int) -> str:
    if not before:
        return f"A new analysis of {counted(now, 'recording')}."
    if now == before:
        return "These analyses were combined so before: there is nothing new."
    return (
        "These analyses were combined so before: "
        f"{counted(now - before, 'recording was', 'recordings were')} added."
    )
