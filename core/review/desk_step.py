"""One decision of a reviewer: entries in the logs of what was said, noted, drawn and labelled."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import Connection

from core.domain import Species, Verdict
from core.history import Changed, Outlook, Step
from core.store import Project, annotations, clip_labels, comments, log, verdicts
from core.store.groups import Id
from core.store.log import Log


@dataclass(frozen=True, slots=True)
class LogEntries:
    """The entries of the logs that one decision came to, by what they are about."""

    detections: tuple[int, ...] = ()
    recordings: tuple[int, ...] = ()
    said: Mapping[int, str] = field(default_factory=dict)
    noted: Mapping[int, str] = field(default_factory=dict)
    drawn: Mapping[str, str] = field(default_factory=dict)
    labelled: tuple[str, ...] = ()
    taken_back: tuple[str, ...] = ()
    """Entries that the decision was to let hold no longer."""

    @property
    def changed(self) -> Changed:
        """Return what is different for it."""
        about_labels = bool(self.labelled or self.taken_back)
        return Changed(self.detections, self.recordings, labels=about_labels, entries=self.labelled)


class DeskStep(Step):
    """One decision: entries of the logs, which undoing marks as undone, and redoing as not.

    What held before them holds again, and what was said after them, here or in another window,
    stands.
    """

    def __init__(
        self,
        project: Project,
        reviewer: str,
        text: str,
        write: Callable[[Connection], LogEntries],
        outlook: Outlook | None = None,
    ) -> None:
        self.text, self.outlook = text, outlook or Outlook()
        self._project, self._reviewer, self._write = project, reviewer, write
        self._said = LogEntries()

    def do(self) -> Changed:
        """Append to the logs."""
        with self._project.writing() as db:
            before = _looks(db, self.outlook)
            said = self._write(db)
        self.former, self._said = before, said
        return said.changed

    def undo(self) -> Changed:
        """Let the entries hold no longer."""
        if not self._said.changed:
            return Changed()
        with self._project.writing() as db:
            stands = _stands_since(db, self._said)  # while the step's entries may hold
            self._mark(db, undone=True)
        return replace(self._said.changed, stands=stands)

    def redo(self) -> Changed:
        """Let the entries hold again."""
        if not self._said.changed:
            return Changed()
        with self._project.writing() as db:
            self._mark(db, undone=False)
            stands = _stands_since(db, self._said)
        return replace(self._said.changed, stands=stands)

    def _mark(self, db: Connection, *, undone: bool) -> None:
        said = self._said
        entries = [*said.said.values(), *said.noted.values(), *said.drawn.values()]
        log.undo(db, [*entries, *said.labelled], self._reviewer, undone=undone)
        log.undo(db, said.taken_back, self._reviewer, undone=not undone)


def fields_of_verdict(
    verdict: Verdict | None, corrected: Species | None, reviewer: str
) -> dict[str, Any]:
    """Return the fields of a detection that a verdict sets."""
    who = reviewer if verdict else None
    return {"verdict": verdict, "corrected": corrected, "reviewer": who}


def fields_of_comment(note: str, reviewer: str) -> dict[str, Any]:
    """Return the fields of a detection that a comment sets."""
    return {"note": note, "note_by": reviewer if note else None}


def _looks(db: Connection, expected: Outlook) -> Outlook:
    """Return how things look now that will look otherwise."""
    ids = list(expected.detections)
    said, noted = verdicts.current(db, ids), comments.current(db, ids)
    looks: dict[int, Mapping[str, Any]] = {}
    for id_ in ids:
        now, comment = said.get(id_), noted.get(id_)
        held = (
            fields_of_verdict(now.verdict, now.corrected, now.reviewer)
            if now
            else fields_of_verdict(None, None, "")
        )
        looks[id_] = held | (
            fields_of_comment(comment.text, comment.reviewer)
            if comment
            else fields_of_comment("", "")
        )
    drawn = annotations.current(db, expected.annotations)
    gone = {
        id_: replace(one, deleted=True)
        for id_, one in expected.annotations.items()
        if id_ not in drawn
    }
    return Outlook(looks, {**drawn, **gone})


def _stands_since(db: Connection, step: LogEntries) -> str:
    """Return what others, or the same reviewer elsewhere, said after a step; or nothing."""
    said = verdicts.current(db, _newer(db, verdicts.LOG, step.said))
    noted = comments.current(db, _newer(db, comments.LOG, step.noted))
    drawn = annotations.current(db, _newer(db, annotations.LOG, step.drawn))
    if len(said) == 1:
        (one,) = said.values()
        word = f"said {one.verdict}" if one.verdict else "took the verdict back"
        return f"{one.reviewer} {word} since, and that stands."
    if said:
        who = " and ".join(sorted({s.reviewer for s in said.values()}))
        return f"{who} judged {len(said):,} of these again since, and that stands."
    others = sorted({c.reviewer for c in noted.values()} | {a.reviewer for a in drawn.values()})
    others = others or clip_labels.said_since(db, step.labelled)
    what = "commented on" if noted else "changed"
    return f"{' and '.join(others)} {what} this since, and that stands." if others else ""


def _newer(db: Connection, of: Log, entries: Mapping[Id, str]) -> list[Id]:
    now = log.holding(db, of, entries)
    return [about for about, uuid in entries.items() if now.get(about, uuid) != uuid]
