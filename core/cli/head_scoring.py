"""The command that scores with a head: every window as a table, or detections of a project."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from core.cli.head_shelf import HeadArgument
from core.cli.options import JsonOption, ProjectOption, RunOption, chosen_run, opened
from core.cli.output import say, say_json
from core.cli.progress import follow, follow_inquiry
from core.cli.stored_windows import chosen_windows, not_compared
from core.counted import counted
from core.errors import UnusableValueError, UserError
from core.heads import library
from core.heads.frames import not_heard_again
from core.heads.library import KeptHead
from core.heads.scoring import (
    detect,
    refuse_without_threshold,
    run_fingerprint,
    scored,
    windows_for,
    write_scores,
)
from core.heads.whole_scoring import AnalysisAhead, analyse_ahead, analysis_ahead, windows_after
from core.heads.windows import PassWindows
from core.store import Project

UnjudgedOption = Annotated[
    bool,
    typer.Option(
        "--unjudged", help="Detect though nobody has judged what it finds; kept in the record."
    ),
]


def score(  # noqa: PLR0913 - one parameter an option
    name: HeadArgument,
    project: ProjectOption,
    out: Annotated[Path | None, typer.Option(metavar="CSV", help="Every window.")] = None,
    detects: Annotated[
        bool, typer.Option("--detect", help="Make detections: an analysis like any other.")
    ] = False,
    unjudged: UnjudgedOption = False,
    stored_only: Annotated[
        bool, typer.Option("--stored-only", help="Do not analyse first what was not heard yet.")
    ] = False,
    run: RunOption = None,
    json: JsonOption = False,
) -> None:
    """Score all that was heard. With --detect, what was not is analysed first."""
    if out is None and not detects:
        raise UnusableValueError("Say what to do with the scores: --out CSV, --detect, or both.")
    if (unjudged or stored_only) and not detects:
        option = "--unjudged" if unjudged else "--stored-only"
        raise UnusableValueError(f"{option} goes with --detect.")
    said: dict[str, Any] = {}
    with opened(project) as at:
        kept = library.called(at, name)
        assert kept.head is not None
        ahead = _ahead(at, kept, run) if detects and not stored_only else None
        heard = _windows(at, kept, run) if ahead is None else _analysed(at, ahead, quiet=json)
        if out is not None:
            found = follow_inquiry(scored(kept.head, heard), "Scoring", "windows")
            rows = write_scores(found, kept.head, heard, out)
            said = {"windows": len(found.window), "rows": rows, "file": str(out)}
            said["notes"] = not_compared(heard, found.empty, found.lost)
            said["notes"] += not_heard_again(len(found.unheard))
        if detects:
            new = follow_inquiry(detect(kept, heard, unjudged=unjudged), "Detecting", "recordings")
            notes = not_compared(heard, new.empty, new.lost) + not_heard_again(new.unheard)
            said = asdict(new) | {"notes": notes} | said
            said["analysed_first"] = ahead.work.recordings if ahead else 0
            said["run"] = run_fingerprint(kept.head, heard)
    if json:
        say_json(said)
        return
    if out is not None:
        say(
            f"{counted(said['windows'], 'window')} scored with {kept.title}, "
            f"{counted(said['rows'], 'row')} written to {out}."
        )
    if detects:
        new_to = counted(int(said["recordings"]), "recording was", "recordings were")
        say(
            f"{new_to} new to {kept.title}. Its detections are the analysis {said['run']}: review, "
            "report or export it."
        )
    for one in said["notes"]:
        say(one)


# --- parts ---


def _ahead(project: Project, kept: KeptHead, run: str | None) -> AnalysisAhead | None:
    assert kept.head is not None
    refuse_without_threshold(kept, kept.head)
    try:
        return analysis_ahead(project, kept.head, None if run is None else chosen_run(project, run))
    except UserError as error:
        raise UserError(
            f"{error} What was heard already is scored all the same with --stored-only."
        ) from error


def _windows(project: Project, kept: KeptHead, run: str | None) -> PassWindows:
    assert kept.head is not None
    return windows_for(kept.head, project) if run is None else chosen_windows(project, run)


def _analysed(project: Project, ahead: AnalysisAhead, *, quiet: bool) -> PassWindows:
    if not quiet:
        say(f"{ahead.sentence} (--stored-only leaves them out.)")
    follow(analyse_ahead(project, ahead), "Analysing", "h")
    return windows_after(project, ahead)
