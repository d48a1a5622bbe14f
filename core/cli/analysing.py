"""Commands that turn recordings into results: analyze."""

from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

from core import report as reports
from core.analysis import Settings, Workload, analyse, plan
from core.analysis.fingerprints import run_fingerprint
from core.analysis.remarks import remarks
from core.cli.beside import hidden_in_words, left_out_json
from core.cli.media_places import places_of
from core.cli.options import (
    ProjectOption,
    opened_or_made,
)
from core.cli.output import say, say_json, say_table
from core.cli.progress import follow, follow_inquiry
from core.cli.settings_options import settings_of, with_settings
from core.counted import counted, in_bytes
from core.inference.executors import Executor
from core.jobs import Job
from core.left_out import left_out
from core.networks.catalogue import network as network_called
from core.networks.network import Network
from core.report import Report, ReportRow
from core.scan import scan
from core.store import Project, recordings, runs
from core.store.runs import Run
from core.taxon_groups import is_species, species_in_words


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.command()(analyze)


@with_settings
def analyze(  # noqa: PLR0913 - each is an option of the command
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Recordings, at any depth.")],
    project: ProjectOption,
    *,
    retry_failed: Annotated[
        bool, typer.Option("--retry-failed", help="Try once more what was given up before.")
    ] = False,
    heads: Annotated[
        bool, typer.Option("--heads/--no-heads", help="Also score what is new with heads in use.")
    ] = True,
    dask: Annotated[
        str | None,
        typer.Option(metavar="WHERE", help="Let Dask workers hear: local, slurm, or an address."),
    ] = None,
    dask_workers: Annotated[
        int | None, typer.Option("--dask-workers", min=1, help="How many, at most.")
    ] = None,
    dask_media: Annotated[
        list[str] | None,
        typer.Option(
            "--dask-media",
            metavar="[FOLDER=]THERE",
            help="What the recordings' folder is called where the workers are, or s3://BUCKET/…",
        ),
    ] = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="Refuse a species list of which a name is not known.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="Print the summary as JSON.")] = False,
    **given: Any,
) -> None:
    """Scan a folder and analyse what is still to do. The same command again goes on."""
    network = network_called(given["network"])
    settings = settings_of(given, network, project, strict=strict)
    settings.check(network.manifest)
    media = places_of(dask_media or ())
    with opened_or_made(project, folder) as at, _hearing_by(dask, dask_workers, media) as executor:
        work = partial(analyse, at, network, settings, retry_failed=retry_failed, executor=executor)
        run, notes = _run(at, folder, network, settings, work, as_json=json)
        if run is not None:
            notes += [*_followed(at, run, score=heads)]
        summarise(at, run.id if run else None, notes, as_json=json)


def _run(
    project: Project,
    folder: Path,
    network: Network,
    settings: Settings,
    work: Callable[[], Job],
    *,
    as_json: bool,
) -> tuple[Run | None, list[str]]:
    """Scan and analyse. Return the run, and what is to be said of it."""
    scanned = follow(scan(project, folder), "Scanning", "files")
    ahead = plan(project, network, settings)
    expecting = [*remarks(network, settings), *filter(None, (ahead.nowhere_said, ahead.moved_said))]
    for sentence in () if as_json else expecting:
        say(sentence)
    if not as_json and ahead.from_stored:
        say(
            f"Heard before: {ahead.from_stored:,} of {counted(ahead.recordings, 'recording')}. "
            "The stored scores are used, the network is not run again."
        )
    if not as_json and ahead.embeddings_lost:
        say(
            f"{counted(ahead.embeddings_lost, 'recording is', 'recordings are')} heard "
            "again: the embeddings are missing or cut off. Scores and verdicts stay."
        )
    if not as_json and ahead.to_hear_s:
        for sentence in _disk(ahead):
            say(sentence)
    heard = follow(work(), "Analysing", "h")
    notes = [step.note for step in (scanned, heard) if step and step.note]
    with project.reading() as db:
        run = runs.find(db, run_fingerprint(settings, network.manifest))
    return run, expecting + notes if as_json else notes


@contextmanager
def _hearing_by(
    dask: str | None, workers: int | None, media: Mapping[str, str]
) -> Generator[Executor | None]:
    """Yield who hears; None: worker processes of this computer."""
    if dask is None:
        yield None
        return
    from core.cluster.dask_executor import connected

    with connected(dask, workers, media) as executor:
        if link := executor.client.dashboard_link:
            say(f"What Dask is doing: {link}")
        yield executor


def _followed(project: Project, run: Run, *, score: bool) -> Iterator[str]:
    """Score what is new with the heads in use, and yield what is to be said of it."""
    with project.reading() as db:
        if not any("head_sha256" in one.settings for one in runs.everything(db)):
            return
    from core.heads.following import behind, not_followed, score_new, told  # takes a second

    for one in behind(project, run.pass_id):
        if score:
            title = f"Scoring with {one.kept.title}"
            yield from told(one, follow_inquiry(score_new(project, one), title, "recordings"))
        else:
            yield not_followed(one)


def _disk(ahead: Workload) -> Iterator[str]:
    hours = ahead.to_hear_s / 3600
    if hourly := ahead.embedding_bytes_per_hour:
        detail = f"{in_bytes(hourly)} for each hour of sound"
        yield f"Embeddings will take {in_bytes(hourly * hours)} of disk ({detail})."
    typical, most = ahead.score_bytes
    if most:
        detail = f"{in_bytes(typical)} for each hour of sound, at most {in_bytes(most)}"
        yield f"Scores will take about {in_bytes(typical * hours)} of disk ({detail})."


def summarise(project: Project, run_id: int | None, notes: list[str], *, as_json: bool) -> None:
    """Say what an analysis came to, by default the newest, and what is to be known of it."""
    found = reports.build(project, run_id)
    with project.reading() as db:
        trouble = [(str(r.path), r.problem.text) for r in recordings.problems(db) if r.problem]
        trouble += runs.problems(db, found.run.id)
        missing = left_out(db, found.run.id)
    if as_json:
        say_json(
            {
                "recordings": found.coverage.recordings,
                "hours": found.coverage.hours,
                "effort_hours": found.effort.hours,
                "undated_hours": found.effort.undated_s / 3600,
                "detections": sum(row.detections for row in found.totals),
                "hidden_by_list": found.hidden,
                "hidden_by_rules": found.hidden_by_rules,
                "species": sum(is_species(row.species) for row in found.totals),
                "problems": [{"file": file, "text": text} for file, text in trouble],
                "left_out": [left_out_json(one) for one in missing],
                "not_whole": found.not_whole,
                "made_of": found.made_of,
                "notes": notes,
                "run": found.run.fingerprint,
            }
        )
        return
    say_table(
        (("Species", False), ("", False), ("Detections", True), ("Days", True)),
        [
            (r.species.common_name, r.species.scientific_name, f"{r.detections:,}", _days(r))
            for r in found.totals
        ],
    )
    say(
        f"{counted(found.coverage.recordings, 'recording')}, {found.coverage.hours:,.2f} hours "
        f"of sound: {counted(sum(r.detections for r in found.totals), 'detection')} of "
        f"{species_in_words(r.species for r in found.totals)}."
        + hidden_in_words(found)
        + _effort(found)
    )
    for sentence in [*(one.sentence for one in missing), *found.made_of, *found.not_whole, *notes]:
        say(sentence)


def _effort(found: Report) -> str:
    if round(found.effort.hours, 4) == round(found.coverage.hours, 4):
        return ""
    return (
        f" The effort is {found.effort.hours:,.2f} hours: what several recordings of a site have "
        "of the same moment counts once."
    )


def _days(row: ReportRow) -> str:
    return "unknown" if row.days is None else f"{row.days:,}"
