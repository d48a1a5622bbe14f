"""The command about when recordings began: start."""

from pathlib import Path
from typing import Annotated

import typer

from core.cli.options import ProjectOption, opened
from core.cli.output import say, say_table
from core.counted import counted
from core.deployments import editing, starts
from core.domain import Recording
from core.errors import UnusableValueError
from core.store import Project, recordings


def register(app: typer.Typer) -> None:
    """Add this command."""
    app.command()(start)


def start(
    project: ProjectOption,
    files: Annotated[
        list[str] | None,
        typer.Argument(metavar="RECORDING...", help="Paths, or names where they are unique."),
    ] = None,
    at: Annotated[
        str | None,
        typer.Option(
            help="When the first began (2023-05-01T05:00:12 or 2023-05-01T05:00:12+02:00); the "
            "others follow one another without gaps."
        ),
    ] = None,
    clear: Annotated[bool, typer.Option("--clear", help="Take back what was said.")] = False,
    import_: Annotated[
        Path | None,
        typer.Option("--import", metavar="FILE", help="A CSV with the columns path and start."),
    ] = None,
) -> None:
    """Say when recordings began: it holds before anything that was read, which is kept.

    Without an offset it is the time of the deployment's clock, or of the site if that is shown.
    """
    if import_ is not None:
        if files or at or clear:
            raise UnusableValueError("Give --import, or recordings with --at or --clear.")
        with opened(project) as here:
            count = starts.import_starts(here, import_)
        say(f"{counted(count, 'recording has its start', 'recordings have their starts')} now.")
        return
    if not files or (at is None) == (not clear):
        raise UnusableValueError("Give recordings and --at TIME, or recordings and --clear.")
    with opened(project) as here:
        _set(here, files, at)


def _set(project: Project, files: list[str], at: str | None) -> None:
    known = starts.RecordingPaths(project)
    ids = list(dict.fromkeys(known.find(file) for file in files))
    if at is None:
        editing.set_starts(project, dict.fromkeys(ids))
    else:
        starts.set_in_a_row(project, ids, starts.read_start(at))
    with project.reading() as db:
        now = recordings.by_ids(db, ids)
    say_table(
        (("Recording", False), ("Start", False), ("UTC", False)),
        [(now[i].path.name, *_start(now[i])) for i in ids],
    )


def _start(one: Recording) -> tuple[str, str]:
    if one.start is None:
        return "unknown", "unknown"
    utc = one.start.utc
    local = one.start.local.isoformat(sep=" ", timespec="seconds")
    return local, "unknown" if utc is None else f"{utc:%Y-%m-%d %H:%M:%S}"
