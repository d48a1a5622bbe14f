"""The command that says what to judge next."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from core.cli.options import JsonOption, ProjectOption, RunOption, opened
from core.cli.output import say, say_json, say_table
from core.cli.progress import follow_inquiry
from core.cli.stored_windows import chosen_windows, names_of, not_compared
from core.counted import counted
from core.errors import UnusableValueError, UserError
from core.exports.files import write_csv
from core.heads import library
from core.heads.label_files import LabelsImported
from core.heads.live_ranking import LiveRanking, live_ranking
from core.heads.names import LabelNames
from core.heads.rounds import ROUND, ask, stop_hint
from core.names import same
from core.review import people
from core.store import Project
from core.store import heads as stored_heads
from core.store.asked_clips import AskedClip

JUDGE_COLUMNS = ("file", "start_s", "end_s", "why", "score", "label", "present")
"""Of a table to fill in: ``present`` is empty, and ``labels --import`` takes it."""
ReviewerOption = Annotated[str, typer.Option(help="Who judges.")]
HOW_ANSWERED = (
    "Fill in present (1 or 0) and take it in: undersong labels --project DIR --import FILE"
)
JudgeRow = tuple[str, float, float, str, float | str, str, str]


def next_(  # noqa: PLR0913 - one parameter an option
    name: Annotated[str, typer.Argument(metavar="NAME-OR-LABEL", help="A head, or a label.")],
    project: ProjectOption,
    label: Annotated[str | None, typer.Option(help="Which of the labels of a head.")] = None,
    number: Annotated[int, typer.Option(min=1, max=1000, help="Clips to judge.")] = ROUND,
    seed: Annotated[int, typer.Option(min=0, help="Of what is drawn at random.")] = 0,
    out: Annotated[Path | None, typer.Option(metavar="CSV", help="A table to fill in.")] = None,
    reviewer: ReviewerOption = "",
    run: RunOption = None,
    json: JsonOption = False,
) -> None:
    """Say which clips to judge next, so that few labels teach much."""
    with opened(project) as at:
        heard = chosen_windows(at, run)
        wanted = _label(at, heard.of.network, name, label)
        by = reviewer_called(at, reviewer)
        ranking = follow_inquiry(live_ranking(heard, wanted, seed=seed), "Ranking", "windows")
        asked = ask(ranking, number, reviewer=by)
        rows = judge_rows(at, asked.clips, asked.label)
        notes = [
            *_notes(ranking, len(rows), number),
            *not_compared(heard, ranking.empty, ranking.lost),
        ]
    if out is not None:
        write_csv(out, JUDGE_COLUMNS, rows)
    if json:
        say_json(
            {"label": asked.label, "positives": ranking.positives, "negatives": ranking.negatives,
             "round": asked.id, "seed": asked.seed, "notes": notes, "clips": clips_as_json(rows)}
        )  # fmt: skip
        return
    if out is None:
        say_clips(rows)
    else:
        say(f"{counted(len(rows), 'clip')} to judge for {asked.label} in {out}. {HOW_ANSWERED}")
    for note in notes:
        say(note)


def judge_rows(project: Project, clips: Sequence[AskedClip], label: str) -> list[JudgeRow]:
    """Return clips as rows of a table to fill in."""
    names = names_of(project, {one.recording_id for one in clips})
    return [
        (names[one.recording_id], round(one.start_s, 3), round(one.end_s, 3), one.why.value,
         "" if one.score is None else round(one.score, 4), label, "")
        for one in clips
    ]  # fmt: skip


def clips_as_json(rows: Sequence[JudgeRow]) -> list[dict[str, object]]:
    """Return clips to judge for scripts."""
    return [dict(zip(JUDGE_COLUMNS[:6], row, strict=False)) for row in rows]


def say_clips(rows: Sequence[JudgeRow]) -> None:
    """Print clips to judge."""
    header = (("File", False), ("From s", True), ("To s", True), ("Why", False), ("Score", True))
    say_table(header, [tuple(str(cell) for cell in row[:5]) for row in rows])


def say_imported(result: LabelsImported) -> None:
    """Print what came of a file of labels."""
    said = f"{counted(result.added, 'label')} added"
    if result.unchanged:
        said += f", {result.unchanged:,} said so already"
    if result.unjudged:
        said += f", {result.unjudged:,} not judged"
    say(f"{said}.")
    if result.guess:
        say(result.guess)


def _label(project: Project, network: str, name: str, label: str | None) -> str:
    """Return the label that is meant: of a head, or the name itself."""
    with project.reading() as db:
        names = LabelNames(stored_heads.species(db, network, own=True))
    try:
        kept = library.found(project, name)
    except UnusableValueError:
        return names.text(label or name)
    if kept.head is None:
        raise UserError(kept.why)
    texts = [one.text for one in kept.head.facts.labels]
    if label is None and len(texts) == 1:
        return texts[0]
    found = [one for one in texts if label is not None and same(one, names.text(label))]
    if not found:
        raise UnusableValueError(
            f"The head {name} knows {', '.join(texts[:20])}. Say which with --label."
        )
    return found[0]


def reviewer_called(project: Project, typed: str) -> str:
    """Return the name that the project knows a reviewer by; empty where nobody is named."""
    with project.reading() as db:
        return people.known_as(db, typed) if typed else ""


def _notes(ranking: LiveRanking, found: int, number: int) -> list[str]:
    hint = stop_hint(ranking)
    notes = [hint] if hint else []
    if found < number:
        notes.append(
            f"Only {counted(found, 'clip')}: at most one of each recording with something that "
            "is not labelled yet."
            if found
            else f"Everything is labelled: there is nothing left to judge for {ranking.label}."
        )
    return notes
