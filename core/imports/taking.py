"""Taking results in as a run, as verdicts and as annotations, and taking them out again."""

import hashlib
import json
import platform
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from importlib.metadata import version

from sqlalchemy import Connection, select

from core.audio.windows import Windowing
from core.domain import Label, LabelKind, Recording, Species, Verdict
from core.errors import UserError
from core.imports.gathering import Gathered
from core.imports.heap import HeapRow
from core.jobs import Inquiry, Progress
from core.networks.manifest import Activation, HeadManifest
from core.review import people
from core.species.one_species import other_names
from core.store import (
    Project,
    annotations,
    comments,
    detections,
    heads,
    passes,
    recordings,
    runs,
    taken,
    verdicts,
)
from core.store.annotations import Annotation
from core.store.comments import Comment
from core.store.detections import New
from core.store.groups import in_groups
from core.store.heads import NewHead
from core.store.passes import Pass
from core.store.runs import IMPORTED
from core.store.schema import DetectionRow
from core.store.taken import Import
from core.store.verdicts import Statement

D = DetectionRow
_AT_ONCE = 20_000
"""Rows that are stored at once, of one recording at least."""
_HEAD = HeadManifest(IMPORTED, "Imported", "1", activation=Activation.NONE)
_RATE = 48_000
_USUAL_WINDOW_S, _LEAST_WINDOW_S, _MOST_WINDOW_S = 3.0, 0.1, 3600.0
_NAMELESS = "imported"
_Said = tuple[Recording, Sequence[HeapRow]]
_Ids = Mapping[tuple[int, int, float], int]
"""(recording, label, start) -> detection."""


def take(project: Project, of: Gathered, reviewer: str = "") -> Inquiry[Import]:
    """Take results in. Progress counts recordings.

    Stopped, what came in is taken out; taken in again it goes on where it was. The same results
    are one import: of one that is there already only what is new is added, step by step.
    ``reviewer`` is whose words verdicts and annotations are that name nobody. Raises UserError
    where no row is of a recording of the project.
    """
    meant = of.recordings
    if not len(of.heap):
        raise UserError(
            "These results have no row: nothing was found, so there is nothing to take in."
        )
    if not meant:
        raise UserError(
            "None of these results is of a recording of this project. Add the recordings first, or "
            "say which is which (--settle)."
        )
    with project.writing() as db:
        work = _Taking.registered(db, of, people.known_as(db, reviewer or _NAMELESS))
    try:
        done = 0
        for some in _at_once(of, meant):
            with project.writing() as db:
                files = recordings.by_ids(db, some)
                work.store(db, [(files[id_], some[id_]) for id_ in some if id_ in files])
                taken.note(db, work.record())
            done += len(some)
            last = next(reversed(files.values()), None)
            yield Progress(done, len(meant), last.path.name if last else "")
        with project.writing() as db:
            if work.run_id is not None:
                runs.finish(db, work.run_id)
            return work.finish(db)
    finally:
        if not work.whole:
            with project.writing() as db:
                taken.set_taken_out(db, work.record(), work.reviewer, taken_out=True)


def newest(project: Project, *, taken_out: bool) -> Import:
    """Return the newest import that is in the project, or was taken out. Raises UserError."""
    with project.reading() as db:
        every = (one for one in taken.listing(db) if one.whole or not taken_out)
        found = next((one for one in every if one.taken_out == taken_out), None)
    if found is None:
        which = "was taken out" if taken_out else "is there to be taken out"
        raise UserError(f"No import of results {which}.")
    return found


def take_out(project: Project, one: Import, *, back: bool = False) -> Import:
    """Take an import out of the project, or, with ``back``, in again with all that was said."""
    with project.writing() as db:
        return taken.set_taken_out(db, one, one.reviewer, taken_out=not back)


def _at_once(
    of: Gathered, meant: Mapping[int, Sequence[int]]
) -> Iterator[Mapping[int, Sequence[HeapRow]]]:
    """Yield recordings by id with what is said of them, as many as are stored at once."""
    some: dict[int, Sequence[HeapRow]] = {}
    number = 0
    for id_, places in meant.items():
        some[id_] = of.rows(places)
        number += 1 + len(some[id_])
        if number >= _AT_ONCE:
            yield some
            some, number = {}, 0
    if some:
        yield some


@dataclass(slots=True)
class _Taking:
    """What is being taken in, and what it has come to."""

    of: Gathered
    reviewer: str
    run_id: int | None
    cut: Windowing
    label_ids: Sequence[int | None]
    """Of each name in the heap: its label."""
    at_utc: str
    whole: bool = False
    """Whether all of it is in the project, now or from before."""
    detections: int = 0
    verdicts: int = 0
    annotations: int = 0
    known_as: dict[str, str] = field(default_factory=dict)
    """Reviewers as the files name them -> as the project does."""

    @classmethod
    def registered(cls, db: Connection, of: Gathered, reviewer: str) -> "_Taking":
        before = next((one for one in taken.listing(db) if one.id == of.id), None)
        whole = before is not None and before.whole
        if before is not None and before.taken_out:
            taken.set_taken_out(db, before, reviewer, taken_out=False)
        cut = windowing(of)
        if not of.has_detections:
            return cls(of, reviewer, None, cut, (), taken.now(), whole)
        labels, places = _labels(of)
        head_id = heads.ensure_head(db, _new_head(of, labels))
        pass_id = passes.ensure_pass(
            db, Pass(of.id, IMPORTED, {"network": IMPORTED}, cut, embedding_size=0)
        )
        run = runs.start(
            db, of.id, IMPORTED, pass_id=pass_id, settings=_settings(of), versions=_versions(of)
        )
        heads.use(db, run.id, [head_id])
        runs.note_engine(db, run.id, "taken in from files")
        ids = heads.label_ids(db, head_id)
        label_ids = [None if place is None else ids[place] for place in places]
        return cls(of, reviewer, run.id, cut, label_ids, taken.now(), whole)

    def store(self, db: Connection, some: Sequence[_Said]) -> None:
        """Store what is said of recordings; what is there already stays as it is."""
        if self.run_id is not None:
            scored = [(file, [r for r in rows if r.score is not None]) for file, rows in some]
            self._store_detections(db, self.run_id, scored)
        drawn = [(file, row) for file, rows in some for row in rows if row.score is None]
        self._store_annotations(db, drawn)

    def record(self) -> Import:
        """Return what was taken in up to now."""
        return Import(
            self.of.id, self.of.format.title, tuple(path.name for path in self.of.files),
            self.detections, self.verdicts, self.annotations, self.reviewer, self.at_utc,
            whole=self.whole,
        )  # fmt: skip

    def finish(self, db: Connection) -> Import:
        """Keep what was taken in, and return it."""
        self.whole = True
        taken.note(db, self.record())
        return self.record()

    def _store_detections(self, db: Connection, run_id: int, some: Sequence[_Said]) -> None:
        before = _said_there(db, run_id, [file.id for file, _ in some])
        new = [(file, self._new(file, rows, before)) for file, rows in some]
        detections.add_all(db, run_id, new)
        heard = {
            file.id: (max(1, self.cut.count(file.duration_s)), file.duration_s, None)
            for file, _ in some
        }
        runs.recordings_done(db, run_id, heard)
        self.detections += len(before) + sum(len(rows) for _, rows in new)
        self._store_words(db, run_id, some, before)

    def _new(self, file: Recording, rows: Sequence[HeapRow], before: _Ids) -> list[New]:
        found: dict[tuple[int, float], New] = {}
        for row in rows:
            label_id = self.label_ids[row.name]
            if label_id is not None and (file.id, label_id, row.start_s) not in before:
                score, end_s = row.score or 0.0, _end_s(row, file)
                found[label_id, row.start_s] = New(
                    label_id, row.start_s, end_s, score, score, True, row.low_hz, row.high_hz
                )
        return list(found.values())

    def _store_words(
        self, db: Connection, run_id: int, some: Sequence[_Said], before: _Ids
    ) -> None:
        spoken = [(file, row) for file, rows in some for row in rows if row.said]
        if not spoken:
            return
        ids = _said_there(db, run_id, list(dict.fromkeys(file.id for file, _ in spoken)))
        said, noted = [], []
        for file, row in spoken:
            label_id = self.label_ids[row.name]
            if row.said is None or label_id is None:
                continue
            about = (file.id, label_id, row.start_s)
            if about in before:
                continue
            by = self._person(db, row.said.reviewer)
            if row.said.verdict:
                meant = self.of.others.get(row.said.manual, ())
                words = _words(row.said.verdict, self.of.species[row.name], meant)
                said.append(Statement(ids[about], words[0], by, words[1]))
            if row.said.note:
                noted.append(Comment(ids[about], row.said.note, by))
        verdicts.add(db, said)
        comments.add(db, noted)
        self.verdicts += len(said)

    def _store_annotations(self, db: Connection, rows: Sequence[tuple[Recording, HeapRow]]) -> None:
        drawn = [self._annotation(db, recording, row) for recording, row in rows]
        known = taken.known(db, [one.id for one in drawn])
        annotations.add(db, [one for one in drawn if one.id not in known])
        self.annotations += len(drawn)

    def _person(self, db: Connection, written: str) -> str:
        if not written.strip():
            return self.reviewer
        if written not in self.known_as:
            self.known_as[written] = people.known_as(db, written)
        return self.known_as[written]

    def _annotation(self, db: Connection, recording: Recording, row: HeapRow) -> Annotation:
        said = row.said
        by = self._person(db, said.reviewer if said else "")
        span = (recording.content_hash, row.start_s, row.end_s, row.low_hz, row.name)
        number = int(hashlib.sha256(repr(span).encode()).hexdigest()[:16], 16)
        return Annotation(
            taken.annotation_id(self.of.id, number), recording.id, row.start_s,
            _end_s(row, recording), row.low_hz, row.high_hz, self.of.species[row.name],
            said.note if said else "", by,
        )  # fmt: skip


def windowing(of: Gathered) -> Windowing:
    """Return how long windows were and how far apart, as far as the rows tell."""
    length_s = of.heap.usual_length_s()
    if length_s is None:
        return Windowing.of(_RATE, _USUAL_WINDOW_S, 0.0, 1.0)
    window_s = min(max(length_s, _LEAST_WINDOW_S), _MOST_WINDOW_S)
    step_s = min(max(of.heap.least_apart_s() or window_s, _LEAST_WINDOW_S), window_s)
    return Windowing.of(_RATE, window_s, max(0.0, window_s - step_s), min(1.0, window_s))


def _end_s(row: HeapRow, recording: Recording) -> float:
    whole = recording.duration_s
    return min(row.end_s, whole) if whole and row.start_s < whole else row.end_s


def _words(
    verdict: Verdict, heard: Species | None, meant: Sequence[Species]
) -> tuple[Verdict, Species | None]:
    """Return what was said and which species it is instead: right where it is the same one."""
    own = {heard.scientific_name, *other_names(heard.scientific_name)} if heard else set()
    if any(one.scientific_name in own for one in meant):
        return Verdict.CORRECT, None
    return verdict, meant[0] if meant else None


def _said_there(db: Connection, run_id: int, recording_ids: Sequence[int]) -> _Ids:
    query = select(D.recording_id, D.label_id, D.start_s, D.id).where(D.run_id == run_id)
    return {
        (row.recording_id, row.label_id, row.start_s): row.id
        for some in in_groups(recording_ids)
        for row in db.execute(query.where(D.recording_id.in_(some)))
    }


def _labels(of: Gathered) -> tuple[list[Label], list[int | None]]:
    """Return the labels, and of each name in the heap the place of its label."""
    labels: dict[str, Label] = {}
    places: list[int | None] = []
    for (scientific, common, label), species in zip(of.heap.names, of.species, strict=True):
        if species is None:
            places.append(None)
            continue
        text = label or scientific or common
        labels.setdefault(text, Label(text, species, _kind(species)))
        places.append(list(labels).index(text) if labels[text].species == species else None)
        if places[-1] is None:  # one code for two species: each needs a label of its own
            text = f"{text} ({species.scientific_name})"
            labels.setdefault(text, Label(text, species, _kind(species)))
            places[-1] = list(labels).index(text)
    return list(labels.values()), places


def _kind(species: Species) -> LabelKind:
    return LabelKind.SOUND if species.group == "sound" else LabelKind.SPECIES


def _new_head(of: Gathered, labels: Sequence[Label]) -> NewHead:
    known = [
        of.format.id,
        *((one.text, one.species and one.species.scientific_name) for one in labels),
    ]
    return NewHead(
        sha256=hashlib.sha256(json.dumps([IMPORTED, known]).encode()).hexdigest(),
        name=IMPORTED,
        title=of.format.title,
        version=_HEAD.version,
        network=IMPORTED,
        activation=_HEAD.activation,
        floor=_HEAD.floor,
        labels=labels,
        manifest=asdict(replace(_HEAD, title=of.format.title)),
    )


def _settings(of: Gathered) -> Mapping[str, object]:
    return {
        "network": IMPORTED,
        "imported": {
            "format": of.format.id,
            "program": of.format.title,
            "files": [path.name for path in of.files],
        },
        "min_score": round(of.heap.least_score() or 0.0, 6),
    }


def _versions(of: Gathered) -> Mapping[str, object]:
    return {
        "python": platform.python_version(),
        "platform": platform.platform(),
        "libraries": {"undersong": version("undersong")},
        "network": f"{of.format.title} (imported)",
    }
