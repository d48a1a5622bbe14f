"""Combining as a job: recordings that all analyses have heard whole, some at a time."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial

from sqlalchemy import Connection

from core.combining.moments import SourceSpan, combined, moments
from core.combining.sources import Combination, SourceAnalysis
from core.domain import Label, LabelKind, Problem, Recording, Species
from core.jobs import Job, Progress
from core.networks.manifest import Activation, HeadManifest
from core.store import Project, detections, heads, listed_places, passes, recordings, runs
from core.store import combined as stored
from core.store.combined import NOT_BY_ALL, DetectedRow, SourceHeard
from core.store.detections import New
from core.store.heads import NewHead
from core.store.passes import Pass

_AT_ONCE = 100
_NETWORK = "combined"
_HEAD = HeadManifest(_NETWORK, "Combined", "1", activation=Activation.NONE)
_NO_LOSS_S = 0.1
"""Lengths of some formats are only estimated: by less than this nothing is missing."""
_SCORE_NOISE = 1e-9


def combine(project: Project, combination: Combination) -> Job:
    """Combine what all analyses have heard and is not combined yet. Progress counts recordings.

    The same call goes on from where it stopped, and takes in what the analyses have gained since.
    Recordings that one of them has not heard whole have no part in it, and say so. What they list
    by another place or week since is listed anew.
    """
    with project.writing() as db:
        work = _Work.registered(db, combination)
        ids = [source.run.id for source in combination.sources]
        heard = stored.heard_by_all(db, ids)
        done = stored.settled(db, work.run_id)
        moved = stored.listed_otherwise(db, work.run_id, ids)
    wanted = [recording_id for recording_id in heard if recording_id not in done]
    every = len(wanted) + len(moved)
    for first in range(0, len(wanted), _AT_ONCE):
        some = wanted[first : first + _AT_ONCE]
        with project.writing() as db:
            known, found = recordings.by_ids(db, some), stored.detected(db, ids, some)
            for recording_id in some:
                its = found.get(recording_id, [])
                work.store(db, known[recording_id], heard[recording_id], its)
            stored.note_places(db, work.run_id, ids, some)
        yield Progress(first + len(some), every)
    for first in range(0, len(moved), _AT_ONCE):
        some = moved[first : first + _AT_ONCE]
        with project.writing() as db:
            work.list_anew(db, some)
            stored.note_places(db, work.run_id, ids, some)
        yield Progress(len(wanted) + first + len(some), every)
    with project.writing() as db:
        runs.finish(db, work.run_id)


@dataclass(frozen=True, slots=True)
class _Work:
    """A combination and what it is known as in its project."""

    combination: Combination
    run_id: int
    label_ids: Mapping[Species, int]
    names: Sequence[Mapping[str, Species]]
    """Of each analysis: scientific name -> species here."""
    weights: Mapping[Species, Sequence[float]]
    """Of each species: of each analysis, 0 where it does not know the species."""

    @classmethod
    def registered(cls, db: Connection, of: Combination) -> "_Work":
        species = of.species
        head_id = heads.ensure_head(db, _new_head(species))
        pass_id = passes.ensure_pass(db, _pass(of))
        run = runs.start(
            db,
            of.fingerprint,
            _NETWORK,
            pass_id=pass_id,
            settings=of.settings(),
            versions=of.versions(),
        )
        heads.use(db, run.id, [head_id])
        runs.note_engine(db, run.id, "from stored detections")
        ids = heads.label_ids(db, head_id)
        knowing = [set(source.species.values()) for source in of.sources]
        return cls(
            of,
            run.id,
            {one: ids[place] for place, one in enumerate(species)},
            [source.names() for source in of.sources],
            {
                one: [
                    s.weight * (one in known) for s, known in zip(of.sources, knowing, strict=True)
                ]
                for one in species
            },
        )

    def store(
        self,
        db: Connection,
        recording: Recording,
        heard: Sequence[SourceHeard],
        found: Iterable[DetectedRow],
    ) -> None:
        """Store what is combined of a recording, or why it has no part."""
        problem = _why_not(self.combination.sources, recording, heard)
        if problem is not None:
            runs.recording_done(db, self.run_id, recording.id, 0, 0.0, problem)
            return
        new = [
            New(
                self.label_ids[species], one.start_s, one.end_s, one.score, one.score, one.listed,
                one.low_hz, one.high_hz,
            )
            for species, one in self._combined(db, recording, found)
        ]  # fmt: skip
        detections.add(db, self.run_id, recording, new)
        windows, seconds = heard[0].windows, min(one.analysed_s for one in heard)
        runs.recording_done(db, self.run_id, recording.id, windows, seconds)

    def list_anew(self, db: Connection, recording_ids: Sequence[int]) -> None:
        """List what is combined of recordings as the analyses list it by now."""
        ids = [source.run.id for source in self.combination.sources]
        known, found = recordings.by_ids(db, recording_ids), stored.detected(db, ids, recording_ids)
        own = stored.detected(db, [self.run_id], recording_ids)
        listed = {}
        for recording_id, rows in own.items():
            its = self._combined(db, known[recording_id], found.get(recording_id, ()))
            now = {(of.scientific_name, one.start_s, one.end_s): one.listed for of, one in its}
            for row in rows:
                listed[row.id] = now[row.scientific_name, row.start_s, row.end_s]
        listed_places.list_these_anew(db, self.run_id, recording_ids, listed)

    def _combined(
        self, db: Connection, recording: Recording, found: Iterable[DetectedRow]
    ) -> Iterator[tuple[Species, SourceSpan]]:
        """Yield what detections of all analyses in a recording come to."""
        kept = _KeptThere(db, self.combination.sources, recording)
        for species, spans in self._by_species(found).items():
            for one in self._of_species(kept, species, spans):
                yield species, one

    def _by_species(self, found: Iterable[DetectedRow]) -> dict[Species, list[list[SourceSpan]]]:
        """Return species -> the spans of each analysis."""
        place = {source.run.id: n for n, source in enumerate(self.combination.sources)}
        by_species: dict[Species, list[list[SourceSpan]]] = defaultdict(lambda: [[] for _ in place])
        for row in found:
            source = place[row.run_id]
            species = self.names[source][row.scientific_name]
            span = SourceSpan(
                row.start_s, row.end_s, row.score, row.listed, row.low_hz, row.high_hz
            )
            by_species[species][source].append(span)
        return by_species

    def _of_species(
        self, kept: "_KeptThere", species: Species, spans: list[list[SourceSpan]]
    ) -> list[SourceSpan]:
        of = self.combination
        found = moments(spans, of.overlap_s)
        weights, its = self.weights[species], partial(kept.spans, species)
        made = combined(found, of.rule, of.overlap_s, weights, its)
        return [one for one in made if one.score >= of.min_score - _SCORE_NOISE]


class _KeptThere:
    """What analyses keep of all windows of a recording: read when it is first asked for."""

    def __init__(
        self, db: Connection, sources: Sequence[SourceAnalysis], recording: Recording
    ) -> None:
        self._db, self._sources, self._recording = db, sources, recording
        self._found: dict[int, dict[Species, list[SourceSpan]]] = {}

    def spans(self, species: Species, source: int) -> list[SourceSpan]:
        """Return the windows in which one of them has a score of a species, as far as kept."""
        if source not in self._found:
            self._found[source] = self._read(self._sources[source])
        return self._found[source].get(species, [])

    def _read(self, source: SourceAnalysis) -> dict[Species, list[SourceSpan]]:
        cut, found = source.windowing, defaultdict[Species, list[SourceSpan]](list)
        its = source.kept.of_recording(self._db, self._recording.id)
        for species, (windows, values) in its.items():
            for window, score in zip(windows.tolist(), values.tolist(), strict=True):
                start_s = cut.start_s(int(window))
                end_s = min(start_s + cut.window_s, self._recording.duration_s)
                found[source.species[species]].append(SourceSpan(start_s, end_s, score))
        return found


def _why_not(
    sources: Sequence[SourceAnalysis], recording: Recording, heard: Sequence[SourceHeard]
) -> Problem | None:
    """Return why a recording has no part: what no analysis could hear, or not all did whole."""
    codes = {one.problem.code if one.problem else "" for one in heard}
    if not any(one.analysed_s for one in heard) and len(codes) == 1 and heard[0].problem:
        return heard[0].problem
    lacking = [
        source.run.title
        for source, one in zip(sources, heard, strict=True)
        if not _is_whole(source, recording, one)
    ]
    if not lacking:
        return None
    return Problem(
        NOT_BY_ALL,
        f"Not heard whole by {' and '.join(lacking)}: no part of it is combined.",
        usable=True,
    )


def _is_whole(source: SourceAnalysis, recording: Recording, heard: SourceHeard) -> bool:
    if not heard.windows or not heard.holds:
        return False
    cut = source.windowing
    last = cut.count(recording.duration_s) - 1
    whole_s = min(recording.duration_s, cut.start_s(last) + cut.window_s)
    return source.run.is_combined or heard.analysed_s >= whole_s - _NO_LOSS_S


def _new_head(species: Sequence[Species]) -> NewHead:
    labels = [Label(one.scientific_name, one, _kind(one)) for one in species]
    known = [(one.text, one.kind) for one in labels]
    return NewHead(
        sha256=hashlib.sha256(json.dumps([_NETWORK, known]).encode()).hexdigest(),
        name=_NETWORK,
        title=_HEAD.title,
        version=_HEAD.version,
        network=_NETWORK,
        activation=_HEAD.activation,
        floor=_HEAD.floor,
        labels=labels,
        manifest=asdict(_HEAD),
    )


def _kind(species: Species) -> LabelKind:
    return LabelKind.SOUND if species.group == "sound" else LabelKind.SPECIES


def _pass(of: Combination) -> Pass:
    """Return a pass in which nothing is heard: it says where the detections' windows lie."""
    return Pass(
        fingerprint=of.fingerprint,
        network=_NETWORK,
        settings={"network": _NETWORK},
        windowing=of.sources[0].windowing,
        embedding_size=0,
    )
