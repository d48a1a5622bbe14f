"""The command that looks for what went wrong in the field: health."""

from dataclasses import asdict
from typing import Annotated, Any

import typer

from core.cli.options import JsonOption, ProjectOption, opened
from core.cli.output import say, say_json
from core.cli.progress import follow, follow_inquiry
from core.counted import counted
from core.durations import span
from core.health import Finding, Health, Severity, check, checking, measure
from core.health.project_check import checking_project

_SIGNS = {Severity.BAD: "✕", Severity.DOUBT: "?", Severity.NOTE: "·"}


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.command()(health)
    app.command("check")(check_project)


def check_project(project: ProjectOption, json: JsonOption = False) -> None:
    """Look whether a project is sound: its file, its recordings, analyses cut short."""
    with opened(project) as at:
        found = follow_inquiry(checking_project(at), "Checking", "recordings")
    if json:
        say_json([asdict(one) for one in found])
    for one in [] if json else found:
        say(f"{one.what} {one.do}")
    if found:
        raise typer.Exit(1)
    if not json:
        say("Nothing is wrong with this project.")


def health(
    project: ProjectOption,
    deployment: Annotated[
        int | None, typer.Option(help="Only this one: see `undersong deployments`.")
    ] = None,
    every: Annotated[int, typer.Option(min=1, help="Measure the sound of every n-th file.")] = 1,
    measure_: Annotated[
        bool, typer.Option("--measure/--no-measure", help="Read short samples of the sound.")
    ] = True,
    json: JsonOption = False,
) -> None:
    """Check recordings, clocks and microphones of each deployment, and say what to look at."""
    with opened(project) as at:
        if measure_:
            follow(measure(at, every=every), "Measuring", "files")
        if deployment is None:
            found = follow_inquiry(checking(at), "Checking", "deployments")
        else:
            found = [check(at, deployment)]
    if json:
        say_json([_as_json(one) for one in found])
        return
    for one in found:
        _show(one)


def _show(one: Health) -> None:
    at = one.deployment
    say(f"{at.site}, deployment {at.id}: {counted(at.recordings, 'file')}, {span(at.hours * 3600)}")
    if one.schedule is not None:
        say(f"  Schedule: {one.schedule.in_words}.")
    for finding in one.findings:
        say(f"  {_SIGNS[finding.severity]} {finding.what} {finding.check}{_where(finding)}")
    if not one.findings:
        say("  Nothing to worry about was found.")


def _where(finding: Finding) -> str:
    if len(finding.files) == 1:
        return f" ({finding.first_file})"
    return (
        f" ({counted(len(finding.files), 'recording')} {finding.which}, the first "
        f"{finding.first_file})"
    )


def _as_json(one: Health) -> dict[str, Any]:
    rhythm = one.schedule
    return {
        "deployment": one.deployment.id,
        "site": one.deployment.site,
        "serial": one.deployment.serial,
        "recordings": one.deployment.recordings,
        "measured": one.measured,
        "schedule": rhythm
        and {
            "interval_s": rhythm.interval_s,
            "length_s": rhythm.length_s,
            "share": rhythm.share,
            "hours": sorted(rhythm.hours),
        },
        "findings": [
            {
                "code": finding.code,
                "severity": finding.severity,
                "what": finding.what,
                "check": finding.check,
                "count": finding.count,
                "which": finding.which,
                "files": [file.path for file in finding.files],
            }
            for finding in one.findings
        ],
        "gaps": [
            {"start": g.start.isoformat(), "end": g.end.isoformat(), "missing": g.missing}
            for g in one.gaps
        ],
        "hours_by_day": {day.isoformat(): hours for day, hours in one.hours_by_day},
    }
