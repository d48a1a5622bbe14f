"""Commands about where and when recordings were made: sites, deployments, clock, relink."""

from collections.abc import Generator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from core.cli.analysing import ProjectOption
from core.cli.output import say, say_json, say_table
from core.deployments import editing, relinking, table
from core.deployments.clock import ClockMode, KnownTime, known_times
from core.errors import UserError
from core.exports.files import write_csv
from core.store import Project, sites
from core.store import deployments as stored
from core.store.deployments import Deployment

JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON for scripts.")]


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.command("sites")(list_sites)
    app.command("deployments")(list_deployments)
    app.command()(relink)
    app.command()(clock)
    app.command("undo-edit")(undo_edit)


@contextmanager
def opened(folder: Path) -> Generator[Project]:
    """Open a project that is there already, and let go of it in the end."""
    with closing(Project(folder, create=False)) as project:
        yield project


def list_sites(project: ProjectOption, json: JsonOption = False) -> None:
    """List the sites of a project."""
    with opened(project) as at, at.reading() as db:
        found = sites.listing(db)
    if json:
        say_json([{name: getattr(site, name) for name in site.__slots__} for site in found])
        return
    say_table(
        (("Site", False), ("Position", False), ("Zone", False), ("Deployments", True),
         ("Recordings", True), ("Hours", True)),
        [
            (s.name, _position(s.latitude, s.longitude), s.zone or "unknown", f"{s.deployments:,}",
             f"{s.recordings:,}", f"{s.hours:,.1f}")
            for s in found
        ],
    )  # fmt: skip


def list_deployments(
    project: ProjectOption,
    export: Annotated[
        Path | None, typer.Option("--export", metavar="FILE", help="Write them as CSV.")
    ] = None,
    import_: Annotated[
        Path | None, typer.Option("--import", metavar="FILE", help="Take over such a CSV.")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="With --import: only say what would change.")
    ] = False,
    json: JsonOption = False,
) -> None:
    """List the deployments of a project, or write and read them as CSV."""
    with opened(project) as at:
        if import_ is not None:
            _import(at, import_, dry_run=dry_run, as_json=json)
        elif export is not None:
            rows = ([row[name] for name in table.COLUMNS] for row in table.rows(at))
            count = write_csv(export, table.COLUMNS, rows)
            say(f"{count} deployments written to {export}.")
        else:
            with at.reading() as db:
                found = stored.listing(db)
            _show(found, as_json=json)


def relink(
    project: ProjectOption,
    old: Annotated[Path, typer.Argument(help="Where the recordings were.")],
    new: Annotated[
        Path | None, typer.Argument(help="Where they are now; left out: look on all disks.")
    ] = None,
) -> None:
    """Link recordings to the folder they are in now, after comparing a sample of them."""
    with opened(project) as at:
        if new is None:
            found = relinking.find_moved(at, old)
            say("\n".join(str(m.folder) for m in found) or f"{old} was not found on any disk.")
            return
        match = relinking.relink(at, old, new)
    say(f"{match.root.recordings:,} recordings are linked to {match.folder}.")
    say(f"{match.same} of {match.checked} looked at are the same, {len(match.missing)} missing.")


def clock(  # noqa: PLR0913 - one parameter an option
    project: ProjectOption,
    deployment: Annotated[int, typer.Argument(help="Its number: see `undersong deployments`.")],
    recorder_time: Annotated[
        list[str] | None, typer.Option(help="What the recorder showed (2024-05-01T05:00:00).")
    ] = None,
    true_time: Annotated[
        list[str] | None, typer.Option(help="What was true then. Give both twice for a drift.")
    ] = None,
    zone: Annotated[str | None, typer.Option(help="IANA name, such as Europe/Amsterdam.")] = None,
    mode: Annotated[
        ClockMode | None, typer.Option(help="Whether the clock followed summer time.")
    ] = None,
    clear: Annotated[bool, typer.Option("--clear", help="Take the known times back.")] = False,
) -> None:
    """Say what a deployment's clock kept: its recordings and detections follow."""
    known = _known(recorder_time or [], true_time or [])
    if not known and zone is None and mode is None and not clear:
        raise UserError("Nothing to set: give --zone, --mode, or --recorder-time and --true-time.")
    with opened(project) as at:
        editing.set_clock(
            at,
            deployment,
            zone=editing.KEEP if zone is None else zone,
            mode=editing.KEEP if mode is None else mode,
            known=known if known or clear else editing.KEEP,
        )
        with at.reading() as db:
            now = stored.get(db, deployment)
    if now is not None:
        _show([now], as_json=False)


def undo_edit(project: ProjectOption) -> None:
    """Take back the last change of sites, deployments, clocks or folders."""
    with opened(project) as at:
        undone = editing.undo_edit(at)
    say("There is nothing to undo." if undone is None else f"Undone: {undone.text}.")


def _known(recorder: list[str], true: list[str]) -> list[KnownTime]:
    if len(recorder) != len(true):
        raise UserError("Give one --true-time for each --recorder-time.")
    return [KnownTime(_moment(r), _moment(t)) for r, t in zip(recorder, true, strict=True)]


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise UserError(f"{text} is no date and time. Write it as 2024-05-01T05:00:00.") from error
    if moment.tzinfo is not None:
        raise UserError(f"{text} is by the recorder's clock: leave the offset off.")
    return moment


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
    number = "1 deployment" if done.changing == 1 else f"{done.changing} deployments"
    say(f"{number} " + ("would change." if dry_run else "changed."))


def _show(found: list[Deployment], *, as_json: bool) -> None:
    if as_json:
        say_json([_as_json(one) for one in found])
        return
    say_table(
        (("No.", True), ("Site", False), ("Recorder", False), ("Serial", False), ("First", False),
         ("Last", False), ("Recordings", True), ("Hours", True), ("Clock", False)),
        [
            (f"{d.id}", d.site, d.recorder or "unknown", d.serial or "", _day(d.first),
             _day(d.last), f"{d.recordings:,}", f"{d.hours:,.1f}", _clock(d))
            for d in found
        ],
    )  # fmt: skip


def _as_json(one: Deployment) -> dict[str, Any]:
    values = {name: getattr(one, name) for name in one.__slots__ if name != "clock"}
    values["known_times"] = [
        {"recorder": known.recorder.isoformat(), "true": known.true.isoformat()}
        for known in known_times(one.clock)
    ]
    for name in ("first", "last"):
        values[name] = values[name] and values[name].isoformat()
    return values


def _clock(one: Deployment) -> str:
    if one.zone is not None:
        zone = one.zone
    elif one.guessed:
        zone = f"{one.site_zone} (a guess)"
    else:
        zone = "zone unknown" if one.without_offset else "told by the files"
    follows = ", follows it" if one.clock_mode == ClockMode.FOLLOWS_ZONE else ""
    known = len(known_times(one.clock))
    return f"{zone}{follows}" + (f", corrected ({known} known)" if known else "")


def _day(moment: datetime | None) -> str:
    return "unknown" if moment is None else f"{moment:%Y-%m-%d %H:%M}"


def _position(latitude: float | None, longitude: float | None) -> str:
    return "unknown" if latitude is None else f"{latitude:.5f}, {longitude:.5f}"
