"""The command that labels look-alikes at once, after some were listened to."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from core.cli.judging import (
    HOW_ANSWERED,
    JUDGE_COLUMNS,
    JudgeRow,
    ReviewerOption,
    clips_as_json,
    judge_rows,
    reviewer_called,
    say_clips,
    say_imported,
)
from core.cli.options import JsonOption, ProjectOption, RunOption, opened
from core.cli.output import say, say_json
from core.cli.progress import follow_inquiry
from core.cli.stored_windows import chosen_windows
from core.counted import counted
from core.errors import UnusableValueError
from core.exports.files import write_csv
from core.heads.audits import Audit, audit_of, draw, newest_audit, take_back
from core.heads.examples import clip_of, example
from core.heads.label_files import import_labels
from core.heads.look_alikes import look_alikes
from core.heads.windows import PassWindows
from core.review import Desk
from core.store.asked_clips import AskedClip

_NAMELESS = "imported"


def alike(  # noqa: PLR0913 - one parameter an option
    project: ProjectOption,
    label: Annotated[str, typer.Option(help="What the clip is labelled.")],
    like: Annotated[
        str | None, typer.Option(metavar="FILE@START-END", help="A clip that is labelled so.")
    ] = None,
    answers: Annotated[
        Path | None, typer.Option(metavar="CSV", help="The table, with present filled in.")
    ] = None,
    out: Annotated[Path | None, typer.Option(metavar="CSV", help="A table to fill in.")] = None,
    undo: Annotated[
        bool, typer.Option("--undo", help="Take back what was labelled at once the last time.")
    ] = False,
    seed: Annotated[int, typer.Option(min=0, help="Of what is drawn at random.")] = 0,
    reviewer: ReviewerOption = "",
    run: RunOption = None,
    json: JsonOption = False,
) -> None:
    """Label all clips that are like one at once, after some of them were listened to."""
    if undo:
        _undo(project, label, reviewer, json)
        return
    if like is None:
        raise UnusableValueError("Say which clip they are like: --like FILE@START-END.")
    with opened(project) as at:
        by = reviewer_called(at, reviewer) or _NAMELESS
        taken_in = None if answers is None else import_labels(at, answers, reviewer)
        audit = _audit(chosen_windows(at, run), clip_of(at, example(like)), label, (seed, by),
                       answered=answers is not None)  # fmt: skip
        entries = audit.entries(by)
        Desk(at, by).label(entries)
        rows = judge_rows(at, audit.waiting or audit.queue, audit.asked.label)
    if taken_in is not None and not json:
        say_imported(taken_in)
    if out is not None and rows:
        write_csv(out, JUDGE_COLUMNS, rows)
    if json:
        say_json(_as_json(audit, len(entries)) | {"clips": clips_as_json(rows)})
    else:
        _say(audit, rows, out)
    if audit.wrong:
        raise typer.Exit(1)


def _undo(project: Path, label: str, reviewer: str, json: bool) -> None:
    with opened(project) as at:
        number = take_back(at, label, reviewer_called(at, reviewer) or _NAMELESS)
    say_json({"taken_back": number}) if json else say(
        f"{counted(number, 'label was', 'labels were')} taken back."
    )


def _say(audit: Audit, rows: Sequence[JudgeRow], out: Path | None) -> None:
    say(audit.sentence)
    if rows and out is None:
        say_clips(rows)
    elif rows:
        say(f"They are in {out}. {HOW_ANSWERED}")


def _audit(
    heard: PassWindows, like: AskedClip, label: str, how: tuple[int, str], *, answered: bool
) -> Audit:
    """Return the audit that is open, or a new one; after answers the one that they are of."""
    seed, reviewer = how
    newest = newest_audit(heard, like, label)
    if newest is not None and (newest.is_open or answered):
        return newest
    found = follow_inquiry(look_alikes(heard, like, label), "Comparing", "windows")
    return audit_of(heard, draw(heard, found, seed=seed, reviewer=reviewer))


def _as_json(audit: Audit, labelled: int) -> dict[str, object]:
    return {
        "label": audit.asked.label,
        "round": audit.asked.id,
        "alike": audit.size,
        "audited": audit.audited,
        "waiting": len(audit.waiting),
        "wrong": len(audit.wrong),
        "left_out": audit.unlike,
        "labelled": labelled,
        "sentence": audit.sentence,
    }
