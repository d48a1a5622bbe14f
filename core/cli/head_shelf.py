"""Commands for heads as things, in a project or in the person's library."""

from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from core.cli.head_figures import (
    FirstToJudge,
    JudgeOption,
    first_to_judge,
    say_figures,
    say_first,
    write_first,
)
from core.cli.options import JsonOption, ProjectOption, RunOption, opened
from core.cli.output import say, say_json, say_table
from core.counted import counted
from core.errors import UnusableValueError
from core.heads import library as of_project
from core.heads import own_library
from core.heads.evaluation import Evaluation
from core.heads.formats import FORMATS
from core.heads.importing import ImportRequest, head_in, is_a_file
from core.heads.library import KeptHead
from core.heads.missed import RandomClips
from core.heads.own_library import OwnHead
from core.heads.shelf import Credits, ShelvedHead
from core.heads.trained_head import TrainedHead
from core.store import Project

HeadArgument = Annotated[
    str, typer.Argument(metavar="NAME", help="As heads list shows it; NAME@VERSION for an older.")
]
_ProjectOrNone = Annotated[
    Path | None, typer.Option("--project", metavar="DIR", help="The project's folder.")
]
_Library = Annotated[
    bool, typer.Option("--library", help="Of your library, which all projects share.")
]
_NOT_TRIED = "It lies in your library: take it into a project to try it there."
_FORMAT_IDS = ", ".join(one.id for one in FORMATS)


def register(heads: typer.Typer) -> None:
    """Add these commands."""
    for command in (info, export, rename, credit, follow, remove, compare):
        heads.command()(command)
    heads.command("list")(list_)
    heads.command("import")(import_)


def list_(
    project: _ProjectOrNone = None, library: _Library = False, json: JsonOption = False
) -> None:
    """List the heads of a project, or of your library."""
    with _shelf(project, library) as at:
        known = _every(at)
    if json:
        say_json([as_json(one) for one in known])
        return
    header = (("Head", False), ("Labels", True), ("Windows", True), ("Precision", True),
              ("Network", False), ("", False))  # fmt: skip
    say_table(header, [_cells(one) for one in known])


def info(
    name: HeadArgument,
    project: _ProjectOrNone = None,
    library: _Library = False,
    judge: JudgeOption = None,
    run: RunOption = None,
    json: JsonOption = False,
) -> None:
    """Show what a head knows, how well, and what to judge before its detections are believed."""
    if judge is not None and library:
        raise UnusableValueError(_NOT_TRIED)
    with _shelf(project, library) as at:
        kept = _called(at, name)
        assert kept.head is not None
        first = (
            FirstToJudge(None, [], _NOT_TRIED)
            if at is None
            else first_to_judge(at, kept.head, run, asked=judge is not None)
        )
    if judge is not None:
        write_first(first, judge)
    if json:
        say_json(as_json(kept) | first.as_json())
        return
    facts = kept.head.facts
    if facts.origin:
        say(f"{kept.title}, on {facts.network}, trained by {facts.origin}")
    else:
        windows = counted(facts.windows, "window")
        say(f"{kept.title}, on {facts.network}, {windows}, seed {facts.seed}")
    if kept.credits != Credits():
        say(", ".join(one for one in (kept.credits.author, kept.credits.licence) if one))
    if facts.words:
        say(facts.words.sentence)
    say_evaluation(facts.evaluation)
    say_figures(facts.evaluation)
    if at is not None:
        say_first(first, judge)


def export(
    name: HeadArgument,
    project: _ProjectOrNone = None,
    library: _Library = False,
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="The file to write.")] = None,
    format: Annotated[str, typer.Option(help=_FORMAT_IDS)] = "own",
    to_library: Annotated[
        bool, typer.Option("--to-library", help="Into your library, which all projects share.")
    ] = False,
) -> None:
    """Write a head to a file, for this program or another, or into your library."""
    if (out is None) != to_library or (to_library and library):
        raise UnusableValueError("Say where the head shall go: --out FILE, or --to-library.")
    chosen = next((one for one in FORMATS if one.id == format), None)
    if chosen is None:
        raise UnusableValueError(f"There is no format {format}. There are: {_FORMAT_IDS}.")
    with _shelf(project, library) as at:
        kept = _called(at, name)
        given = kept.to_give
        if out is None:
            own = own_library.keep(given, version=int(kept.version))
            say(f"{own.title} is in your library.")
            return
        notes = chosen.write(given, out, at)
    say(f"{kept.title} written to {out}.")
    _say_all(notes)


def import_(
    what: Annotated[
        str, typer.Argument(metavar="FILE|NAME", help="A file, or a head of your library.")
    ],
    project: _ProjectOrNone = None,
    library: _Library = False,
    name: Annotated[
        str, typer.Option(metavar="NAME", help="What to call a head of another program.")
    ] = "",
    network: Annotated[
        str, typer.Option(metavar="ID", help="Whose embeddings it reads, if its file does not say.")
    ] = "",
    labels: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Its labels, one a line, if they lie apart.")
    ] = None,
) -> None:
    """Take a head into a project or your library: from a file, or into a project by its name."""
    with _shelf(project, library) as at:
        if not is_a_file(Path(what)):
            own = _own(what, at)
            assert own.head is not None
            _keep(at, own.head, int(own.version), [])
            return
        head, notes = head_in(Path(what), ImportRequest(name, network, labels), at)
        _keep(at, head, 1, notes)


def rename(
    name: HeadArgument,
    to: Annotated[str, typer.Argument(metavar="NEW", help="What to call it.")],
    project: _ProjectOrNone = None,
    library: _Library = False,
) -> None:
    """Call all versions of a head by another name. Analyses made with it keep theirs."""
    with _shelf(project, library) as at:
        if at is None:
            now = own_library.rename(own_library.found(name), to)
        else:
            now = of_project.rename(at, of_project.found(at, name), to)
    say(f"It is called {now} now.")


def credit(
    name: HeadArgument,
    author: Annotated[str | None, typer.Option(help="Who made it.")] = None,
    licence: Annotated[str | None, typer.Option(help="Such as CC BY 4.0.")] = None,
    anew: Annotated[
        bool, typer.Option("--anew", help="Say nothing any more of what is not given now.")
    ] = False,
    project: _ProjectOrNone = None,
    library: _Library = False,
) -> None:
    """Say who made a head, and under which licence it may be used: what is exported says it."""
    if author is None and licence is None and not anew:
        raise UnusableValueError("Say who made it, its licence, or both: --author, --licence.")
    with _shelf(project, library) as at:
        kept = _called(at, name)
        was = Credits() if anew else kept.credits
        new = Credits.of(
            was.author if author is None else author, was.licence if licence is None else licence
        )
        if isinstance(kept, OwnHead):
            own_library.credit(kept, new)
        elif at is not None:
            of_project.credit(at, kept, new)
    say(
        f"{kept.title}: author {new.author or 'not said'}, licence {new.licence or 'not said'}. "
        "What is exported from now on says so."
    )


def follow(
    name: HeadArgument,
    project: ProjectOption,
    on: Annotated[bool, typer.Option("--on/--off", help="Score new recordings, or rest.")] = True,
) -> None:
    """Have a head score new recordings as they are analysed, or rest."""
    with opened(project) as at:
        kept = of_project.found(at, name)
        of_project.follow(at, kept, follows=on)
    say(f"{kept.title} " + ("scores new recordings from now on." if on else "rests from now on."))


def remove(name: HeadArgument, project: _ProjectOrNone = None, library: _Library = False) -> None:
    """Take a head out of a project, or of your library. Its detections stay."""
    with _shelf(project, library) as at:
        if at is None:
            own = own_library.found(name)
            own_library.remove(own)
            say(f"{own.title} was removed from your library; projects that have it keep theirs.")
            return
        kept = of_project.found(at, name)
        of_project.remove(at, kept)
    say(f"{kept.title} was removed; what was detected with it stays.")


def compare(
    names: Annotated[list[str], typer.Argument(metavar="NAME...", help="Heads to compare.")],
    project: _ProjectOrNone = None,
    library: _Library = False,
    json: JsonOption = False,
) -> None:
    """Show side by side what heads can do with each label."""
    with _shelf(project, library) as at:
        known = [_called(at, name) for name in names]
    if json:
        say_json([as_json(one) for one in known])
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


@contextmanager
def _shelf(project: Path | None, own: bool) -> Generator[Project | None]:
    """Open a project, or lend None where the person's library is meant."""
    if (project is None) != own:
        raise UnusableValueError("Say whose heads: --project DIR, or --library for your own.")
    if project is None:
        yield None
        return
    with opened(project) as at:
        yield at


def _every(at: Project | None) -> Sequence[KeptHead | OwnHead]:
    return own_library.every() if at is None else of_project.every(at)


def _called(at: Project | None, name: str) -> KeptHead | OwnHead:
    return own_library.called(name) if at is None else of_project.called(at, name)


def _own(name: str, at: Project | None) -> OwnHead:
    """Return the head of the person's library that goes into a project by its name."""
    looks_like_a_file = Path(name).suffix != "" or Path(name).parent != Path()
    if at is None or looks_like_a_file:
        raise UnusableValueError(
            f"There is no file {name}, nor a folder with a SavedModel. Check the path."
        )
    return own_library.called(name)


def _keep(at: Project | None, head: TrainedHead, version: int, notes: Sequence[str]) -> None:
    before = [one.title for one in _every(at) if one.sha256 != head.sha256]
    kept: KeptHead | OwnHead
    if at is None:
        kept = own_library.keep(head, version=version)
        say(f"The head {kept.title} is in your library.")
    else:
        kept = of_project.keep(at, head, version=version)
        say(f"The head {kept.title} is in the project.")
    others = [one for one in before if one.rpartition("@")[0] == kept.name]
    if others:
        say(f"Others of this name stay as they are: {', '.join(others)}.")
    _say_all(notes)


def as_json(kept: ShelvedHead) -> dict[str, Any]:
    """Return all that is known of a head, for scripts."""
    said: dict[str, Any] = {
        "name": kept.name, "version": kept.version, "id": kept.sha256, "network": kept.network,
    }  # fmt: skip
    if kept.head is None:
        return said | {"problem": kept.why}
    facts = asdict(kept.head.facts) | asdict(kept.credits)
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


def say_evaluation(evaluation: Evaluation) -> None:
    """Say what was measured of a head."""
    for one in evaluation.labels:
        say(f"  {one.sentence}")
    for one in evaluation.labels:
        if one.at_random:
            say(f"  What is missed of {one.label}: {one.at_random.sentence}")
    if not evaluation.labels:
        say("  Nobody has measured yet what it can do: undersong heads evaluate")


def _cells(kept: ShelvedHead) -> tuple[str, ...]:
    if kept.head is None:
        return kept.title, "", "", "", kept.network, kept.why
    facts = kept.head.facts
    mean = "in words" if facts.words else _figure(facts.evaluation.mean_average_precision)
    return (
        kept.title, f"{len(facts.labels):,}", f"{facts.windows:,}", mean, facts.network,
        ", ".join(one.text for one in facts.labels[:3]) + (" …" if len(facts.labels) > 3 else ""),
    )  # fmt: skip


def _figure(value: float | None) -> str:
    return "unknown" if value is None else f"{value:.2f}"


def _say_all(sentences: Sequence[str]) -> None:
    for one in sentences:
        say(one)
