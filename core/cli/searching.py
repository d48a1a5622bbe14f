"""The command that finds what sounds like an example, or is near to words."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from core.cli.days import FirstDayOption, LastDayOption
from core.cli.histograms import histogram_as_json, say_histogram
from core.cli.options import JsonOption, SiteOption
from core.cli.output import say, say_json
from core.cli.progress import follow_inquiry
from core.cli.prompting import PromptOption, TemplateOption, found_by_words, refuse_mixed
from core.cli.search_scope import (
    FoundSpeciesOption,
    ProjectsOption,
    RunsOption,
    UnlabelledOption,
    chosen_passes,
    chosen_windows_of,
    opened_all,
)
from core.cli.stored_windows import not_compared
from core.counted import counted
from core.errors import UnusableValueError
from core.exports.files import write_csv
from core.heads.choosing import WindowChoice
from core.heads.examples import example, rows_of
from core.heads.prompts import PromptSet, prompt_set
from core.heads.search import refuse_different
from core.heads.search import search as searching
from core.heads.tally import LIMIT, SearchResult
from core.heads.windows import PassWindows
from core.store import recordings

_FOUND_COLUMNS = ("file", "start_s", "end_s", "similarity")


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is sought, and how much of it."""

    like: tuple[str, ...]
    unlike: tuple[str, ...]
    prompts: PromptSet | None
    limit: int
    least: float


@dataclass(frozen=True, slots=True)
class _Answer:
    result: SearchResult
    columns: tuple[str, ...]
    rows: list[tuple[object, ...]]
    notes: list[str]


def register(app: typer.Typer) -> None:
    """Add this command."""
    app.command()(search)


def search(  # noqa: PLR0913 - one parameter an option
    project: ProjectsOption,
    like: Annotated[
        list[str] | None,
        typer.Option(metavar="FILE[@START-END]", help="An example; may be given again."),
    ] = None,
    unlike: Annotated[
        list[str] | None,
        typer.Option(metavar="FILE[@START-END]", help="What is not sought; may be given again."),
    ] = None,
    prompt: PromptOption = None,
    template: TemplateOption = None,
    site: SiteOption = None,
    first_day: FirstDayOption = None,
    last_day: LastDayOption = None,
    species: FoundSpeciesOption = None,
    unlabelled: UnlabelledOption = False,
    min_similarity: Annotated[
        float, typer.Option(min=-1, max=1, help="Only what is at least so much alike.")
    ] = -1.0,
    histogram: Annotated[
        bool, typer.Option("--histogram", help="Tell how many windows are how much alike.")
    ] = False,
    limit: Annotated[int, typer.Option(min=1, max=1_000_000, help="At most so many.")] = LIMIT,
    out: Annotated[Path | None, typer.Option(metavar="CSV", help="The file to write.")] = None,
    run: RunsOption = None,
    json: JsonOption = False,
) -> None:
    """Find what sounds like an example: of a recording, of any file, or detection:NUMBER.

    With --prompt, what the network finds near to words: networks of sounds and text only.
    """
    refuse_mixed(prompt, template, (like, unlike))
    if out is None and not json and not histogram:
        raise UnusableValueError(
            "Say where the answer shall go: --out CSV, or --json; or ask for a --histogram."
        )
    if math.isnan(min_similarity):
        raise UnusableValueError("--min-similarity must be a number from -1 to 1.")
    words = prompt_set(prompt, template or ()) if prompt else None
    asked = _Asked(tuple(like or ()), tuple(unlike or ()), words, limit, min_similarity)
    with opened_all(project) as projects:
        passes = chosen_passes(projects, run or ())
        choice = chosen_windows_of(projects, site, first_day, last_day, species, unlabelled)
        answer = _answer(passes, asked, choice)
    if json:
        say_json(_as_json(answer, histogram))
    written = None if out is None else write_csv(out, answer.columns, answer.rows)
    if not json:
        _say(answer, written, out, histogram)


def _answer(passes: list[PassWindows], asked: _Asked, choice: WindowChoice) -> _Answer:
    notes: list[str] = []
    columns: tuple[str, ...] = ()
    if asked.prompts is not None:
        if len(passes) > 1:
            raise UnusableValueError("Words are sought in one project and one analysis at a time.")
        found = found_by_words(passes[0], asked.prompts, asked.limit, asked.least, choice)
        result, columns, cells = found.result.result, found.columns, found.cells
        notes = found.notes
    else:
        result = _alike(passes, asked, choice)
        cells = [()] * len(result.found)
    several = len({one.project.folder for one in passes}) > 1
    rows = [a + b for a, b in zip(_found_rows(passes, result, several), cells, strict=True)]
    columns = (*(("project",) if several else ()), *_FOUND_COLUMNS, *columns)
    return _Answer(result, columns, rows, [*notes, *_left_out(passes, result)])


def _alike(passes: list[PassWindows], asked: _Asked, choice: WindowChoice) -> SearchResult:
    refuse_different(passes)
    examples = rows_of(passes, [example(one) for one in asked.like])
    counter = rows_of(passes, [example(one) for one in asked.unlike])
    if examples is None:
        raise UnusableValueError("Give an example of what is sought too: --like FILE.")
    inquiry = searching(
        passes, examples, counter, limit=asked.limit, least=asked.least, choice=choice
    )
    return follow_inquiry(inquiry, "Searching", "windows")


def _found_rows(
    passes: Sequence[PassWindows], result: SearchResult, several: bool
) -> list[tuple[object, ...]]:
    known, names = [], []
    for place, heard in enumerate(passes):
        ids = {one.recording_id for one in result.found if one.place == place}
        with heard.project.reading() as db:
            known.append(recordings.by_ids(db, ids))
            names.append(recordings.names(db, known[-1].values()))
    rows = []
    for one in result.found:
        project = (str(passes[one.place].project.folder),) if several else ()
        file = names[one.place][one.recording_id]
        end_s = round(min(one.end_s, known[one.place][one.recording_id].duration_s), 3)
        rows.append((*project, file, round(one.start_s, 3), end_s, round(one.similarity, 4)))
    return rows


def _left_out(passes: Sequence[PassWindows], result: SearchResult) -> list[str]:
    notes = []
    if result.not_chosen:
        notes.append(f"{counted(result.not_chosen, 'window')} not looked at, as you have chosen.")
    if result.undated:
        notes.append(
            f"{counted(result.undated, 'recording has', 'recordings have')} no known "
            "start, and so no day: not looked at. Give it with undersong start."
        )
    return notes + not_compared(passes, result.empty, result.lost)


def _as_json(answer: _Answer, histogram: bool) -> dict[str, Any]:
    result = answer.result
    said: dict[str, Any] = {
        "compared": result.compared, "learned": result.trained, "notes": answer.notes,
        "found": [dict(zip(answer.columns, row, strict=True)) for row in answer.rows],
    }  # fmt: skip
    return said | ({"histogram": histogram_as_json(result.counts)} if histogram else {})


def _say(answer: _Answer, written: int | None, out: Path | None, histogram: bool) -> None:
    compared = f"{counted(answer.result.compared, 'window')} compared"
    say(f"{compared}." if out is None else f"{compared}, the {written:,} most alike in {out}.")
    if histogram:
        say_histogram(answer.result.counts)
    for note in answer.notes:
        say(note)
