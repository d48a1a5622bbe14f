"""Is a project sound: its file, the recordings in their places, analyses that were cut short."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from core.counted import counted
from core.jobs import Inquiry, Progress
from core.store import Project, damage, recordings, runs

_STEP = 500


@dataclass(frozen=True, slots=True)
class ProjectTrouble:
    """Something about a project that a person can mend."""

    what: str
    do: str


def checking_project(project: Project) -> Inquiry[list[ProjectTrouble]]:
    """Look for troubles, the gravest first; nothing is changed."""
    yield Progress(0, 0)
    found: list[ProjectTrouble] = []
    if fault := damage.found(project.path):
        found.append(
            ProjectTrouble(
                f"The project's file is damaged: {fault}.",
                "Save a copy of the folder, then go back to a backup.",
            )
        )
    if doubted := project.disk_doubt:
        found.append(ProjectTrouble(doubted, "Close it, move its folder, and open it there."))
    found += yield from _lost(project)
    found += _unfinished(project)
    return found


def _lost(project: Project) -> Inquiry[list[ProjectTrouble]]:
    with project.reading() as db:
        files = [(file.root, file.path) for file in recordings.everything(db) if not file.replaced]
    there: dict[Path, bool] = {}
    lost: Counter[Path] = Counter()
    for number, (root, path) in enumerate(files):
        if number % _STEP == 0:
            yield Progress(number, len(files))
        if root not in there:
            there[root] = root.is_dir()
        if not there[root] or not path.is_file():
            lost[root] += 1
    return [_gone(root, number, there[root]) for root, number in sorted(lost.items())]


def _gone(root: Path, number: int, is_there: bool) -> ProjectTrouble:
    if is_there:
        return ProjectTrouble(
            f"{counted(number, 'recording is', 'recordings are')} not in {root} any more.",
            "Put them back, or take them out of the project on the page Recordings.",
        )
    return ProjectTrouble(
        f"The folder {root}, with {counted(number, 'recording')}, is not there.",
        "Connect the disk, or say on the page Sites where they are now.",
    )


def _unfinished(project: Project) -> Iterator[ProjectTrouble]:
    with project.reading() as db:
        for run in runs.everything(db):
            if run.finished_utc is None:
                through = runs.coverage(db, run.id).recordings
                yield ProjectTrouble(
                    f"The analysis with {run.title}, begun {run.started_utc:%Y-%m-%d %H:%M} UTC, "
                    f"was not finished; it is through with {counted(through, 'recording')}.",
                    "Start it again with the same settings: it goes on where it was.",
                )
