"""Commands that teach sounds: heads."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from core.cli.contradictions import contradictions_in_words, say_contradictions
from core.cli.head_figures import JudgeOption, first_to_judge, say_figures, say_first, write_first
from core.cli.judging import next_
from core.cli.options import JsonOption, ProjectOption, RunOption, opened
from core.cli.output import say, say_json, say_table
from core.cli.progress import follow, follow_inquiry
from core.cli.prompting import prompt
from core.cli.stored_windows import chosen_windows, names_of, not_compared
from core.cli.trying import evaluate
from core.errors import UnusableValueError
from core.heads import library
from core.heads.evaluation import Evaluation
from core.heads.gathering import SpanLabel, from_labels
from core.heads.label_files import read_labels
from core.heads.library import KeptHead
from core.heads.missed import RandomClips
from core.heads.names import LabelNames
from core.heads.scoring import detect, run_fingerprint, scored, write_scores
from core.heads.teaching import Taught, TrainingRequest, teach
from core.heads.windows import PassWindows
from core.store import Project
from core.store import heads as stored_heads

heads = typer.Typer(
    help="Heads: sounds that you taught. Train, list, score, export, import.", no_args_is_help=True
)
_HEAD = "NAME"
HeadArgument = Annotated[
    str, typer.Argument(metavar=_HEAD, help="As heads list shows it; NAME@VERSION for an older.")
]


def register(app: typer.Typer) -> None:
    """Add these commands."""
    for command in (train, info, score, export, remove, compare):
        heads.command()(command)
    heads.command()(evaluate)
    heads.command("list")(list_)
    heads.command("next")(next_)
    heads.command()(prompt)
    heads.command("import")(import_)
    app.add_typer(heads, name="heads")


def train(  # noqa: PLR0913 - one parameter an option
    name: Annotated[str, typer.Argument(metavar=_HEAD, help="What to call it.")],
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
    author: Annotated[str, typer.Option(help="Kept with the head.")] = "",
    licence: Annotated[str, typer.Option(help="Kept with the head.")] = "",
    run: RunOption = None,
    json: JsonOption = False,
) -> None:
    """Train a head on your labels, verdicts and annotations, and say what it can do."""
    choice = TrainingRequest(name, tuple(label or ()), seed, exclusive, author, licence)
    with opened(project) as at:
        heard = chosen_windows(at, run)
        only = _said_in(at, heard, labels) if labels else None
        taught = teach(heard, choice, only)
        kept = library.keep(at, taught.head)
        said = _taught_as_json(at, kept, taught)
    if json:
        say_json(said)
        return
    say(f"The head {kept.title} was trained on {taught.head.facts.windows:,} windows.")
    _say_evaluation(taught.head.facts.evaluation)
    _say_all(said["notes"])
    say_contradictions(said["contradictions"])
    say(f"Of windows drawn at random {taught.share:.1%} are above its threshold.")
    if said["to_judge"]:
        say("Judge some of these before you believe its detections; the sound may be common:")
        for one in said["to_judge"]:
            say(f"  {one['file']} at {one['start_s']:g} s: {one['label']} ({one['score']:.2f})")


def list_(project: ProjectOption, json: JsonOption = False) -> None:
    """List the heads of a project."""
    with opened(project) as at:
        known = library.every(at)
    if json:
        say_json([_as_json(one) for one in known])
        return
    header = (("Head", False), ("Labels", True), ("Windows", True), ("Precision", True),
              ("Network", False), ("", False))  # fmt: skip
    say_table(header, [_cells(one) for one in known])


def info(
    name: HeadArgument,
    project: ProjectOption,
    judge: JudgeOption = None,
    run: RunOption = None,
    json: JsonOption = False,
) -> None:
    """Show what a head knows, how well, and what to judge before its detections are believed."""
    with opened(project) as at:
        kept = library.called(at, name)
        assert kept.head is not None
        first = first_to_judge(at, kept.head, run)
    if judge is not None:
        write_first(first, judge)
    if json:
        say_json(_as_json(kept) | first.as_json())
        return
    facts = kept.head.facts
    say(f"{kept.title}, on {facts.network}, {facts.windows:,} windows, seed {facts.seed}")
    if facts.author or facts.licence:
        say(", ".join(one for one in (facts.author, facts.licence) if one))
    if facts.words:
        say(facts.words.sentence)
    _say_evaluation(facts.evaluation)
    say_figures(facts.evaluation)
    say_first(first, judge)


def score(
    name: HeadArgument,
    project: ProjectOption,
    out: Annotated[Path | None, typer.Option(metavar="CSV", help="Every window.")] = None,
    detects: Annotated[
        bool, typer.Option("--detect", help="Make detections: an analysis like any other.")
    ] = False,
    run: RunOption = None,
    json: JsonOption = False,
) -> None:
    """Score all that was heard. The network is not run again."""
    if out is None and not detects:
        raise UnusableValueError("Say what to do with the scores: --out CSV, --detect, or both.")
    said: dict[str, Any] = {}
    with opened(project) as at:
        kept = library.called(at, name)
        assert kept.head is not None
        heard = chosen_windows(at, run)
        found = follow_inquiry(scored(kept.head, heard), "Scoring", "windows")
        said = {
            "windows": len(found.window),
            "notes": not_compared(heard, found.empty, found.lost),
        }
        if out is not None:
            said |= {"rows": write_scores(found, kept.head, heard, out), "file": str(out)}
        if detects:
            follow(detect(kept, heard), "Detecting", "recordings")
            said |= {"run": run_fingerprint(kept.head, heard)}
    if json:
        say_json(said)
        return
    say(f"{said['windows']:,} windows scored with {kept.title}.")
    if out is not None:
        say(f"{said['rows']:,} rows written to {out}.")
    if detects:
        say(f"Its detections are the analysis {said['run']}: review, report or export it.")
    _say_all(said["notes"])


def export(
    name: HeadArgument,
    project: ProjectOption,
    out: Annotated[Path, typer.Option(metavar="FILE", help="The file to write.")],
) -> None:
    """Write a head to a file, to use it in another project."""
    with opened(project) as at:
        kept = library.called(at, name)
    library.export(kept, out)
    say(f"{kept.title} written to {out}.")


def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="As heads export wrote it.")],
    project: ProjectOption,
) -> None:
    """Take in a head that was trained elsewhere."""
    with opened(project) as at:
        kept = library.import_head(at, file)
    say(f"The head {kept.title} is in the project.")


def remove(name: HeadArgument, project: ProjectOption) -> None:
    """Take a head out of a project. Its detections stay."""
    with opened(project) as at:
        kept = library.found(at, name)
        library.remove(at, kept)
    say(f"{kept.title} was removed; what was detected with it stays.")


def compare(
    names: Annotated[list[str], typer.Argument(metavar="NAME...", help="Heads to compare.")],
    project: ProjectOption,
    json: JsonOption = False,
) -> None:
    """Show side by side what heads can do with each label."""
    with opened(project) as at:
        known = [library.called(at, name) for name in names]
    if json:
        say_json([_as_json(one) for one in known])
        return
    figures = [
        {one.label: one for one in kept.head.facts.evaluation.labels} for kept in known if kept.head
    ]
    texts = list(dict.fromkeys(label for one in figures for label in one))
    header = (("Label", False), *((one.title, True) for one in known))
    rows = [
        (text, *(_figure(one[text].average_precision) if text in one else "" for one in figures))
        for text in texts
    ]
    say_table(header, rows)
    say("Average precision on recordings that each did not hear; of their own labels.")


# --- parts ---


def _said_in(project: Project, heard: PassWindows, file: Path) -> list[SpanLabel]:
    read = read_labels(project, file)
    with project.reading() as db:
        names = LabelNames(stored_heads.species(db, heard.of.network, own=True))
    return from_labels(read.entries, names)


def _taught_as_json(project: Project, kept: KeptHead, taught: Taught) -> dict[str, Any]:
    names = names_of(project, {one.recording_id for one in taught.offered})
    return {
        **_as_json(kept),
        "notes": taught.notes,
        "contradictions": contradictions_in_words(project, taught.contradictions),
        "share_above": taught.share,
        "to_judge": [
            {"file": names[one.recording_id], "start_s": one.start_s, "label": one.label,
             "score": one.score}
            for one in taught.offered
        ],
    }  # fmt: skip


def _as_json(kept: KeptHead) -> dict[str, Any]:
    stored = kept.stored
    said: dict[str, Any] = {
        "name": stored.name, "version": stored.version, "id": stored.sha256,
        "network": stored.network,
    }  # fmt: skip
    if kept.head is None:
        return said | {"problem": kept.why}
    facts = asdict(kept.head.facts)
    labels = kept.head.facts.evaluation.labels
    missed = {one.label: _missed(one.at_random) for one in labels if one.at_random}
    return facts | said | {"sentences": [one.sentence for one in labels], "missed": missed}


def _missed(clips: RandomClips) -> dict[str, Any]:
    of_all, of_heard = clips.missed_of_all, clips.missed_of_heard
    return {
        **asdict(clips),
        "of_all": asdict(of_all) if of_all else None,
        "of_those_with_it": asdict(of_heard) if of_heard else None,
        "sentence": clips.sentence,
    }


def _cells(kept: KeptHead) -> tuple[str, ...]:
    if kept.head is None:
        return kept.title, "", "", "", kept.stored.network, kept.why
    facts = kept.head.facts
    mean = "in words" if facts.words else _figure(facts.evaluation.mean_average_precision)
    return (
        kept.title, f"{len(facts.labels):,}", f"{facts.windows:,}", mean, facts.network,
        ", ".join(one.text for one in facts.labels[:3]) + (" …" if len(facts.labels) > 3 else ""),
    )  # fmt: skip


def _figure(value: float | None) -> str:
    return "unknown" if value is None else f"{value:.2f}"


def _say_evaluation(evaluation: Evaluation) -> None:
    for one in evaluation.labels:
        say(f"  {one.sentence}")
    for one in evaluation.labels:
        if one.at_random:
            say(f"  What is missed of {one.label}: {one.at_random.sentence}")


def _say_all(sentences: Sequence[str]) -> None:
    for one in sentences:
        say(one)
