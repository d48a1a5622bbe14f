"""Commands for many machines: shards make, run, collect; cluster script."""

import signal
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Annotated, Any, NoReturn

import typer

from core.cli.media_places import places_of, told_from_anywhere
from core.cli.options import ProjectOption, opened
from core.cli.output import say
from core.cli.progress import follow, follow_inquiry
from core.cli.settings_options import settings_of, with_settings
from core.cluster import Collected, Division, ShardOutlook, collect, make_shards, run_shard
from core.cluster.job_scripts import JobWish, job_script
from core.cluster.making import CPU_S_PER_WINDOW
from core.cluster.shard_files import load_index, load_shard, place_of
from core.counted import counted, in_bytes
from core.durations import span
from core.errors import UserError
from core.inference.executors import ProcessPool
from core.networks.catalogue import network as network_called

_REQUEUE = 75

shards = typer.Typer(
    help="Analyse on many machines: divide, hear anywhere, collect.", no_args_is_help=True
)
cluster = typer.Typer(help="Scripts for the schedulers of clusters.", no_args_is_help=True)

ShardsOption = Annotated[Path, typer.Option("--shards", metavar="DIR", help="From `shards make`.")]


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.add_typer(shards, name="shards")
    app.add_typer(cluster, name="cluster")


@shards.command()
@with_settings
def make(
    project: ProjectOption,
    *,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="A new folder for the shards.")
    ] = None,
    number: Annotated[int | None, typer.Option(min=1, help="How many shards.")] = None,
    hours: Annotated[float | None, typer.Option(help="Instead: hours of sound in each.")] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say what there is to do.")
    ] = False,
    **given: Any,
) -> None:
    """Divide what is still to analyse into shards. Add recordings first: undersong import."""
    if out is None and not dry_run:
        raise UserError("Say where the shards are to go: --out DIR. Or ask with --dry-run.")
    network = network_called(given["network"])
    settings = settings_of(given, network)
    if number is None and hours is None:
        number = 1
    with opened(project) as at:
        making = make_shards(
            at, network, settings, Division(number, hours), None if dry_run else out
        )
        seen, count = follow_inquiry(making, "Dividing", "h")
    _say_outlook(seen, count)


@shards.command()
def run(
    shard: Annotated[Path, typer.Argument(metavar="SHARD", help="A shard-….json.")],
    media: Annotated[
        list[str],
        typer.Option(
            "--media",
            metavar="[FOLDER=]ROOT",
            help="Where the recordings are here: a folder, or s3://BUCKET/… FOLDER= where the "
            "project has several.",
        ),
    ],
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="By default beside the shard.")
    ] = None,
    workers: Annotated[int | None, typer.Option(min=1, help="By default what suits.")] = None,
) -> None:
    """Hear a shard: no project is needed. A line for each file; stopped, it goes on next time.

    Ends with 75 when it was asked to stop (SIGTERM), with 1 when something could not be heard.
    """
    failed = []
    with _requeued():
        job = run_shard(shard, places_of(media), out or shard.parent, ProcessPool(workers))
        try:
            for step in job:
                if step.note:
                    when = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
                    sys.stderr.write(f"{when} {step.done:,.0f}/{step.total:,.0f} s {step.note}\n")
                    failed += [step.note] if ": failed, " in step.note else []
        finally:
            job.close()
    if failed:
        say(f"{len(failed)} could not be heard:")
        for line in failed:
            say(f"  {line}")
        raise typer.Exit(1)


@shards.command("collect")
def collect_(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Shards with their results.")],
    project: ProjectOption,
) -> None:
    """Take finished results into the project: in any order, as often as you like."""
    collected = Collected()
    with opened(project) as at:
        follow(collect(at, folder, collected), "Collecting", "h")
    say(f"{counted(collected.taken, 'task was', 'tasks were')} taken in.")
    for title, lines in (
        ("Shards without a result", collected.missing),
        ("Could not be heard", collected.failed),
        ("Not used", collected.refused),
    ):
        if lines:
            say(f"{title}: {len(lines):,}")
            for line in lines[:20]:
                say(f"  {line}")
    if collected.missing or collected.unheard:
        say(f"Still to be heard: {counted(collected.unheard, 'task')}. Then collect again.")
        raise typer.Exit(1)


@cluster.command()
def script(
    scheduler: Annotated[str, typer.Argument(help="slurm, pbs or sge.")],
    shards: ShardsOption,
    media: Annotated[
        list[str],
        typer.Option(
            "--media",
            metavar="[FOLDER=]ROOT",
            help="Where the recordings are on the nodes: as for `shards run`.",
        ),
    ] = ["/media"],  # noqa: B006 - typer's way
    cpus: Annotated[int, typer.Option(min=1, help="Cores a job.")] = 4,
) -> None:
    """Print a job array script for a folder of shards, to read and edit."""
    index = load_index(shards)
    places = places_of(media)
    windows = []
    for name in index.names:
        shard = load_shard(shards / f"{name}.json")
        for root in shard.setup.roots.values():
            place_of(root, places)
        windows.append(sum(one.task.count for one in shard.tasks))
    hours = max(windows, default=0) * CPU_S_PER_WINDOW / 3600
    wish = JobWish(
        str(shards.absolute()), len(index.names), hours, cpus, told_from_anywhere(places)
    )
    sys.stdout.write(job_script(scheduler, wish))


def _say_outlook(seen: ShardOutlook, count: int) -> None:
    say(
        f"{counted(seen.files, 'file')}, {span(seen.hours * 3600)} of sound, "
        f"{in_bytes(seen.media_bytes)} to read: some {span(seen.cpu_hours * 3600)} of CPU in "
        f"{counted(count, 'shard')}, and {in_bytes(seen.result_bytes)} of results."
    )


@contextmanager
def _requeued() -> Generator[None]:
    """End in good order with 75 when the scheduler asks for it: nothing stored is lost."""

    def asked(number: int, frame: FrameType | None) -> NoReturn:
        raise SystemExit(_REQUEUE)

    before = signal.signal(signal.SIGTERM, asked)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
