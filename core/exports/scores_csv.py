"""One row for each score that is kept of a window, below the threshold too."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

from core.exports.files import PLAIN, TableStyle, Writing, csv_rows, fixed
from core.exports.format import ExportFormat
from core.exports.selection import Limit, Selection
from core.exports.windows import heard_files, replaced_since, without
from core.networks.manifest import HeadManifest, head_from_plain
from core.store import Project, heads, passes, runs, scores
from core.store.heard import HeardFile
from core.store.runs import Run
from core.store.scores import SparseScores

COLUMNS = ("file", "start_s", "end_s", "head", "label", "score")
_AT_ONCE = 100
Row = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class _Sayer:
    """A head whose labels a run has, and what turns its outputs into the run's scores."""

    id: int
    manifest: HeadManifest
    sensitivity: float
    labels: Mapping[int, str]

    @classmethod
    def of(cls, db: Connection, head_id: int, run: Run) -> "_Sayer":
        manifest = head_from_plain(heads.get(db, head_id).manifest)
        texts = {one.index: one.text for one in heads.labels(db, head_id) if one.index is not None}
        return cls(head_id, manifest, manifest.sensitivity_in(run.settings), texts)


def write(project: Project, wanted: Selection, path: Path, style: TableStyle = PLAIN) -> Writing:
    """Write what a run's heads said of every window, in order of file, head and time.

    Scores are of the run's own sensitivity, so that those of its detections are among them. The
    species list hides none.
    """
    with project.reading() as db:
        return (yield from csv_rows(path, COLUMNS, _rows(db, wanted), style))


def number(project: Project, wanted: Selection) -> int:
    """Return how many scores are kept of a selection."""
    with project.reading() as db:
        return sum(len(kept) for *_, kept in _kept(db, wanted, _heads(db, wanted)))


def lacking(project: Project, wanted: Selection) -> list[str]:
    """Say of how many recordings no scores are written, and why."""
    with project.reading() as db:
        files = heard_files(db, wanted)
        of_heads = _heads(db, wanted)
        kept = {file.id for file, *_ in _kept(db, wanted, of_heads)}
    bare = sum(file.holds and file.id not in kept for file in files)
    return [*replaced_since(files), *without(bare, "scores")]


def _heads(db: Connection, wanted: Selection) -> list[_Sayer]:
    run = runs.get(db, wanted.run_id)
    return [_Sayer.of(db, head_id, run) for head_id in heads.of_run(db, run.id)]


def _kept(
    db: Connection, wanted: Selection, of_heads: Sequence[_Sayer]
) -> Iterator[tuple[HeardFile, _Sayer, SparseScores]]:
    pass_id = runs.get(db, wanted.run_id).pass_id
    files = [file for file in heard_files(db, wanted) if file.holds]
    for first in range(0, len(files), _AT_ONCE):
        some = files[first : first + _AT_ONCE]
        ids = [file.id for file in some]
        found = [scores.sparse(db, pass_id, head.id, ids) for head in of_heads]
        for file in some:
            for head, by_file in zip(of_heads, found, strict=True):
                if file.id in by_file:
                    yield file, head, by_file[file.id]


def _rows(db: Connection, wanted: Selection) -> Iterator[Row]:
    windowing = passes.get(db, runs.get(db, wanted.run_id).pass_id).windowing
    for file, head, kept in _kept(db, wanted, _heads(db, wanted)):
        for entry in range(len(kept)):
            start_s, end_s = kept.span_s(entry, windowing)
            label = int(kept.labels[entry])
            score = head.manifest.score(float(kept.outputs[entry]), head.sensitivity)
            yield (
                file.path, fixed(start_s, 3), fixed(min(end_s, file.duration_s), 3),
                head.manifest.id, head.labels.get(label, f"label {label}"), fixed(score, 6),
            )  # fmt: skip


FORMAT = ExportFormat(
    "scores-csv", "Scores of all windows (CSV)", ".csv", write, number, lacking,
    holds="Each score that is kept of a window, below the threshold too.",
    refuses=frozenset(Limit), styled=True,
)  # fmt: skip
