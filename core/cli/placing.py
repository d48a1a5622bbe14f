"""Commands about sites and deployments: listing and changing them, undoing and redoing it."""

import shlex
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from core.cli.deploying import show
from core.cli.options import ExcelOption, JsonOption, ProjectOption, opened
from core.cli.output import say, say_json, say_table
from core.counted import counted
from core.deployments import editing, table
from core.deployments.written_places import read_place
from core.durations import in_hours
from core.errors import UnusableValueError, UserError
from core.exports.files import write_csv
from core.store import Project, sites
from core.store import deployments as stored
from core.store.edits import Edit
from core.store.sites import Site

sites_group = typer.Typer(invoke_without_command=True)
deployments_group = typer.Typer(invoke_without_command=True)

ListedProject = Annotated[
    Path | None, typer.Option("--project", metavar="DIR", help="The project's folder.")
]
SiteName = Annotated[str, typer.Argument(help="Name of the site.")]
Numbers = Annotated[list[int], typer.Argument(help="See `undersong deployments`.")]


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.add_typer(sites_group, name="sites")
    app.add_typer(deployments_group, name="deployments")
    app.command("undo-edit")(undo_edit)
    app.command("redo-edit")(redo_edit)


@sites_group.callback()
def list_sites(
    context: typer.Context, project: ListedProject = None, json: JsonOption = False
) -> None:
    """List the sites of a project, or change them."""
    if context.invoked_subcommand is not None:
        return
    with opened(_said(project)) as at, at.reading() as db:
        found, alike = sites.listing(db), sites.alike(db)
    if json:
        _say_sites(found)
        return
    say_table(
        (("Site", False), ("Position", False), ("Zone", False), ("Deployments", True),
         ("Recordings", True), ("Hours", True)),
        [
            (s.name, _position(s.latitude, s.longitude), s.zone or "unknown", f"{s.deployments:,}",
             f"{s.recordings:,}", in_hours(s.hours))
            for s in found
        ],
    )  # fmt: skip
    for names in alike:
        say(
            f"{' and '.join(names)} differ only in how they are written. If they are one place, "
            f"make them one: undersong sites merge {shlex.join(names[1:])} "
            f"--into {shlex.quote(names[0])}"
        )


@deployments_group.callback()
def list_deployments(  # noqa: PLR0913 - one parameter an option
    context: typer.Context,
    project: ListedProject = None,
    export: Annotated[
        Path | None, typer.Option("--export", metavar="FILE", help="Write them as CSV.")
    ] = None,
    import_: Annotated[
        Path | None, typer.Option("--import", metavar="FILE", help="Take over such a CSV.")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="With --import: only say what would change.")
    ] = False,
    excel: ExcelOption = False,
    json: JsonOption = False,
) -> None:
    """List the deployments of a project, write and read them as CSV, or change them."""
    if context.invoked_subcommand is not None:
        return
    with opened(_said(project)) as at:
        if import_ is not None:
            _import(at, import_, dry_run=dry_run, as_json=json)
        elif export is not None:
            rows = ([row[name] for name in table.COLUMNS] for row in table.rows(at))
            count = write_csv(export, table.COLUMNS, rows, for_excel=excel)
            say(f"{count} deployments written to {export}.")
        else:
            with at.reading() as db:
                found = stored.listing(db)
            show(found, as_json=json)


@sites_group.command("rename")
def rename_site(
    site: SiteName,
    name: Annotated[str, typer.Argument(metavar="NEW", help="What to call it.")],
    project: ProjectOption,
    json: JsonOption = False,
) -> None:
    """Give a site another name."""
    with opened(project) as at:
        number = _site(at, site)
        editing.rename_site(at, number, name)
        now = _now(at, number)
    if json:
        _say_sites([now])
    else:
        say(f"{site} is called {now.name} now.")


@sites_group.command("place")
def place_site(  # noqa: PLR0913 - one parameter an option
    site: SiteName,
    project: ProjectOption,
    latitude: Annotated[float | None, typer.Option(help="Degrees, south is negative.")] = None,
    longitude: Annotated[float | None, typer.Option(help="Degrees, west is negative.")] = None,
    at: Annotated[
        str | None,
        typer.Option("--at", metavar="PLACE", help='As maps give it: "46.45, 6.10", or a link.'),
    ] = None,
    clear: Annotated[bool, typer.Option("--clear", help="Take the coordinates away.")] = False,
    json: JsonOption = False,
) -> None:
    """Say where a site is; its time zone follows."""
    numbers = latitude is not None or longitude is not None
    if numbers + (at is not None) + clear != 1:
        raise UnusableValueError("Give --latitude and --longitude, or --at, or --clear.")
    if at is not None:
        latitude, longitude = read_place(at)
    with opened(project) as found:
        number = _site(found, site)
        editing.set_coordinates(found, number, latitude, longitude)
        now = _now(found, number)
    if json:
        _say_sites([now])
    else:
        placed = _position(now.latitude, now.longitude)
        say(f"{site}: position {placed}, zone {now.zone or 'unknown'}.")


@sites_group.command("merge")
def merge_sites(
    others: Annotated[list[str], typer.Argument(metavar="SITE...", help="Names of sites.")],
    into: Annotated[str, typer.Option(metavar="SITE", help="The one that stays.")],
    project: ProjectOption,
    json: JsonOption = False,
) -> None:
    """Make several sites one."""
    with opened(project) as at:
        number = _site(at, into)
        named = {site: _now(at, site).name for site in (_site(at, name) for name in others)}
        editing.merge_sites(at, list(named), number)
        now = _now(at, number)
        gone = [name for site, name in named.items() if site != number]
    if json:
        _say_sites([now])
    else:
        say(f"{', '.join(gone)} and {now.name} are one site now.")


@deployments_group.command("split")
def split_deployment(
    number: Annotated[int, typer.Argument(help="See `undersong deployments`.")],
    project: ProjectOption,
    since: Annotated[
        datetime | None, typer.Option(help="What began then or later, by the corrected clock.")
    ] = None,
    folder: Annotated[
        str | None, typer.Option(help="What lies in this folder of the card.")
    ] = None,
    site: Annotated[
        str | None, typer.Option(help="Where that was; by default the same site.")
    ] = None,
    json: JsonOption = False,
) -> None:
    """Give some recordings of a deployment one of their own."""
    if (since is None) == (folder is None):
        raise UnusableValueError("Say where to split: give --since or --folder.")
    with opened(project) as at:
        made = editing.split_deployment(at, number, since=since, folder=folder, site=site)
        _show(at, [number, made], as_json=json)


@deployments_group.command("merge")
def merge_deployments(
    numbers: Numbers,
    into: Annotated[int, typer.Option(metavar="NUMBER", help="The one that stays.")],
    project: ProjectOption,
    json: JsonOption = False,
) -> None:
    """Make several deployments one, which keeps its site, zone and clock."""
    with opened(project) as at:
        editing.merge_deployments(at, numbers, into)
        _show(at, [into], as_json=json)


@deployments_group.command("move")
def move_deployments(
    numbers: Numbers,
    site: Annotated[str, typer.Option(help="Name of the site, known or new.")],
    project: ProjectOption,
    json: JsonOption = False,
) -> None:
    """Say at which site deployments were."""
    with opened(project) as at:
        editing.move_to_site(at, numbers, site)
        _show(at, numbers, as_json=json)


def undo_edit(project: ProjectOption) -> None:
    """Take back the last change of sites, deployments, clocks or folders."""
    _turn(project, editing.undo_edit, "undo")


def redo_edit(project: ProjectOption) -> None:
    """Make the change again that was taken back last."""
    _turn(project, editing.redo_edit, "redo")


def _turn(folder: Path, turn: Callable[[Project], Edit | None], verb: str) -> None:
    with opened(folder) as at:
        edit = turn(at)
    done = {"undo": "Undone", "redo": "Redone"}[verb]
    say(f"There is nothing to {verb}." if edit is None else f"{done}: {edit.text}.")


def _said(project: Path | None) -> Path:
    if project is None:
        raise UnusableValueError("Say which project: give its folder with --project.")
    return project


def _site(project: Project, name: str) -> int:
    with project.reading() as db:
        found = sites.id_of(db, name)
        names = sites.names(db)
    if found is None:
        raise UserError(f"There is no site {name}. These are known: {', '.join(names) or 'none'}.")
    return found


def _now(project: Project, number: int) -> Site:
    with project.reading() as db:
        found = sites.get(db, number)
    assert found is not None  # it has just been changed
    return found


def _say_sites(found: list[Site]) -> None:
    say_json([{name: getattr(site, name) for name in site.__slots__} for site in found])


def _show(project: Project, numbers: list[int], *, as_json: bool) -> None:
    with project.reading() as db:
        found = [one for one in stored.listing(db) if one.id in numbers]
    show(found, as_json=as_json)


def _import(project: Project, file: Path, *, dry_run: bool, as_json: bool) -> None:
    done = table.plan_import(project, file) if dry_run else table.import_table(project, file)
    if as_json:
        lines = [
            {"line": line.number, "deployment": line.deployment.id, "changes": line.changes}
            for line in done.lines
        ]
        say_json({"lines": lines, "problems": done.problems, "imported": not dry_run})
        return
    for line in done.lines:
        said = ", ".join(line.changes) or "nothing new"
        say(f"Line {line.number}, {line.deployment.site}: {said}")
    for problem in done.problems:
        say(problem)
    if done.guess:
        say(done.guess)
    number = counted(done.changing, "deployment")
    say(f"{number} " + ("would change." if dry_run else "changed."))


def _position(latitude: float | None, longitude: float | None) -> str:
    return "unknown" if latitude is None else f"{latitude:.5f}, {longitude:.5f}"
