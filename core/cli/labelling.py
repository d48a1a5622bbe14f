"""The commands that say what is to be heard where: labels."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from core.cli.audits import alike
from core.cli.contradictions import contradictions_in_words, say_contradictions
from core.cli.judging import say_imported
from core.cli.options import ExcelOption, JsonOption, opened
from core.cli.output import say, say_json, say_table
from core.counted import counted
from core.errors import UnusableValueError
from core.heads.label_files import export_labels, import_labels, undo_import
from core.heads.label_overview import LabelCount, LabelOverview, label_overview
from core.store import Project, clip_labels

labels = typer.Typer(invoke_without_command=True)


def register(app: typer.Typer) -> None:
    """Add these commands."""
    labels.command("alike")(alike)
    app.add_typer(labels, name="labels")


@labels.callback()
def told(  # noqa: PLR0913 - one parameter an option
    context: typer.Context,
    project: Annotated[
        Path | None, typer.Option("--project", metavar="DIR", help="The project's folder.")
    ] = None,
    file: Annotated[
        Path | None,
        typer.Option(
            "--import", metavar="FILE.csv", help="file, start_s, end_s, label, present, exhaustive"
        ),
    ] = None,
    export: Annotated[
        Path | None,
        typer.Option("--export", metavar="FILE.csv", help="Write what holds, by whom and when."),
    ] = None,
    undo: Annotated[
        bool, typer.Option("--undo", help="Take the last import back. The log keeps both.")
    ] = False,
    reviewer: Annotated[str, typer.Option(help="Whose labels they are.")] = "",
    excel: ExcelOption = False,
    json: JsonOption = False,
) -> None:
    """List what is to be heard where, or take it in, write it out, take an import back."""
    if context.invoked_subcommand is not None:
        return
    if project is None:
        raise UnusableValueError("Say which project: --project DIR.")
    if (file is not None) + (export is not None) + undo > 1:
        raise UnusableValueError("One at a time: --import, --export or --undo.")
    with opened(project) as at:
        if file is not None:
            result = import_labels(at, file, reviewer)
            say_json(asdict(result)) if json else say_imported(result)
        elif export is not None:
            _write(at, export, excel, json)
        elif undo:
            _undo(at, reviewer, json)
        else:
            _list(at, label_overview(at), json)


def _write(project: Project, out: Path, excel: bool, json: bool) -> None:
    rows = export_labels(project, out, for_excel=excel)
    with project.reading() as db:
        removed = clip_labels.of_removed(db)
    if json:
        say_json({"rows": rows, "file": str(out), "of_removed": removed})
        return
    say(f"{counted(rows, 'label')} written to {out}.")
    if removed:
        say(f"{counted(removed, 'label')} of removed recordings left out.")


def _undo(project: Project, reviewer: str, json: bool) -> None:
    undone = undo_import(project, reviewer)
    if json:
        say_json(asdict(undone))
        return
    say(
        f"{counted(undone.taken_back, 'label was', 'labels were')} taken back, and stay in the log."
    )
    if undone.stands:
        say(undone.stands)


def _list(project: Project, overview: LabelOverview, json: bool) -> None:
    contradictions = contradictions_in_words(project, overview.contradictions)
    notes = _notes(overview)
    if json:
        say_json(
            {"labels": [asdict(one) for one in overview.counts],
             "contradictions": contradictions, "notes": notes}
        )  # fmt: skip
        return
    if not overview.counts:
        say("Nobody has said yet where anything is to be heard.")
    else:
        header = (("Label", False), ("Heard in", True), ("Not in", True), ("Recordings", True),
                  ("From", False))  # fmt: skip
        say_table(header, [_cells(one) for one in overview.counts])
    say_contradictions(contradictions)
    for note in notes:
        say(note)


def _cells(one: LabelCount) -> tuple[str, ...]:
    sources = ", ".join(f"{number:,} {name}s" for name, number in one.sources.items())
    name = one.label or "none of these, or all is labelled"
    return name, f"{one.present:,}", f"{one.absent:,}", f"{one.recordings:,}", sources


def _notes(overview: LabelOverview) -> list[str]:
    notes = []
    if not overview.compared and overview.counts:
        notes.append("Nothing was analysed yet: whether labels contradict each other is not known.")
    if overview.removed:
        notes.append(
            f"Of recordings that were removed: {counted(overview.removed, 'label')}, not used. "
            "Have them back with undersong restore."
        )
    if overview.not_there:
        spans = sum(number for _, number in overview.not_there)
        names = ", ".join(name for name, _ in overview.not_there[:3])
        more = " …" if len(overview.not_there) > 3 else ""
        notes.append(
            f"Of files that are not there ({names}{more}): {counted(spans, 'label')}. What was "
            "kept of them still teaches; to hear them, bring them back or use undersong relink."
        )
    return notes
