"""Labels that were made elsewhere: read from a CSV, and taken in whole or not at all."""

import math
import re
from dataclasses import dataclass
from pathlib import Path

from core.errors import UnusableValueError, UserError
from core.exports.files import write_csv
from core.heads.names import LabelNames
from core.heads.recording_names import RecordingNames
from core.names import LONGEST, clean, key
from core.review import people
from core.store import Project, clip_labels, heads, log, recordings
from core.store.asked_clips import Why
from core.store.clip_labels import ClipLabel
from core.tabular import PersonsTable, Problem, TableRow, refusal

_COLUMNS = ("file", "start_s", "end_s", "label", "present", "exhaustive", "reviewer", "why")
EXPORT_COLUMNS = (*_COLUMNS[:-1], "said_utc", "audited")
_NEEDED = ("file", "start_s", "end_s", "label")
_YES = frozenset({"1", "1.0", "true", "yes", "y"})
_NO = frozenset({"0", "0.0", "false", "no", "n"})
_NUMBER = re.compile(r"([0-9]+([.,][0-9]*)?|[.,][0-9]+)(e[+-]?[0-9]+)?", re.IGNORECASE)
_NAMELESS = "imported"
_LEAST_S = 0.001


@dataclass(frozen=True, slots=True)
class LabelsRead:
    """What a file of labels says."""

    entries: list[ClipLabel]
    guess: str = ""
    """A sentence where the file's encoding is a guess."""
    unjudged: int = 0
    """Clips that were asked for, and that nothing is said of: ``present`` is empty."""


@dataclass(frozen=True, slots=True)
class LabelsImported:
    """What came of it."""

    added: int
    unchanged: int
    """Rows that say what the log, or another row, says already."""
    guess: str = ""
    unjudged: int = 0
    """Clips that were asked for, and that nothing is said of."""


def import_labels(project: Project, file: Path, reviewer: str = "") -> LabelsImported:
    """Append the labels of a CSV to the log; a row that says what holds already adds nothing.

    All or nothing: raises UserError naming every line that cannot be understood, and adds none.
    """
    read = read_labels(project, file, reviewer)
    with project.writing() as db:
        known = {_about(one): one for one in clip_labels.current(db)}
        new = {_about(one): one for one in read.entries}
        added = [one for about, one in new.items() if not _is_said(known.get(about), one)]
        clip_labels.add(db, added, as_batch=True)
    unchanged = len(read.entries) - len(added)
    return LabelsImported(len(added), unchanged, read.guess, read.unjudged)


@dataclass(frozen=True, slots=True)
class LabelsUndone:
    """What came of taking an import back."""

    taken_back: int
    stands: str = ""
    """What somebody said since and stands, in a sentence."""


def undo_import(project: Project, reviewer: str = "") -> LabelsUndone:
    """Let the labels of the newest import hold no longer; what held before them holds again.

    The log keeps both. Doing it again takes the import before back. Raises UserError where there is
    none.
    """
    with project.writing() as db:
        entries = clip_labels.of_newest_batch(db)
        if not entries:
            raise UserError("No import of labels is there to be taken back.")
        others = clip_labels.said_since(db, entries)
        log.undo(db, entries, people.known_as(db, reviewer) if reviewer else _NAMELESS)
    stands = f"{' and '.join(others)} said more of some of these since, and that stands."
    return LabelsUndone(len(entries), stands if others else "")


def export_labels(project: Project, out: Path, *, for_excel: bool = False) -> int:
    """Write the labels that hold as CSV, as they are imported, with who said so and when.

    ``audited`` is 1 where an audit of look-alikes stands for it: nobody has listened to it.
    Return the number of rows. Labels of recordings that were removed are not among them. Raises
    UserError where it cannot be written.
    """
    with project.reading() as db:
        said = clip_labels.said(db)
        every = list(recordings.everything(db))
    names = RecordingNames(every)
    files = {one.id: names.name_of(one) for one in every}
    rows = (
        (files[of.recording_id], of.start_s, of.end_s, of.label, int(of.present),
         int(of.exhaustive), of.reviewer, one.at_utc, int(of.audit is not None))
        for one in said
        for of in [one.label]
    )  # fmt: skip
    return write_csv(out, EXPORT_COLUMNS, rows, for_excel=for_excel)


def read_labels(project: Project, file: Path, reviewer: str = "") -> LabelsRead:
    """Read labels: file, start_s, end_s, label, and perhaps present, exhaustive and reviewer.

    With ``why`` it is a table of clips that were to be judged: an empty ``present`` says nothing.
    Raises UserError naming every line that cannot be understood.
    """
    table = PersonsTable(file, _COLUMNS, certain=("present", "exhaustive"), lesser=("reviewer",))
    lacking = [name for name in _NEEDED if name not in table.columns]
    if lacking:
        raise UserError(
            f"{file.name} needs the columns {', '.join(_NEEDED)} (and may have present, exhaustive "
            f"and reviewer). Not there: {', '.join(lacking)}."
        )
    with project.reading() as db:
        reader = _Reader(
            RecordingNames(recordings.everything(db)),
            LabelNames(heads.species(db, own=True)),
            people.spellings(db),
            people.known_as(db, reviewer) if reviewer else _NAMELESS,
            {one.label for one in clip_labels.current(db)},
        )
    wrong: list[Problem] = []
    for row in table.rows():
        try:
            reader.take(row)
        except (ValueError, UnusableValueError) as error:
            wrong.append((row.line, str(error)))
    if wrong:
        raise refusal(file, wrong)
    return LabelsRead(reader.entries, table.guess, reader.unjudged)


class _Reader:
    def __init__(
        self,
        names: RecordingNames,
        labels: LabelNames,
        people: dict[str, str],
        reviewer: str,
        known: set[str],
    ) -> None:
        """``known`` are labels as they are spelled in the log."""
        self.entries: list[ClipLabel] = []
        self.unjudged = 0
        self._names, self._labels = names, labels
        self._people, self._reviewer = people, reviewer
        self._known, self._spelled = known, {key(one): one for one in sorted(known)}
        self._said: dict[tuple[object, ...], tuple[int, bool]] = {}

    def take(self, row: TableRow) -> None:
        """Take in a row. Raises ValueError, or UnusableValueError, where it cannot be."""
        if row.problem:
            raise ValueError(row.problem)
        if row.told["why"] in set(Why) and not row.told["present"]:
            self.unjudged += 1
            return
        entry = self._entry(row)
        line, present = self._said.setdefault(_about(entry), (row.line, entry.present))
        if present != entry.present:
            raise ValueError(f"it contradicts line {line}; keep one of them")
        self.entries.append(entry)

    def _entry(self, row: TableRow) -> ClipLabel:
        told = row.told
        recording = self._names.find(told["file"])
        start_s, end_s = seconds(told["start_s"], "start_s"), seconds(told["end_s"], "end_s")
        if end_s - start_s < _LEAST_S:
            raise ValueError("end_s must be after start_s")
        if start_s >= recording.duration_s:
            raise ValueError(f"the recording is only {recording.duration_s:.1f} s long")
        end_s = min(end_s, recording.duration_s)  # a last window that was filled up, or a mistake
        present = _flag(told["present"], "present", usual=True)
        exhaustive = _flag(told["exhaustive"], "exhaustive", usual=False)
        label = self._labels.text(told["label"])
        if not label and not exhaustive:
            raise ValueError("it has no label; only an exhaustive row may have none")
        if label not in self._known:  # else a copy of the log is taken in as it is
            label = self._spelled.setdefault(key(label), label)
        by = clean(told["reviewer"]) or self._reviewer
        if len(by) > LONGEST:
            raise ValueError(f"a reviewer's name may have {LONGEST} letters")
        reviewer = self._people.setdefault(key(by), by)
        return ClipLabel(recording.id, start_s, end_s, label, present, exhaustive, reviewer)


def seconds(text: str, name: str) -> float:
    """Return what a cell says. Raises ValueError where it is no time in a recording."""
    if not text:
        raise ValueError(f"it has no {name}")
    if not _NUMBER.fullmatch(text):
        raise ValueError(f"{name} {text!r} is no number of seconds")
    seconds = float(text.replace(",", "."))
    if not math.isfinite(seconds) or seconds > 1e7:
        raise ValueError(f"{name} {text!r} is no number of seconds")
    return seconds


def _flag(text: str, name: str, *, usual: bool) -> bool:
    word = text.casefold()
    if not word:
        return usual
    if word not in _YES | _NO:
        raise ValueError(f"{name} must be 1 or 0, not {text!r}")
    return word in _YES


def _about(one: ClipLabel) -> tuple[object, ...]:
    return one.recording_id, round(one.start_s * 1000), round(one.end_s * 1000), one.label


def _is_said(known: ClipLabel | None, new: ClipLabel) -> bool:
    return known is not None and (known.present, known.exhaustive) == (new.present, new.exhaustive)
