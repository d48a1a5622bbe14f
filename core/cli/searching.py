"""The command that finds what sounds like an example, or is near to words."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from core.cli.options import JsonOption, ProjectOption, RunOption, opened
from core.cli.output import say, say_json
from core.cli.progress import follow_inquiry
from core.cli.prompting import PromptOption, TemplateOption, found_by_words, refuse_mixed
from core.cli.stored_windows import chosen_windows, names_of, not_compared
from core.errors import UnusableValueError
from core.exports.files import write_csv
from core.heads.examples import example, rows_of
from core.heads.search import search as searching
from core.heads.tally import LIMIT, SearchResult, SimilarWindow
from core.heads.windows import PassWindows
from core.store import Project

_FOUND_COLUMNS = ("file", "start_s", "end_s", "similarity")


def register(app: typer.Typer) -> None:
    """Add this command."""
    app.command()(search)


def search(  # noqa: PLR0913 - one parameter an option
    project: ProjectOption,
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
    limit: Annotated[int, typer.Option(min=1, max=1_000_000, help="At most so many.")] = LIMIT,
    out: Annotated[Path | None, typer.Option(metavar="CSV", help="The file to write.")] = None,
    run: RunOption = None,
    json: JsonOption = False,
) -> None:
    """Find what sounds like an example: of a recording, of any file, or detection:NUMBER.

    With --prompt, what the network finds near to words: networks of sounds and text only.
    """
    refuse_mixed(prompt, template, (like, unlike))
    if out is None and not json:
        raise UnusableValueError("Say where the answer shall go: --out CSV, or --json.")
    with opened(project) as at:
        heard = chosen_windows(at, run)
        if prompt:
            by_words = found_by_words(heard, prompt, template, limit)
            result, notes = by_words.result.result, by_words.notes
            columns, cells = (*_FOUND_COLUMNS, *by_words.columns), by_words.cells
        else:
            result, notes = _alike(heard, like or (), unlike or (), limit), []
            columns, cells = _FOUND_COLUMNS, [()] * len(result.found)
        rows = [a + b for a, b in zip(_found_rows(at, result.found), cells, strict=True)]
        notes = [*notes, *not_compared(heard, result.empty, result.lost)]
    if json:
        found = [dict(zip(columns, row, strict=True)) for row in rows]
        say_json({"compared": result.compared, "notes": notes, "found": found})
    if out is not None:
        written = write_csv(out, columns, rows)
        if not json:
            say(f"{result.compared:,} windows compared, the {written:,} most alike in {out}.")
    if not json:
        for note in notes:
            say(note)


def _alike(
    heard: PassWindows, like: Sequence[str], unlike: Sequence[str], limit: int
) -> SearchResult:
    examples = rows_of(heard, [example(one) for one in like])
    counter = rows_of(heard, [example(one) for one in unlike])
    if examples is None:
        raise UnusableValueError("Give an example of what is sought too: --like FILE.")
    inquiry = searching(heard, examples, counter, limit=limit)
    return follow_inquiry(inquiry, "Searching", "windows")


def _found_rows(
    project: Project, found: Sequence[SimilarWindow]
) -> list[tuple[str, float, float, float]]:
    names = names_of(project, {one.recording_id for one in found})
    return [
        (names[one.recording_id], round(one.start_s, 3), round(one.end_s, 3),
         round(one.similarity, 4))
        for one in found
    ]  # fmt: skip
