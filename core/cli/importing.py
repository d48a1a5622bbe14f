"""The command that takes in what other programs found: import-results."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from core.cli.options import JsonOption, opened
from core.cli.output import say, say_json, say_table
from core.cli.progress import follow_inquiry
from core.errors import UnusableValueError
from core.imports import (
    FORMATS,
    gather,
    newest,
    preview,
    read_settlements,
    take,
    take_out,
    unsettled,
    write_unsettled,
)
from core.imports.in_words import preview_in_words, taken_in_words
from core.store import Project


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.command("import-results")(import_results)


def import_results(  # noqa: PLR0913 - one parameter an option
    paths: Annotated[
        list[Path] | None, typer.Argument(metavar="PATH...", help="Files of results, or folders.")
    ] = None,
    project: Annotated[
        Path | None, typer.Option("--project", metavar="DIR", help="The project's folder.")
    ] = None,
    format: Annotated[
        str | None, typer.Option(metavar="ID", help="As --list names them; else it is recognised.")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say what would come in.")
    ] = False,
    settle: Annotated[
        Path | None,
        typer.Option(metavar="FILE.csv", help="file, recording: which file is which recording."),
    ] = None,
    unmatched: Annotated[
        Path | None,
        typer.Option(metavar="FILE.csv", help="Write what is to be settled to this table."),
    ] = None,
    reviewer: Annotated[
        str, typer.Option(metavar="NAME", help="Whose words are those that name nobody.")
    ] = "",
    undo: Annotated[bool, typer.Option("--undo", help="Take the last import out.")] = False,
    redo: Annotated[bool, typer.Option("--redo", help="Take it in again.")] = False,
    listed: Annotated[bool, typer.Option("--list", help="Say which formats there are.")] = False,
    json: JsonOption = False,
) -> None:
    """Take in what other programs found: detections as an analysis, verdicts, annotations."""
    if listed:
        _list(as_json=json)
        return
    if project is None or not (paths or undo or redo):
        raise UnusableValueError(
            "Name the files and the project: undersong import-results PATH... --project DIR "
            "(--list says which formats there are)."
        )
    with opened(project, read_only=dry_run) as at:
        if undo or redo:
            _turn_back(at, again=redo, as_json=json)
            return
        settled = read_settlements(settle) if settle else {}
        found = follow_inquiry(gather(at, paths or [], format, settled), "Reading", "lines")
        seen, open_ = preview(found), unsettled(found)
        if unmatched:
            write_unsettled(open_, unmatched)
        sentences = list(preview_in_words(seen))
        if not json:
            say("\n".join(sentences))
        taken = None
        if not dry_run:
            taken = follow_inquiry(take(at, found, reviewer), "Taking in", "recordings")
    if json:
        of = {"id": found.id, "format": found.format.id, "preview": sentences}
        say_json({**of, "unsettled": open_, "taken": taken and asdict(taken)})
    elif taken:
        say(taken_in_words(taken))


def _turn_back(project: Project, *, again: bool, as_json: bool) -> None:
    one = take_out(project, newest(project, taken_out=again), back=again)
    if as_json:
        say_json(asdict(one))
        return
    where = "in the project again" if again else "taken out; --redo takes them in again"
    say(f"The results of {one.title} ({one.id[:8]}) are {where}.")


def _list(*, as_json: bool) -> None:
    if as_json:
        say_json([{"id": f.id, "title": f.title, "holds": f.holds} for f in FORMATS])
        return
    header = (("Format", False), ("Title", False), ("Holds", False))
    say_table(header, [(one.id, one.title, one.holds) for one in FORMATS])
