"""Commands that teach sounds: heads."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from core.cli import head_shelf
from core.cli.contradictions import contradictions_in_words, say_contradictions
from core.cli.head_scoring import score
from core.cli.head_shelf import as_json, say_evaluation
from core.cli.judging import next_
from core.cli.options import JsonOption, ProjectOption, RunOption, opened
from core.cli.output import say, say_json
from core.cli.prompting import prompt
from core.cli.stored_windows import chosen_windows, names_of
from core.cli.trying import evaluate
from core.counted import counted
from core.errors import UnusableValueError
from core.heads import library
from core.heads.gathering import SpanLabel, from_labels
from core.heads.label_files import read_labels
from core.heads.library import KeptHead
from core.heads.names import LabelNames
from core.heads.other_ways import OtherWay
from core.heads.teaching import Taught, TrainingRequest, teach
from core.heads.windows import PassWindows
from core.names import quoted
from core.store import Project
from core.store import heads as stored_heads

heads = typer.Typer(
    help="Heads: sounds that you taught. Train, list, score, export, import.", no_args_is_help=True
)


def register(app: typer.Typer) -> None:
    """Add these commands."""
    for command in (train, score, evaluate):
        heads.command()(command)
    heads.command("next")(next_)
    heads.command()(prompt)
    head_shelf.register(heads)
    app.add_typer(heads, name="heads")


def train(  # noqa: PLR0913 - one parameter an option
    name: Annotated[str, typer.Argument(metavar="NAME", help="What to call it.")],
    project: ProjectOption,
    labels: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE.csv", help="Train what this file labels; nothing is kept of it."
        ),
    ] = None,
    label: Annotated[
        list[str] | None, typer.Option(help="Only this label; may be given again.")
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="Of what is drawn at random.")] = 0,
    exclusive: Annotated[
        bool, typer.Option("--exclusive", help="Only one of these is heard at a time.")
    ] = False,
    try_mlp: Annotated[
        bool,
        typer.Option("--try-mlp", help="Also try a hidden layer; kept where it gains .01."),
    ] = False,
    try_attention: Annotated[
        bool,
        typer.Option(
            "--try-attention",
            help="Also try attention to parts of a window; kept where it gains .01. They are heard "
            "again for it.",
        ),
    ] = False,
    author: Annotated[str, typer.Option(help="Kept with the head.")] = "",
    licence: Annotated[str, typer.Option(help="Kept with the head.")] = "",
    run: RunOption = None,
    json: JsonOption = False,
) -> None:
    """Train a head on your labels, verdicts and annotations, and say what it can do."""
    if try_mlp + try_attention + exclusive > 1:
        raise UnusableValueError(
            "--try-mlp, --try-attention and --exclusive are each another way to train: give one."
        )
    also = OtherWay.HIDDEN_LAYER if try_mlp else OtherWay.ATTENTION if try_attention else None
    choice = TrainingRequest(name, tuple(label or ()), seed, exclusive, also, author, licence)
    with opened(project) as at:
        heard = chosen_windows(at, run)
        only = _said_in(at, heard, labels) if labels else None
        taught = teach(heard, choice, only)
        kept = library.keep(at, taught.head)
        said = _taught_as_json(at, kept, taught)
    if json:
        say_json(said)
        return
    windows = taught.head.facts.windows
    number = counted(windows, "window")
    say(f"The head {kept.title} was trained on {number}.")
    say_evaluation(taught.head.facts.evaluation)
    _say_all(said["notes"])
    say_contradictions(said["contradictions"])
    if any(one.threshold is not None for one in taught.head.facts.labels):
        say(taught.first.sentence)
    if not taught.first.is_settled:
        say(
            f"That is much: before it makes detections, judge "
            f"{counted(len(taught.first.offered), 'clip')} of it: undersong heads info "
            f"{quoted(kept.title)} --project DIR --judge CSV"
        )


# --- parts ---


def _said_in(project: Project, heard: PassWindows, file: Path) -> list[SpanLabel]:
    read = read_labels(project, file)
    with project.reading() as db:
        names = LabelNames(stored_heads.species(db, heard.of.network, own=True))
    return from_labels(read.entries, names)


def _taught_as_json(project: Project, kept: KeptHead, taught: Taught) -> dict[str, Any]:
    names = names_of(project, {one.recording_id for one in taught.first.offered})
    return {
        **as_json(kept),
        "notes": taught.notes,
        "contradictions": contradictions_in_words(project, taught.contradictions),
        **taught.first.record,
        "tried": asdict(taught.tried) | {"kept": taught.tried.is_kept} if taught.tried else None,
        "to_judge": [
            {"file": names[one.recording_id], "start_s": one.start_s, "label": one.label,
             "score": one.score}
            for one in taught.first.offered
        ],
    }  # fmt: skip


def _say_all(sentences: Sequence[str]) -> None:
    for one in sentences:
        say(one)
