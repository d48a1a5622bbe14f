"""Puts the files of a folder into the project: each into its media root, deployment and place."""

import os
from collections import Counter
from collections.abc import Generator, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Connection

from core.audio.contents import ENDS_LENGTH
from core.deployments.apply_clocks import apply_clocks, place_new
from core.deployments.assign_deployments import Placing
from core.deployments.proposals import FolderSurvey
from core.deployments.settling import settle
from core.domain import Inspection
from core.matching import FileMatch, FileMeaning, in_place, match
from core.recorders.readers import Inspect, Readers, Reading
from core.store import Project, fixes, recording_times, recordings, roots, standing
from core.store.recordings_upsert import Found, add_copy, is_passing
from core.store.standing import Held

Comparing = Generator[str, None, None]
"""Yields what is being compared, in words; what was added before is stored by then."""


class FilePlace(NamedTuple):
    """Where a file lies."""

    root_id: int
    name: str
    """Relative to the media root, with forward slashes."""


class Territory:
    """Which media root the files below a folder belong to.

    Usually the folder itself; but what lies in a root that is known already belongs to that,
    whether the root holds the folder or the folder the root, and however it is spelled.
    """

    def __init__(self, db: Connection, folder: Path) -> None:
        known = [(one.id, one.path) for one in roots.listing(db)]
        self.surveys: dict[int, FolderSurvey] = {}
        """By root; ask ``survey``."""
        self._paths = dict(known)
        self._inner = [
            ((folder / way).as_posix() + "/", root_id)
            for root_id, path in known
            if (way := _way(folder, path))
        ]
        self._inner.sort(key=lambda one: -len(one[0]))  # the innermost first
        holding = _holding(known, folder)
        if holding is None:
            self._root_id, self._before = recordings.root(db, folder), ""
            self._paths[self._root_id] = folder
        else:
            self._root_id, way = holding
            self._before = f"{way}/" if way else ""
        self._begin = len(folder.as_posix().rstrip("/")) + 1

    def place(self, path: Path) -> FilePlace:
        """Return where a file below the folder lies."""
        text = path.as_posix()
        for folder, root_id in self._inner:
            if text.startswith(folder):
                return FilePlace(root_id, text[len(folder) :])
        return FilePlace(self._root_id, self._before + text[self._begin :])

    def path(self, place: FilePlace) -> Path:
        """Return the path of a file as its media root has it."""
        return self._paths[place.root_id] / place.name

    def survey(self, root_id: int) -> FolderSurvey:
        """Return what is known of the names below a root."""
        if root_id not in self.surveys:
            self.surveys[root_id] = FolderSurvey(self._paths[root_id])
        return self.surveys[root_id]

    def add(self, path: Path) -> None:
        """Take a file's name into account."""
        place = self.place(path)
        self.survey(place.root_id).add(self.path(place))

    @property
    def folders(self) -> list[tuple[int, str]]:
        """Return what it covers: roots, with what paths in them begin with."""
        return [(self._root_id, self._before), *((root_id, "") for _, root_id in self._inner)]

    @property
    def files(self) -> int:
        """Return how many files were taken into account."""
        return sum(survey.files for survey in self.surveys.values())


class Batch(NamedTuple):
    """Files in order, and those of them that are new, being read."""

    paths: Sequence[Path]
    new: Reading


class Adding:
    """Adds the files below one folder."""

    def __init__(self, project: Project, territory: Territory, inspect: Inspect) -> None:
        self._project, self._territory = project, territory
        self._readers = Readers(inspect)
        self._moved: set[int] = set()
        self.counts: Counter[FileMeaning | None] = Counter()
        """How many files meant what; None: another recording lies under a known name."""
        self.read = 0

    def begun(self, files: Iterator[Path], size: int) -> Iterator[Batch]:
        """Yield batches, each while the next one is being read."""
        before: Batch | None = None
        while paths := list(islice(files, size)):
            batch = Batch(paths, self._readers.begin(self._unknown(paths)))
            if before:
                yield before
            before = batch
        if before:
            yield before

    def add(self, new: Sequence[Inspection]) -> Comparing:
        """Add files that were read."""
        with self._project.reading() as db:
            doubtful = self._doubtful(db, new)
        plain: list[Inspection] = []
        for seen in new:
            if seen.path not in doubtful:
                plain.append(seen)
                continue
            self._save(plain)
            plain = []
            try:
                yield from self._settle(seen)
            except OSError:
                continue  # it is gone now: the next scan meets it again
        self._save(plain)

    def finish(self) -> None:
        """Place what was added in time, also where an earlier scan was cut short before it."""
        self._readers.close()
        with self._project.reading() as db:
            waiting, unsettled = set(recording_times.unplaced(db)), fixes.waiting(db)
        if waiting or unsettled or self._moved:
            with self._project.writing() as db:
                moved: set[int] = set()
                for root_id in self._territory.surveys:
                    moved |= settle(db, self._placing(db, root_id))
                apply_clocks(db, moved)
                place_new(db, waiting - moved)
                recording_times.follow_recordings(db, self._moved)

    def _unknown(self, batch: Sequence[Path]) -> list[Path]:
        files: dict[int, list[tuple[str, int, int]]] = {}
        for path in batch:
            place = self._territory.place(path)
            files.setdefault(place.root_id, []).append((place.name, *_size_and_time(path)))
        with self._project.reading() as db:
            known = {
                FilePlace(root_id, name)
                for root_id, some in files.items()
                for name in recordings.unchanged(db, root_id, some)
            }
            known -= {
                FilePlace(root_id, name)
                for root_id, some in files.items()
                for name, original in standing.copies(db, root_id, [one[0] for one in some])
                if not in_place(original)
            }
        return [path for path in batch if self._territory.place(path) not in known]

    def _doubtful(self, db: Connection, new: Sequence[Inspection]) -> set[Path]:
        """Return those that may be another recording than the one at their path, or a new one."""
        ends = Counter(_ends(seen) for seen in new if seen.usable)
        met = standing.known_ends(db, {_ends(seen) for seen in new if seen.content_hash})
        met |= {one for one, number in ends.items() if number > 1}
        places = {seen.path: self._territory.place(seen.path) for seen in new}
        here: dict[FilePlace, standing.StandingFile] = {}
        for root_id in {place.root_id for place in places.values()}:
            names = [place.name for place in places.values() if place.root_id == root_id]
            known = standing.known(db, root_id, names)
            here |= {FilePlace(root_id, name): one for name, one in known.items()}
        return {
            seen.path
            for seen in new
            if not is_passing(seen)
            and _is_doubtful(seen, here.get(places[seen.path]), _ends(seen) in met)
        }

    # --- one by one ---

    def _settle(self, seen: Inspection) -> Comparing:
        place = self._territory.place(seen.path)
        with self._project.reading() as db:
            known = standing.at(db, *place)
            same = standing.of_content(db, seen.content_hash or "", seen.path.name)
        found = yield from match(seen, known, same)
        with self._project.writing() as db:
            self._store(db, place, found)

    def _store(self, db: Connection, place: FilePlace, found: FileMatch) -> None:
        self.counts[found.meaning] += 1
        if found.displaced:
            self._clear(db, found.displaced, found.meaning)
        for other, content_hash in found.told_apart:
            standing.tell_apart(db, other, content_hash)
        if found.meaning is FileMeaning.SAME_FILE:
            return
        self.read += 1
        file = self._placed(db, place, found)
        held = found.recording
        if held:
            standing.tell_apart(db, held, found.seen.content_hash or "")
        if found.meaning is FileMeaning.LOST and held:
            standing.move(db, held, place.root_id, file)
            self._moved.add(held.id)
        elif found.meaning is FileMeaning.COPY and held:
            add_copy(db, place.root_id, file, (held.id, held.path))
        else:
            recordings.save(db, place.root_id, [file])

    def _clear(self, db: Connection, displaced: Held, meaning: FileMeaning) -> None:
        """Let another recording have the place of one that it was found not to be."""
        if standing.is_used(db, displaced.id):
            standing.replace(db, displaced.id)
            self.counts[None] += 1
        elif meaning is not FileMeaning.ITSELF:  # else it is only refreshed
            standing.vacate(db, displaced.id)

    def _placed(self, db: Connection, place: FilePlace, found: FileMatch) -> Found:
        """Return a file with the deployment it belongs to."""
        placing = self._placing(db, place.root_id)
        path, held = self._territory.path(place), found.recording
        if held is None or found.meaning is FileMeaning.ITSELF:
            return (place.name, *placing.place(path, found.seen))
        was_renamed = found.meaning is FileMeaning.LOST and not held.file.parent.exists()
        if was_renamed and held.deployment_id is not None:  # what is new there is of it as well
            placing.adopt(path, found.seen, held.deployment_id)
        return place.name, found.seen, held.deployment_id

    def _placing(self, db: Connection, root_id: int) -> Placing:
        return Placing(db, root_id, self._territory.survey(root_id))

    def _save(self, new: Iterable[Inspection]) -> None:
        by_root: dict[int, list[tuple[FilePlace, Inspection]]] = {}
        for seen in new:
            place = self._territory.place(seen.path)
            by_root.setdefault(place.root_id, []).append((place, seen))
        for root_id, some in by_root.items():
            with self._project.writing() as db:
                placing = self._placing(db, root_id)
                found: list[Found] = [
                    (place.name, *placing.place(self._territory.path(place), seen))
                    for place, seen in some
                ]
                self.read += recordings.save(db, root_id, found)


def _is_doubtful(seen: Inspection, known: standing.StandingFile | None, is_met: bool) -> bool:
    if known is None:
        return is_met
    return known.is_copy or known.content_hash != seen.content_hash


def _ends(seen: Inspection) -> str:
    return (seen.content_hash or "")[:ENDS_LENGTH]


def _size_and_time(path: Path) -> tuple[int, int]:
    try:
        status = os.stat(path)  # noqa: PTH116 - Path.stat takes twice the time
    except (OSError, ValueError):
        return -1, -1  # matches nothing known: inspecting it will say what is wrong
    return status.st_size, status.st_mtime_ns


def _holding(known: Iterable[tuple[int, Path]], folder: Path) -> tuple[int, str] | None:
    """Return the media root that a folder is, or lies in, and how it is called from there."""
    found = [(root_id, way) for root_id, path in known if (way := _way(path, folder)) is not None]
    return min(found, key=lambda one: one[1].count("/") if one[1] else -1, default=None)


def _way(above: Path, folder: Path) -> str | None:
    """Return how a folder is called from another that it is, or lies in; else None.

    However the two are spelled: links, drives and large letters lead to the same folder.
    """
    for holding in (folder, *folder.parents):
        if _is_same(above, holding):
            way = folder.relative_to(holding).as_posix()
            return "" if way == "." else way
    return None


def _is_same(one: Path, other: Path) -> bool:
    try:
        return one == other or one.samefile(other)
    except OSError:
        return False
