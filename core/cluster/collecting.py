"""Taking results in: the analysis itself, told by result files instead of workers."""

from collections.abc import Generator, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from core.analysis import analyse
from core.cluster.result_files import FORMAT, ResultFile, unpacked
from core.cluster.shard_files import RESULT_SUFFIX, fingerprint, key_of, load_index
from core.errors import UserError
from core.inference.messages import UNTRIED, Began, Event, Failed, Part, Ready, Setup, Task
from core.jobs import Job
from core.networks.catalogue import network
from core.store import Project

_MISSING = "No result of it is there yet. Run the shards that are missing, and collect again."


@dataclass(slots=True)
class Collected:
    """What became of a folder of results; filled in while they are taken in."""

    taken: int = 0
    """Tasks whose results are in the project now."""
    missing: list[str] = field(default_factory=list)
    """Shards without a result."""
    unheard: int = 0
    """Tasks that no result tells of."""
    failed: list[str] = field(default_factory=list)
    """Sentences about tasks that could not be heard where they were tried."""
    refused: list[str] = field(default_factory=list)
    """Sentences about result files that are not used."""


def collect(project: Project, folder: Path, collected: Collected) -> Job:
    """Take in all results of a folder that are not in the project yet, in any order.

    Raises UserError where the folder holds no shards of this project's making.
    """
    index = load_index(folder)
    there = {path.name.removesuffix(RESULT_SUFFIX) for path in folder.glob(f"*{RESULT_SUFFIX}")}
    collected.missing = [name for name in index.names if name not in there]
    told = _ToldByFiles(folder, collected)
    yield from analyse(project, network(index.settings.network), index.settings, executor=told)


@dataclass(slots=True)
class _ToldByFiles:
    """An executor that says what result files say, and of other tasks that they are untried."""

    folder: Path
    collected: Collected
    _at: ResultFile | None = None
    """The one that is open: tasks come in about the order in which they were divided."""

    def events(self, setup: Setup, tasks: Iterator[Task]) -> Generator[Event | None]:
        """See Executor."""
        places = self._places(fingerprint(setup))
        notes = {file.about.get("engine", "") for file in places.values()}
        for note in sorted(notes - {""})[:1]:
            yield Ready(note)
        with ExitStack() as at_the_end:
            at_the_end.callback(self._open, None)
            yield from self._told(tasks, places)

    def _told(
        self, tasks: Iterator[Task], places: Mapping[str, ResultFile]
    ) -> Generator[Event | None]:
        for task in tasks:
            key = key_of(task)
            yield Began(task.id)
            if key not in places:
                self.collected.unheard += 1
                yield Failed(task.id, UNTRIED, _MISSING)
                continue
            yield from self._said(places[key], key, task)
            yield None

    def _open(self, file: ResultFile | None) -> None:
        if self._at is not None and self._at is not file:
            self._at.close()
        self._at = file

    def _said(self, file: ResultFile, key: str, task: Task) -> Iterator[Event]:
        self._open(file)
        try:
            events = list(unpacked(file.read(key), task.id))
        except UserError as error:
            self.collected.refused.append(f"{file.path.name}: {error}")
            yield Failed(task.id, UNTRIED, str(error))
            return
        for event in events:
            if isinstance(event, Failed):
                self.collected.failed.append(f"{task.path}: {event.text}")
            elif not isinstance(event, Part):
                self.collected.taken += 1
            yield event

    def _places(self, wanted: str) -> dict[str, ResultFile]:
        """Return key -> the file that tells of it; what was heard goes before what failed."""
        places: dict[str, ResultFile] = {}
        for path in sorted(self.folder.glob(f"*{RESULT_SUFFIX}")):
            try:
                file = ResultFile(path)
            except UserError as error:
                self.collected.refused.append(str(error))
                continue
            if file.about.get("format") != str(FORMAT):
                self.collected.refused.append(
                    f"{path.name} is of another version of Undersong. Run its shard again with "
                    "this one."
                )
            elif file.about.get("setup") != wanted:
                self.collected.refused.append(
                    f"{path.name} was made with other settings or another network."
                )
            else:
                for key, failure in file.failures.items():
                    if key not in places or (places[key].failures[key] and not failure):
                        places[key] = file
        return places
