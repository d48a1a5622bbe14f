"""Commands that look at files: sample, inspect, import."""

from pathlib import Path
from typing import Annotated, Any

import typer

from core.cli.options import JsonOption, ProjectOption, opened_or_made
from core.cli.output import say, say_json, say_table, say_trouble
from core.cli.progress import follow
from core.counted import counted
from core.domain import Inspection
from core.durations import span
from core.exports.files import utc_time
from core.sample import copy_samples
from core.scan import inspect_all, scan
from core.store import recordings


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.command()(sample)
    app.command()(inspect)
    app.command("import")(import_)


def sample(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where to put the recordings.")],
) -> None:
    """Get three real AudioMoth recordings to try Undersong with."""
    for path in copy_samples(folder):
        say(str(path))


def inspect(
    paths: Annotated[
        list[Path], typer.Argument(metavar="PATH...", help="Files, or folders of files.")
    ],
    json: JsonOption = False,
) -> None:
    """Show what import reads of files: recorder, start, position, length, problems."""
    found = list(inspect_all(paths))
    if json:
        say_json([as_json(i) for i in found])
        return
    header = (
        ("File", False), ("Recorder", False), ("Start (local)", False), ("UTC offset", True),
        ("Position", False), ("Length (s)", True), ("Rate (Hz)", True), ("Problem", False),
    )  # fmt: skip
    say_table(header, [_cells(i) for i in found])


def import_(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Recordings, at any depth.")],
    project: ProjectOption,
    json: JsonOption = False,
) -> None:
    """Add the recordings in and below a folder to a project, without analysing them."""
    with opened_or_made(project, folder) as opened:
        last = follow(scan(opened, folder), "Scanning", "files")
        with opened.reading() as db:
            totals = recordings.totals(db)
            wrong = [(r, r.problem) for r in recordings.problems(db) if r.problem]
    note = last.note if last else ""
    if json:
        problems = [
            {"file": str(r.path), "problem": p.code, "usable": p.usable, "text": p.text}
            for r, p in wrong
        ]
        say_json(
            {
                "files": totals.files,
                "usable": totals.usable,
                "hours": totals.hours,
                "copies": totals.duplicates,
                "problems": problems,
                "note": note,
            }
        )
        return
    say(
        f"The project has {counted(totals.files, 'file')}, {totals.usable:,} of them can be "
        f"analysed: {span(totals.hours * 3600)}."
    )
    say_trouble([(str(r.path), p.text) for r, p in wrong], totals.duplicates)
    if note:
        say(note)


def as_json(i: Inspection) -> dict[str, Any]:
    """Return an inspection under the names that scripts rely on."""
    doubt = i.details.get("clock_doubt")
    return {
        "path": str(i.path),
        "recorder": i.recorder,
        "start_local": i.start.local.isoformat() if i.start else None,
        "offset_minutes": i.start.offset_minutes if i.start else None,
        "offset_source": i.start.offset_source if i.start else None,
        "start_utc": None if doubt else utc_time(i.start),
        "start_source": i.start.source if i.start else None,
        "latitude": i.latitude,
        "longitude": i.longitude,
        "serial": i.serial,
        "prefix": i.prefix,
        "duration_s": i.duration_s,
        "sample_rate": i.sample_rate,
        "channels": i.channels,
        "usable": i.usable,
        "clock_doubt": doubt,
        "problem": i.problem.code if i.problem else None,
        "problem_text": i.problem.text if i.problem else None,
        "details": dict(i.details),
    }


def _cells(i: Inspection) -> tuple[str, ...]:
    offset = i.start.offset_minutes if i.start else None
    return (
        i.path.name,
        i.recorder or "unknown",
        f"{i.start.local:%Y-%m-%d %H:%M:%S}" if i.start else "unknown",
        "unknown" if offset is None else _offset(offset),
        "unknown" if i.latitude is None else f"{i.latitude:.5f}, {i.longitude:.5f}",
        "" if i.duration_s is None else f"{i.duration_s:.1f}",
        "" if i.sample_rate is None else str(i.sample_rate),
        i.problem.text if i.problem else "",
    )


def _offset(minutes: int) -> str:
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"
